"""Which lesson is this notebook, and which language does it speak? Read off its cells, not off its file's name."""

import re
from collections import Counter

from grader.exercises import by_lesson

_START = re.compile(r"""^[ \t]*start\(\s*["']([\w-]+)["']\s*(?:,\s*(?:language\s*=\s*)?["'](en|zh)["'])?""", re.M)
_HAN = re.compile(r"[\u4e00-\u9fff]")
_HAN_ENOUGH = 20


def lesson_of(cells, file_name: str = "") -> str:
    """The lesson ("03-softmax-weighting") that most of the grade ids belong to; "" when it is none of the course's.

    Without grade ids the cells' ids decide, then what the set-up cell says, then the functions, then the file's name.
    """
    lessons = by_lesson()
    said = next((name for name, _ in _starts(cells)), "")
    by_ids = _most([cell.grade_id for cell in cells], lessons) or _most([cell.id for cell in cells], lessons)
    if by_ids:
        return said if said in by_ids else by_ids[0]
    if said in lessons:
        return said
    defined = [name for cell in cells for name in re.findall(r"^def (\w+)", cell.source, re.M)]
    found = _most(defined, lessons)
    return next((name for name in found if file_name.startswith(name)), found[-1] if found else "")


def is_ours(cells) -> bool:
    """Whether a notebook begins as all of the course's do."""
    return any(True for _ in _starts(cells))


def _most(ids, lessons) -> list[str]:
    """The lessons whose exercises are named most often, each exercise counted once."""
    names = {name.removeprefix("test_") for name in ids}
    counts = Counter({lesson: len(names & set(exercises)) for lesson, exercises in lessons.items()})
    best = max(counts.values(), default=0)
    return [lesson for lesson, count in counts.items() if count == best] if best else []


def language_of(cells) -> str:
    """ "en" or "zh": what the set-up cell says, else what most of the prose is written in."""
    for _, language in _starts(cells):
        if language:
            return language
    prose = "".join(cell.source for cell in cells if cell.kind == "markdown")
    return "zh" if len(_HAN.findall(prose)) >= _HAN_ENOUGH else "en"


def _starts(cells):
    for cell in cells:
        if cell.kind == "code":
            yield from _START.findall(cell.source)


def defines(source: str, name: str) -> bool:
    """Whether code gives `name` a meaning at its top level. Looks at lines only: the source is anybody's."""
    if name not in source:
        return False
    binding = re.compile(rf"(?:async[ \t]+)?(?:def|class)[ \t]+{name}\b|{name}[ \t]*(?::[^=]+)?=(?!=)")
    return any(binding.match(line) or _imports(line, name) for line in source.splitlines())


def _imports(line, name) -> bool:
    return line.startswith(("from ", "import ")) and name in re.findall(r"\w+", line)
