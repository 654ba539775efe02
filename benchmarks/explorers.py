"""From key to picture: every explorer against `interact`, in one run.

`python benchmarks/explorers.py [NAME …]`, all explorers or some, prints a table: milliseconds from a key to the painted
picture (median and 95th percentile), pictures during a drag of 90 moves 16 ms apart, how late the last picture is, and
how many frames had nothing to show.

`interact` stands there twice: once with the lightest picture there is, eight bars, and for each explorer with
matplotlib's picture of the same (its `still()`), to which the column "× interact" refers. It runs in JupyterLab as
it comes, the explorers in JupyterLab as the course starts it.
"""

import os
import shutil
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import NamedTuple

import nbformat
import numpy as np
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser import Lab, launched
from explorer_cases import CASES, SETUP

KEYS, KEYS_OF_INTERACT, MOVES = 50, 20, 90
BARS = """import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, interact
def softmax(scores):
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()
def show(x=0.0):
    plt.barh(books.titles, softmax(books.keys2d @ [x, 1.0]))
    plt.show()
interact(show, x=FloatSlider(min=-2.5, max=2.5, step=.05))"""
# The comment makes each picture another, for the script to see that it is new.
SAME = """from ipywidgets import IntSlider, interact
from explorers.plots import Picture
def interactive(drawn, states):
    def draw(i=0):
        for trait, value in states[i].items():
            setattr(drawn, trait, value)
        picture = drawn.still()
        display(Picture(picture.alt, picture.svg + b"<!-- %d -->" % i))
    interact(draw, i=IntSlider(min=0, max=len(states) - 1))
interactive(explorer, {states})"""

SEEN = """() => {
    const cell = window.jupyterapp.shell.currentWidget.content.widgets[1].node;
    cell.scrollIntoView();
    return cell.querySelector('.attention-explorer[data-step], .jp-OutputArea-output img');
}"""
# `mark()` is a text that changes with each new picture of the second cell; `go(key)` moves by one step.
MEASURE = """async ({stock, learner, keys, moves}) => {
    const cell = window.jupyterapp.shell.currentWidget.content.widgets[1].node;
    cell.scrollIntoView();
    const root = cell.querySelector('.attention-explorer');
    const settled = () => !learner || JSON.parse(root.dataset.state).fresh;
    const image = () => cell.querySelector('.jp-OutputArea-output img');
    const mark = () => stock ? (image()?.src ?? '') : (settled() ? root.dataset.step : '');
    const shows = () => root.offsetHeight && root.querySelector("svg, table, button");
    const blank = () => stock ? !image()?.naturalWidth : !shows();
    const handles = '.noUi-handle, .handle, [role=slider], input[type=range], [role=radio][tabindex="0"]';
    const handle = () => cell.querySelector(handles);
    const go = (key) => handle().dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    const frame = () => new Promise(requestAnimationFrame);
    // A message posted from a frame's callback is heard when that frame has been painted.
    const painted = () => new Promise((done) => {
        const {port1, port2} = new MessageChannel();
        port1.onmessage = done;
        port2.postMessage(0);
    });
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    const times = [];
    for (let k = 0; k < keys; k++) {
        const [before, start] = [mark(), performance.now()];
        go(k % 2 ? 'ArrowLeft' : 'ArrowRight');
        do await frame(); while (['', before].includes(mark()));
        await painted();
        times.push(performance.now() - start);
        await pause(20 + 17 * ((k * 0.618) % 1)); // keys come at any moment of a frame
    }
    let [pictures, blanks, last, running] = [0, 0, mark(), true];
    const count = async () => {
        for (; running; await frame()) {
            const now = mark();
            if (now && now !== last) pictures++;
            if (blank()) blanks++;
            last = now || last;
        }
    };
    const counting = count();
    for (let k = 0; k < moves; k++) {
        go(k % 3 ? 'ArrowRight' : 'ArrowLeft');
        await pause(16);
    }
    const end = performance.now();
    let [quiet, seen] = [end, mark()];
    for (; performance.now() - quiet < 1500; await frame()) {
        if (mark() && mark() !== seen) [seen, quiet] = [mark(), performance.now()];
    }
    running = false;
    await counting;
    return {times, pictures, blanks, lag: quiet - end};
}"""


class Way(NamedTuple):
    """What is measured: its name, the source of its cell, whose picture it is, what the script must know of it."""

    name: str
    source: str
    case: str
    stock: bool = False
    learner: bool = False


def ways() -> list[Way]:
    """The bars, then of each explorer `interact`, the browser, and the learner's function where it takes one."""
    found = [Way("interact + plt.show(), eight bars", BARS, "bars", stock=True)]
    for case in [case for case in CASES if case.name in sys.argv[1:] or not sys.argv[1:]]:
        same = SAME.format(states=case.states[:40])
        found.append(Way(f"{case}: interact", f"{case.code}\n{same}", case.name, stock=True))
        found.append(Way(f"{case}: maths in the browser", case.cell(), case.name))
        if case.mine:
            found.append(Way(f"{case}: the learner's {case.function}", case.cell_of_mine(), case.name, learner=True))
    return found


def written(folder, number, source) -> str:
    """The name of a new notebook with this cell below the set-up."""
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [nbformat.v4.new_code_cell(one) for one in (SETUP.format(language="en"), source)]
    nbformat.write(notebook, folder / f"{number}.ipynb")
    return f"{number}.ipynb"


def measured(all_ways):
    """Each way and the script's figures for it, every one in a notebook of its own."""
    with launched(shutil.which("chromium") or shutil.which("google-chrome")) as browser, ExitStack() as stack:
        folders = [Path(tempfile.mkdtemp()) for _ in range(4)]
        labs = {True: Lab(browser, *folders[:2], options={}), False: Lab(browser, *folders[2:])}
        for lab in labs.values():
            stack.enter_context(lab.running())
        for number, way in enumerate(all_ways):
            lab = labs[way.stock]
            notebook = lab.open(written(lab.folder, number, way.source)).run_all()
            notebook.page.bring_to_front()
            notebook.page.wait_for_function(SEEN)
            how = {"stock": way.stock, "learner": way.learner, "moves": MOVES}
            yield way, notebook.page.evaluate(MEASURE, {**how, "keys": KEYS_OF_INTERACT if way.stock else KEYS})
            notebook.close()


def main():
    load = os.getloadavg()[0]
    table = Table("way", "median ms", "p95 ms", "× interact", f"pictures of {MOVES}", "lag ms", "blank frames")
    stock = {}
    for way, result in measured(ways()):
        median, p95 = np.percentile(result["times"], [50, 95])
        if way.stock:
            stock[way.case] = median
        figures = [f"{median:.0f}", f"{p95:.0f}", f"{stock[way.case] / median:.1f}"]
        table.add_row(way.name, *figures, *[f"{result[one]:.0f}" for one in ("pictures", "lag", "blanks")])
    Console(width=120).print(table, f"load before: {load:.1f}", sep="\n")


if __name__ == "__main__":
    main()
