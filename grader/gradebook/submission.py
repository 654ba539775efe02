"""A learner's notebook as it was handed in: its cells as plain text, the lesson, the language; nothing else is kept."""

import hashlib
import json
import os
import re
from dataclasses import dataclass, field, replace
from pathlib import Path

from grader.exercises import by_lesson
from grader.gradebook import sentences
from grader.gradebook.files import MEGABYTE, Refused, files_beside, ordinary_files, read_file, shown, strangers
from grader.gradebook.recognition import is_ours, language_of, lesson_of
from grader.language import Text

MAX_CELLS = 2000
MAX_OTHERS = 10  # notebooks under other names that are looked at
MAX_NAMED = 5  # files that are named where the notebook is not among them
MAX_SOURCE = 4 * MEGABYTE
MAX_PARTS = 3_000_000  # values, names and containers of the JSON
_FEW_PARTS = 200_000
_STRING = re.compile(rb'"(?:[^"\\]|\\.)*"', re.S)
_CONFLICT = re.compile(r"^(<{7} |>{7} )", re.M)
_CELL_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Cell:
    """One cell: `kind` is "code", "markdown" or "raw"; `id` is unique in the notebook; `grade_id` may be ""."""

    id: str
    kind: str
    source: str
    grade_id: str = ""
    attachments: dict = field(default_factory=dict)


@dataclass(frozen=True)
class Submission:
    """What was handed in. `refusal` says why there is nothing to judge; then there are no cells."""

    name: str
    digest: str
    cells: tuple[Cell, ...] = ()
    lesson: str = ""
    language: str = ""
    refusal: Text | None = None
    files: dict[str, bytes] = field(default_factory=dict, repr=False)


def read_submission(path: Path, plain: bool = False) -> Submission:
    """Read one notebook; what cannot be read comes back with its `refusal`. See `parse` for `plain`."""
    content = b""
    try:
        content = read_file(path)
        return parse(content, path.stem, plain)
    except Refused as refused:
        return Submission(path.stem, _digest(content), refusal=refused.sentence)


def find_submission(folder: Path, name: str, lesson: str, language: str = "") -> Submission:
    """The notebook of `lesson` in a folder that was handed in, with the files beside it.

    It should be called `name`.ipynb; when that file is not there or no good, the one other notebook of the lesson
    counts. Of several nobody can say which was meant. `language` is for a notebook that does not tell its own.
    Where `lesson` is "", an assignment of plain nbgrader cells, only the name counts.
    """
    found = _found(folder, name, lesson) if lesson else _named(folder, name)
    return replace(found, name=name, language=found.language or language)


def _named(folder, name) -> Submission:
    if folder.is_symlink():
        return Submission(name, "", refusal=sentences.A_LINK.format(name=shown(folder.name)))
    if not os.path.lexists(folder / f"{name}.ipynb"):
        return Submission(name, "", refusal=_what_is_there(folder, name))
    return replace(read_submission(folder / f"{name}.ipynb", plain=True), files=files_beside(folder))


def _found(folder, name, lesson) -> Submission:
    if folder.is_symlink():
        return Submission(name, "", refusal=sentences.A_LINK.format(name=shown(folder.name)))
    exact = read_submission(folder / f"{name}.ipynb") if os.path.lexists(folder / f"{name}.ipynb") else None
    if exact and exact.lesson == lesson:
        return replace(exact, files=files_beside(folder))
    read = _others(folder, but=name)
    others = {path: submission for path, submission in read.items() if submission.lesson == lesson}
    if len(others) == 1:
        return replace(*others.values(), files=files_beside(folder))
    if others:
        names = ", ".join(shown(path.name) for path in others)
        refusal = sentences.SEVERAL_NOTEBOOKS.format(lesson=lesson, names=names)
    else:
        refusal = _why_none(exact, read, lesson) or _what_is_there(folder, lesson)
    return replace(exact or Submission(name, ""), cells=(), lesson="", refusal=refusal)


def renamed(folder: Path, lesson: str) -> Path | None:
    """The one notebook of the lesson in a folder that holds none under its own name."""
    others = [path for path, submission in _others(folder, but=lesson).items() if submission.lesson == lesson]
    return others[0] if len(others) == 1 else None


def _others(folder, but) -> dict[Path, Submission]:
    """What the notebooks under other names hold."""
    paths = [path for path in ordinary_files(folder) if path.parent == folder and path.suffix == ".ipynb"]
    return {path: read_submission(path) for path in paths[:MAX_OTHERS] if path.stem != but}


def _why_none(exact, others: dict[Path, Submission], lesson) -> Text | None:
    """What is wrong with the notebook of the right name, or with the only one; None where there is no such notebook."""
    one = exact or (next(iter(others.values())) if len(others) == 1 else None)
    if one is None or one.refusal:
        return one and one.refusal
    return sentences.OTHER_LESSON.format(name=shown(f"{one.name}.ipynb"), found=one.lesson, wanted=lesson)


def _what_is_there(folder, lesson) -> Text:
    """The notebook is not among the files handed in: which are, or that there are none."""
    names = [path.relative_to(folder).as_posix() for path in [*ordinary_files(folder), *strangers(folder)]]
    names = [shown(name) for name in names if name != "timestamp.txt"]
    if not names:
        return sentences.NOTHING_THERE.format(lesson=shown(lesson))
    some, rest = ", ".join(names[:MAX_NAMED]), len(names) - MAX_NAMED
    listed = sentences.AND_MORE.format(names=some, count=rest) if rest > 0 else some
    return sentences.NO_NOTEBOOK.format(lesson=shown(lesson), names=listed)


