"""The query explorer in a real JupyterLab: moved by hand, by keyboard and by sliders, with the learner's functions."""

import json

import nbformat
import numpy as np
import pytest

import explorers
from explorers.query import QueryExplorer

pytest_plugins = ("browser",)
pytestmark = pytest.mark.xdist_group("explorer in the browser")  # one worker opens the notebook for all

SETUP = """from grader.language import speak
speak("{language}")
import numpy as np
from explorers import QueryExplorer, library
books = library()"""
PLAIN = "plain = QueryExplorer(books.keys2d, books.titles, query=books.query2d, axes=books.qualities[:2])\nplain"
WEIGHED = """weighed = QueryExplorer(books.keys, books.titles, books.values, books.query,
    weigh=True, temperature=1.0, axes=books.qualities, value_axes=books.value_names)
weighed"""
MINE = """def score_books(query, keys):
    return 2 * keys @ query
def softmax(scores):
    return np.exp(scores) / 100
mine = QueryExplorer(books.keys2d, books.titles, query=[1, 1], score="score_books", weigh="softmax")
mine"""
CELLS = (SETUP, PLAIN, WEIGHED, MINE)
GOOD = """def score_books(query, keys):
    return keys @ query
def softmax(scores):
    return np.exp(scores) / np.exp(scores).sum()"""

# Text and what lies behind it, as far apart as WCAG 2.2 asks (AA, 1.4.3).
LEAST_CONTRAST = 4.5


def write(folder, name, language="en", cells=CELLS):
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [nbformat.v4.new_code_cell(cell.replace("{language}", language)) for cell in cells]
    nbformat.write(notebook, folder / name)


class Explorer:
    """One explorer on the page: its numbers, and its hands."""

    def __init__(self, notebook, position):
        self.page, self.position = notebook.page, position
        self.frame = notebook.page.locator(".attention-frame").nth(position)
        self.root = self.frame.locator(".query-explorer")
        self.handle = self.frame.locator(".handle")
        self.sliders = self.frame.locator(".noUi-handle")
        self.root.and_(notebook.page.locator("[data-step]")).wait_for()

    @property
    def state(self):
        return json.loads(self.root.get_attribute("data-state"))

    def until(self, condition):
        """The first state for which the JavaScript `condition` on `state` holds."""
        found = f"""(position) => {{
            const state = JSON.parse(document.querySelectorAll('.query-explorer')[position].dataset.state);
            return {condition};
        }}"""
        self.page.wait_for_function(found, arg=self.position)
        return self.state

    def place(self, x, y):
        """Where on the page the point (x, y) of the compass is."""
        compass = self.frame.locator(".plane svg")
        compass.scroll_into_view_if_needed()
        box = compass.bounding_box()
        unit = box["width"] / 360 * (360 / 2 - 24) / 2.5
        return box["x"] + box["width"] / 2 + x * unit, box["y"] + box["height"] / 2 - y * unit

    def notice(self):
        return self.root.locator(".notice").inner_text()


def is_at(*query):
    return "&&".join(f"Math.abs(state.query[{i}] - {x}) < 0.06" for i, x in enumerate(query))


@pytest.fixture(scope="module")
def english(lab):
    write(lab.folder, "explorer-en.ipynb")
    notebook = lab.open("explorer-en.ipynb", has_touch=True).run_all()
    yield notebook
    notebook.close()


@pytest.fixture
def chinese(lab):
    write(lab.folder, "explorer-zh.ipynb", "zh")
    notebook = lab.open("explorer-zh.ipynb").run_all()
    yield notebook
    notebook.close()


@pytest.fixture
def plain(english):
    return Explorer(english, 0)


@pytest.fixture
def weighed(english):
    return Explorer(english, 1)


@pytest.fixture
def mine(english):
    explorer = Explorer(english, 2)
    yield explorer
    english.execute(MINE.rsplit("\n", 2)[0])  # the functions of the notebook again, for the next test


# Moving


