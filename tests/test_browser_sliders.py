"""Sliders inside the picture (the shelf's strictness, the budget's scores): by mouse, by finger, by keyboard."""

import json

import nbformat
import pytest
from explorer_cases import SETUP

pytest_plugins = ("browser",)
pytestmark = pytest.mark.xdist_group("sliders in the browser")  # one worker opens the notebook for all

BUDGET = "BudgetExplorer(cat.diagram_scores, cat.diagram_tokens, target=cat.diagram_weights)"
SHELF = """def proportional_shares(scores):
    return scores / 3
ShelfExplorer(books, share="proportional_shares")"""
DRAWN = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"


@pytest.fixture(scope="module")
def opened(lab):
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in (SETUP.format(language="en"), BUDGET, SHELF)]
    nbformat.write(notebook, lab.folder / "sliders.ipynb")
    page = lab.open("sliders.ipynb", has_touch=True).run_all()
    page.page.locator(".attention-explorer[data-step]").nth(1).wait_for()
    yield page
    page.close()


def state(root):
    return json.loads(root.get_attribute("data-state"))


def middle(locator):
    box = locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_a_dragged_bar_is_the_score_under_the_pointer(opened):
    """Taken at its thumb and pulled to the end of its track, and beyond: it stays at the end."""
    page, root = opened.page, opened.page.locator(".budget-explorer")
    slider = root.get_by_role("slider", name="score of cat")
    slider.scroll_into_view_if_needed()
    box = slider.bounding_box()
    page.mouse.move(*middle(slider.locator(".thumb")))
    page.mouse.down()
    page.mouse.move(box["x"] + 0.75 * box["width"], box["y"] + 40, steps=8)
    page.evaluate(DRAWN)
    assert abs(state(root)["scores"][1] - 2) < 0.05 and state(root)["scores"][0] == 0.05
    page.mouse.move(box["x"] + 3 * box["width"], box["y"], steps=8)
    page.mouse.up()
    page.evaluate(DRAWN)
    assert state(root)["scores"][1] == 4
    assert slider.get_attribute("aria-valuetext").startswith("4.00; largest weight 0.9")


def test_a_finger_takes_the_thumb_and_nothing_else(opened):
    """A finger that scrolls over a bar must not change it."""
    page, root = opened.page, opened.page.locator(".budget-explorer")
    slider = root.get_by_role("slider", name="score of mouse")
    slider.scroll_into_view_if_needed()
    before, box = state(root), slider.bounding_box()
    page.touchscreen.tap(box["x"] + 0.1 * box["width"], box["y"] + box["height"] / 2)
    page.evaluate(DRAWN)
    assert state(root)["scores"] == before["scores"]


def test_the_diagram_is_repaired_by_keyboard_alone(opened, artefacts):
    """Steps of 0.05 bring the distance to 0.000; the target's marks stand where the weights now end."""
    page, root = opened.page, opened.page.locator(".budget-explorer")
    for name, steps in [("The", 0), ("cat", 60), ("chased", 28), ("mouse", 65)]:
        root.get_by_role("slider", name=f"score of {name}").focus()
        page.keyboard.press("Home")
        for _ in range(8):
            page.keyboard.press("Shift+ArrowRight")
        for key in ["Shift+ArrowRight"] * (steps // 10) + ["ArrowRight"] * (steps % 10):
            page.keyboard.press(key)
    page.evaluate(DRAWN)
    assert state(root)["scores"] == [0, 3, 1.4, 3.25] and "0.000 ✓" in root.inner_text()
    root.screenshot(path=artefacts / "budget-repaired.png")


def test_shares_that_sum_to_more_than_1_look_like_it(opened, artefacts):
    """A learner who forgets to divide by the sum sees a page that is too long, and the wrong sum."""
    page, root = opened.page, opened.page.locator(".shelf-explorer")
    root.screenshot(path=artefacts / "shelf-wrong.png")
    assert "166.7% ⚠ not 100%" in root.locator(".total").inner_text()
    heights = [slice.bounding_box()["height"] for slice in root.locator(".slice:visible").all()]
    assert abs(sum(heights) / 232 - 5 / 3) < 0.02
    line = root.get_by_role("slider", name="strictness")
    line.scroll_into_view_if_needed()
    box = line.bounding_box()
    page.mouse.click(box["x"] + box["width"] - 1, box["y"] + box["height"] / 2)
    page.evaluate(DRAWN)
    assert state(root)["strictness"] == 3 and root.locator(".shrug").is_visible()
