"""What `run_autograder` does in Gradescope's container: judge one submission, write results.json.

    python -m grader.export.running ASSIGNMENT SUBMISSION_FOLDER RESULTS_FILE

When the grader itself cannot work nothing is written and the exit code is 1: Gradescope then says so, and gives no 0.
"""

import sys
import time
from pathlib import Path

from grader.cage import Cage, CageUnavailable
from grader.cage.sentences import NOT_GUARANTEED
from grader.export.gradescope import as_json, results_of_judgement
from grader.gradebook.judging import judge_submission
from grader.gradebook.plan import lessons_own_cells
from grader.gradebook.seeds import secret_of
from grader.gradebook.submission import find_submission


def main(assignment: str, submission_folder: str, results_file: str) -> int:
    """Judge; 0 when the results are written."""
    begin = time.monotonic()
    submission = find_submission(Path(submission_folder), assignment, assignment)
    try:
        with Cage() as cage:
            level = cage.level
            own = lessons_own_cells(assignment)
            judgement = judge_submission(submission, cage, secret_of(None), own, assignment)
    except CageUnavailable as unavailable:
        print(unavailable.sentence.en, file=sys.stderr)
        return 1
    if level == "none":
        print(NOT_GUARANTEED["none"].en, file=sys.stderr)
    results = results_of_judgement(judgement, time.monotonic() - begin)
    Path(results_file).write_bytes(as_json(results))
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
