"""Which cells of a submission are run: the learner's, in their order, and of the lesson's own those they need."""

import ast
import json
import re
import symtable
from functools import cache, lru_cache
from pathlib import Path

from grader.exercises import by_lesson
from grader.gradebook.recognition import defines
from grader.gradebook.submission import Cell, Submission
from grader.language import LANGUAGES
from grader.notebook.workspace import ROOT

_HELPER_CALL = re.compile(r"(check|hint|solution|progress|check_setup)\([^()]*\)[ \t]*;?")
_WORD = re.compile(r"\w+")
_INSPECTION = "globals locals vars dir eval exec get_ipython In Out inspect gc __dict__ __main__"
_LOOKS_AROUND = frozenset(_INSPECTION.split())
_LAST_OUTPUT = re.compile(r"(?<![\w,])_{1,3}(?![\w,])(?![ \t]*(?:=|,|in\b))")
_HARMLESS_MAGIC = re.compile(r"%(matplotlib|config)\b|%%?time\b")
_LOOKED_INTO = 10_000  # characters: longer cells are run without being looked into


def cells_to_run(submission: Submission, lessons_own: frozenset[str] = frozenset()) -> list[tuple[str, str]]:
    """(cell id, source) of each cell to run, in the learner's order.

    `lessons_own` are the sources of the lesson's code cells which only show something: one that was left as it was is
    run only if it gives a name that something else of the submission mentions. Test cells are never run, nor are cells
    that only call check or hint. An untouched stub is not run when another cell defines its function, be it before or
    after; of several answers all are run, so the last one counts, as it does in Jupyter.
    """
    exercises = by_lesson().get(submission.lesson, {})
    code = [(cell, source) for cell in submission.cells if (source := code_of(cell)) is not None]
    redefined = any(defines(source, word) and not _imports_ours(source) for _, source in code for word in _HELPERS)
    kept = [
        (cell.id, source)
        for cell, source in code
        if not _is_test(cell, source, exercises)
        and not (_only_helps(source) and not redefined)
        and not _shadows(cell, source, code, exercises)
    ]
    return _without_shows(kept, lessons_own)


_HELPERS = ("check", "hint", "solution", "progress", "check_setup")


def code_of(cell: Cell) -> str | None:
    """What a cell runs; a solution cell that was turned into text runs all the same if it defines its function."""
    if cell.kind == "code":
        return cell.source
    source = _unfenced(cell.source)
    return source if cell.grade_id and defines(source, cell.grade_id) and parsed(source) else None


def _unfenced(source):
    lines = source.strip().splitlines()
    fenced = len(lines) > 1 and lines[0].startswith("```") and lines[-1].strip() == "```"
    return "\n".join(lines[1:-1]) if fenced else source


def parsed(source: str) -> ast.Module | None:
    """The syntax tree of not too much code; None when it is not Python."""
    try:
        return ast.parse(source) if len(source) <= _LOOKED_INTO else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def is_stub(source: str, name: str) -> bool:
    """Whether this cell is still what the learner was given: the function raises NotImplementedError and no more."""
    if "NotImplementedError" not in source:
        return False
    body = getattr(parsed(source), "body", [])
    if len(body) != 1 or not isinstance(body[0], ast.FunctionDef) or body[0].name != name:
        return False
    statements = [one for one in body[0].body if not isinstance(one, ast.Expr)]
    return len(statements) == 1 and isinstance(statements[0], ast.Raise)


def _is_test(cell, source, exercises):
    is_test = cell.grade_id.startswith("test_") and cell.grade_id.removeprefix("test_") in exercises
    return is_test and not any(defines(source, name) for name in exercises)


def _imports_ours(source):
    return re.search(r"^from grader import\b", source, re.M)


