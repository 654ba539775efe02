"""Read back what was found in each answer: the records below the test cells of an autograded notebook.

Both roads, `grader autograde` and `nbgrader autograde`, write the same (see `grader.gradebook.record`). Whatever cannot
be read is left out: the points come from the gradebook, not from here.
"""

import json
from dataclasses import dataclass
from pathlib import Path

from grader.exercises import all_exercises
from grader.gradebook.files import Refused, read_file
from grader.gradebook.record import grade_id, record_below, text_of
from grader.judge.credit import NOTHING_THERE
from grader.report.findings import find
from grader.report.work import Checked, Finding


@dataclass(frozen=True)
class Card:
    """A verdict, read back. `code` is the learner's answer, `language` the notebook's, "" where nothing is recorded.

    An answer that is not there shows no `checks`: none of them had anything to look at.
    """

    checks: tuple[Checked, ...] = ()
    finding: Finding | None = None
    code: str = ""
    language: str = ""


def cards_of(path: Path) -> dict[str, Card]:
    """Exercise → its card, of the notebook at `path`; empty when there is none to be read."""
    try:
        cells = json.loads(read_file(path))["cells"]
        by_id = {grade_id(cell): cell for cell in cells}
        names = [name for name in all_exercises() if f"test_{name}" in by_id]
        return {
            name: read_card(name, record_below(by_id[f"test_{name}"]), _source(by_id.get(name, {}))) for name in names
        }
    except (Refused, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def read_card(name: str, record: dict, code: str = "") -> Card:
    """The card of the exercise `name` from the record of its verdict; without a record the code only."""
    if not record:
        return Card(code=code)
    language, mistake = record["language"], record["mistake"]
    is_there = mistake not in NOTHING_THERE
    checks = tuple(_checked(check, language) for check in record["checks"]) if is_there else ()
    passed = is_there and all(check.passed for check in checks)
    return Card(checks, None if passed else find(name, mistake, text_of(record["hint"])), code, language)


def _checked(check: dict, language: str) -> Checked:
    message = text_of(check["message"])
    return Checked(text_of(check["name"]), check["passed"], check["max_score"], message[language] if message else "")


def _source(cell) -> str:
    text = cell.get("source", "")
    return "".join(filter(lambda line: isinstance(line, str), text)) if isinstance(text, list) else str(text)