def test_dragging_the_query_changes_the_numbers(plain):
    """The first promise of the picture: take the arrow, and the scores follow."""
    step = int(plain.root.get_attribute("data-step"))
    plain.page.mouse.move(*plain.place(*plain.state["query"]))
    plain.page.mouse.down()
    plain.page.mouse.move(*plain.place(0.5, 0.5), steps=4)
    plain.page.mouse.move(*plain.place(-1, 0.5), steps=4)
    plain.page.mouse.up()
    state = plain.until(is_at(-1, 0.5))
    assert np.allclose(state["scores"], explorers.library().keys2d @ state["query"])
    assert int(plain.root.get_attribute("data-step")) > step
    shown = plain.root.locator("tbody .digits").first.inner_text()
    assert float(shown.replace("−", "-")) == pytest.approx(state["scores"][0], abs=0.005)


def test_a_drag_outside_stops_at_the_rim(plain):
    """The pointer is captured: it may leave the picture, the query may not."""
    plain.page.mouse.move(*plain.place(0, 0))
    plain.page.mouse.down()
    plain.page.mouse.move(*plain.place(9, 0.5), steps=3)
    plain.page.mouse.up()
    assert plain.until("state.query[0] === 2.5")["query"][0] == 2.5


def test_the_handle_moves_by_keyboard(plain, english):
    """Arrow keys move one step, with shift ten; JupyterLab's own use of the arrow keys stays out of it."""
    english.execute("plain.query = [1, 1]")
    plain.until(is_at(1, 1))
    active = "window.jupyterapp.shell.currentWidget.content.activeCellIndex"
    plain.handle.focus()
    plain.page.wait_for_function(f"{active} === 1")  # its own cell: JupyterLab makes it the active one
    plain.page.keyboard.press("ArrowRight")
    plain.until("Math.abs(state.query[0] - 1.05) < 1e-9")
    plain.page.keyboard.press("Shift+ArrowDown")
    plain.until("Math.abs(state.query[1] - 0.5) < 1e-9")
    assert plain.page.evaluate(active) == 1
    assert "largest score" in plain.handle.get_attribute("aria-valuetext")


def test_a_slider_moves_by_keyboard_and_takes_the_picture_along(weighed):
    """The ipywidgets sliders are linked in the browser; shift makes their steps bigger too."""
    before = weighed.state["query"]
    weighed.sliders.nth(2).focus()
    weighed.page.keyboard.press("ArrowRight")
    weighed.until(f"Math.abs(state.query[2] - {before[2] + 0.05}) < 1e-9")
    weighed.page.keyboard.press("Shift+ArrowRight")
    weighed.until(f"Math.abs(state.query[2] - {before[2] + 0.55}) < 1e-9")


def test_a_slider_follows_the_handle(plain):
    """Handle and sliders are one query, shown twice."""
    plain.page.mouse.click(*plain.place(0.5, -1))
    plain.until(is_at(0.5, -1))
    plain.page.wait_for_function(
        "() => Math.abs(document.querySelector('.attention-frame .noUi-handle').ariaValueNow - 0.5) < 0.06"
    )


def test_temperature_flattens_the_weights(weighed):
    """The temperature slider is linked in the browser as well."""
    weighed.sliders.nth(4).focus()
    weighed.page.keyboard.press("End")
    state = weighed.until("state.temperature > 9")
    assert max(state["weights"]) < 0.3
    weighed.page.keyboard.press("Home")
    assert max(weighed.until("state.temperature < 0.06")["weights"]) > 0.99
    assert state["sum"] == pytest.approx(1)


def test_the_kernel_hears_of_every_move(plain, english):
    """Data out: what the browser shows is what `explorer.query` and `explorer.scores` say."""
    plain.page.mouse.click(*plain.place(1.5, 0.5))
    query = plain.until(is_at(1.5, 0.5))["query"]
    printed = english.execute("import json; print(json.dumps([plain.query.tolist(), plain.scores.tolist()]))")
    assert json.loads(printed)[0] == pytest.approx(query)
    assert json.loads(printed)[1] == pytest.approx(plain.state["scores"])


