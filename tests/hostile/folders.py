"""What else lies in the folder that was handed in."""

import json
import os
import socket
from pathlib import Path

from submissions import LESSON, solved

from .attack import HONEST, Attack, base, code, write
from .world import ANN

FILE = f"{LESSON}.ipynb"
SHOUT = b"open('$course/pwned', 'w')\nraise SystemExit('loaded')\n"
STARTUP = ".ipython/profile_default/startup/00.py"
BESIDE = (
    "numpy.py",
    "sitecustomize.py",
    "usercustomize.py",
    "grader.py",
    "json.py",
    "conftest.py",
    "caged/__init__.py",
    "IPython.py",
)


def laid(name, why, make, refused=False, score=HONEST, **more):
    return Attack(name, why, make=make, refused=refused, score=score, even_at_none=True, **more)


def beside(name):
    """A module that would shadow a library; it says so by changing the course."""

    def make(folder, world):
        content = SHOUT.replace(b"$course", str(world.course).encode())
        write(folder, base("import sys; print('DID')"), **{name: content})

    return laid(
        f"a submitted {name}",
        "it got 8 of 12 points in stock nbgrader" if name == "numpy.py" else "found before the library's own",
        make,
    )


def lone(put, name=FILE):
    """The notebook itself is something else."""

    def make(folder, world):
        put(folder / name, world)

    return make


def with_base(put):
    def make(folder, world):
        write(folder)
        put(folder, world)

    return make


def _bind(path, _):
    here = os.open(path.parent, os.O_RDONLY)
    try:  # a socket's path may be no longer than some hundred characters
        socket.socket(socket.AF_UNIX).bind(f"/proc/self/fd/{here}/{path.name}")
    finally:
        os.close(here)


def _linked_folder(folder, world):
    folder.rmdir()
    folder.symlink_to(world.course / ANN)


def _deep(folder, _):
    before = Path.cwd()
    os.chdir(folder)
    try:
        for _ in range(1300):
            os.mkdir("d")
            os.chdir("d")
        Path("f").write_text("x")
    except OSError:
        pass
    finally:
        os.chdir(before)


def _folder_called_notebook(folder, _):
    (folder / FILE).mkdir()
    (folder / FILE / "inner.txt").write_text("x")


def _other_name(folder, world):
    write(folder, base())
    (folder / FILE).rename(folder / "\u202egnp.ipynb")


ATTACKS = (
    *map(beside, BESIDE),
    laid(
        "IPython's start-up files",
        "a home of one's own making",
        lambda folder, world: write(
            folder,
            **{
                STARTUP: SHOUT.replace(b"$course", str(world.course).encode()),
                "ipython/profile_default/startup/00.py": SHOUT.replace(b"$course", str(world.course).encode()),
                ".jupyter/jupyter_config.py": b"x",
                "matplotlibrc": b"backend: WebAgg",
                "pyproject.toml": b"[",
                "x.pth": b"import os; os._exit(1)",
            },
        ),
    ),
    laid(
        "nbgrader's configuration",
        "read where the grader runs",
        lambda folder, _: write(
            folder, **{"nbgrader_config.py": b"1/0", "gradebook.db": b"x", "timestamp.txt": b"9999-99-99"}
        ),
    ),
    laid(
        "a link to another's notebook",
        "links lead out",
        lone(lambda path, world: path.symlink_to(world.course / ANN / FILE)),
        True,
        0.0,
    ),
    laid(
        "a link to the secret beside the notebook",
        "copied, it would be autograded and shown",
        with_base(lambda folder, world: (folder / "data.csv").symlink_to(world.course / ".grading-secret")),
    ),
    laid(
        "a link to everything",
        "a folder that is a link to /",
        with_base(lambda folder, _: (folder / "data").symlink_to("/")),
    ),
    laid(
        "a link to itself", "walking it never ends", with_base(lambda folder, _: (folder / "data").symlink_to(folder))
    ),
    laid("a whole folder that is a link", "to another student's", _linked_folder, True, 0.0),
    laid(
        "a link without end for a notebook", "/dev/zero", lone(lambda path, _: path.symlink_to("/dev/zero")), True, 0.0
    ),
    laid("a pipe for a notebook", "opening it waits for ever", lone(lambda path, _: os.mkfifo(path)), True, 0.0),
    laid(
        "a pipe beside the notebook", "so does copying it", with_base(lambda folder, _: os.mkfifo(folder / "data.csv"))
    ),
    laid("a socket for a notebook", "neither file nor folder", lone(_bind), True, 0.0),
    laid("a folder for a notebook", "with a file in it", _folder_called_notebook, True, 0.0),
    laid("no notebook at all", "an empty folder", lambda folder, world: None, True, 0.0),
    laid(
        "another lesson's notebook",
        "under this one's name",
        lambda folder, _: write(folder, {"cells": [code("1")], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}),
        True,
        0.0,
    ),
    laid(
        "two notebooks",
        "which one counts?",
        lambda folder, _: write(
            folder, **{FILE: b"{}", "a.ipynb": json.dumps(solved()).encode(), "b.ipynb": json.dumps(base()).encode()}
        ),
        True,
        0.0,
    ),
    laid("a name that runs backwards", "renamed by a mischievous hand; it counts", _other_name),
    laid("a thousand folders deep", "whoever walks it must not recurse", with_base(_deep)),
    laid(
        "a name of 255 bytes",
        "a draft's name is longer still",
        with_base(lambda folder, _: (folder / ("n" * 255)).write_text("x")),
    ),
    laid(
        "a name that is not UTF-8",
        "the file system does not mind",
        with_base(lambda folder, _: Path(os.fsdecode(os.fsencode(folder) + b"/\xff\xfe.csv")).write_text("x")),
    ),
    laid(
        "names that are commands",
        "-rf, $$(touch x), new lines, backslashes",
        lambda folder, _: write(
            folder, **{name: b"x" for name in ("-rf", "$(touch x)", "a\nb", "..\\..\\x", "C:x", "~", "%s{}", "NUL")}
        ),
    ),
    laid(
        "five hundred files",
        "more than are taken",
        lambda folder, _: write(folder, **{f"f{n}": b"x" for n in range(500)}),
    ),
    laid(
        "files of ten megabytes",
        "more than the cage's disk",
        lambda folder, _: write(folder, **{"big": bytes(10 << 20)}),
    ),
    laid(
        "six megabytes of files",
        "less than is taken, more than this cage's disk: nothing can be laid out, so somebody is asked",
        lambda folder, _: write(folder, **{"big": bytes(6 << 20)}),
        True,
        0.0,
    ),
    laid(
        "a hundred other notebooks",
        "each would be read",
        lambda folder, _: write(folder, **{f"x{n}.ipynb": b"[" * 10_000 for n in range(100)}),
    ),
    laid(
        "no right to read",
        "a notebook that is closed even to its reader",
        with_base(lambda folder, _: (folder / FILE).chmod(0)),
        score=HONEST if os.name == "posix" and os.geteuid() == 0 else 0.0,
        refused=os.name == "posix" and os.geteuid() != 0,
    ),
)
