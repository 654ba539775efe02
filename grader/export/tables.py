"""A teacher's CSV file, read strictly and written back as it was: mark, separator, line ends, every cell."""

import csv
import io
import os
from dataclasses import dataclass
from pathlib import Path

from grader.gradebook.course import CannotGrade
from grader.language import Text

MARK = "\ufeff"  # Excel takes a file for UTF-8 only if it begins so
SEPARATORS = ",;\t"

NO_FILE = Text(
    "{path} cannot be read ({reason}). Name the file that your learning platform gave you with --into.",
    "{path} 无法读取（{reason}）。请用 --into 指定学习平台导出的那个文件。",
)
NOT_UTF8 = Text(
    "{path} is not in UTF-8. Save it as “CSV UTF-8” in the spreadsheet program, then try again.",
    "{path} 不是 UTF-8 编码。请在表格软件里另存为“CSV UTF-8”，再试一次。",
)
NOT_CSV = Text(
    "{path} is not a CSV file: {reason}, line {line}. Export it anew from your learning platform.",
    "{path} 不是 CSV 文件：第 {line} 行，{reason}。请从学习平台重新导出。",
)
NO_ROWS = Text(
    "{path} has no rows below its head. Export it anew from your learning platform.",
    "{path} 的表头下面没有内容。请从学习平台重新导出。",
)
CANNOT_WRITE = Text(
    "{path} cannot be written ({reason}). Name another place with --output.",
    "{path} 写不进去（{reason}）。请用 --output 换个地方。",
)


@dataclass
class Table:
    """A head and rows of text; how they were written down."""

    head: list[str]
    rows: list[list[str]]
    has_mark: bool = True
    separator: str = ","
    line_end: str = "\r\n"

    def column(self, name: str) -> list[str]:
        """The cells below a head, "" where a row is too short."""
        at = self.head.index(name)
        return [row[at] if at < len(row) else "" for row in self.rows]

    def put(self, row: int, name: str, text: str) -> None:
        """Write one cell."""
        at = self.head.index(name)
        self.rows[row] += [""] * (at + 1 - len(self.rows[row]))
        self.rows[row][at] = text

    def as_bytes(self) -> bytes:
        """The file."""
        text = io.StringIO(newline="")
        csv.writer(text, delimiter=self.separator, lineterminator=self.line_end).writerows([self.head, *self.rows])
        return ((MARK if self.has_mark else "") + text.getvalue()).encode("utf-8")


def read_table(path: Path) -> Table:
    """The table in a file. Raises `CannotGrade` with a sentence for what is no CSV in UTF-8."""
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError as error:
        raise CannotGrade(NO_FILE.format(path=path, reason=error.strerror or error)) from None
    except UnicodeDecodeError:
        raise CannotGrade(NOT_UTF8.format(path=path)) from None
    plain = text.removeprefix(MARK)
    first = plain.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(plain, newline=""), delimiter=separator, strict=True)
    try:
        head, *rows = [row for row in reader if row]
    except csv.Error as error:
        raise CannotGrade(NOT_CSV.format(path=path, reason=error, line=reader.line_num)) from None
    except ValueError:
        raise CannotGrade(NO_ROWS.format(path=path)) from None
    if not rows:
        raise CannotGrade(NO_ROWS.format(path=path))
    return Table(head, rows, text != plain, separator, "\r\n" if "\r\n" in plain else "\n")


def write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all. Raises `CannotGrade`."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        draft.write_bytes(content)
        os.replace(draft, path)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise CannotGrade(CANNOT_WRITE.format(path=path, reason=error.strerror or error)) from None


def number(points: float) -> str:
    """Points for a spreadsheet: at most two digits after the point, no zeros at the end."""
    return f"{points:.2f}".rstrip("0").rstrip(".")