def test_a_finger_moves_the_query(plain, english):
    """On a touch screen a finger on the handle moves the query; elsewhere it scrolls the page."""
    english.execute("plain.query = [1, 1]")
    plain.until(is_at(1, 1))
    session = english.page.context.new_cdp_session(english.page)

    def touch(kind, *points):
        points = [{"x": x, "y": y} for x, y in points]
        session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", plain.place(1, 1))
    touch("touchMove", plain.place(-1, -1))
    touch("touchEnd")
    x, y = plain.until(is_at(-1, -1))["query"]
    touch("touchStart", plain.place(1, 2))
    touch("touchEnd")
    plain.handle.press("ArrowRight")
    moved = plain.until(f"state.query[0] !== {x}")["query"]
    assert moved == pytest.approx(
        [x + QueryExplorer(explorers.library().keys2d).given["step"], y]
    )  # the key moved it from where the first finger had left it


# The learner's own functions


def test_the_learners_functions_are_in_charge(mine):
    """Scores twice as large and weights that do not sum to 1: the picture shows what the learner's code gives."""
    mine.page.mouse.click(*mine.place(1, 0.5))
    state = mine.until(f"state.fresh && {is_at(1, 0.5)}")
    scores = 2 * explorers.library().keys2d @ state["query"]
    assert np.allclose(state["scores"], scores)
    assert np.allclose(state["weights"], np.exp(scores) / 100)
    assert "not 1" in mine.root.locator(".sum").inner_text()
    assert "your score_books" in mine.root.locator("thead").inner_text()


def test_an_exception_is_one_sentence_and_the_mended_function_revives_the_picture(mine, english):
    """Neither a traceback nor a stuck widget; redefining the function is enough, no other cell runs again."""
    english.execute("def softmax(scores):\n    raise ZeroDivisionError('three  by\\nnone')")
    state = mine.until("state.sentence !== ''")
    assert mine.notice() == "Your softmax raised ZeroDivisionError: three by none"
    assert state["weights"] is None and state["scores"] is not None
    english.execute(GOOD)
    state = mine.until("state.sentence === '' && state.weights")
    assert state["sum"] == pytest.approx(1)
    assert english.errors() == []


def test_a_missing_function_is_one_sentence(mine, english):
    """The explorer may stand above the cell in which the learner writes the function."""
    english.execute("del score_books")
    mine.until("state.sentence.startsWith('There is no score_books')")
    english.execute(GOOD)
    mine.until("state.scores && state.sentence === ''")


def test_a_fast_drag_ends_at_the_last_place(mine, english):
    """The latest query wins, however slow the learner's function is."""
    english.execute("import time\ndef score_books(query, keys):\n    time.sleep(.1)\n    return keys @ query")
    mine.page.mouse.move(*mine.place(-2, -2))
    mine.page.mouse.down()
    mine.page.mouse.move(*mine.place(2, 1), steps=40)
    mine.page.mouse.up()
    state = mine.until(f"state.fresh && {is_at(2, 1)}")
    assert np.allclose(state["scores"], explorers.library().keys2d @ state["query"])


# Everybody's picture


def test_names_for_a_screen_reader(plain, weighed):
    """ipywidgets' sliders have no accessible name of their own; the explorer's script gives them one."""
    for explorer, names in ((plain, ["technology", "economy"]), (weighed, ["technology", "economy", "history", "art"])):
        handles = explorer.sliders.all()[: len(names)]
        assert [handle.get_attribute("aria-label") for handle in handles] == names
        assert all("largest" in handle.get_attribute("aria-valuetext") for handle in handles)
    assert weighed.sliders.nth(4).get_attribute("aria-label") == "temperature"
    assert plain.handle.get_attribute("role") == "slider"
    assert plain.root.get_by_role("status").count() == 1


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_both_themes_are_legible(english, plain, weighed, artefacts, theme):
    """Colours come from JupyterLab's theme; text must stand off from what is behind it."""
    english.use_theme(theme)
    for name, explorer in (("plain", plain), ("weighed", weighed)):
        explorer.frame.screenshot(path=artefacts / f"explorer-{name}-{theme.split()[1].lower()}.png")
    for selector in ("tbody .label", ".notice", ".by", "tbody .digits"):
        assert contrast(plain, selector) >= LEAST_CONTRAST, selector


