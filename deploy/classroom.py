"""Who is in which course, and what follows for JupyterHub: groups, rights, a formgrader for each course.

Both configurations, of a class and of the demonstration, are made from this.
"""

import os
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

from jupyterhub.auth import Authenticator, PAMAuthenticator
from jupyterhub.authenticators.shared import SharedPasswordAuthenticator
from jupyterhub.utils import maybe_future
from traitlets import Unicode

from grader.language import LANGUAGES, Text

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
SETTINGS = HERE / "settings"

NO_LIST = Text(
    "The class list {path} cannot be read ({reason}): start from deploy/classroom.example.toml.",
    "班级名单 {path} 读不了（{reason}）：请照着 deploy/classroom.example.toml 写一份。",
)
NO_PEOPLE = Text(
    '{path}: below [{course}] write teachers = ["NAME", …] and students = ["NAME", …].',
    '{path}：请在 [{course}] 下面写 teachers = ["NAME", …] 和 students = ["NAME", …]。',
)
NO_LANGUAGE = Text(
    '{path}: below [{course}] write language = "en" or language = "zh".',
    '{path}：请在 [{course}] 下面写 language = "en" 或 language = "zh"。',
)


class BadClassList(Exception):
    """The class list cannot be meant so. Its text is for a log whose reader's language nobody knows: both."""

    def __init__(self, sentence: Text):
        super().__init__(" ".join(sentence))


@dataclass(frozen=True)
class Course:
    """One course: its id, the language of its notebooks, and the accounts of its people."""

    id: str
    language: str
    teachers: tuple[str, ...]
    students: tuple[str, ...]

    @property
    def members(self) -> dict[str, tuple[str, ...]]:
        """Group, named as nbgrader wants it, → its people."""
        return {f"formgrade-{self.id}": self.teachers, f"nbgrader-{self.id}": self.students}


def read_class(path: str | Path) -> list[Course]:
    """The courses of a class list (TOML). Raises `BadClassList`."""
    try:
        with open(path, "rb") as file:
            tables = tomllib.load(file)
    except (OSError, ValueError) as error:
        raise BadClassList(NO_LIST.format(path=path, reason=error)) from None
    return [_course(name, table, path) for name, table in tables.items()]


def _course(name, table, path) -> Course:
    about = {"path": path, "course": name}
    people = [table.get(kind, []) if isinstance(table, dict) else None for kind in ("teachers", "students")]
    if not all(isinstance(names, list) and all(isinstance(one, str) for one in names) for names in people):
        raise BadClassList(NO_PEOPLE.format(**about))
    if table.get("language") not in LANGUAGES:
        raise BadClassList(NO_LANGUAGE.format(**about))
    teachers, students = (tuple(one.lower() for one in names) for names in people)
    return Course(name, table["language"], teachers, students)


def groups_of(courses: list[Course], name: str) -> list[str]:
    """The groups of one person; none: not of this class."""
    return [group for course in courses for group, names in course.members.items() if name.lower() in names]


class OfThisClass(Authenticator):
    """Mixed into an authenticator: whoever is on the class list may come in, and is in the groups that it says.

    The list is read at every login. Where it cannot be read nobody new comes in.
    """

    class_list = Unicode(config=True, help="Path of the class list.")

    async def authenticate(self, handler, data):
        person = await maybe_future(super().authenticate(handler, data))
        if person is None:
            return None
        person = person if isinstance(person, dict) else {"name": person}
        return {**person, "groups": self._groups(self.normalize_username(person["name"]))}

    def check_allowed(self, username, authentication=None):
        """A person without a group is of no course."""
        return bool(authentication and authentication.get("groups"))

    def check_allow_config(self):
        """JupyterHub warns where nobody is allowed; here the list allows."""

    def _groups(self, name):
        try:
            return groups_of(read_class(self.class_list), name)
        except BadClassList as error:
            self.log.error("Nobody can log in. 谁也登录不了。%s", error)
            return []


class AccountOfThisClass(OfThisClass, PAMAuthenticator):
    """People log in with the password of their account on this machine."""


class GuestOfThisClass(OfThisClass, SharedPasswordAuthenticator):
    """One password for all: for the demonstration only."""


def configure(c, class_list: Path, courses_folder: Path, exchange: Path, ports: list[int], accounts: bool = True):
    """Set all of JupyterHub that does not depend on where its people come from and how their servers are started.

    `ports` are free ones of this machine, one a course. With `accounts`, the formgrader of COURSE runs as the system
    user grader-COURSE; the hub must then be root.
    """
    courses = read_class(class_list)
    # Servers and formgraders inherit it: nbgrader starts `alembic` by name.
    os.environ["PATH"] = os.pathsep.join([str(BIN), os.environ.get("PATH", os.defpath)])
    c.OfThisClass.class_list = str(class_list)
    c.OfThisClass.manage_groups = True
    c.Spawner.cmd = singleuser()
    c.Spawner.default_url = "/lab"
    c.Spawner.environment = environment(exchange, "people")
    c.JupyterHub.load_roles = list(roles(courses))
    c.JupyterHub.services = [
        formgrader(course, courses_folder / course.id, port, environment(exchange), accounts)
        for course, port in zip(courses, ports, strict=True)
    ]


def singleuser() -> list[str]:
    """The command of a server, from the environment that the hub runs in."""
    return [sys.executable, "-m", "jupyterhub.singleuser"]


def environment(exchange: Path, *settings: str) -> dict[str, str]:
    """What a server needs to know; `settings` are folders of `deploy/settings`, the first counts most."""
    path = [str(SETTINGS / name) for name in (*settings, "shared")]
    return {"NBGRADER_EXCHANGE": str(exchange), "JUPYTER_CONFIG_PATH": os.pathsep.join(path)}


def roles(courses: list[Course]):
    """Teachers may open their course's formgrader; a server may ask which groups its owner is in."""
    own_server = ["users:activity!user", "access:servers!user"]
    yield {"name": "server", "scopes": [*own_server, "read:users:groups!user"]}
    for course in courses:
        scopes = [f"access:services!service={course.id}"]
        yield {"name": f"formgrade-{course.id}", "groups": [f"formgrade-{course.id}"], "scopes": scopes}


def formgrader(course: Course, folder: Path, port: int, variables: dict[str, str], accounts: bool) -> dict:
    """A server in the course's folder, for its teachers: a service that has the name of the course.

    It opens formgrader as a page of its own: JupyterHub forbids to show it in a frame, as JupyterLab would.
    """
    service = {
        "name": course.id,
        "url": f"http://127.0.0.1:{port}",
        "command": singleuser(),
        "cwd": str(folder),
        "environment": {**variables, "JUPYTERHUB_DEFAULT_URL": "/formgrader"},
        "oauth_no_confirm": True,
    }
    if accounts:
        service["user"] = f"grader-{course.id}"
    return service
