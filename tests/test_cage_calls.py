"""Calling a caged function gives the judge the same replies as calling it in the kernel."""

import sys
import time
import types
from dataclasses import replace

import numpy as np
import pytest
from cage_helpers import TIGHT, at_every_level, calling, where_confined

from grader.cage import best_level
from grader.cage.answering import Answers
from grader.cage.inside.calling import Reply, call
from grader.exercises import all_exercises, exercise
from grader.judge.credit import judge_with_credit
from grader.judge.engine import judge
from grader.notebook.calling import KernelCaller

NUMPY = "import numpy as np"
SOFTMAX = exercise("softmax").source

BEHAVES = {
    "returns": ("def f(x): return x * 2", Reply("value", value=4)),
    "raises": ("def f(x): raise KeyError('no')", Reply("exception", error=("KeyError", "LookupError"), text="'no'")),
    "raises its own": (
        "class Mine(ValueError): pass\ndef f(x): raise Mine('m')",
        Reply("exception", error=("Mine", "ValueError"), text="m"),
    ),
    "interrupts": ("def f(x): raise KeyboardInterrupt", Reply("exception", error=("KeyboardInterrupt",))),
    "leaves": ("def f(x): raise SystemExit(1)", Reply("exception", error=("SystemExit",), text="1")),
    "never returns": ("def f(x):\n    while True: pass", Reply("timeout")),
    "is not there": ("", Reply("missing")),
    "is no function": ("f = 3", Reply("uncallable", value="int")),
    "prints": ("def f(x): print('seen', x)", Reply("value", printed="seen 2\n")),
    "dies": ("import os\ndef f(x): os._exit(0)", Reply("exception", error=("SystemExit",))),
    "crashes": ("import os\ndef f(x): os.abort()", Reply("exception", error=("Crash",))),
    "hangs in C": ("def f(x): sum(range(10**14))", Reply("timeout")),
    "writes junk": ("import os\ndef f(x): os.write(3, b'junk' * 9)", Reply("exception", error=("ProtocolError",))),
    "returns far too much": (f"{NUMPY}\ndef f(x): return np.zeros(3 << 20)", "array of 3145728 numbers"),
    "returns a long list": ("def f(x): return [0.0] * 10**6", "list of more than 50000 items"),
    "returns itself": ("def f(x): return f", "function"),
}  # fmt: skip


@where_confined
@pytest.mark.parametrize("name", BEHAVES)
def test_a_function_that(level, name):
    # Every way a call can end is a reply; none is an exception in the grader.
    source, want = BEHAVES[name]
    with calling(level, source, "def still(): return 1") as job:
        got = job("f", (2,), 0.5)
        if isinstance(want, str):
            assert got.value.type == want
        else:
            assert (got.kind, got.value, got.text, got.printed) == (want.kind, want.value, want.text, want.printed)
            assert got.error[: len(want.error)] == want.error
        assert job("still", (), 1).value == 1


def test_the_line_that_raised_is_told():
    # The sentence shows the learner's own line.
    with calling(best_level(), "def f(x):\n    y = 1\n    return x / 0") as job:
        assert job("f", (2,), 1).line == (3, "return x / 0")


def test_inputs_come_back_as_they_are_after_the_call():
    # "Inputs unchanged" is judged outside: what changed must be seen, kind and bits.
    with calling(best_level(), "def f(a, items): a += 1; items.append('x'); items[0] = f") as job:
        array, items = job("f", (np.zeros(2, np.float32), [1]), 1).inputs
        assert (array.dtype, array.tolist()) == (np.float32, [1.0, 1.0])
        assert (items[0].type, items[1]) == ("function", "x")


def test_a_mutated_input_that_contains_itself_ends_somewhere():
    # Endless data must not become an endless frame.
    with calling(best_level(), "def f(items): items.append(items); return items") as job:
        assert job("f", ([1],), 1).kind == "value"


def test_a_deadly_function_is_not_called_for_ever():
    # Twice, as the judge bears two; then the answer is given without a process.
    with calling(best_level(), "import os\ndef f(): os._exit(0)", "def g(): return 1") as job:
        assert [job("f", (), 1).error[:1] for _ in range(4)] == [("SystemExit",)] * 4
        assert job("g", (), 1).value == 1
        assert len(job.deaths) == 2


AT_TWO = {
    "nothing": ("x", "value", 4),
    "ends": ("os._exit(0)", "exception", 3),
    "crashes": ("os.abort()", "exception", 3),
    "takes too long": ("time.sleep(60)", "timeout", 3),
    "cannot be stopped": ("sum(range(10**14))", "timeout", 3),
    "writes junk": ("os.write(3, b'junk' * 9)", "exception", 3),
    "raises": ("1 / 0", "exception", 4),
    "answers for the next one too": ("os.write(3, AGAIN)", "value", 4),
}


