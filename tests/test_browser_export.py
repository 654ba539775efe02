"""Explorers on pages without a kernel: stand-alone files, and what nbconvert makes of a notebook, in a real browser."""

import json

import nbformat
import numpy as np
import pytest
from accessibility import serious_faults
from explorer_cases import CASES, SETUP

import explorers

pytest_plugins = ("browser",)

CLOSE = 1e-6
SHOWN = ".attention-explorer[data-step]"
# WCAG 2.2: 1.4.10 asks for 320 CSS pixels without scrolling sideways; a window of 1280 at 200 % zoom has 640.
NARROW, ZOOMED = 320, 640
WIDER_THAN_THE_PAGE = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
CUT_OFF = """() => [...document.querySelectorAll('.attention-explorer :is(svg text, .digits, .label, button)')]
    .filter((element) => {
        const box = element.getBoundingClientRect();
        return box.width > 0 && (box.left < 0 || box.right > document.documentElement.clientWidth + 1);
    })
    .filter((element) => !element.closest('.scrollable'))
    .map((element) => element.textContent)"""


@pytest.fixture
def visit(browser):
    """Open a file; no script of it may fail, and nothing may be asked of any network."""
    contexts, faults = [], []

    def open_page(path, **context):
        contexts.append(browser.new_context(**context))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on(
            "request",
            lambda request: None if request.url.startswith(("file:", "data:", "blob:")) else faults.append(request.url),
        )
        page.goto(path.as_uri())
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert faults == []


@pytest.fixture(params=CASES, ids=str)
def case(request):
    return request.param


def numbers(page, position=0):
    return json.loads(page.locator(SHOWN).nth(position).get_attribute("data-state"))


def test_the_page_shows_pythons_numbers_and_moves(case, visit, tmp_path):
    """No kernel behind it, and yet the same numbers; the page's own sliders and controls work by keyboard."""
    explorer = case.make()
    page = visit(explorers.export_html(explorer, tmp_path / "page.html"))
    page.locator(SHOWN).wait_for()
    shown = numbers(page)
    for name, want in explorer.think().items():
        if want is None or isinstance(want, str):
            assert shown[name] == want
        else:
            assert np.allclose(np.array(shown[name], float), want, atol=CLOSE, equal_nan=True), name
    moved = False
    for control in page.locator(":is([role=slider], input[type=range], [role=radio][tabindex='0'], button)").all():
        control.focus()
        for key in ("Home", "ArrowRight", "Enter"):
            page.keyboard.press(key)
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
            moved = moved or numbers(page) != shown
    assert moved


def test_the_page_says_that_the_learners_function_is_not_there(case, visit, tmp_path):
    """A right function was in charge in the notebook; here the picture computes by itself, and says so."""
    if not case.mine:
        return
    page = visit(explorers.export_html(case.make_mine(), tmp_path / "page.html"))
    page.locator(SHOWN).wait_for()
    assert f"not with your {case.function}" in page.locator(".notice").inner_text()


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_is_for_everybody(case, visit, tmp_path, artefacts, language):
    """A narrow window and 200 % zoom cut nothing off, in either language; axe-core finds nothing serious."""
    page = visit(explorers.export_html(case.make(language), tmp_path / "page.html", "Page"))
    page.locator(SHOWN).wait_for()
    for scheme, width in (("light", 1280), ("dark", ZOOMED), ("light", NARROW)):
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        page.set_viewport_size({"width": width, "height": 900})
        page.screenshot(path=artefacts / f"page-{case}-{language}-{scheme}-{width}.png", full_page=True)
        assert page.evaluate(WIDER_THAN_THE_PAGE) <= 0, width
        assert page.evaluate(CUT_OFF) == [], width
    assert serious_faults(page, "body") == []
    page.emulate_media(color_scheme="dark")
    assert serious_faults(page, "body") == []


def test_several_on_one_page(visit, tmp_path):
    """All explorers of the course at once: nothing of one meets anything of another."""
    page = visit(explorers.export_html([case.make() for case in CASES] * 2, tmp_path / "all.html"))
    page.locator(SHOWN).nth(2 * len(CASES) - 1).wait_for()
    assert page.locator(SHOWN).count() == 2 * len(CASES)


def test_nbconvert_makes_a_page_that_moves(visit, tmp_path):
    """`jupyter nbconvert --to html`: each explorer lives where its still picture stood."""
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter

    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    sources = [SETUP.format(language="en"), *[case.cell() for case in CASES]]
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    NotebookClient(notebook, store_widget_state=False).execute()
    exporter = HTMLExporter(require_js_url="", mathjax_url="", mermaid_js_url="", jquery_url="")
    (tmp_path / "page.html").write_text(exporter.from_notebook_node(notebook)[0], encoding="utf-8")
    page = visit(tmp_path / "page.html")
    page.locator(SHOWN).nth(len(CASES) - 1).wait_for()
    assert page.locator(".attention-still img:visible").count() == 0


WRONG = {"a number": 3, "nothing": [], "a list of other things": ["x"]}


@pytest.mark.parametrize("given", WRONG.values(), ids=WRONG)
def test_what_is_no_explorer_is_one_sentence(given, tmp_path):
    # The file is not touched.
    with pytest.raises(ValueError, match="wants an explorer"):
        explorers.export_html(given, tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path):
    with pytest.raises(ValueError, match="cannot be written"):
        explorers.export_html(CASES[0].make(), tmp_path / "no" / "folder" / "page.html")


def test_a_label_cannot_end_the_script(visit, tmp_path):
    # Titles are anybody's text.
    explorer = explorers.QueryExplorer([[1, 2], [2, 1]], ["</script><b id=evil>", "<!--"])
    page = visit(explorers.export_html(explorer, tmp_path / "page.html", "</title><b id=evil>"))
    page.locator(SHOWN).wait_for()
    assert page.locator("#evil").count() == 0