def _only_helps(source):
    lines = [line.strip() for line in source.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return all(_HELPER_CALL.fullmatch(line) for line in lines)


def _shadows(cell, source, code, exercises):
    """An untouched stub beside a cell that defines its function."""
    name = next((name for name in exercises if is_stub(source, name)), None)
    return bool(name) and any(
        other is not cell and defines(text, name) and not is_stub(text, name) for other, text in code
    )


def _without_shows(cells, lessons_own):
    shows = [(cell_id, source) for cell_id, source in cells if source in lessons_own]
    learners = [source for _, source in cells if source not in lessons_own]
    if not shows or any(map(_looks_around, learners)):
        return cells
    given = set().union(*map(_settles, learners))
    names, kept = set().union(*map(_mentions, learners)) - given, set()
    while found := [(cell_id, source) for cell_id, source in shows if cell_id not in kept and _gives(source) & names]:
        kept |= {cell_id for cell_id, _ in found}
        names |= {name for _, source in found for name in _mentions(source)} - given
    return [(cell_id, source) for cell_id, source in cells if source not in lessons_own or cell_id in kept]


@lru_cache(maxsize=1000)
def _mentions(source: str) -> frozenset[str]:
    """Global names that code reads, in its functions too; every word of it when it cannot be analysed."""
    table = _symbols(source)
    return frozenset(_read_by(table)) if table else frozenset(_WORD.findall(source))


def _read_by(table):
    at_top = table.get_type() == "module"
    yield from (one.get_name() for one in table.get_symbols() if one.is_referenced() and (at_top or one.is_global()))
    for inner in table.get_children():
        yield from _read_by(inner)


@lru_cache(maxsize=1000)
def _settles(source: str) -> frozenset[str]:
    """Names to which a learner's cell gives a value of its own: a helper `shares` is not the lesson's `shares`."""
    table = _symbols(source)
    symbols = table.get_symbols() if table else ()
    return frozenset(
        one.get_name() for one in symbols if (one.is_assigned() or one.is_imported()) and not one.is_referenced()
    )


def _symbols(source):
    """The symbol table of not too much code; None when it cannot be had."""
    try:
        return symtable.symtable(_without_magic(source), "cell", "exec") if len(source) <= _LOOKED_INTO else None
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _without_magic(source):
    return "\n".join("" if line.lstrip().startswith(("%", "!")) else line for line in source.splitlines())


def _looks_around(source):
    """Whether code may depend on what it does not name."""
    magics = [line for line in source.splitlines() if line.startswith(("%", "!", "?")) or line.rstrip().endswith("?")]
    return (
        not _LOOKS_AROUND.isdisjoint(_WORD.findall(source))
        or any(not _HARMLESS_MAGIC.match(line) for line in magics)
        or bool(_LAST_OUTPUT.search(source))
    )


@lru_cache(maxsize=1000)
def _gives(source: str) -> frozenset[str]:
    """Names that one of the lesson's own cells binds or changes."""
    return frozenset(name for node in ast.walk(ast.parse(_without_magic(source))) for name in _given_by(node))


def _given_by(node):
    if isinstance(node, (ast.FunctionDef, ast.ClassDef)):
        yield node.name
    elif isinstance(node, (ast.Import, ast.ImportFrom)):
        yield from ((alias.asname or alias.name).split(".")[0] for alias in node.names)
    elif isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)) and isinstance(node.ctx, ast.Store):
        while isinstance(node, (ast.Attribute, ast.Subscript)):
            node = node.value
        if isinstance(node, ast.Name):
            yield node.id


@cache
def lessons_own_cells(lesson: str, source_folder: Path | None = None) -> frozenset[str]:
    """The sources of a lesson's own code cells that only show something: neither set-up nor given nor an exercise.

    Read from the built notebooks, and from the assignment's source where a teacher has one; empty without either.
    """
    built = [ROOT / "notebooks" / language / lesson for language in LANGUAGES]
    folders = [*built, *([source_folder] if source_folder else [])]
    return frozenset(source for folder in folders for path in folder.glob("*.ipynb") for source in _shows_in(path))


def _shows_in(path):
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        own = cell["cell_type"] == "code" and "nbgrader" not in cell["metadata"]
        if own and cell.get("id") not in ("setup", "given"):
            yield "".join(cell["source"])
