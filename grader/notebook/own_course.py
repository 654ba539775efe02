"""`grader new course`: a folder of a teacher's own, with one lesson and one exercise to begin from."""

import importlib.util
import keyword
import re
from pathlib import Path

from grader.installed import GROUP
from grader.language import Text, say

TEMPLATE = Path(__file__).parent / "own_course_template"
SUFFIX = ".txt"  # lest anybody import, lint or collect the template
NOT_A_NAME = Text(
    "{name} cannot be the folder of a course. Write lower-case words joined by -, for example my-course.",
    "{name} 不能作课程文件夹的名字。请用小写单词加连字符，例如 my-course。",
)
TAKEN = Text(
    "There is a folder or a Python package called {name} already. Choose another name.",
    "已经有叫 {name} 的文件夹或 Python 软件包了。请换一个名字。",
)
MADE = Text(
    "{folder} is there. Install it with `pip install --no-build-isolation --no-deps -e {folder}`, then go there and "
    "run `grader prove`.",
    "{folder} 建好了。请用 `pip install --no-build-isolation --no-deps -e {folder}` 安装它，再进入那里运行 `grader prove`。",
)


class CannotMake(Exception):
    """The folder cannot be made; the text says why and the remedy."""


def new_course(parent: Path, name: str) -> Path:
    """Make the folder `name` in `parent`. Raises `CannotMake`."""
    package, folder = name.replace("-", "_"), parent / name
    if not re.fullmatch(r"[a-z][a-z0-9]*([-_][a-z0-9]+)*", name) or keyword.iskeyword(package):
        raise CannotMake(say(NOT_A_NAME).format(name=name))
    if folder.exists() or importlib.util.find_spec(package):
        raise CannotMake(say(TAKEN).format(name=name))
    for template in sorted(path for path in TEMPLATE.rglob(f"*{SUFFIX}") if path.is_file()):
        place = template.relative_to(TEMPLATE).with_suffix("")
        file = folder.joinpath(*(package if part == "package" else part for part in place.parts))
        file.parent.mkdir(parents=True, exist_ok=True)
        text = template.read_text(encoding="utf-8")
        file.write_text(text.replace("PACKAGE", package).replace("FOLDER", name), encoding="utf-8")
    return folder


def is_own_course(folder: Path) -> bool:
    """Whether a folder is one with lessons of its own and a package that declares them."""
    project = folder / "pyproject.toml"
    return (folder / "lessons").is_dir() and project.is_file() and GROUP in project.read_text(encoding="utf-8")
