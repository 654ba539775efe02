"""What every explorer promises on the page, tested on each in a real browser: `explorer_cases/` lists them."""

import json

import nbformat
import numpy as np
import pytest
from accessibility import serious_faults
from explorer_cases import CASES, SETUP

from explorers.scripts import script

pytest_plugins = ("browser",)

WITH_FUNCTIONS = [case for case in CASES if case.mine]
CLOSE = 1e-6
THINK = """async ({module, asked}) => {
    const {think} = await import(URL.createObjectURL(new Blob([module], {type: "text/javascript"})));
    return asked.map(([given, state, answer]) => think(given, state, answer));
}"""
STATE = "position => JSON.parse(document.querySelectorAll('.attention-explorer')[position].dataset.state)"
ENDS = ("Home", "ArrowRight", "End")  # one more step to the right leads back to the first of a group of words
PARTS = ":is([role=slider], [role=radio][tabindex='0'], button:not([role=radio]), input[type=range])"


@pytest.fixture(scope="module")
def blank(browser):
    page = browser.new_page()
    page.goto("about:blank")
    yield page
    page.close()


@pytest.mark.parametrize("driven", ["own", "mine"])
@pytest.mark.parametrize("case", CASES, ids=str)
def test_browser_and_python_compute_the_same_numbers(blank, case, driven):
    """The maths is written twice, in JavaScript and in NumPy: hold the one to the other over a grid of states."""
    if driven == "mine" and not case.mine:
        return
    explorer = case.make() if driven == "own" else case.make_mine()
    asked, wanted = [], []
    for state in case.states if driven == "own" else [explorer.get_state(explorer.given["moved"])]:
        explorer.set_state(state)
        wanted.append(explorer.think())
        asked.append([explorer.given, state, explorer.answer])
    shown = blank.evaluate(THINK, {"module": script(case.name), "asked": asked})
    for (_given, state, _answer), want, got in zip(asked, wanted, shown, strict=True):
        for name, number in want.items():
            assert agree(got[name], number), (state, name, got[name], number)


def agree(got, want):
    if want is None or isinstance(want, str):
        return got == want
    got, want = np.array(got, float), np.array(want, float)
    alike = (got == want) | (np.isnan(got) & np.isnan(want)) | (np.abs(got - want) < CLOSE)
    return got.shape == want.shape and alike.all()


class Shown:
    """One explorer on a page, and its neighbours."""

    def __init__(self, notebook, position):
        self.notebook, self.page, self.position = notebook, notebook.page, position
        self.root = self.page.locator(".attention-explorer").nth(position)
        self.frame = self.page.locator(".attention-frame").nth(position)
        self.page.locator(".attention-explorer[data-step]").nth(position).wait_for()

    def state(self):
        return self.page.evaluate(STATE, self.position)

    def after(self, key):
        """The state when the picture has followed a key: it does so in the next frame."""
        self.page.keyboard.press(key)
        self.page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        return self.state()

    def until(self, condition):
        """The first state for which the JavaScript `condition` on `state` holds."""
        code = f"position => {{ const state = ({STATE})(position); return {condition}; }}"
        self.page.wait_for_function(code, arg=self.position)
        return self.state()


# All tests of one notebook in one worker: opening it takes longer than any of them.
TOGETHER = [pytest.param(case, marks=pytest.mark.xdist_group(str(case)), id=str(case)) for case in CASES]


@pytest.fixture(scope="module", params=TOGETHER)
def opened(request, lab):
    """A notebook with the explorer twice: by itself, and where it takes one, with the learner's function."""
    case = request.param
    cells = [SETUP.format(language="en"), case.cell(), *([case.cell_of_mine()] if case.mine else [])]
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, lab.folder / f"case-{case}.ipynb")
    page = lab.open(f"case-{case}.ipynb").run_all()
    page.case = case
    yield page
    page.close()


def test_it_shows_and_no_cell_fails(opened, artefacts):
    """Restart & Run All is what a learner does first; axe-core looks at it in both themes."""
    shown = Shown(opened, 0)
    assert opened.errors() == [] and shown.root.get_by_role("status").count() == 1
    for theme in ("Light", "Dark"):
        opened.use_theme(f"JupyterLab {theme}")
        shown.frame.screenshot(path=artefacts / f"case-{opened.case}-{theme.lower()}.png")
        assert serious_faults(opened.page, ".attention-frame") == []


def test_every_control_moves_by_keyboard(opened):
    """Sliders, handles, words and buttons: whatever can be moved by hand is moved by a key, and has a name."""
    shown = Shown(opened, 0)
    controls = shown.frame.locator(PARTS).all()
    assert controls
    for control in controls:
        if not control.is_visible():  # of a view that is not shown
            continue
        control.focus()
        name = control.get_attribute("aria-label") or control.inner_text()
        pressable = control.evaluate("element => element.matches('button:not([role=radio])')")
        states = [shown.after(key) for key in (["Enter", "Enter"] if pressable else [*ENDS, "ArrowRight"])]
        assert name and any(state != states[0] for state in states[1:]), name


def test_the_kernel_has_the_numbers_that_the_picture_shows(opened):
    """Data out: after all that moving, what `explorer` says in Python is what the picture says."""
    shown = Shown(opened, 0)
    printed = opened.execute(
        "import json\n"
        "known = {name: x for name, x in explorer.think().items() if x is not None}\n"
        "print(json.dumps({name: x if isinstance(x, str) else np.asarray(x).tolist() for name, x in known.items()}))"
    )
    for name, number in json.loads(printed).items():
        assert agree(shown.state()[name], number), name


def test_a_broken_function_is_one_sentence_and_the_mended_one_revives_the_picture(opened):
    """Neither a traceback nor a stuck widget; redefining the function is enough, no other cell runs again."""
    if not opened.case.mine:
        return
    name, mine = opened.case.function, Shown(opened, 1)
    before = mine.until("state.fresh && !state.sentence")
    opened.execute(f"def {name}(*_):\n    raise ZeroDivisionError('three  by\\nnone')")
    mine.until("state.sentence !== ''")
    assert mine.root.locator(".notice").inner_text() == f"Your {name} raised ZeroDivisionError: three by none"
    opened.execute(opened.case.right)
    assert mine.until("state.sentence === ''") == before
    assert opened.errors() == []
