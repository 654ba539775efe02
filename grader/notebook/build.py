"""Lessons + declarations → source notebooks → nbgrader's GenerateAssignment → release notebooks, in both languages."""

import ast
import base64
import inspect
import logging
import re
import shutil
import tempfile
import textwrap
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from grader.exercises import all_exercises, by_lesson
from grader.language import LANGUAGES
from grader.notebook.lesson import FIGURE, Code, Lesson, Prose, read_lesson

KERNELSPEC = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}
SOURCES, RELEASES = "solutions", "notebooks"
TO_FILL_IN = "FILL IN"  # what `grader new exercise` leaves to its author


def build(root: Path) -> list[Path]:
    """Write every notebook of the course below `root`; nothing is touched unless all lessons can be built."""
    with tempfile.TemporaryDirectory() as scratch:
        built = _build_into(root, Path(scratch))
        _replace(root, Path(scratch), [f"{folder}/{one}" for folder in (SOURCES, RELEASES) for one in LANGUAGES])
    return built


def out_of_date(root: Path) -> tuple[list[Path], int]:
    """Files below `root` that a build would change, add or remove; and how many notebooks there are."""
    with tempfile.TemporaryDirectory() as scratch:
        built = _build_into(root, Path(scratch))
        ours, theirs = _files(root), _files(Path(scratch))
        changed = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
        return changed, len(built)


def unfinished(root: Path) -> list[str]:
    """The exercises that still say FILL IN: in the file of their declaration, or in the prose above their cell."""
    return [
        cell.exercise
        for path in _lessons(root)
        for above, cell in pairwise(read_lesson(path).cells)
        if isinstance(cell, Code) and cell.exercise and TO_FILL_IN in _written(cell.exercise, above)
    ]


def _written(name, above) -> str:
    declaration = inspect.getsourcefile(all_exercises()[name].reference)
    return Path(declaration).read_text(encoding="utf-8") + (above.text.en if isinstance(above, Prose) else "")


def _lessons(root: Path) -> list[Path]:
    return sorted((root / "lessons").glob("[0-9][0-9]-*.md"))


def _build_into(root: Path, scratch: Path) -> list[Path]:
    lessons = [read_lesson(path) for path in _lessons(root)]
    for language in LANGUAGES:
        for lesson in lessons:
            write_notebook(source_notebook(lesson, language), scratch / SOURCES / language / lesson.name)
        _release(scratch, language, [lesson.name for lesson in lessons])
    return sorted(path.relative_to(scratch) for path in scratch.rglob("*.ipynb"))


def _files(root: Path) -> dict[Path, bytes]:
    return {
        path.relative_to(root): path.read_bytes()
        for folder in (SOURCES, RELEASES)
        for path in (root / folder).rglob("*.ipynb")
        if ".ipynb_checkpoints" not in path.parts
    }


def _replace(root: Path, scratch: Path, folders: list[str]) -> None:
    """Put the folders made in `scratch` in place of those in `root`: all copied first, then swapped by renaming."""
    for name in folders:
        shutil.rmtree(root / f"{name}.new", ignore_errors=True)
        shutil.copytree(scratch / name, root / f"{name}.new")
    for name in folders:
        shutil.rmtree(root / name, ignore_errors=True)
        (root / f"{name}.new").rename(root / name)


def write_notebook(notebook, folder: Path) -> None:
    """Write a notebook as `folder`/name.ipynb, named like the folder."""
    folder.mkdir(parents=True)
    nbformat.validate(notebook)
    (folder / f"{folder.name}.ipynb").write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")


def source_notebook(lesson: Lesson, language: str):
    """The nbgrader source notebook of a lesson: solutions in, one language."""
    cells = []
    fragile = Fragile(lesson.exercises)
    for number, cell in enumerate(lesson.cells, start=1):
        if isinstance(cell, Prose):
            cells.append(_prose(cell, language, lesson.path.parent, f"prose-{number:02}"))
        elif cell.exercise:
            cells.extend(_exercise(cell.exercise))
        elif cell.role == "setup":
            cells.extend(_setup(cell, lesson, language))
        else:
            cells.append(_code(cell.source, f"code-{number:02}", fragile.touches(cell.source)))
    metadata = {"kernelspec": KERNELSPEC, "language_info": {"name": "python"}}
    return new_notebook(cells=cells, metadata=metadata)


