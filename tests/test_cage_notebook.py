"""Cells run in the cage as they would in Jupyter, with nobody at the keyboard."""

import pytest
from cage_helpers import at_every_level, calling, run

import explorers
from grader.cage import BadOrder, Cage, Limits, best_level
from grader.cage.material import TABLES
from grader.judge.engine import same_inputs
from grader.language import LANGUAGES, speak

OK = {
    "the last expression": ("[1, 2]", "[1, 2]"),
    "an expression silenced by ;": ("[1, 2];", ""),
    "print": ("print('a'); print('b')", "a\nb\n"),
    "display": ("display('a'); display('b')", "'a''b'"),
    "a display updated": ("shown = display('a', display_id=True)\nshown.update('b')", "'b'"),
    "output cleared": ("from IPython.display import clear_output\nprint(1); clear_output(); print(2)", "2\n"),
    "top-level await": ("import asyncio\nawait asyncio.sleep(0)\n3", "3"),
    "an event loop of its own": ("import asyncio\nasyncio.run(asyncio.sleep(0, 4))", "4"),
    "%%time": ("%%time\n5", "5"),
    "%timeit, asked for a hundred million runs": ("%timeit -n 100000000 -r 9 sum([1])", "loop"),
    "%%timeit": ("%%timeit\nsum([1])", "loop"),
    "%matplotlib of every kind": ("%matplotlib widget\n%matplotlib inline\n%matplotlib qt\n6", "6"),
    "%config InlineBackend": ("%config InlineBackend.figure_format = 'retina'\n7", "7"),
    "a command": ("!ls /", "not run while grading"),
    "a command's output": ("names = !ls /\nnames", "[]"),
    "%%bash": ("%%bash\nls /", "not run while grading"),
    "%pip": ("%pip install nothing\n8", "8"),
    "input": ("input('Name? ')", "Name? \n''"),
    "breakpoint": ("breakpoint()\n9", "9"),
    "help": ("help(sum)", "Return the sum"),
    "a question mark": ("sum?", "Return the sum"),
    "exit": ("exit", ""),
    "quit()": ("quit()", ""),
    "interact": (
        "from ipywidgets import interact\n@interact(x=(0, 10))\ndef show(x):\n    print('x is', x)",
        "x is 5",
    ),
    "a thread": ("from threading import Thread\nt = Thread(target=print, args=('t',)); t.start(); t.join()", "t\n"),
    "a C callback": ("import ctypes\nctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int)(lambda x: x + 1)(9)", "10"),
    "files of one's own": (
        "import os, shutil\nopen('a', 'w').write('x'); shutil.copy2('a', 'b'); os.chmod('b', 0o600)\nopen('b').read()",
        "'x'",
    ),
    "a temporary file": ("import tempfile\nwith tempfile.TemporaryFile() as file: print(file.write(b'123'))", "3\n"),
    "%%writefile and import": ("open('helper.py', 'w').write('TWO = 2')\nimport helper\nhelper.TWO", "2"),
    "output past Python": ("import os\nos.write(1, b'from C')", "from C"),
    "half a surrogate pair": ("print('\\ud800')", "?\n"),
    "pickle of a class from the notebook": ("import pickle\nclass P: x = 3\npickle.loads(pickle.dumps(P())).x", "3"),
    "scipy": ("from scipy.special import erf\nround(float(erf(1)), 3)", "0.843"),
    "Out and _": ("6 * 7\n", "42"),
}


@pytest.fixture(scope="module")
def shown():
    """Every cell of `OK` run in one job; what each has shown, as text."""
    job = run(best_level(), *(source for source, _ in OK.values()))
    return dict(zip(OK, job.outcomes, strict=True)), job


def text_of(outcome):
    parts = [output.get("text") or "".join(output.get("data", {}).values()) for output in outcome.outputs]
    return "".join(parts)


@pytest.mark.parametrize("name", OK)
def test_it_runs(shown, name):
    # What learners write in notebooks neither hangs nor fails for want of a person, a window or a shell.
    outcomes, job = shown
    outcome = outcomes[name]
    assert (outcome.status, outcome.evalue) == ("ok", "")
    assert OK[name][1] in text_of(outcome)
    assert not job.died


ERRORS = {
    "an exception": ("1 / 0", "ZeroDivisionError"),
    "a syntax error": ("def f(:", "SyntaxError"),
    "an unknown magic": ("%nosuchmagic", "UsageError"),
    "SystemExit": ("raise SystemExit", "SystemExit"),
    "KeyboardInterrupt": ("raise KeyboardInterrupt", "KeyboardInterrupt"),
    "asking input until it answers": ("while not input('? '): pass", "EOFError"),
    "the debugger": ("import pdb; pdb.set_trace()\n1", "BdbQuit"),
}


def test_an_error_ends_its_cell_and_no_other():
    # Grading goes on after any of them, in the same process.
    job = run(best_level(), *(source for source, _ in ERRORS.values()), "print('still here')")
    *outcomes, last = job.outcomes
    assert [(outcome.status, outcome.ename) for outcome in outcomes] == [("error", name) for _, name in ERRORS.values()]
    assert all(outcome.outputs for outcome in outcomes)
    assert last.stdout == "still here\n"


