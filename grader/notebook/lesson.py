"""Read a lesson's source: prose in twins, code once, exercises by name."""

import ast
import re
from dataclasses import dataclass, field
from pathlib import Path

from grader.exercises import by_lesson
from grader.language import LANGUAGES, Text, say
from grader.notebook import messages

FORMULA = re.compile(r"(?<!\\)\$\$.+?(?<!\\)\$\$|(?<![\\$])\$[^$\n]+?(?<!\\)\$", re.S)
FIGURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)")
IMAGE_TAG = re.compile(r"<img\b", re.I)
FENCE = re.compile(r"^(`{3,}|~{3,})(.*)$", re.M)
LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
OTHER_LESSON = re.compile(r"\.\./(\d\d-[\w-]+)/\1\.ipynb")
CONFLICT = re.compile(r"^(<{7} |>{7} )", re.M)


class LessonError(Exception):
    """A lesson's source cannot be built; the text says where, what and the remedy."""

    def __init__(self, path: Path, line: int, sentence: Text):
        super().__init__(f"{path.name}:{line}: {say(sentence)}")


@dataclass(frozen=True)
class Prose:
    """One Markdown cell, in both languages."""

    line: int
    text: Text


@dataclass(frozen=True)
class Code:
    """One code cell; `exercise` names the exercise that the build writes there."""

    line: int
    source: str
    role: str = ""
    exercise: str = ""


@dataclass(frozen=True)
class Lesson:
    """A lesson's cells in order. `name` ("03-softmax-weighting") is the file's, the folder's and the assignment's."""

    path: Path
    cells: tuple[Prose | Code, ...] = field(repr=False)

    @property
    def name(self) -> str:
        return self.path.stem

    @property
    def exercises(self) -> list[str]:
        return [cell.exercise for cell in self.cells if isinstance(cell, Code) and cell.exercise]


def read_lesson(path: Path) -> Lesson:
    """Read and check one lesson. Raises `LessonError`."""
    import jupytext

    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        line = path.read_bytes()[: error.start].count(b"\n") + 1
        raise LessonError(path, line, messages.NOT_UTF8) from None
    if conflict := CONFLICT.search(text):
        raise LessonError(path, text.count("\n", 0, conflict.start()) + 1, messages.CONFLICT)
    if open_fence := _never_closed(text):
        raise LessonError(path, open_fence, messages.OPEN_FENCE)
    try:
        notebook = jupytext.reads(text, fmt="md")
    except Exception as error:  # whatever the YAML reader or jupytext makes of a broken header
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2  # the mark counts from 0, below ---
        raise LessonError(path, line, messages.BAD_HEADER) from None
    cells = _with_lines(text, notebook.cells)
    lesson = Lesson(path, tuple(_pair_twins(path, cells)))
    _check_code(lesson)
    _check_exercises(lesson)
    return lesson


def _never_closed(text):
    """The line of a code fence that nothing closes, or None."""
    opened = None
    for fence in FENCE.finditer(text):
        if opened is None:
            opened = fence
        elif fence[2].strip():
            break  # another begins inside
        elif fence[1].startswith(opened[1]):
            opened = None
    return opened and text.count("\n", 0, opened.start()) + 1


def _with_lines(text, cells):
    """Each cell with the line of the file where its content begins (jupytext does not keep it)."""
    lines, position, located = text.splitlines(), 0, []
    for cell in cells:
        wanted = cell.source.splitlines() or [cell.metadata.get("exercise", "")]
        while position < len(lines) and (wanted[0] not in lines[position]):
            position += 1
        located.append((position + 1, cell))
        position += len(wanted)
    return located


