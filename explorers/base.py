"""What every explorer shares: its state, its sliders, the learner's functions, and a still picture beside the live one."""

import sys
import uuid
from html import escape

import anywidget
import ipywidgets
import traitlets

from explorers.arguments import function
from explorers.learner import NoAnswer, after_each_cell
from explorers.scripts import script, style
from grader.language import Text, say, spoken

# JupyterLab writes "model not found" where a live picture was, when a notebook is opened again without its kernel.
WITHOUT_MODEL = ".jp-OutputArea-child:has(#{id}) + .jp-OutputArea-child > .jupyter-widgets:not(:has(*))"

RUN_AGAIN = Text("Run this cell to make the picture move.", "运行这个单元格，图就会动起来。")

# What the shared scripts show; {0} and {1} are filled in the browser. An explorer's own words come on top.
WORDS = {
    "query": Text("query", "查询"),
    "key": Text("key", "键"),
    "value": Text("value", "值"),
    "score": Text("score", "得分"),
    "weight": Text("weight", "权重"),
    "output": Text("output", "输出"),
    "temperature": Text("temperature", "温度"),
    "softmax": Text("softmax", "softmax"),
    "dot": Text("dot product", "点积"),
    "your": Text("your {0}", "你的 {0}"),
    "sum": Text("sum of the weights", "权重总和"),
    "sum_wrong": Text("not 1", "不是 1"),
    "largest": Text("largest {0} {1}: {2}", "最大{0} {1}：{2}"),
    "alike": Text("every {0} is {1}", "每个{0}都是 {1}"),
    "hidden": Text("hidden", "已遮住"),
    "two_dimensional": Text("two-dimensional slider", "二维滑块"),
    "waiting": Text("Waiting for the kernel, which runs your {0}.", "正在等待内核运行你的 {0}。"),
    "apart": Text(
        "Without a kernel this picture computes by itself, not with your {0}.",
        "这里没有内核，图中的数由页面自己计算，没有用你的 {0}。",
    ),
    "comma": Text(", ", "、"),
    "colon": Text(": ", "："),
}


def moved(trait):
    """Mark a trait as part of the state that the reader moves: the browser and Python both set it."""
    return trait.tag(sync=True, echo_update=False, moved=True)


