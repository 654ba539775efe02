"""Sliders of ipywidgets below a picture, joined to it in the browser: they move it without the kernel."""

from dataclasses import dataclass
from math import log10

from ipywidgets import FloatLogSlider, FloatSlider, Layout, jslink

from grader.language import Text, say

LOOK = {"style": {"description_width": "7em"}, "layout": {"width": "auto"}}
TEMPERATURE = Text("temperature", "温度")
WARMER = 0.02  # an arrow key multiplies a logarithmic slider's value by 10 to the power of this


@dataclass(frozen=True)
class Slider:
    """Moves the trait `trait` from `low` to `high`, or, where that is a vector, its component `index`.

    `name` is read aloud too. `step` is what an arrow key does (shift: ten of them; a logarithmic slider multiplies),
    `fine` the grid the slider rests on, `digits` how many decimals it shows.
    """

    trait: str
    name: str
    low: float
    high: float
    step: float = 0.1
    fine: float | None = None
    index: int | None = None
    log: bool = False
    digits: int = 2

    def of(self, value) -> float:
        """Where the slider stands for a value of its trait."""
        return float(value if self.index is None else value[self.index])

    def given(self) -> dict:
        """What the script must know of it."""
        step, fine = (WARMER, 0) if self.log else (self.step, self.fine or self.step)
        return {**vars(self), "step": step, "fine": fine}

    def widget(self, value, explorer, scalar):
        """The ipywidgets slider at `value`, linked in the browser to the explorer's trait called `scalar`."""
        look = {**LOOK, "layout": Layout(**LOOK["layout"])}
        if self.log:
            ends = dict(min=log10(self.low), max=log10(self.high), step=1e-5)
            slider = FloatLogSlider(value, description=self.name, readout_format=f".{self.digits}f", **ends, **look)
        else:
            ends = dict(min=self.low, max=self.high, step=self.fine or self.step)
            slider = FloatSlider(value, description=self.name, readout_format=f".{self.digits}f", **ends, **look)
        jslink((slider, "value"), (explorer, scalar))
        return slider


def temperature_slider(coldest=0.05, hottest=10.0) -> Slider:
    """The slider for a trait called `temperature`, even in ratios."""
    return Slider("temperature", say(TEMPERATURE), coldest, hottest, log=True)
