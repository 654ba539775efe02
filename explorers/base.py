"""What every explorer shares: its script and style from static/, the learner's language, a still picture beside it."""

import re
import uuid
from functools import cache
from html import escape
from pathlib import Path

import anywidget
import ipywidgets
import traitlets

from explorers.style import palette_css
from grader.language import Text, say

STATIC = Path(__file__).parent / "static"

# JupyterLab writes "model not found" where a live picture was, when a notebook is opened again without its kernel.
WITHOUT_MODEL = ".jp-OutputArea-child:has(#{id}) + .jp-OutputArea-child > .jupyter-widgets:not(:has(*))"

RUN_AGAIN = Text("Run this cell to make the picture move.", "运行这个单元格，图就会动起来。")


@cache
def script(name: str) -> str:
    """`static/NAME.js` with shared.js in front: a widget's script is one module and cannot import files."""
    own = (STATIC / f"{name}.js").read_text(encoding="utf-8")
    shared = (STATIC / "shared.js").read_text(encoding="utf-8")
    return shared + re.sub(r'^import [^;]*? from "\./shared\.js";\n', "", own, count=1, flags=re.MULTILINE)


@cache
def style(name: str) -> str:
    """The palette, then shared.css, then `static/NAME.css`."""
    sheets = [(STATIC / f"{part}.css").read_text(encoding="utf-8") for part in ("shared", name)]
    return palette_css() + "".join(sheets)


class Explorer(anywidget.AnyWidget):
    """A picture drawn in the browser. A subclass sets `_esm`, `_css`, its traits, and says:

    `sliders`: the ipywidgets below the picture (may be empty);
    `still()`: a `Picture` of the state now, for readers who open the notebook without a kernel.
    """

    given = traitlets.Dict().tag(sync=True)
    still_id = traitlets.Unicode().tag(sync=True)

    sliders = ()

    def still(self):
        raise NotImplementedError

    def frame(self):
        """The picture and its sliders as one widget, to place inside other widgets."""
        desk = ipywidgets.Box(list(self.sliders))
        frame = ipywidgets.VBox([self, desk])
        desk.add_class("attention-desk")
        frame.add_class("attention-frame")
        return frame

    def _ipython_display_(self):
        """Show the still picture and the live one; the live one's style sheet hides the still."""
        from IPython.display import display

        self.still_id = f"still-{uuid.uuid4().hex[:12]}"
        picture = self.still()
        rule = f"<style>{WITHOUT_MODEL.format(id=self.still_id)} {{ display: none }}</style>"
        note = f"<p><small>{escape(say(RUN_AGAIN))}</small></p>"
        html = f'<div class="attention-still" id="{self.still_id}">{picture._repr_html_()}{note}{rule}</div>'
        display({"text/html": html, "text/plain": picture.alt}, raw=True)
        live = self.frame()._repr_mimebundle_()
        display({**live, "text/plain": say(RUN_AGAIN)}, raw=True)