@where_confined
@pytest.mark.parametrize("name", AT_TWO)
def test_calls_that_travel_together(level, name):
    # What one of them does is that one's: those before it keep their answers, those after it are asked again.
    does, kind, answered = AT_TWO[name]
    source = (
        "import json, os, struct, time\n"
        "header = json.dumps(['tuple', 'reply', 'value', 9, ['tuple'], '', None, ['tuple'], '']).encode()\n"
        "AGAIN = struct.pack('!II', len(header), 0) + header\n"
        f"def f(x):\n    if x == 2:\n        {does}\n    return x * 10"
    )
    with calling(level, source) as job:
        replies = job.calls("f", [(0,), (1,), (2,), (3,)], 0.5)
        assert [reply.value for reply in replies[:2]] == [0, 10]
        assert len(replies) == answered
        if name == "answers for the next one too":
            assert [reply.value for reply in replies[2:]] == [9, 20]
        else:
            assert replies[2].kind == kind
            assert job("f", (3,), 0.5).value == 30


def test_calls_too_large_to_travel_together_go_alone():
    # Each fits the wire, all of them do not.
    with calling(best_level(), "def f(x): return x.size") as job:
        several = [(np.zeros(1 << 20),) for _ in range(3)]
        assert [reply.value for reply in job.calls("f", several, 2)] == [1 << 20]
        assert job("f", (np.zeros(3 << 20),), 2).error == ("MemoryError",)


@pytest.fixture(scope="module")
def solved():
    """One job with every reference of the course defined, as a solution notebook has them."""
    sources = [one.source for one in all_exercises().values()]
    with calling(best_level(), f"{NUMPY}\nfrom scipy.special import erf", *sources) as job:
        assert not [outcome for outcome in job.outcomes if outcome.status != "ok"]
        yield job


@pytest.mark.parametrize("name", all_exercises())
def test_every_right_answer_gets_full_marks_over_the_wire(solved, name):
    # Kinds, orders and layouts of inputs and answers survive the way there and back.
    verdict = judge(exercise(name), solved, seed=5)
    assert verdict.score == verdict.max_score


EXP = "    e = np.exp(s - np.max(s, -1, keepdims=True))\n"
SHARES = "e / e.sum(-1, keepdims=True)"
ANSWERS = {
    "not written": "def softmax(scores): raise NotImplementedError()",
    "a column": "def softmax(s): return (np.exp(s) / np.exp(s).sum())[:, None]",
    "changes its input": f"def softmax(s):\n    s -= s.max(-1, keepdims=True)\n    e = np.exp(s)\n    return {SHARES}",
    "a list": f"def softmax(s):\n{EXP}    return ({SHARES}).tolist()",
    "base two": f"def softmax(s):\n    e = 2.0 ** (s - np.max(s, -1, keepdims=True))\n    return {SHARES}",
    "nothing": "def softmax(s): print(np.exp(s))",
    "text": "def softmax(s): return 'many'",
}


@pytest.mark.parametrize("name", ANSWERS)
def test_the_verdict_is_that_of_the_kernel(name):
    # One verdict engine: the learner hears in grading what `check` said.
    names = {}
    exec(f"{NUMPY}\n{ANSWERS[name]}", names)
    with calling(best_level(), NUMPY, ANSWERS[name]) as job:
        caged = judge(exercise("softmax"), job, seed=3)
    local = judge(exercise("softmax"), KernelCaller(names), seed=3)
    assert (caged.score, caged.mistake, caged.hint) == (local.score, local.mistake, local.hint)
    assert [check.message for check in caged.checks] == [check.message for check in local.checks]


def right(name, args):
    return call(exercise(name).reference, args)


WRONG_SOFTMAX = "def softmax(scores): return scores"
BUILT_ON_IT = exercise("softmax_with_temperature").source


@at_every_level
def test_follow_through_credit(level):
    # The wrong softmax is punished once: the function that uses it is judged with a right one in its place.
    with calling(level, NUMPY, WRONG_SOFTMAX, BUILT_ON_IT) as job:
        job.answer = right
        verdict = judge_with_credit(exercise("softmax_with_temperature"), job, exercise)
        assert verdict.passed
        assert verdict.given == ("softmax",)
        assert job("softmax", (np.array([1.0, 2.0]),), 1).value.tolist() == [1.0, 2.0]


def test_a_given_function_by_keyword():
    # `softmax(scores=…)` and defaults: put in order by the learner's own signature.
    with calling(best_level(), "def g(a, b=5): return 0\ndef f(): return g(b=1, a=2), g(7)") as job:
        job.answer = lambda name, args: Reply("value", value=list(args))
        assert job("f", (), 1, given=("g",)).value == ([2, 1], [7])


