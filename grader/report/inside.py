"""Which cells of an autograded notebook a teacher's plain test cells have judged, as the learner was told."""

import json
from pathlib import Path

from grader.gradebook.files import Refused, read_file
from grader.gradebook.inside import INSIDE


def judged_inside(path: Path) -> set[str]:
    """Their grade ids; none when there is nothing to be read."""
    try:
        cells = json.loads(read_file(path))["cells"]
        return {cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if _says_so(cell)}
    except (Refused, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return set()


def _says_so(cell) -> bool:
    shown = [
        one["data"].get("text/plain", "") for one in cell.get("outputs", []) if one["output_type"] == "display_data"
    ]
    return "nbgrader" in cell["metadata"] and bool(shown) and "".join(shown[0]).endswith(tuple(INSIDE))
