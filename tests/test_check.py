"""What `check`, `hint` and `solution` say and do, as a learner meets them."""

import itertools
import re
import textwrap
from pathlib import Path

import pytest

from grader.exercises import all_exercises
from grader.language import LANGUAGES, speak
from grader.notebook import progress


@pytest.fixture(autouse=True)
def own_data_folder(tmp_path, monkeypatch):
    """Each test has a learner of its own, who has not tried anything yet."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    monkeypatch.setattr(progress, "folder", lambda: tmp_path / "attention-course")


@pytest.fixture
def notebook(capsys):
    """A notebook: `notebook(code)` runs a cell; the value of its last line and what was shown come back."""
    names: dict = {}
    exec("import numpy as np\nfrom grader import check, hint, solution", names)

    def run(code):
        *lines, last = textwrap.dedent(code).strip().splitlines()
        exec("\n".join(lines), names)
        value = eval(last, names)
        return value, capsys.readouterr().out

    run.names = names
    return run


SOFTMAX = all_exercises()["softmax"]


def test_a_right_answer_gets_a_builtin_float(notebook):
    # nbgrader parses the printed value: np.float64(4.0) would read as text and give full marks to anybody.
    points, shown = notebook(SOFTMAX.source + '\ncheck("softmax")')
    assert type(points) is float
    assert points == SOFTMAX.points
    assert "All right." in shown


def test_the_function_itself_may_be_given(notebook):
    # check(softmax) is what half of the learners will type.
    assert notebook(SOFTMAX.source + "\ncheck(softmax)")[0] == SOFTMAX.points


def test_a_redefined_function_is_used_at_once(notebook):
    # The name is looked up at each check, never remembered.
    assert notebook('softmax = lambda scores: scores\ncheck("softmax")')[0] == 0
    assert notebook(SOFTMAX.source + '\ncheck("softmax")')[0] == SOFTMAX.points


SENTENCES = {
    "not defined": ("", "no `softmax` in this notebook yet"),
    "not a function": ("softmax = np.ones(3)", "not a function any more"),
    "not started": ("def softmax(scores):\n    raise NotImplementedError()", "still waiting for you"),
    "returns nothing": ("def softmax(scores):\n    np.exp(scores)", "returned None"),
    "prints": ("def softmax(scores):\n    print(np.exp(scores))", "prints its answer but returns None"),
    "wrong shape": (
        "def softmax(scores):\n    return np.exp(scores).sum(axis=-1)",
        "returned a single number, but an array of shape (3,) was expected",
    ),
    "column instead of row": (
        "def softmax(scores):\n    return (np.exp(scores) / np.exp(scores).sum())[:, None]",
        "array of shape (3, 1), but an array of shape (3,)",
    ),
    "NaN": ("def softmax(scores):\n    return scores * np.nan", "returned NaN or infinity"),
    "an exception": ("def softmax(scores):\n    return 1 / 0", "stopped with ZeroDivisionError: division by zero"),
    "a strange type": ("def softmax(scores):\n    return object()", "an object of type object"),
    "a generator": ("def softmax(scores):\n    return (s for s in scores)", "an object of type generator"),
    "ragged lists": ("def softmax(scores):\n    return [[1.0], [1.0, 2.0], 3.0]", "no array of numbers"),
    "always the same": ("def softmax(scores):\n    return 0.25", "a single number, but an array"),
    "endless recursion": ("def softmax(scores):\n    return softmax(scores)", "RecursionError"),
    "leaves the program": ("def softmax(scores):\n    raise SystemExit", "SystemExit"),
    "hands the error back": (
        "def softmax(scores):\n    return ValueError('no')",
        "handed a ValueError back with `return`",
    ),
    "asks for the keyboard": (
        "def softmax(scores):\n    from IPython.core.error import StdinNotImplementedError as No\n    raise No",
        "stopped with StdinNotImplementedError",
    ),
    "if on an array": (
        "def softmax(scores):\n    return scores if scores > 0 else -scores",
        "gives one answer per place",
    ),
    "shapes that do not fit": ("def softmax(scores):\n    return scores @ np.ones(17)", "Print the `.shape`"),
    "wants more": ("def softmax(scores, axis):\n    return scores", "missing 1 required positional argument"),
}


@pytest.mark.parametrize("cell, words", SENTENCES.values(), ids=SENTENCES)
def test_a_teachers_sentence_for(notebook, cell, words):
    # Never a traceback: what is the matter, in one sentence, and no points.
    points, shown = notebook(f'{cell}\ncheck("softmax")')
    assert words in shown
    assert "Traceback" not in shown
    assert points == 0


ENDLESS = {
    "a plain loop": "while True: pass",
    "one that swallows exceptions": """while True:
        try:
            pass
        except Exception:
            pass""",
    "one that swallows everything": """total = 0
    while True:
        try:
            total += sum(range(1000))
        except:
            total = 0""",
    "a sleep": "__import__('time').sleep(60)",
}


@pytest.mark.parametrize("body", ENDLESS.values(), ids=ENDLESS)
def test_an_endless_loop_is_stopped(notebook, body, monkeypatch):
    # The kernel survives, and the whole check is over after two calls out of time.
    monkeypatch.setattr("grader.notebook.checking.exercise", quick_exercise)
    points, shown = notebook(f'def softmax(scores):\n    {body}\ncheck("softmax")')
    assert "did not come back in time" in shown
    assert points == 0


def quick_exercise(name):
    import dataclasses

    return dataclasses.replace(all_exercises()[name], seconds=0.1)


ODD = {
    "loops over lists": """
        def softmax(scores):
            if np.ndim(scores) > 1:
                return [softmax(row) for row in scores]
            top = max(scores)
            lifted = [2.718281828459045 ** (float(s) - float(top)) for s in scores]
            return [value / sum(lifted) for value in lifted]
    """,
    "scipy": """
        from scipy.special import softmax as theirs
        softmax = lambda scores: theirs(scores, axis=-1)
    """,
    "float32": """
        def softmax(scores):
            lifted = np.exp(np.asarray(scores, np.float32) - np.max(scores, -1, keepdims=True))
            return (lifted / lifted.sum(-1, keepdims=True)).astype(np.float32)
    """,
    "chatty, with warnings": """
        import warnings
        def softmax(scores):
            print("thinking about", scores)
            warnings.warn("hm")
            lifted = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
            return lifted / lifted.sum(axis=-1, keepdims=True)
    """,
    "a callable object": """
        class Soft:
            def __call__(self, scores):
                lifted = np.exp(scores - np.max(scores, axis=-1, keepdims=True))
                return tuple((lifted / lifted.sum(axis=-1, keepdims=True)).tolist())
        softmax = Soft()
    """,
    "another parameter name and an option": """
        def softmax(x, axis=-1):
            x = np.asarray(x, float)
            return np.exp(x - np.logaddexp.reduce(x, axis=axis, keepdims=True))
    """,
}


@pytest.mark.parametrize("code", ODD.values(), ids=ODD)
def test_right_but_odd_gets_everything(notebook, code):
    # Only results count: no style may cost a point, printing and warnings neither.
    points, shown = notebook(textwrap.dedent(code).strip() + '\ncheck("softmax")')
    assert points == SOFTMAX.points, shown
    assert "thinking" not in shown


def test_a_known_mistake_brings_its_hint_in_both_languages(notebook):
    # The teacher's sentence, not "wrong".
    mistake = next(mistake for mistake in SOFTMAX.mistakes if mistake.id == "no-max-subtraction")
    cell = (
        "def softmax(scores):\n    e = np.exp(scores)\n    return e / e.sum(axis=-1, keepdims=True)\ncheck('softmax')"
    )
    for language in LANGUAGES:
        speak(language)
        try:
            assert mistake.hint[language] in notebook(cell)[1]
        finally:
            speak("en")


def test_a_worked_input_shows_yours_and_expected(notebook):
    # Small enough to follow by hand.
    shown = notebook('softmax = lambda scores: scores / scores.sum()\ncheck("softmax")')[1]
    assert "scores: [1, 2, 3]" in shown
    assert "yours: [0.1667, 0.3333, 0.5]" in shown
    assert "expected: [0.09003, 0.2447, 0.6652]" in shown


def test_a_rounded_answer_shows_where_it_differs(notebook):
    # Four digits would print the same number twice, with a cross beside it.
    exercise = all_exercises()["weighted_sum"]
    shown = notebook(exercise.source + "\nexact = weighted_sum\nNone")
    shown = notebook('weighted_sum = lambda w, v: np.round(exact(w, v), 3)\ncheck("weighted_sum")')[1]
    yours, expected = (re.search(rf"{word}: (.*)", shown)[1] for word in ("yours", "expected"))
    assert yours != expected


def test_a_slow_first_call_gets_a_second_chance(notebook, monkeypatch):
    # Importing scipy inside the function can eat the limit once, on a busy machine.
    monkeypatch.setattr("grader.notebook.checking.exercise", quick_exercise)
    slow_once = """
        import time
        waits = [0.3]
        right = softmax
        def softmax(scores):
            time.sleep(waits.pop() if waits else 0)
            return right(scores)
        check("softmax")
    """
    notebook(SOFTMAX.source + "\nNone")
    assert notebook(slow_once)[0] == SOFTMAX.points


def test_without_a_name_check_asks_for_one(notebook):
    # `check()` is a natural thing to try.
    assert "Write the function's name" in notebook("check()")[1]


def test_an_unknown_name_is_answered_with_a_suggestion(notebook):
    # A slip of the finger, not a KeyError.
    points, shown = notebook('check("sofmax")')
    assert points == 0.0
    assert 'Did you mean "softmax"?' in shown


def test_hints_come_one_by_one(notebook):
    # Gentle first; the last one says that it is the last.
    shown = [notebook('hint("softmax")')[1] for _ in range(len(SOFTMAX.hints) + 1)]
    for number, sentence in enumerate(SOFTMAX.hints):
        assert sentence.en in shown[number]
    assert "last hint" in shown[-1]
    assert shown[-1] == shown[-2]


def test_the_solution_opens_after_three_different_tries(notebook):
    # The same wrong answer three times is one try; an untouched stub is none.
    stub = 'def softmax(scores):\n    raise NotImplementedError()\ncheck("softmax")'
    for cell in [stub] * 4 + ['softmax = lambda scores: scores\ncheck("softmax")'] * 3:
        notebook(cell)
    assert "opens after 2 more honest tries" in notebook('solution("softmax")')[1]
    for power in itertools.islice(itertools.count(2), 2):
        notebook(f'softmax = lambda scores: scores ** {power}\ncheck("softmax")')
    assert "keepdims=True" in notebook('solution("softmax")')[1]


def test_the_solution_is_open_once_solved(notebook):
    # Comparing one's own answer with the course's is part of learning.
    notebook(SOFTMAX.source + '\ncheck("softmax")')
    assert "keepdims=True" in notebook('solution("softmax")')[1]


def test_progress_remembers_the_best(notebook):
    # A later slip does not take points away.
    notebook(SOFTMAX.source + '\ncheck("softmax")')
    notebook('softmax = lambda scores: scores\ncheck("softmax")')
    record = progress.load("softmax")
    assert record.passed
    assert record.best == SOFTMAX.points
    assert len(record.tries) == 2


def test_the_map_says_how_far_one_is(notebook):
    # Titles people use, points a lesson, one sentence on top.
    notebook(SOFTMAX.source + '\ncheck("softmax")')
    headline, *rows = notebook("from grader import progress\nprogress()")[1].split("\n")
    assert headline.startswith(f"You have written 1 of {len(all_exercises())} functions: {SOFTMAX.points} of ")
    row = next(row for row in rows if row.startswith("03 Softmax weighting"))
    assert "● softmax" in row and row.endswith("5/15")


def test_at_the_end_there_is_something_to_keep(notebook):
    # All done: the sentence changes. A record from before an update may hold more points than there are now.
    for name, exercise in all_exercises().items():
        progress.save(name, progress.Record(best=exercise.points + 1, passed=True))
    headline = notebook("from grader import progress\nprogress()")[1].split("\n")[0]
    points = sum(exercise.points for exercise in all_exercises().values())
    assert f"{points} of {points} points: you have built attention" in headline


def test_nothing_is_remembered_while_grading(notebook, monkeypatch):
    # A class's answers are not the teacher's own progress.
    monkeypatch.setenv(progress.GRADING, "1")
    shown = notebook(SOFTMAX.source + '\ncheck("softmax")')[1]
    assert progress.load("softmax") == progress.Record()
    assert "●" not in shown


def test_a_read_only_disk_costs_the_memory_only(notebook, monkeypatch):
    # The points are shown, and hints still go on from one to the next.
    monkeypatch.setattr(progress, "folder", lambda: Path("/proc/no/such/folder"))
    assert notebook(SOFTMAX.source + '\ncheck("softmax")')[0] == SOFTMAX.points
    assert len({notebook('hint("softmax")')[1] for _ in range(2)}) == 2
    progress._unsaved.clear()


def test_a_learner_who_lets_numpy_raise_is_judged_the_same(notebook):
    # np.seterr(all="raise") somewhere in the notebook must not reach into the judge.
    notebook('old = np.seterr(all="raise")\nNone')
    try:
        assert notebook(SOFTMAX.source + '\ncheck("softmax")')[0] == SOFTMAX.points
        assert notebook('softmax = lambda scores: scores * 1e300\ncheck("softmax")')[0] == 0
    finally:
        notebook("np.seterr(**old)")


def test_a_stub_earlier_does_not_make_a_right_answer_wrong(notebook):
    # softmax is not written yet; softmax_with_temperature uses it, is right, and gets all its points.
    notebook("def softmax(scores):\n    raise NotImplementedError()\nNone")
    later = all_exercises()["softmax_with_temperature"]
    assert notebook(f'{later.source}\ncheck("{later.name}")')[0] == later.points


def test_damaged_progress_is_begun_anew(notebook):
    # A power cut in the middle of a write must not stop a learner.
    progress.save("softmax", progress.Record(best=1))
    file = next(progress.folder().rglob("softmax.json"))
    file.write_text("{")
    assert notebook(SOFTMAX.source + '\ncheck("softmax")')[0] == SOFTMAX.points


def test_a_function_is_found_wrong_only_once(notebook):
    # Follow-through credit: a right `attend` that uses a wrong softmax keeps its points; the notebook's softmax stays.
    exercises = all_exercises()
    for name in ("score_books", "weighted_sum"):
        notebook(exercises[name].source + "\nNone")
    notebook(exercises["attend"].source + "\nsoftmax = lambda scores: scores / scores.sum()\nNone")
    points, shown = notebook('check("attend")')
    assert points == exercises["attend"].points
    assert "course's own" in shown and "`softmax`" in shown
    assert notebook("softmax(np.array([1.0, 3.0]))[0]")[0] == 0.25


@pytest.fixture
def shell():
    """An IPython shell of its own, as a kernel has one."""
    from IPython.core.interactiveshell import InteractiveShell

    shell = InteractiveShell()
    yield shell
    shell.reset()
    InteractiveShell.clear_instance()


def test_a_cell_that_does_not_parse_is_not_judged_by_its_older_version(shell, capsys, monkeypatch):
    # The learner looks at the new cell; praise or blame for the old one would mislead.
    from grader.notebook import session

    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    shell.run_cell("import numpy as np\nfrom grader import check")
    session.start("03-softmax-weighting", "en")
    shell.run_cell(SOFTMAX.source)
    shell.run_cell("def softmax(scores)\n    return scores")
    capsys.readouterr()
    assert shell.run_cell('check("softmax")').result == 0.0
    shell.run_cell(SOFTMAX.source)
    assert shell.run_cell('check("softmax")').result == SOFTMAX.points


def test_a_plain_sentence_is_shown_without_its_traceback(shell, capsys, monkeypatch):
    # bars(None) on an unfinished answer: one sentence, not two frames of our own code.
    from grader.notebook import session

    monkeypatch.setattr("IPython.get_ipython", lambda: shell)
    session.start("02-matching", "en")
    shell.run_cell("from explorers import bars\nbars(None)")
    shown = capsys.readouterr().out
    assert "Does your function end in return?" in shown
    assert "plots.py" not in shown