def test_a_given_function_that_raises_does_so_inside():
    # `except ValueError` around it works; what is no built-in becomes a RuntimeError.
    source = "def f():\n    try: g()\n    except ValueError as error: return repr(error)"
    with calling(best_level(), source) as job:
        job.answer = lambda name, args: Reply("exception", error=("ValueError", "Exception"), text="no")
        assert job("f", (), 1, given=("g",)).value == "ValueError('no')"
        assert job("g", (), 1).kind == "missing"


def test_a_given_function_does_not_stay():
    # Kept in a variable it still asks; once the call is over nobody answers, and asking ends the job.
    source = "def f():\n    global kept\n    kept = g\n    return g()\ndef h(): return kept()"
    with calling(best_level(), source) as job:
        job.answer = lambda name, args: Reply("value", value=1)
        assert job("f", (), 1, given=("g",)).value == 1
        assert job("h", (), 1).error[0] == "ProtocolError"


ASKS = {
    "too often": "def f():\n    for _ in range(100): g(1)",
    "for a huge table": "def f(): g(10**9)",
    "for a huge table, NumPy's way": "import numpy as np\ndef f(): g(np.int64(10**9))",
    "with too many numbers": "import numpy as np\ndef f(): g(np.ones(50_000))",
}


@pytest.mark.parametrize("name", ASKS)
def test_questions_are_bounded(name):
    # The answer is computed on the grader's side: no learner may keep it busy.
    asked = []
    with calling(best_level(), ASKS[name]) as job:
        job.answer = lambda name, args: asked.append(args) or Reply("value", value=1)
        assert job("f", (), 2, given=("g",)).error[0] == "MemoryError"
    assert len(asked) <= TIGHT.answers


IGNORES_THE_BELL = "import signal, time\nfor n in (signal.SIGALRM, signal.SIGPROF): signal.signal(n, signal.SIG_IGN)\n"


def test_a_question_gives_a_call_no_more_time():
    # Whoever goes on asking would keep the grader for as long as the whole job may take.
    source = IGNORES_THE_BELL + "def f():\n    while True:\n        g()\n        time.sleep(0.3)"
    with calling("full" if best_level() == "full" else "landlock", source, "def still(): return 1") as job:
        job.answer = lambda name, args: Reply("value", value=1)
        begin = time.monotonic()
        assert job("f", (), 0.2, given=("g",)).kind == "timeout"
        assert time.monotonic() - begin < TIGHT.deadline_for(0.2) + 3
        assert job("still", (), 1).value == 1


def test_the_time_that_an_answer_takes_is_not_the_learners():
    # The grader may be busy; a call that waits for it is no slow call. The job's whole time ends it all the same.
    source = "def f(times): return sum(g() for _ in range(times))"

    def slowly(name, args):
        time.sleep(0.9)
        return Reply("value", value=1)

    with calling(best_level(), source, limits=replace(TIGHT, wall_seconds=8.0)) as job:
        job.answer = slowly
        assert TIGHT.deadline_for(0.2) < 3 * 0.9
        assert job("f", (3,), 0.2, given=("g",)).value == 3
        assert job("f", (100,), 0.2, given=("g",)).kind == "timeout"
        assert job.is_spent
        assert job.is_over


def test_a_question_about_something_else_is_nonsense():
    # Only what was given may be asked for.
    source = "def f():\n    return type(g)(g._line, 'secret', None)()"
    with calling(best_level(), source) as job:
        job.answer = lambda name, args: Reply("value", value=name)
        assert job("f", (), 1, given=("g",)).error[0] == "ProtocolError"


def slow_or_large(name, args):
    if name == "slow":
        while True:
            pass
    return Reply("value", value=float(np.ones((args[0], args[0])).sum()))


def chatty(name, args):
    print("hello")
    return Reply("value", value=args[0])


def test_answers_come_from_a_process_that_may_fail():
    # Four small arrays broadcast to terabytes: the grader must not compute that itself.
    with Answers(slow_or_large, seconds=1.0, memory_bytes=200 << 20) as answers:
        assert answers("ones", (3,)).value == 9.0
        assert answers("ones", (100_000,)).error[0] == "MemoryError"
        assert answers("slow", ()).kind == "timeout"
        assert answers("ones", (2,)).value == 4.0


def test_answers_need_no_main_module(monkeypatch):
    # In a notebook, and where IPython has been, the main module is one that nobody could run again.
    monkeypatch.setitem(sys.modules, "__main__", types.ModuleType("__main__"))
    del sys.modules["__main__"].__spec__
    with Answers(slow_or_large) as answers:
        assert answers("ones", (2,)).value == 4.0


def test_what_an_answer_prints_is_no_reply():
    with Answers(chatty) as answers:
        assert [answers("f", (number,)).value for number in range(2)] == [0, 1]
