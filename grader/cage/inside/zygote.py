"""The warm process: everything a notebook imports is imported here once, then each job is a fork of it."""

import asyncio
import contextlib
import gc
import importlib
import socket
import sys

from . import confine, keeper
from .shell import LessonShell

READY = b"ready\n"
WARM = (
    "numpy.random",
    "numpy.testing",
    "scipy.special",
    "matplotlib.pyplot",
    "ipywidgets",
    "json",
    "explorers",
    "grader",
)
WARM_CELLS = (
    "import numpy as np\nnp.ones((2, 3)) @ np.ones((3, 2))",
    "%matplotlib inline\nimport matplotlib.pyplot as plt\nfigure, axes = plt.subplots()\naxes.plot([1, 2]); plt.show()",
    "import asyncio\nawait asyncio.sleep(0)",
    "def f():\n    raise NotImplementedError()\nf()",
    "from IPython.display import display, HTML\ndisplay(HTML('<b>1</b>'))\nprint(1)\n%timeit 1",
)


def serve(control: socket.socket, settings: dict) -> None:
    """Warm up, say so, then make jobs as they are asked for."""
    warm()
    settings["memory_taken"] = confine.memory_taken()
    gc.collect()
    gc.freeze()
    control.sendall(READY)
    keeper.fork_on_demand(control, settings)


def warm() -> None:
    """Import, and run one cell of each kind, so that no job has to be the first."""
    for name in WARM:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    shell = LessonShell.begin()
    kept = sys.stdin, sys.stdout, sys.stderr
    for source in WARM_CELLS:
        shell.run_cell(source, store_history=True)
    sys.stdin, sys.stdout, sys.stderr = kept
    forget(shell)


def forget(shell) -> None:
    """As if no cell had run: names, numbering, figures, and the event loop, whose descriptors a fork would share."""
    from IPython.core import async_helpers

    loop, async_helpers._asyncio_event_loop = async_helpers._asyncio_event_loop, None
    if loop:
        loop.close()
    asyncio.set_event_loop(None)
    figures = sys.modules.get("matplotlib._pylab_helpers")
    if figures:
        figures.Gcf.destroy_all()
    shell.reset(new_session=True)
