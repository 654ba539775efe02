"""A learner's cells, run one after the other as Jupyter would."""

import base64
import contextlib
import io
import os
import random
import signal
import sys

import numpy as np

from .calling import OutOfTime, within
from .tape import Tape, text_of
from .testing import Relied, compiled, run_test

MOST_STRAY = 20_000
MOST_NAMES = 2000
FIGURES_RENDERED = 20


class Notebook:
    """Runs cells in `shell` and says of each what became of it.

    `order` has the cells ("cells") and the numbers of those that test others ("tests"). It says which MIME types are
    kept ("kinds"), whether figures are drawn ("render"), what seeds the random numbers ("seed") and the bounds of a
    cell ("seconds", "patience", "text", "images").
    """

    def __init__(self, shell, order: dict):
        self._shell, self._order = shell, order
        self._tape = Tape(order["text"], order["images"], order["kinds"])
        shell.record(self._tape, order["kinds"])
        random.seed(order["seed"])
        np.random.seed(order["seed"])
        self._tests = {number: compiled(order["cells"][number], number) for number in order["tests"]}
        self._relied = Relied() if self._tests else None

    @property
    def names(self) -> dict:
        return self._shell.user_ns

    def functions(self) -> list[str]:
        """What the cells have defined that can be called."""
        own = {name: value for name, value in self.names.items() if name not in self._shell.user_ns_hidden}
        return [str(name)[:100] for name, value in own.items() if callable(value)][:MOST_NAMES]

    def run(self, number: int) -> dict:
        """Status ("ok", "error" or "timeout"), the error's name and text, and the outputs of the cell at `number`."""
        self._tape.begin()
        outcome = {"status": "ok", "ename": "", "evalue": ""}
        run = self._test if number in self._tests else self._run
        try:
            error = within(lambda: run(number), self._order["seconds"], self._order["patience"])
        except BaseException as raised:
            error = raised
        finally:
            signal.signal(signal.SIGINT, signal.default_int_handler)
        self._stray()
        if error is not None:
            outcome["status"] = "timeout" if isinstance(error, OutOfTime) else "error"
            outcome["ename"], outcome["evalue"] = type(error).__name__, text_of(error)
        return {**outcome, "outputs": self._tape.outputs}

    def _run(self, number):
        result = self._shell.run_cell(self._order["cells"][number], store_history=True)
        self._show_figures()
        return result.error_in_exec or result.error_before_exec

    def _test(self, number):
        self._relied.restore(self._shell)
        error = run_test(self._shell, self._tape, self._tests[number])
        self._show_figures()
        return error

    def _show_figures(self):
        """Close what pyplot has open, as the inline backend does after each cell; draw it if somebody will look."""
        figures = sys.modules.get("matplotlib._pylab_helpers")
        if not figures or not figures.Gcf.figs:
            return
        if self._order["render"]:
            for manager in figures.Gcf.get_all_fig_managers()[:FIGURES_RENDERED]:
                self._tape.show("display_data", _picture(manager.canvas.figure))
        figures.Gcf.destroy_all()

    def _stray(self):
        """What was written past Python, by `os.write(1, …)` or in C, lies in the file that stands for the terminal."""
        with contextlib.suppress(OSError):
            if os.fstat(1).st_size:
                os.lseek(1, 0, os.SEEK_SET)
                text = os.read(1, MOST_STRAY).decode("utf-8", "replace")
                os.lseek(1, 0, os.SEEK_SET)
                os.ftruncate(1, 0)
                self._tape.write("stdout", text)


def _picture(figure) -> dict:
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png", bbox_inches="tight")
    return {"image/png": base64.b64encode(drawn.getvalue()).decode("ascii")}
