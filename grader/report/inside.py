"""Which cells of an autograded notebook a teacher's plain test cells have judged, as the record below them says."""

import json
from pathlib import Path

from grader.gradebook.files import Refused, read_file
from grader.gradebook.record import grade_id, was_judged_inside


def judged_inside(path: Path) -> set[str]:
    """Their grade ids; none when there is nothing to be read."""
    try:
        cells = json.loads(read_file(path))["cells"]
        return {grade_id(cell) for cell in cells if was_judged_inside(cell)} - {""}
    except (Refused, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return set()