def contrast(explorer, selector):
    """The contrast ratio of the text with the frame behind it (WCAG 2.2)."""
    colours = """element => [getComputedStyle(element).color,
        getComputedStyle(element.closest('.attention-frame')).backgroundColor].map(colour => {
            const canvas = new OffscreenCanvas(1, 1).getContext('2d');
            canvas.fillStyle = colour;
            canvas.fillRect(0, 0, 1, 1);
            return [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3);
        })"""
    text, paper = (luminance(c) for c in explorer.root.locator(selector).first.evaluate(colours))
    return (max(text, paper) + 0.05) / (min(text, paper) + 0.05)


def luminance(rgb):
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in np.array(rgb) / 255]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def test_in_chinese(chinese, artefacts):
    """Every word of the picture comes from Python, in the notebook's language."""
    weighed = Explorer(chinese, 1)
    assert "科技与经济" in weighed.root.inner_text() and "权重总和" in weighed.root.inner_text()
    assert weighed.sliders.nth(0).get_attribute("aria-label") == "科技"
    assert "最大权重" in weighed.handle.get_attribute("aria-valuetext")
    chinese.execute("softmax = 3")
    mine = Explorer(chinese, 2)
    mine.until("state.sentence !== ''")
    assert mine.notice() == "softmax 现在是 int，不是函数。请重新运行定义它的单元格。"
    for name, explorer in (("weighed", weighed), ("mine", mine)):
        explorer.frame.screenshot(path=artefacts / f"explorer-{name}-zh.png")
    assert chinese.errors() == []


def test_a_narrow_page_stacks_the_halves(english, weighed, artefacts):
    """Below 600 pixels the numbers go under the compass; nothing is cut off at the side."""
    english.page.set_viewport_size({"width": 520, "height": 1100})
    english.page.wait_for_function("document.querySelectorAll('.query-explorer')[1].clientWidth < 500")
    compass = weighed.frame.locator(".plane").bounding_box()
    numbers = weighed.frame.locator(".numbers").bounding_box()
    assert numbers["y"] >= compass["y"] + compass["height"]
    assert weighed.frame.evaluate("frame => frame.scrollWidth <= frame.clientWidth")
    weighed.frame.screenshot(path=artefacts / "explorer-narrow.png")
    english.page.set_viewport_size({"width": 1280, "height": 1100})


def test_opened_again_without_a_kernel_the_still_picture_shows(lab, artefacts):
    """JupyterLab keeps no widget state: what is left in the file must say the same, to eyes and to screen readers."""
    write(lab.folder, "explorer-again.ipynb", cells=CELLS[:2])
    notebook = lab.open("explorer-again.ipynb").run_all()
    Explorer(notebook, 0)
    assert not notebook.page.locator(".attention-still").first.is_visible()
    notebook.save()
    notebook.close()
    again = lab.open("explorer-again.ipynb", fresh=True)
    still = again.page.locator(".attention-still img").first
    still.wait_for()
    assert "Technology and the Economy 5.50" in still.get_attribute("alt")
    assert still.evaluate("image => image.decode().then(() => image.naturalWidth)") > 300
    again.page.get_by_text("model not found").first.wait_for(state="hidden")
    again.page.screenshot(path=artefacts / "explorer-again.png")
    again.close()


def test_no_cell_failed(english):
    """An explorer never leaves an error in the notebook, whatever was done to it above."""
    assert english.errors() == []
