"""One look for every picture: the palette, the style sheet and the fonts that show Chinese everywhere."""

from functools import cache
from pathlib import Path

# Okabe & Ito's palette (Color Universal Design, 2008); each role keeps its colour through the whole course.
PALETTE = {
    "query": "#D55E00",
    "key": "#0072B2",
    "value": "#009E73",
    "score": "#CC79A7",
    "weight": "#E69F00",
}
# The same hue one shade darker, for the outline of filled shapes: each is at least 3:1 on white.
OUTLINE = {
    "query": "#9E4600",
    "key": "#00507D",
    "value": "#006B4E",
    "score": "#97477A",
    "weight": "#8A5F00",
}
INK, FAINT, PAPER = "#1f2328", "#8c959f", "#ffffff"

_HERE = Path(__file__).parent
SHEET = _HERE / "attention.mplstyle"
FONT = _HERE / "fonts" / "AttentionSansSC-Regular.otf"


# For characters beyond our own font, in a learner's labels: what the system may have (Windows, macOS, Linux).
SYSTEM_FONTS = ("Microsoft YaHei", "PingFang SC", "Hiragino Sans GB", "Noto Sans CJK SC", "WenQuanYi Micro Hei")


@cache
def sheet():
    """The style sheet as matplotlib parameters, with the Chinese font made known to matplotlib."""
    from matplotlib import font_manager, rc_params_from_file

    font_manager.fontManager.addfont(FONT)
    parameters = rc_params_from_file(SHEET, use_default_template=False)
    installed = set(font_manager.get_font_names())
    parameters["font.family"] += [name for name in SYSTEM_FONTS if name in installed]
    return parameters


def house_style():
    """A context in which matplotlib draws in the course's style: `with house_style(): …`."""
    from matplotlib import rc_context

    return rc_context(sheet())


def palette_css() -> str:
    """The palette as CSS custom properties: `var(--query)` to fill, `var(--query-outline)` to draw its edge."""
    fills = [f"--{role}: {colour};" for role, colour in PALETTE.items()]
    edges = [f"--{role}-outline: {colour};" for role, colour in OUTLINE.items()]
    return ".attention-explorer { " + " ".join(fills + edges) + " }\n"
