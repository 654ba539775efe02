"""The environment's programs, run as from a terminal: in a process of their own, forked from one that has read them.

To import nbgrader takes three seconds of processor time, longer than most of its commands.
"""

import multiprocessing
import os
import subprocess
import sys
import tempfile
from pathlib import Path

MAINS = {"grader": "grader.cli", "nbgrader": "nbgrader.apps.nbgraderapp"}
READ_AHEAD = [*MAINS.values(), "nbgrader.apps", "nbgrader.preprocessors", "grader.gradebook.preprocessors"]


def run_program(program: str, *words, cwd, env=None) -> subprocess.CompletedProcess:
    """Run `grader` or `nbgrader` in a folder; exit code and output, as of `subprocess.run(…, text=True)`."""
    if sys.platform == "win32":
        command = [sys.executable, "-c", f"from {MAINS[program]} import main; main()", *map(str, words)]
        return subprocess.run(command, cwd=cwd, env=env, capture_output=True, encoding="utf-8")
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload(READ_AHEAD)
    with tempfile.TemporaryDirectory() as folder:
        out, err = (Path(folder) / name for name in ("out", "err"))
        arguments = [program, *map(str, words)]
        process = forks.Process(target=_become, args=(arguments, str(cwd), dict(env or os.environ), str(out), str(err)))
        process.start()
        process.join()
        texts = [path.read_text(encoding="utf-8") for path in (out, err)]
        return subprocess.CompletedProcess(arguments, process.exitcode, *texts)


def _become(arguments, folder, environment, *outputs):
    """In the new process: what a shell does, then the program."""
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(environment)
    for number, path in enumerate(outputs, 1):
        os.dup2(os.open(path, os.O_CREAT | os.O_WRONLY), number)
    sys.argv[:] = arguments
    module = sys.modules[MAINS[arguments[0]]]
    sys.exit(module.main())