@at_every_level
def test_a_lesson_like_notebook_at(level):
    # Start, stand-ins, data, a plot and a check, at each level the same.
    job = run(
        level,
        'import numpy as np\nfrom grader import check, start\nfrom explorers import bars, library\nstart("x", "zh")',
        "print(library().question)",
        "import matplotlib.pyplot as plt\nplt.plot(np.arange(3)); plt.show()",
        'check("softmax")',
        "print(open('data/words.txt').read())",
        files={"data/words.txt": "注意力".encode()},
    )
    assert [outcome.status for outcome in job.outcomes] == ["ok"] * 5
    assert job.outcomes[1].stdout == "人工智能的经济影响\n"
    assert text_of(job.outcomes[3]) == "0.0"
    assert job.outcomes[4].stdout == "注意力\n"
    assert job.cpu_seconds > 0


def test_every_table_of_the_course_is_there_by_value():
    # A cell that computes with `library().keys` must find the very numbers, in its notebook's language.
    for language in LANGUAGES:
        speak(language)
        for name in TABLES:
            real = getattr(explorers, name)()
            source = f"from grader import start\nfrom explorers import {name}\nstart('x', '{language}')"
            names = [part for part in dir(real) if not part.startswith("_") and not callable(getattr(real, part))]
            with calling(
                best_level(), f"{source}\ndef values(): t = {name}(); return {{n: getattr(t, n) for n in {names}}}"
            ) as job:
                got = job("values", (), 2).value
            assert same_inputs({part: getattr(real, part) for part in names}, got)
    speak("en")


def test_a_table_is_fresh_each_time():
    # A learner may overwrite the numbers, as with the real one.
    job = run(best_level(), "from explorers import library\nlibrary().keys[:] = 0\nprint(library().keys.any())")
    assert job.outcomes[0].stdout == "True\n"


def test_stand_ins_answer_to_everything_and_say_nothing():
    # New lessons will import names that nobody has thought of today.
    job = run(
        best_level(),
        "from explorers import QueryExplorer, something_new\nimport grader, explorers",
        'picture = QueryExplorer([[1, 2]], [[1]], weigh="softmax")\npicture.frame().children[0]\npicture',
        "something_new(1).of[2](3)",
        'grader.progress(); grader.check_setup(); grader.hint("x"); grader.solution("x"); grader.unheard_of(1)',
    )
    assert [(outcome.status, outcome.outputs) for outcome in job.outcomes] == [("ok", [])] * 4


def test_figures_are_drawn_only_for_a_reader():
    # Drawing triples the time a notebook takes; a teacher who looks gets the pictures.
    source = "import matplotlib.pyplot as plt\nplt.plot([1, 2])\nplt.show()\nplt.figure();"
    unseen, seen = run(best_level(), source), run(best_level(), source, render=True)
    assert unseen.outcomes[0].outputs == []
    kinds = [list(output["data"]) for output in seen.outcomes[0].outputs]
    assert kinds == [["image/png"]] * 2
    assert seen.outcomes[0].outputs[0]["data"]["image/png"].startswith("iVBOR")


def test_only_the_kinds_of_output_asked_for_come_back():
    # HTML from a submission runs in the teacher's browser: none unless somebody means it.
    source = "from IPython.display import HTML\nHTML('<b>x</b>')"
    assert list(run(best_level(), source).outcomes[0].outputs[0]["data"]) == ["text/plain"]
    asked = run(best_level(), source, kinds=("text/plain", "text/html")).outcomes[0].outputs[0]["data"]
    assert asked["text/html"] == "<b>x</b>"


def test_random_numbers_are_the_same_in_a_second_run():
    # A regrade gives the same result, whatever the cells draw.
    source = "import random, numpy as np\nprint(random.random(), np.random.rand(), hash('a'))"
    first, second, other = run(best_level(), source), run(best_level(), source), run(best_level(), source, seed=1)
    assert first.outcomes[0].stdout == second.outcomes[0].stdout != other.outcomes[0].stdout


def test_outputs_are_bounded():
    # A cell that prints for ever, or returns a megabyte of text, leaves a note instead.
    flood, value, many, picture = run(
        best_level(),
        "print('x' * 200_000)\nprint('more')",
        "'y' * 200_000",
        "for i in range(5000): display(i)",
        "from IPython.display import display\ndisplay({'image/png': 'A' * 5_000_000}, raw=True)",
        kinds=("text/plain", "image/png"),
    ).outcomes
    assert flood.stdout.endswith("… (cut)") and len(flood.stdout) < 11_000
    assert len(text_of(value)) < 11_000
    assert len(many.outputs) <= 201
    assert text_of(picture) == "… (cut)"


@pytest.mark.parametrize("name", ["/etc/passwd", "../x", "a/../../x", "", "C:\\x", "a\\b"])
def test_files_stay_in_the_notebooks_folder(name):
    # At level none nothing else would hold them there.
    with pytest.raises(BadOrder), Cage(best_level()).job([], files={name: b""}):
        pass


def test_a_notebook_nobody_wrote_is_refused_with_a_sentence():
    # A million cells, megabytes of code, or data: said at once, not tried.
    cage = Cage(best_level(), Limits(cells=10, source_bytes=1000))
    for cells, files in (([("x", "")] * 11, {}), ([("x", "#" * 1001)], {}), ([], {"big": bytes(20 << 20)})):
        with pytest.raises(BadOrder) as refused:
            cage.job(cells, files=files)
        assert refused.value.sentence.zh