def _prose(cell: Prose, language, folder, cell_id):
    attachments = {}

    def embed(match):
        alt, name = match.groups()
        file = folder / name
        attachments[file.name] = {"image/png": base64.b64encode(file.read_bytes()).decode()}
        return f"![{alt}](attachment:{file.name})"

    source = FIGURE.sub(embed, cell.text[language])
    return new_markdown_cell(source, id=cell_id, **({"attachments": attachments} if attachments else {}))


def _code(source, cell_id, fragile=False):
    metadata = {"tags": ["raises-exception"]} if fragile else {}
    return new_code_cell(source.strip("\n"), id=cell_id, metadata=metadata)


def _setup(cell: Code, lesson: Lesson, language) -> Iterator:
    calls = "check, hint, solution, start" if lesson.exercises else "start"
    start = f'start("{lesson.name}", language="{language}")'
    yield _code("\n".join([f"from grader import {calls}", "", start, "", cell.source.strip("\n")]), "setup")
    given = [all_exercises()[name].without_docstring for name in given_functions(lesson)]
    if given:
        yield _code("\n\n\n".join(["# Given: functions of earlier lessons.", *given]), "given")


def given_functions(lesson: Lesson) -> list[str]:
    """The earlier lessons' functions that this lesson's exercises build on, directly or not, in the course's order."""
    exercises, needed = all_exercises(), set()

    def need(name):
        for earlier in exercises[name].builds_on:
            if earlier not in needed:
                needed.add(earlier)
                need(earlier)

    for name in lesson.exercises:
        need(name)
    own = by_lesson().get(lesson.name, {})
    return [name for name in exercises if name in needed and name not in own]


def _exercise(name) -> Iterator:
    exercise = all_exercises()[name]
    source = f"{exercise.head}\n    ### BEGIN SOLUTION\n{exercise.body}\n    ### END SOLUTION"
    yield new_code_cell(source, id=name, metadata=_nbgrader(name, solution=True))
    test = _nbgrader(f"test_{name}", grade=True, locked=True, points=exercise.points)
    yield new_code_cell(f'check("{name}")', id=f"test_{name}", metadata=test)


def _nbgrader(grade_id, grade=False, locked=False, solution=False, **points):
    flags = {"grade": grade, "locked": locked, "solution": solution, "task": False}
    return {"nbgrader": {"schema_version": 3, "grade_id": grade_id, **flags, **points}}


TIMING = re.compile(r"%{1,2}(?:time|timeit)\b(?:[ \t]+-\w+(?:[ \t]*\d+)?)*")


class Fragile:
    """Which cells cannot run before the learner has written a function: those that use one, or what came out of one."""

    def __init__(self, exercises):
        self._names = set(exercises)

    def touches(self, source: str) -> bool:
        timed = TIMING.sub("", source)
        plain = "\n".join(line for line in timed.splitlines() if not line.lstrip().startswith(("%", "!")))
        nodes = list(ast.walk(ast.parse(textwrap.dedent(plain))))
        if not any(isinstance(node, ast.Name) and node.id in self._names for node in nodes):
            return False
        self._names.update(filter(None, map(_bound, nodes)))
        return True


def _bound(node) -> str | None:
    """The name that a node of a syntax tree gives a value to, or changes the value of."""
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        return node.name
    if not isinstance(getattr(node, "ctx", None), ast.Store):
        return None
    while isinstance(node, (ast.Subscript, ast.Attribute)):
        node = node.value
    return getattr(node, "id", None)


def _release(scratch: Path, language, names) -> None:
    from nbgrader.converters import GenerateAssignment
    from nbgrader.coursedir import CourseDirectory
    from traitlets.config import Config

    config = Config()
    config.CourseDirectory.root = str(scratch)
    config.CourseDirectory.source_directory = f"{SOURCES}/{language}"
    config.CourseDirectory.release_directory = f"{RELEASES}/{language}"
    config.GenerateAssignment.no_database = True
    config.SaveCells.enabled = False
    logging.getLogger("traitlets").setLevel(logging.ERROR)
    for name in names:
        config.CourseDirectory.assignment_id = name
        GenerateAssignment(coursedir=CourseDirectory(config=config), config=config).start()
        _settle(scratch / RELEASES / language / name / f"{name}.ipynb")


def _settle(path: Path) -> None:
    """Write a release notebook as the source notebooks are written, so that a rebuild changes nothing."""
    notebook = nbformat.read(path, as_version=4)
    path.chmod(0o644)
    path.write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="\n")
