"""From key to picture: every explorer against `interact` + `plt.show()`, in one JupyterLab, one run.

`python benchmarks/explorers.py [chromium]` prints a table: milliseconds from a key to the painted picture (median and
95th percentile of 50), pictures during a drag of 90 moves 16 ms apart, how late the last picture is, and how many
frames had nothing to show.
"""

import os
import shutil
import sys
import tempfile
from pathlib import Path

import nbformat
import numpy as np
from rich.console import Console
from rich.table import Table

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from browser import Lab, launched
from explorer_cases import CASES, SETUP

KEYS, MOVES = 50, 90
INTERACT = """import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, interact
def softmax(scores):
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()
def show(x=0.0):
    plt.barh(books.titles, softmax(books.keys2d @ [x, 1.0]))
    plt.show()
interact(show, x=FloatSlider(min=-2.5, max=2.5, step=.05))"""
STOCK = "interact + plt.show()"

# `mark()` is a text that changes with each new picture of the cell `i`; `go(key)` moves by one step.
MEASURE = """async ({i, stock, learner, keys, moves}) => {
    const cell = window.jupyterapp.shell.currentWidget.content.widgets[i].node;
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
        await pause(20);
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


def ways() -> list[tuple[str, str, dict]]:
    """What is measured: its name, the source of its cell, and what the script must know of it."""
    found = [(STOCK, INTERACT, {"stock": True, "learner": False})]
    for case in CASES:
        found.append((f"{case}: maths in the browser", case.cell(), {"stock": False, "learner": False}))
        if case.mine:
            found.append(
                (f"{case}: the learner's {case.function}", case.cell_of_mine(), {"stock": False, "learner": True})
            )
    return found


def main(chromium=None):
    chromium = chromium or shutil.which("chromium") or shutil.which("google-chrome")
    folder, home = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    sources = [SETUP.format(language="en"), *[source for _, source, _ in ways()]]
    notebook.cells = [nbformat.v4.new_code_cell(source) for source in sources]
    nbformat.write(notebook, folder / "benchmark.ipynb")
    load = os.getloadavg()[0]
    table = Table("way", "median ms", "p95 ms", "× interact", f"pictures of {MOVES}", "lag ms", "blank frames")
    stock = None
    with launched(chromium) as browser, Lab(browser, folder, home).running() as lab:
        opened = lab.open("benchmark.ipynb").run_all()
        for i, (name, _, how) in enumerate(ways(), 1):
            result = opened.page.evaluate(MEASURE, {"i": i, **how, "keys": KEYS, "moves": MOVES})
            median, p95 = np.percentile(result["times"], [50, 95])
            stock = stock or median
            figures = [f"{median:.0f}", f"{p95:.0f}", f"{stock / median:.1f}"]
            table.add_row(name, *figures, *[f"{result[one]:.0f}" for one in ("pictures", "lag", "blanks")])
        opened.close()
    Console(width=120).print(table, f"load before: {load:.1f}", sep="\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