def parse(content: bytes, name: str, plain: bool = False) -> Submission:
    """The notebook in these bytes; `Refused` when there is none, or none of the course's.

    A `plain` one, of an assignment that asks for none of the declared exercises, need not be the course's.
    """
    file = shown(f"{name}.ipynb")
    notebook = load(content, file)
    cells = _cells(notebook, file)
    if plain:
        return Submission(name, _digest(content), cells, "", language_of(cells))
    lesson = lesson_of(cells, name)
    if not lesson:
        nothing = sentences.NO_EXERCISES if is_ours(cells) else sentences.NOT_OF_THE_COURSE
        raise Refused(nothing.format(name=file))
    return Submission(name, _digest(content), _with_grade_ids(cells, lesson), lesson, language_of(cells))


def _with_grade_ids(cells, lesson):
    """Cells that lost their grade id, but not the id that the lesson gave them, get it back."""
    wanted = {grade_id for name in by_lesson()[lesson] for grade_id in (name, f"test_{name}")}
    lost = wanted - {cell.grade_id for cell in cells}
    return tuple(replace(cell, grade_id=cell.id) if cell.id in lost else cell for cell in cells)


def from_notebook(notebook: dict, name: str, plain: bool = False) -> Submission:
    """A submission made of a notebook that somebody else has read already."""
    return parse(json.dumps(notebook).encode(), name, plain)


def _digest(content):
    return hashlib.sha256(content).hexdigest()


def load(content: bytes, file: str) -> dict:
    """The JSON in these bytes, in whatever encoding; {} when it is no object. `Refused` calls it by the name `file`."""
    text = _decode(content)
    if not text.strip():
        raise Refused(sentences.EMPTY.format(name=file))
    if _parts(content) > MAX_PARTS:
        raise Refused(sentences.TOO_INTRICATE.format(name=file))
    try:
        notebook = json.loads(text)
    except json.JSONDecodeError as error:
        if _CONFLICT.search(text):
            raise Refused(sentences.CONFLICT.format(name=file)) from None
        raise Refused(sentences.NOT_JSON.format(name=file, line=error.lineno)) from None
    except (RecursionError, ValueError, MemoryError):
        raise Refused(sentences.TOO_INTRICATE.format(name=file)) from None
    return notebook if isinstance(notebook, dict) else {}


def _decode(content: bytes) -> str:
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    return content.decode("utf-8", "replace")


def _parts(content: bytes) -> int:
    """How many values the JSON holds, about; text is looked at only where a quick count gives cause."""
    count = sum(map(content.count, (b",", b"[", b"{")))
    if count <= _FEW_PARTS:
        return count
    plain = _STRING.sub(b"s", content)
    return sum(map(plain.count, (b",", b"[", b"{")))


def _cells(notebook: dict, file: str) -> tuple[Cell, ...]:
    raw = notebook.get("cells")
    if not isinstance(raw, list):
        raw = _cells_of_worksheets(notebook.get("worksheets"))
    if raw is None:
        raise Refused(sentences.NOT_A_NOTEBOOK.format(name=file))
    if len(raw) > MAX_CELLS:
        raise Refused(sentences.TOO_MANY_CELLS.format(name=file, count=len(raw), limit=MAX_CELLS))
    taken: set[str] = set()
    cells = tuple(_cell(cell, number, taken) for number, cell in enumerate(raw) if isinstance(cell, dict))
    if sum(len(cell.source) for cell in cells) > MAX_SOURCE:
        raise Refused(sentences.TOO_MUCH_SOURCE.format(name=file, limit=MAX_SOURCE // MEGABYTE))
    return cells


def _cells_of_worksheets(worksheets) -> list | None:
    """The cells of a notebook of format 3 or older."""
    if not isinstance(worksheets, list):
        return None
    sheets = [sheet.get("cells") for sheet in worksheets if isinstance(sheet, dict)]
    return [cell for cells in sheets if isinstance(cells, list) for cell in cells]


def _cell(raw: dict, number: int, taken: set[str]) -> Cell:
    kind, source = raw.get("cell_type"), _source(raw)
    if kind == "heading":
        source = f"{'#' * raw['level'] if raw.get('level') in range(1, 7) else '#'} {source}"
    metadata = raw.get("metadata")
    return Cell(
        _unique_id(raw.get("id"), number, taken),
        kind if kind in ("code", "raw") else "markdown",
        source,
        _grade_id(metadata if isinstance(metadata, dict) else {}),
        _attachments(raw.get("attachments")),
    )


def _attachments(raw) -> dict:
    """{file name: {MIME type: base64 text}}; whether it is what it says is for others to judge."""
    named = raw.items() if isinstance(raw, dict) else ()
    return {
        name: {mime: _joined(data) for mime, data in forms.items()} for name, forms in named if isinstance(forms, dict)
    }


def _source(raw) -> str:
    return _joined(next((raw[key] for key in ("source", "input", "code", "text") if key in raw), ""))


def _joined(text) -> str:
    lines = text if isinstance(text, list) else [text]
    whole = "".join(line for line in lines if isinstance(line, str))
    return whole.encode("utf-8", "replace").decode()  # half a surrogate pair can be neither written nor run


def _grade_id(metadata) -> str:
    nbgrader = metadata.get("nbgrader")
    grade_id = nbgrader.get("grade_id") if isinstance(nbgrader, dict) else ""
    return grade_id if isinstance(grade_id, str) else ""


def _unique_id(wanted, number, taken) -> str:
    good = isinstance(wanted, str) and _CELL_ID.fullmatch(wanted) and wanted not in taken
    chosen = wanted if good else f"cell-{number}"
    while chosen in taken:
        chosen += "-"
    taken.add(chosen)
    return chosen
