"""From key or drag to picture: the query explorer against `interact` + `plt.show()`, in one JupyterLab, one run.

`python benchmarks/explorers.py [chromium]` prints a table: milliseconds from a key to the painted picture (median and
95th percentile of 50), pictures during a drag of 90 moves 16 ms apart, and how late the last picture is.
"""

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

SETUP = """import numpy as np
import matplotlib.pyplot as plt
from ipywidgets import FloatSlider, interact
from explorers import QueryExplorer, library
books = library()
def softmax(scores):
    powers = np.exp(scores - scores.max())
    return powers / powers.sum()"""
IN_BROWSER = "QueryExplorer(books.keys2d, books.titles, weigh=True)"
IN_PYTHON = 'QueryExplorer(books.keys2d, books.titles, weigh="softmax")'
INTERACT = """def show(x=0.0):
    plt.barh(books.titles, softmax(books.keys2d @ [x, 1.0]))
    plt.show()
interact(show, x=FloatSlider(min=-2.5, max=2.5, step=.05))"""
WAYS = {"maths in the browser": IN_BROWSER, "the learner's softmax": IN_PYTHON, "interact + plt.show()": INTERACT}

# `mark()` is a text that changes with each new picture of the cell `i`; `go(way)` moves by one step.
MEASURE = """async ({i, explorer, learner, keys, moves}) => {
    const cell = window.jupyterapp.shell.currentWidget.content.widgets[i].node;
    cell.scrollIntoView();
    const root = cell.querySelector('.query-explorer');
    const state = () => JSON.parse(root.dataset.state);
    const settled = () => !learner || state().fresh;
    const image = () => cell.querySelector('.jp-OutputArea-output img')?.src ?? '';
    const mark = () => explorer ? (settled() ? root.dataset.step : '') : image();
    const handle = cell.querySelector(explorer ? '.handle' : '.noUi-handle');
    const go = (key) => handle.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true, cancelable: true}));
    const frame = () => new Promise(requestAnimationFrame);
    const pause = (ms) => new Promise((done) => setTimeout(done, ms));
    const changed = async (before) => { while (['', before].includes(mark())) await frame(); await frame(); };
    const times = [];
    for (let k = 0; k < keys; k++) {
        const [before, start] = [mark(), performance.now()];
        go(k % 2 ? 'ArrowLeft' : 'ArrowRight');
        await changed(before);
        times.push(performance.now() - start);
        await pause(20);
    }
    let [pictures, last, running] = [0, mark(), true];
    const count = async () => {
        for (; running; await frame()) {
            const now = mark();
            if (now && now !== last) pictures++;
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
    return {times, pictures, lag: quiet - end};
}"""


def measured(notebook, i, way):
    explorer = "QueryExplorer" in way
    given = {"i": i, "explorer": explorer, "learner": "softmax" in way and explorer, "keys": 50, "moves": 90}
    return notebook.page.evaluate(MEASURE, given)


def main(chromium=None):
    chromium = chromium or shutil.which("chromium") or shutil.which("google-chrome")
    folder, home = Path(tempfile.mkdtemp()), Path(tempfile.mkdtemp())
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": {"name": "python3", "display_name": "Python 3"}})
    notebook.cells = [nbformat.v4.new_code_cell(cell) for cell in (SETUP, *WAYS.values())]
    nbformat.write(notebook, folder / "benchmark.ipynb")
    table = Table("way", "median ms", "p95 ms", "pictures of 90 moves", "lag ms")
    with launched(chromium) as browser, Lab(browser, folder, home).running() as lab:
        opened = lab.open("benchmark.ipynb").run_all()
        for i, (name, way) in enumerate(WAYS.items(), 1):
            result = measured(opened, i, way)
            median, p95 = np.percentile(result["times"], [50, 95])
            table.add_row(name, f"{median:.0f}", f"{p95:.0f}", str(result["pictures"]), f"{result['lag']:.0f}")
        opened.close()
    Console().print(table)


if __name__ == "__main__":
    main(*sys.argv[1:])