class Explorer(anywidget.AnyWidget):
    """A picture drawn in the browser. A subclass says `files="NAME"` for its script and style in static/, and has:

    `WORDS`: every `Text` that its script shows, beyond those that all explorers share;
    traits marked with `moved(…)`: the state, what the reader moves;
    `think()`: all numbers of the state now, by the names that `think` in the script gives them;
    `still()`: a `Picture` of the state now, for readers without a kernel.
    """

    WORDS = {}  # noqa: RUF012

    given = traitlets.Dict().tag(sync=True)
    answer = traitlets.Dict().tag(sync=True)
    still_id = traitlets.Unicode().tag(sync=True)

    def __init_subclass__(cls, files=None, **options):
        if files:
            cls.files, cls._esm, cls._css = files, script(files), style(files)
        super().__init_subclass__(**options)

    def __init__(self, given, functions=None, sliders=(), **state):
        """`given`: what stays, as JSON, for the script. `functions`: role → the learner's function, by name or itself,
        or None. `sliders`: a list of `Slider`. `state`: where the moved traits start.
        """
        self._language = spoken()
        namespace = _callers_globals()
        asked = {role: function(role, value, namespace) for role, value in (functions or {}).items()}
        self._functions = {role: value for role, value in asked.items() if value is not None}
        self._forget()
        for name, start in state.items():
            setattr(self, name, start)
        starts = [slider.of(getattr(self, slider.trait)) for slider in sliders]
        # One local scalar per slider: jslink joins whole traits, and the script puts vectors together.
        self.add_traits(**{f"slider_{i}": _scalar(start) for i, start in enumerate(starts)})
        super().__init__(given={**given, **self._given(sliders)})
        self.sliders = [slider.widget(starts[i], self, f"slider_{i}") for i, slider in enumerate(sliders)]
        if self._functions:
            self._reply()
            self.observe(self._reply_if_new, names=self.given["moved"])
            after_each_cell(self._reply_if_new)

    def think(self) -> dict:
        """Name → array, float or None where the learner's functions give none."""
        raise NotImplementedError

    def still(self):
        """The state now as a `plots.Picture`."""
        raise NotImplementedError

    # The learner's functions

    def ask(self, role, own, *arguments, shape):
        """What the learner's function for `role` answers, as a float array of `shape`; without one, `own(*arguments)`.

        A list of shapes asks for so many arrays. None when an argument is None or the function gave nothing that can
        be shown; the picture then shows the sentence that says why.
        """
        if any(argument is None for argument in arguments):
            return None
        if role not in self._functions:
            return own(*arguments)
        try:
            heard = self._functions[role](*arguments, shape=shape)
        except NoAnswer as problem:
            self._sentence = self._sentence or problem.sentence
            return None
        self._heard[role] = [part.tolist() for part in heard] if isinstance(shape, list) else heard.tolist()
        return heard

    @property
    def sentence(self) -> str:
        """What was wrong with the learner's functions at the last move, "" for nothing."""
        return self.answer.get("sentence", "")

    def _forget(self):
        self._heard, self._sentence = {}, None

    def _reply(self):
        """Ask the learner's functions for the state now, and tell the browser what they said."""
        self._asked = self._definitions()
        self._forget()
        self.think()
        sentence = self._sentence[self._language] if self._sentence else ""
        self.answer = {"state": self._state(), "heard": dict(self._heard), "sentence": sentence}

    def _reply_if_new(self, _change=None):
        """One move may change several traits, and most cells redefine no function."""
        if self._state() != self.answer["state"] or self._definitions() != self._asked:
            self._reply()

    def _state(self):
        return self.get_state(self.given["moved"])

    def _definitions(self):
        """Which functions of the learner are in charge now, to see when a cell has redefined one."""
        found = []
        for asked in self._functions.values():
            try:
                found.append(asked.current())
            except NoAnswer as problem:
                found.append(problem.sentence)
        return found

    # Showing

    def _given(self, sliders):
        return {
            "moved": self.trait_names(moved=True),
            "sliders": [slider.given() for slider in sliders],
            "by": {role: asked.name for role, asked in self._functions.items()},
            "language": self._language,
            "words": {name: say(text) for name, text in {**WORDS, **self.WORDS}.items()},
        }

    def state_apart(self) -> dict:
        """The state now, for a page without a kernel: the browser computes all, and says whose function is missing."""
        given = {**self.given, "by": {}}
        if self._functions:
            given["apart"] = say(WORDS["comma"]).join(self.given["by"].values())
        scalars = [f"slider_{i}" for i in range(len(self.sliders))]
        return {"given": given, "answer": {}, "still_id": "", **self.get_state([*given["moved"], *scalars])}

    def frame(self):
        """The picture and its sliders as one widget, to place inside other widgets."""
        desk = ipywidgets.Box(list(self.sliders))
        frame = ipywidgets.VBox([self, desk] if self.sliders else [self])
        desk.add_class("attention-desk")
        frame.add_class("attention-frame")
        return frame

    def _ipython_display_(self):
        """Show the still picture and the live one; the live one's style sheet hides the still."""
        from IPython.display import display

        from explorers.export import script_for_nbconvert

        self.still_id = f"still-{uuid.uuid4().hex[:12]}"
        picture = self.still()
        rule = f"<style>{WITHOUT_MODEL.format(id=self.still_id)} {{ display: none }}</style>"
        note = f"<p><small>{escape(say(RUN_AGAIN))}</small></p>"
        html = f'<div class="attention-still" id="{self.still_id}">{picture._repr_html_()}{note}{rule}</div>'
        html += script_for_nbconvert(self, self.still_id)
        display({"text/html": html, "text/plain": picture.alt}, raw=True)
        live = self.frame()._repr_mimebundle_()
        display({**live, "text/plain": say(RUN_AGAIN)}, raw=True)


def _scalar(start):
    return traitlets.Float(start).tag(sync=True, echo_update=False)


def _callers_globals():
    """The globals of whoever makes the explorer: where there is no IPython, names are looked up there."""
    frame = sys._getframe(1)
    while frame.f_globals.get("__name__", "").startswith("explorers."):
        frame = frame.f_back
    return frame.f_globals
