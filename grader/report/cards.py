"""Read what a learner was shown: the verdicts below the test cells of an autograded notebook.

Both roads, `grader autograde` and `nbgrader autograde`, write the same card; its plain-text form is read here. Whatever
cannot be read is left out: the points come from the gradebook, not from here.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from grader.exercises import all_exercises, exercise
from grader.gradebook.files import Refused, read_file
from grader.language import LANGUAGES
from grader.notebook.example import COLON
from grader.notebook.pages import HINT, SAME_REASON
from grader.report.findings import find
from grader.report.work import Checked, Finding

MARKS = {"✓": True, "✗": False}


@dataclass(frozen=True)
class Card:
    """A verdict, read back. `code` is the learner's answer, `language` the card's, "" where it shows no checks."""

    checks: tuple[Checked, ...] = ()
    finding: Finding | None = None
    code: str = ""
    language: str = ""
    language: str = ""


def cards_of(path: Path) -> dict[str, Card]:
    """Exercise → its card, of the notebook at `path`; empty when there is none to be read."""
    try:
        cells = json.loads(read_file(path))["cells"]
        by_id = {cell["metadata"].get("nbgrader", {}).get("grade_id", ""): cell for cell in cells}
        names = [name for name in all_exercises() if f"test_{name}" in by_id]
        return {name: read_card(name, _shown(by_id[f"test_{name}"]), _source(by_id.get(name, {}))) for name in names}
    except (Refused, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}


def read_card(name: str, text: str, code: str = "") -> Card:
    """The card of the exercise `name` from its plain text."""
    lines = text.splitlines()
    checks, language = max(
        ((tuple(_checks(name, lines, one)), one) for one in LANGUAGES), key=lambda found: len(found[0])
    )
    if not checks:
        return Card((), find(name, "", lines[1:]), code)
    if all(check.passed for check in checks):
        return Card(checks, None, code, language)
    hints = [line.removeprefix(HINT[language]) for line in lines if line.startswith(HINT[language])]
    found = find(name, hints[0] if hints else "", [check.message for check in checks])
    return Card(checks, found, code, language)


def _checks(name, lines, language) -> Iterator[Checked]:
    """The checks that the lines of a card show; what is said once for several stands at each of them."""
    said = ""
    for check in exercise(name).checks:
        heads = {f"  {mark} {check.name[language]} ({check.points})": passed for mark, passed in MARKS.items()}
        shown = next(((line, head) for line in lines for head in heads if line.startswith(head)), None)
        if shown:
            line, head = shown
            message = line.removeprefix(head).removeprefix(COLON[language])
            said = said if message == SAME_REASON[language] else message or said
            yield Checked(check.name, heads[head], float(check.points), said if message else "")


def _shown(cell) -> str:
    """The plain text of the first verdict below a cell."""
    shown = [one for one in cell.get("outputs", []) if one["output_type"] == "display_data"]
    return _joined(shown[0]["data"].get("text/plain", "")) if shown else ""


def _source(cell) -> str:
    return _joined(cell.get("source", ""))


def _joined(text) -> str:
    return "".join(filter(lambda line: isinstance(line, str), text)) if isinstance(text, list) else str(text)
