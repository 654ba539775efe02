"""A cage that breaks in the middle of a class is nobody's fault among the learners."""

import contextlib
from collections import deque

from grader.gradebook.grading import Result, Setup, Spent, Task
from grader.gradebook.workers import READY, Failed, Pool
from grader.language import Text

BROKEN = Text("The cage could not be started.", "隔离环境无法启动。")


def breaking(pipe, setup):
    """A worker whose cage breaks at "unlucky", each time."""
    pipe.send(READY)
    with contextlib.suppress(EOFError):
        while True:
            task = pipe.recv()
            if task.student == "unlucky":
                pipe.send(Spent(BROKEN))
                return
            pipe.send(Result(task.student))


def test_a_broken_cage_is_told_in_a_sentence_and_costs_no_points():
    # Tried twice, then left as it was before: "the process died, look at the notebook" would be an accusation.
    with Pool(Setup([], {}, b"", ".", []), 1, breaking) as pool:
        ended = list(pool.run(deque(Task(name, "", "") for name in ("ann", "unlucky", "zoe"))))
    failed = [one for one in ended if isinstance(one, Failed)]
    assert [(one.task.student, one.reason, one.is_ours) for one in failed] == [("unlucky", BROKEN, True)]
    assert {one.student for one in ended if isinstance(one, Result)} == {"ann", "zoe"}
