"""The still pictures: what they say in words, that Chinese shows everywhere, that nothing global is touched."""

import runpy
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

import explorers
from explorers import drawing
from explorers.style import FONT, OUTLINE, PALETTE, SHEET, palette_css
from grader.language import LANGUAGES, speak

ROOT = Path(__file__).parents[1]
MAKE_FONT = ROOT / "explorers" / "fonts" / "make.py"
MOST_BYTES = 200 * 1024

# One of each, in words of the course; run in other processes too, so it is text.
GALLERY = """
import numpy as np
import explorers
books, cat = explorers.library(), explorers.sentence()
scores = books.keys @ books.query
weights = np.exp(scores) / np.exp(scores).sum()
temperatures = np.geomspace(0.1, 10, 20)
pictures = {
    "score bars": explorers.bars(scores, books.titles, title=books.question),
    "weight bars": explorers.bars(weights, books.titles, kind="weight"),
    "many bars": explorers.bars([0.9] + 99 * [0.001], kind="share"),
    "pairs of bars": explorers.bars(cat.diagram_weights, cat.diagram_tokens, "weight", None, [0.25] * 4, ("w", "0.25")),
    "scores": explorers.heatmap(cat.queries @ cat.keys.T, cat.tokens, cat.tokens),
    "weights": explorers.heatmap(np.full((2, 8), 1 / 8), books.qualities[:2], books.titles, kind="weight"),
    "arrows": explorers.arrows(books.query2d, books.keys2d, books.titles, axes=books.qualities[:2]),
    "blend": explorers.blend(books.values, weights, books.titles, axes=books.value_names),
    "curve": explorers.curve(temperatures, {books.titles[0]: temperatures**2}, x_label=books.qualities[0], log_x=True),
}
"""
IN_CHINESE = f"import grader.language\ngrader.language.speak('zh')\n{GALLERY}"

HIDE_SYSTEM_FONTS = """
import logging, warnings
from matplotlib import font_manager, get_data_path
own = [font for font in font_manager.fontManager.ttflist if font.fname.startswith(get_data_path())]
assert own
font_manager.fontManager.ttflist[:] = own
warnings.simplefilter("error")
class Fail(logging.Handler):
    def emit(self, record):
        raise AssertionError(record.getMessage())
logging.getLogger("matplotlib").addHandler(Fail(logging.WARNING))
"""


@pytest.fixture(params=LANGUAGES)
def gallery(request):
    speak(request.param)
    namespace = {}
    exec(GALLERY, namespace)
    return namespace["pictures"]


def run(code):
    return subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=120)


# Chinese


def test_chinese_shows_without_any_chinese_font_on_the_machine():
    """A machine that happens to have such a font hides the fault; a missing glyph is a box, and a warning."""
    result = run(HIDE_SYSTEM_FONTS + IN_CHINESE)
    assert result.returncode == 0, result.stderr


def test_the_font_has_every_character_in_use():
    """A new word in a picture may need a character that the cut-out font does not have yet."""
    from fontTools.ttLib import TTFont

    wanted = runpy.run_path(str(MAKE_FONT))["needed"]()
    missing = {c for c in wanted if ord(c) > 0x2E80} - set(map(chr, TTFont(FONT).getBestCmap()))
    assert not missing, f"run explorers/fonts/make.py: the font lacks {''.join(sorted(missing))}"


def test_the_font_is_small_and_goes_by_its_own_name():
    """The Open Font License asks for another name and its text; a clone should not grow by megabytes."""
    from fontTools.ttLib import TTFont

    names = {record.toUnicode() for record in TTFont(FONT)["name"].names if record.nameID in (1, 3, 4, 6)}
    assert names == {"Attention Sans SC", "Attention Sans SC Regular", "AttentionSansSC-Regular"}
    assert FONT.stat().st_size < MOST_BYTES
    assert "SIL OPEN FONT LICENSE" in (FONT.parent / "OFL.txt").read_text(encoding="utf-8")


# What a picture is


def test_each_picture_is_an_image_with_words(gallery):
    """Who does not see the picture must get its numbers; the SVG must be one."""
    for name, picture in gallery.items():
        ElementTree.fromstring(picture.svg)
        assert any(digit in picture.alt for digit in "0123456789"), name
        assert picture._repr_html_().startswith('<img alt="'), name
        assert repr(picture) == picture.alt


def test_words_follow_the_language(gallery):
    """Fixed words are the package's, so they speak the notebook's language."""
    speak("zh" if "Technology" in gallery["arrows"].alt else "en")
    other = {}
    exec(GALLERY, other)
    assert all(other["pictures"][name].alt != picture.alt for name, picture in gallery.items())


