"""nbgrader and grader without their start-up time, for tests that run many commands, one after the other.

    with WarmPrograms() as programs:
        done = programs.run("nbgrader", "collect", LESSON, cwd=folder)   # done.code, done.output

A process that has imported both forks a child for each command; the child is what the program would be.
"""

import json
import os
import subprocess
import sys
import tempfile
import traceback
from typing import NamedTuple


class Done(NamedTuple):
    code: int
    output: str  # both streams


class WarmPrograms:
    """The process that forks."""

    def __enter__(self):
        environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
        self._process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )
        return self

    def __exit__(self, *_):
        self._process.communicate(timeout=60)

    def run(self, *words, cwd) -> Done:
        print(json.dumps([list(map(str, words)), str(cwd)]), file=self._process.stdin, flush=True)
        return Done(*json.loads(self._process.stdout.readline()))


def _serve():
    from nbgrader.apps.nbgraderapp import main as nbgrader

    import grader.cli
    import grader.gradebook.classroom
    import grader.report.page

    programs = {"nbgrader": nbgrader, "grader": grader.cli.main}
    for line in sys.stdin:
        words, folder = json.loads(line)
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            child = os.fork()
            if not child:
                _become(programs[words[0]], words, folder, output)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            output.seek(0)
            print(json.dumps([code, output.read()]), flush=True)


def _become(program, words, folder, output):
    """Be the program, and end with it."""
    code = 1
    try:
        for stream in (1, 2):
            os.dup2(output.fileno(), stream)
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.chdir(folder)
        sys.argv = words
        program()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


if __name__ == "__main__":
    _serve()
