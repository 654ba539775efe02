"""The views of the heads' and the positions' explorers, by keyboard, on a page without a kernel."""

import json

import numpy as np
import pytest
from accessibility import serious_faults

import explorers

pytest_plugins = ("browser",)
pytestmark = pytest.mark.xdist_group("views in the browser")  # one worker opens the notebook for all

WIDER_THAN_THE_PAGE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def visit(browser, tmp_path):
    contexts = []

    def show(explorer):
        contexts.append(browser.new_context(viewport={"width": 1100, "height": 900}))
        page = contexts[-1].new_page()
        page.goto(explorers.export_html(explorer, tmp_path / "page.html", "Page").as_uri())
        page.locator(".attention-explorer[data-step]").wait_for()
        return page

    yield show
    for context in contexts:
        context.close()


def state(page):
    """What is shown now: the picture follows a key in the next frame."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return json.loads(page.locator(".attention-explorer").get_attribute("data-state"))


def test_a_head_is_sent_home_and_comes_back(visit):
    """By name and by key; the output of the page is Python's."""
    explorer = explorers.HeadsExplorer(view="read")
    page = visit(explorer)
    whole = state(page)["output"]
    button = page.get_by_role("button", name="head 1: leave its page out")
    button.press("Enter")
    explorer.left_out = [1]
    assert np.allclose(state(page)["output"], explorer.output) and button.get_attribute("aria-pressed") == "true"
    button.press("Enter")
    assert state(page)["output"] == whole


def test_fewer_heads_forget_who_was_sent_home(visit):
    """Otherwise a head that is out of sight would still be missing."""
    page = visit(explorers.HeadsExplorer(view="read", n_heads=4))
    page.get_by_role("button", name="head 3: leave its page out").press("Enter")
    page.get_by_role("radio", name="2", exact=True).click()
    assert state(page)["left_out"] == [] and page.get_by_role("button", name="head 3").count() == 0


def test_reshape_shows_whose_numbers_a_row_holds(visit):
    """In words and frames, not by colour alone."""
    page = visit(explorers.HeadsExplorer())
    page.get_by_role("radio", name="cut the qualities").press("ArrowRight")
    assert state(page)["strangers"] == 32 and page.locator("td.stranger").count() == 32
    assert "In head 0, the row of cat holds numbers of The" in page.get_by_role("status").inner_text()


def test_the_distance_is_kept_up_to_the_end(visit):
    """With the toggle one slider moves both, and neither leaves its range; without it, only its own."""
    page = visit(explorers.PositionsExplorer(view="rotary"))
    query = page.get_by_role("slider", name="position of chased")
    before = state(page)
    query.press("ArrowRight")
    alone = state(page)
    assert alone["query_at"] == 3 and alone["key_at"] == 1 and abs(alone["score"] - before["score"]) > 0.1
    page.get_by_role("button", name="keep the distance").press("Enter")
    for key in ("Shift+ArrowRight", "End", "Home"):
        query.press(key)
        now = state(page)
        assert now["query_at"] - now["key_at"] == 2 and abs(now["score"] - alone["score"]) < 1e-9
    assert (now["query_at"], now["key_at"]) == (2, 0) and query.input_value() == "2"


def test_the_swap_is_blind_until_words_are_stamped(visit):
    page = visit(explorers.PositionsExplorer(view="swap"))
    assert state(page)["difference"] < 1e-15
    page.get_by_role("radio", name="none").press("ArrowRight")
    assert state(page)["difference"] > 0.5 and "another page" in page.get_by_role("status").inner_text()


def test_two_articles_are_one_word(visit):
    """The lesson asks why nothing is noticed; the picture must not say that the order does not count."""
    page = visit(explorers.PositionsExplorer(view="swap", stamp="sinusoidal", swap=(0, 3)))
    assert state(page)["difference"] < 1e-15
    assert "The and the are the same word" in page.get_by_role("status").inner_text()


VIEWS = {
    "heads read, all words": (
        "HeadsExplorer",
        dict(view="read", n_heads=8),
        dict(all_words=True, reshaped=True, left_out=[0]),
    ),
    "swap": ("PositionsExplorer", dict(view="swap", stamp="sinusoidal"), {}),
    "rotary": ("PositionsExplorer", dict(view="rotary"), {}),
}


@pytest.mark.parametrize("view", VIEWS)
def test_the_other_views_are_for_everybody_too(view, visit, artefacts):
    """The generated tests see the first view only: narrow windows, axe-core and both themes for the rest."""
    name, arguments, moved = VIEWS[view]
    explorer = getattr(explorers, name)(explorers.cat_on_the_mat(), **arguments)
    for trait, value in moved.items():
        setattr(explorer, trait, value)
    page = visit(explorer)
    for scheme, width in (("light", 1100), ("dark", 640), ("light", 320)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDER_THAN_THE_PAGE) <= 0, width
        page.screenshot(
            path=artefacts / f"view-{view.replace(' ', '-').replace(',', '')}-{scheme}-{width}.png", full_page=True
        )
        assert serious_faults(page, "body") == []