def _pair_twins(path, cells):
    waiting = None
    for line, cell in cells:
        language = cell.metadata.get("lang")
        if waiting and language != "zh":
            raise LessonError(path, waiting[0], messages.NO_TWIN)
        if cell.cell_type == "code":
            yield Code(line, cell.source, cell.metadata.get("role", ""), cell.metadata.get("exercise", ""))
        elif language == "en":
            waiting = line, cell.source
        elif language == "zh" and waiting:
            yield _twins(path, *waiting, line, cell.source)
            waiting = None
        elif cell.source.strip():
            raise LessonError(path, line, messages.NO_TWIN if language == "zh" else messages.NO_LANGUAGE)
    if waiting:
        raise LessonError(path, waiting[0], messages.NO_TWIN)


def _twins(path, line, english, line_zh, chinese):
    for kind, found in (
        (Text("formulas", "公式"), lambda text: sorted(map(_tight, FORMULA.findall(text)))),
        (Text("links", "链接"), lambda text: sorted(LINK.findall(text))),
        (
            Text("figures", "图"),
            lambda text: [re.sub(r"\.(en|zh)\.", ".", name) for _, name in FIGURE.findall(text)],
        ),
    ):
        if found(english) != found(chinese):
            odd = next(iter(set(found(english)) ^ set(found(chinese))), found(english)[0])
            raise LessonError(path, line_zh, messages.TWINS_DIFFER.format(what=kind, line=line, odd=odd))
    for language, text, at in zip(LANGUAGES, (english, chinese), (line, line_zh), strict=True):
        _check_figures(path, language, text, at)
        _check_links(path, text, at)
    return Prose(line, Text(english, chinese))


def _tight(formula):
    return re.sub(r"\s+", "", formula)


def _check_figures(path, language, text, line):
    if tag := IMAGE_TAG.search(text):
        raise LessonError(path, line + text.count("\n", 0, tag.start()), messages.IMAGE_TAG)
    for alt, name in FIGURE.findall(text):
        if not alt.strip():
            raise LessonError(path, line, messages.NO_ALT.format(name=name))
        if not (path.parent / name).is_file():
            raise LessonError(path, line, messages.NO_FIGURE.format(name=name))
        if not name.endswith(".png"):
            raise LessonError(path, line, messages.NOT_PNG.format(name=name))
        if re.search(r"\.(en|zh)\.", name) and f".{language}." not in name:
            raise LessonError(path, line, messages.FOREIGN_FIGURE.format(name=name))


def _check_links(path, text, line):
    for name in filter(None, map(OTHER_LESSON.fullmatch, LINK.findall(text))):
        if not (path.parent / f"{name[1]}.md").is_file():
            raise LessonError(path, line, messages.NO_LESSON.format(name=name[1]))


def _check_code(lesson):
    setups = [cell for cell in lesson.cells if isinstance(cell, Code) and cell.role == "setup"]
    if len(setups) != 1:
        raise LessonError(lesson.path, setups[1].line if setups else 1, messages.ONE_SETUP)
    for cell in lesson.cells:
        if isinstance(cell, Code):
            _check_syntax(lesson, cell)


def _check_syntax(lesson, cell):
    source = "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in cell.source.splitlines())
    try:
        ast.parse(source)
    except SyntaxError as error:
        line = cell.line + (error.lineno or 1) - 1
        raise LessonError(lesson.path, line, messages.BAD_CODE.format(reason=error.msg)) from None


def _check_exercises(lesson):
    declared = by_lesson().get(lesson.name, {})
    seen = set()
    for cell in lesson.cells:
        name = getattr(cell, "exercise", "")
        if name and name not in declared:
            raise LessonError(lesson.path, cell.line, messages.UNKNOWN_EXERCISE.format(name=name, lesson=lesson.name))
        if name and name in seen:
            raise LessonError(lesson.path, cell.line, messages.EXERCISE_TWICE.format(name=name))
        if name and cell.source.strip():
            raise LessonError(lesson.path, cell.line, messages.EXERCISE_HAS_CODE.format(name=name))
        seen.add(name)
    if missing := [name for name in declared if name not in seen]:
        raise LessonError(lesson.path, 1, messages.EXERCISE_MISSING.format(name=missing[0]))
