"""The blend explorer in JupyterLab: the output pulled about, inside the hull and out of it."""

import json

import nbformat
import pytest
from explorer_cases import SETUP

pytest_plugins = ("browser",)
pytestmark = pytest.mark.xdist_group("blend in the browser")  # one worker opens the notebook for all

SCORED = "BlendExplorer(books.values, books.titles, scores=books.keys @ books.query, axes=books.value_names)"
FREE = "BlendExplorer(books.values[:3], books.titles[:3], weights=[0.5, 0.3, 0.2], axes=books.value_names)"
WRONG = """def weighted_sum(weights, values):
    return 3 * weights @ values
BlendExplorer(books.values, books.titles, scores=books.keys @ books.query, blend="weighted_sum")"""


@pytest.fixture(scope="module")
def opened(lab):
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    cells = (SETUP.format(language="en"), SCORED, FREE, WRONG)
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in cells]
    nbformat.write(notebook, lab.folder / "blend.ipynb")
    page = lab.open("blend.ipynb").run_all()
    page.page.locator(".attention-explorer[data-step]").nth(2).wait_for()
    yield page
    page.close()


def state(root):
    return json.loads(root.get_attribute("data-state"))


def drag(page, root, right, down):
    """Take the output, pull it so many pixels, and let go; the state when the picture has followed."""
    root.scroll_into_view_if_needed()
    box = root.locator(".handle .knob").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + right, y + down, steps=10)
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.mouse.up()
    return state(root)


def test_the_output_follows_inside_the_hull_and_stops_at_its_edge(opened):
    """Dragged within, it comes along; pulled beyond, it stays at the hull, and says so to everybody."""
    page, root = opened.page, opened.page.locator(".blend-explorer").first
    before = state(root)["output"]
    inside = drag(page, root, -80, 0)
    unit = root.locator(".plane svg").first.bounding_box()["width"] / 360 * (180 - 24) / (2 * 1.45)
    assert abs(inside["output"][0] - (before[0] - 80 / unit)) < 0.1 and abs(inside["output"][1] - before[1]) < 0.1
    pulled = drag(page, root, -400, -120)
    assert pulled["distance"] == 0 and pulled["output"][0] < -1.4
    assert "inside the hull" in root.get_by_role("slider", name="output").get_attribute("aria-valuetext")


def test_without_softmax_the_output_leaves_and_the_picture_says_why(opened, artefacts):
    """The scores as they are break the promise of a sum of 1."""
    root = opened.page.locator(".blend-explorer").first
    root.get_by_role("radio", name="the scores themselves").click()
    opened.page.wait_for_function("JSON.parse(document.querySelector('.blend-explorer').dataset.state).distance > 1")
    assert "The output has left the hull: the weights add up to" in root.get_by_role("status").inner_text()
    root.screenshot(path=artefacts / "blend-raw.png")


def test_free_weights_can_be_dragged_out(opened):
    """Where the weights themselves are moved, nothing keeps the output in."""
    page, root = opened.page, opened.page.locator(".blend-explorer").nth(1)
    assert drag(page, root, -60, 120)["distance"] > 0.3
    assert "has left the hull" in root.get_by_role("status").inner_text()


def test_a_wrong_weighted_sum_leaves_the_hull(opened, artefacts):
    """The weights keep both promises; what is wrong is the learner's function, and the parts say so."""
    root = opened.page.locator(".blend-explorer").nth(2)
    assert "it is not the weighted sum" in root.get_by_role("status").inner_text()
    assert root.get_by_text("the parts add up to").count() == 2
    root.screenshot(path=artefacts / "blend-wrong.png")
