"""What a graded notebook remembers of a verdict, for machines: in the metadata of the output that shows it to people.

Reports and regrades read it back from there. A learner cannot write it: the outputs of test cells are the grader's own.
"""

from collections.abc import Mapping

from grader.judge.engine import CheckResult, Verdict
from grader.language import Text

KEY = "attention"
JUDGED_INSIDE = {"inside": True}  # all that is kept of a plain test cell: it ran in the learner's own process


def record_of(verdict: Verdict, digest: str, language: str) -> dict:
    """The verdict as plain data, its sentences in both languages; `digest` is the judged notebook's."""
    return {
        "exercise": verdict.exercise.name,
        "submission": digest,
        "language": language,
        "score": float(verdict.score),
        "max_score": float(verdict.max_score),
        "mistake": verdict.mistake,
        "hint": _both(verdict.hint),
        "checks": [_check(result) for result in verdict.checks],
    }


def _check(result: CheckResult) -> dict:
    return {
        "name": _both(result.name),
        "passed": result.passed,
        "max_score": float(result.max_score),
        "message": _both(result.message),
    }


def _both(text: Text | None) -> dict | None:
    return text._asdict() if text else None


def record_below(cell: Mapping) -> dict:
    """The record below a graded notebook's test cell; empty where there is none of a verdict that we can read."""
    record = _kept_below(cell)
    return {} if record == JUDGED_INSIDE else record


def was_judged_inside(cell: Mapping) -> bool:
    """Whether a graded notebook's cell is a test cell that ran in the learner's own process."""
    return _kept_below(cell) == JUDGED_INSIDE


def _kept_below(cell) -> dict:
    for output in cell.get("outputs", []):
        record = output.get("metadata", {}).get(KEY)
        if output.get("output_type") == "display_data" and isinstance(record, dict):
            return record
    return {}


def grade_id(cell: Mapping) -> str:
    """The nbgrader id of a cell that we made, or ""."""
    return cell["metadata"].get("nbgrader", {}).get("grade_id", "")


def text_of(both: dict | None) -> Text | None:
    """The inverse of how a sentence is written down."""
    return Text(**both) if both else None