def test_titles_cannot_break_out_of_the_alt_text():
    """A title with quotation marks stays a title."""
    html = explorers.bars([1.0], ['" onload="alert(1)'])._repr_html_()
    assert 'onload="' not in html


@pytest.mark.parametrize(
    ("values", "weights", "where"),
    [
        ([[0, 0], [2, 0], [0, 2]], [0.2, 0.3, 0.5], "inside"),
        ([[0, 0], [2, 0], [0, 2]], [1, 1, 1], "outside"),
        ([[0, 0], [1, 1], [2, 2]], [0.5, 0.25, 0.25], "inside"),  # on one line: no area at all
        ([[1, 1]], [1], "inside"),  # one value is its own hull
        ([[1, 1], [1, 1]], [0.5, 0.5], "inside"),  # twice the same
    ],
)
def test_blend_says_whether_the_output_is_in_the_hull(values, weights, where):
    """The lesson's point in the picture's words, also where the hull is a line or a dot."""
    assert f"lies {where} the hull" in explorers.blend(values, weights).alt


def test_bars_show_wrong_numbers_as_they_are():
    """A learner's NaN or infinity is drawn without a bar and written out, not hidden by an error."""
    picture = explorers.bars([np.nan, np.inf, -1.7], ["a", "b", "c"], kind="weight")
    assert "a NaN, b ∞, c −1.700" in picture.alt


def test_the_largest_is_named():
    """The one thing that a glance gives."""
    assert explorers.bars([1, 3, 2], ["a", "b", "c"]).alt.endswith("largest: b")


def test_lines_that_end_together_keep_their_names_apart():
    """Two names on top of each other name nothing."""
    places = drawing.apart(np.array([1.0, 1.0, 5.0, 1.01]), 0.5)
    assert np.diff(np.sort(places)).min() > 0.45
    assert list(np.argsort(places)) == list(np.argsort([1.0, 1.0, 5.0, 1.01], kind="stable"))


# Mistakes


MISTAKES = {
    "a function without return": lambda: explorers.bars(None),
    "a row too much": lambda: explorers.bars([[1.0, 2.0]]),
    "nothing to show": lambda: explorers.bars([]),
    "a kind that is none": lambda: explorers.bars([1.0], kind="scores"),
    "a second series of another length": lambda: explorers.bars([1.0, 2.0], other=[1.0]),
    "a name too few": lambda: explorers.bars([1.0, 2.0], ["a"]),
    "one row is no table": lambda: explorers.heatmap([1.0, 2.0]),
    "words are no numbers": lambda: explorers.heatmap([["a"]]),
    "three qualities do not fit on a page": lambda: explorers.arrows([1, 2, 3], [[1, 2]]),
    "more weights than values": lambda: explorers.blend([[1, 2]], [1, 2]),
    "a line that is too short": lambda: explorers.curve([1, 2], {"a": [1]}),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("call", MISTAKES.values(), ids=MISTAKES)
def test_what_cannot_be_drawn_is_one_sentence(call, language):
    """A learner's mistake gets a fact and a remedy on one line, in their language."""
    speak(language)
    with pytest.raises(ValueError) as caught:
        call()
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith((".", "?") if language == "en" else ("。", "？"))
    assert (language == "zh") == any("\u4e00" <= c <= "\u9fff" for c in sentence)


# The house


def test_drawing_touches_nothing_global():
    """A learner's own plots look as they did before, and pyplot is not even loaded."""
    # Asking for the backend would load pyplot to choose one.
    look = "{name: repr(matplotlib.rcParams[name]) for name in matplotlib.rcParams if name != 'backend'}"
    result = run(
        f"import matplotlib, sys\nbefore = {look}\n{GALLERY}\nassert {look} == before\n"
        "assert 'matplotlib.pyplot' not in sys.modules"
    )
    assert result.returncode == 0, result.stderr


def test_the_same_picture_twice_is_the_same_file():
    """Notebooks kept under version control do not change by themselves."""
    assert explorers.bars([1, 2]).svg == explorers.bars([1, 2]).svg


def luminance(colour):
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return float(np.dot([0.2126, 0.7152, 0.0722], linear))


def test_the_five_roles_have_one_colour_each_everywhere():
    """Query, key, value, score and weight keep their colours in matplotlib, CSS and SVG; edges stand off from white."""
    assert list(PALETTE) == list(OUTLINE) == ["query", "key", "value", "score", "weight"]
    assert len(set(PALETTE.values())) == 5
    for role, colour in PALETTE.items():
        assert f"--{role}: {colour};" in palette_css()
        assert colour[1:] in SHEET.read_text(encoding="utf-8")
        assert 1.05 / (luminance(OUTLINE[role]) + 0.05) >= 3  # WCAG 2.2, 1.4.11
