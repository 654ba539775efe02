"""The training's and the tiles' explorers, by keyboard and pointer, on a page without a kernel."""

import json

import numpy as np
import pytest
from accessibility import serious_faults
from explorer_cases.training import CASE

import explorers

pytest_plugins = ("browser",)
pytestmark = pytest.mark.xdist_group("learning in the browser")  # one worker opens the notebook for all

WIDER_THAN_THE_PAGE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def visit(browser, tmp_path):
    contexts = []

    def show(explorer, **context):
        contexts.append(browser.new_context(viewport={"width": 1100, "height": 900}, **context))
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


def until(page, condition):
    """Wait for the JavaScript `condition` on `state`."""
    shown = "JSON.parse(document.querySelector('.attention-explorer').dataset.state)"
    page.wait_for_function(f"() => {{ const state = {shown}; return {condition}; }}")


def test_it_plays_to_the_end_and_stops(visit):
    """And then plays from the start again."""
    page = visit(CASE.make())
    page.get_by_role("slider", name="step").press("End")
    page.get_by_role("button", name="one back").press("Enter")
    page.get_by_role("button", name="play").press("Enter")
    until(page, "state.at === 25 && !state.playing")
    page.get_by_role("button", name="play").press("Enter")
    assert state(page)["at"] < 25
    page.get_by_role("button", name="pause").press("Enter")
    assert not state(page)["playing"]


def test_who_wants_no_motion_gets_few_still_pictures(visit):
    """25 states in at most 20 pictures, a second each."""
    page = visit(CASE.make(), reduced_motion="reduce")
    page.evaluate("window.setTimeout = (work, pause) => { window.pause = pause; }")
    page.get_by_role("button", name="play").press("Enter")
    assert state(page)["playing"] and page.evaluate("window.pause") == 1000


def test_one_can_point_at_a_step(visit):
    """The middle of the curve is the middle of the training; touching anything stops the film."""
    page = visit(CASE.make())
    page.get_by_role("button", name="play").press("Enter")
    page.get_by_role("img", name="loss").click()
    assert 110 <= state(page)["step"] <= 140 and not state(page)["playing"]


def test_the_slider_says_what_has_been_learnt(visit):
    page = visit(CASE.make())
    slider = page.get_by_role("slider", name="step")
    slider.press("Home")
    slider.press("Shift+ArrowRight")
    slider.press("ArrowRight")
    shown = state(page)
    told = f"step 110; {shown['count']} of 16 words matched, loss {shown['loss']:.3f}"
    assert shown["at"] == 11 and slider.get_attribute("aria-valuetext").startswith(told)
    assert page.get_by_role("img", name="matched").count() == shown["count"]


def test_numbers_that_were_lost_are_dashes(visit):
    page = visit(CASE.make())
    page.get_by_role("slider", name="step").press("End")
    assert state(page)["count"] == 0 and page.locator(".curve .big").first.inner_text() == "–"
    assert "16 words are not matched" in page.get_by_role("status").inner_text()


def test_tiles_are_read_one_by_one_up_to_the_plain_answer(visit):
    explorer = explorers.TilingExplorer(done=0)
    page = visit(explorer)
    assert "Nothing has been read" in page.get_by_role("status").inner_text()
    for explorer.done in range(1, 6):
        page.get_by_role("button", name="next tile").press("Enter")
        assert np.allclose(state(page)["weights"], explorer.weights)
    assert state(page)["difference"] < 1e-15 and "All tiles read" in page.get_by_role("status").inner_text()
    page.get_by_role("button", name="start over").press("Enter")
    assert state(page)["done"] == 0


def test_a_late_record_rescales_what_was_read(visit):
    page = visit(explorers.TilingExplorer(done=5))
    page.get_by_role("slider", name="score of 上 top").press("End")
    assert state(page)["factors"][4] == pytest.approx(np.exp(1.5 - 4))


def test_the_cache_keeps_what_was_computed(visit):
    """By word, not by colour; and the work is Python's."""
    explorer = explorers.TilingExplorer(view="cache")
    page = visit(explorer)
    for explorer.token in (2, 3):
        page.get_by_role("button", name="next word").press("Enter")
    row = page.get_by_role("row", name="那只 that")
    assert row.get_by_role("cell").all_inner_texts() == ["again", "again", "kept", "kept"]
    assert state(page)["work"] == explorer.work.tolist()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_cache_is_for_everybody_too(visit, artefacts, language):
    """The generated tests see the first view only."""
    from grader.language import speak

    speak(language)
    page = visit(explorers.TilingExplorer(view="cache", token=5))
    for scheme, width in (("light", 1100), ("dark", 640), ("light", 320)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(WIDER_THAN_THE_PAGE) <= 0, width
        page.screenshot(path=artefacts / f"view-cache-{language}-{scheme}-{width}.png", full_page=True)
        assert serious_faults(page, "body") == []
