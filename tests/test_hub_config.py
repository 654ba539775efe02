"""What deploy/ says without a hub running: the class list, both configurations, the course's folder, the documents."""

import asyncio
import os
import re
import socket
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from packaging.requirements import Requirement
from test_requirements import pins, wanted
from traitlets.config.loader import PyFileConfigLoader

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
sys.path.insert(0, str(DEPLOY))
pytestmark = pytest.mark.skipif(os.name == "nt", reason="not on this platform: JupyterHub")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A place for a hub, with the class list that we ship as an example."""
    monkeypatch.setenv("ATTENTION_PLACE", str(tmp_path))
    monkeypatch.setenv("PATH", os.environ["PATH"])
    (tmp_path / "classroom.toml").write_text((DEPLOY / "classroom.example.toml").read_text(encoding="utf-8"))
    return tmp_path


def test_groups_are_named_as_nbgrader_wants_them(place):
    # It finds a student's courses by these names alone.
    from classroom import groups_of, read_class

    courses = read_class(place / "classroom.toml")
    assert groups_of(courses, "Anna") == ["nbgrader-attention-en"]
    assert groups_of(courses, "ada") == ["formgrade-attention-en", "formgrade-attention-zh"]
    assert groups_of(courses, "mallory") == []


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ('[a]\nlanguage = "en"\nteachers = "ada"\n', "teachers"),  # a name where a list is meant
        ('[a]\nlanguage = "de"\n', "language"),  # a language that we do not have
        ("a = 1\n", "[a]"),  # no course at all
        ('[a\nlanguage = "en"\n', "line"),  # no TOML
    ],
)
def test_a_class_list_that_cannot_be_meant_is_refused(tmp_path, written, said):
    from classroom import BadClassList, read_class

    (tmp_path / "classroom.toml").write_text(written)
    with pytest.raises(BadClassList, match=re.escape(said)):
        read_class(tmp_path / "classroom.toml")


@pytest.mark.parametrize("name", ["anna", "ada", "mallory"])
def test_who_is_not_on_the_list_does_not_come_in(place, name):
    # The list is read at the login, so a change counts at once.
    from classroom import GuestOfThisClass

    door = GuestOfThisClass(user_password="open sesame", class_list=str(place / "classroom.toml"), manage_groups=True)
    person = knock(door, name)
    assert bool(person) == (name != "mallory")
    (place / "classroom.toml").unlink()
    assert not knock(door, name)


def knock(door, name):
    """What the authenticator makes of a login; in a thread, since a browser's test leaves an event loop in this one."""
    login = door.get_authenticated_user(None, {"username": name, "password": "open sesame"})
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, login).result()


def test_the_configuration_of_a_class(place):
    # Formgraders run as accounts of their own; nothing but the proxy is reached from outside; no notebook_dir.
    c = PyFileConfigLoader(str(DEPLOY / "jupyterhub_config.py")).load_config()
    services = {service["name"]: service for service in c.JupyterHub.services}
    assert {name: service["user"] for name, service in services.items()} == {
        "attention-en": "grader-attention-en",
        "attention-zh": "grader-attention-zh",
    }
    assert len({service["url"] for service in services.values()}) == 2
    assert all(service["url"].startswith("http://127.0.0.1:") for service in services.values())
    assert all(service["cwd"].startswith(str(place)) for service in services.values())
    assert "notebook_dir" not in c.Spawner
    assert c.JupyterHub.bind_url.startswith("http://127.0.0.1")
    assert c.JupyterHub.spawner_class == "jupyterhub.spawner.LocalProcessSpawner"


def test_without_a_class_list_a_sentence_says_so(place):
    # Whoever starts the hub for the first time has none.
    (place / "classroom.toml").unlink()
    with pytest.raises(SystemExit, match=r"deploy/classroom\.example\.toml"):
        PyFileConfigLoader(str(DEPLOY / "jupyterhub_config.py")).load_config()


def test_every_port_of_a_class_is_guarded(place):
    # Whoever takes a port that has no line is sent passwords, or what teachers do.
    c = PyFileConfigLoader(str(DEPLOY / "jupyterhub_config.py")).load_config()
    rules = (DEPLOY / "ports.nft").read_text(encoding="utf-8")
    guarded = re.findall(r'tcp sport \{? ?([\d, ]+?)(?: \})? meta skuid != "?([\w-]+)"? drop', rules)
    ours = {urlsplit(service["url"]).port: service["user"] for service in c.JupyterHub.services}
    ours |= dict.fromkeys((urlsplit(c.JupyterHub.bind_url).port, 8001, 8081), "root")  # proxy, its API, hub
    assert {int(port): account for ports, account in guarded for port in ports.split(",")} == ours


def test_only_people_have_settings_for_people(place):
    # A formgrader with them would have no formgrader; demo settings let a student choose a name.
    c = PyFileConfigLoader(str(DEPLOY / "jupyterhub_config.py")).load_config()
    peoples = c.Spawner.environment["JUPYTER_CONFIG_PATH"]
    graders = [service["environment"]["JUPYTER_CONFIG_PATH"] for service in c.JupyterHub.services]
    assert "/people" in peoples and not any("/people" in path for path in graders)
    assert not any("/demo" in path for path in [peoples, *graders])


def test_a_course_keeps_what_was_done_in_it(tmp_path):
    # make_course brings notebooks up to date; settings and grades are the teacher's.
    from make_course import make_course

    make_course(tmp_path, "attention-zh", "zh")
    settings = tmp_path / "nbgrader_config.py"
    c = PyFileConfigLoader(str(settings)).load_config()
    assert c.CourseDirectory.course_id == "attention-zh"
    assert "JudgeInCage" in [step.__name__ for step in c.Autograde.autograde_preprocessors]
    settings.write_text(settings.read_text(encoding="utf-8") + "# mine\n", encoding="utf-8")
    (tmp_path / "gradebook.db").write_text("grades")
    make_course(tmp_path, "attention-zh", "zh")
    assert settings.read_text(encoding="utf-8").endswith("# mine\n")
    assert (tmp_path / "gradebook.db").read_text() == "grades"


def test_root_writes_no_course_that_belongs_to_another_account(tmp_path, monkeypatch):
    # A link that the course's account has put there would make root overwrite any file.
    from make_course import NotForRoot, make_course

    if os.geteuid() == 0:
        os.chown(tmp_path, 20_001, -1)
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    with pytest.raises(NotForRoot, match=re.escape(str(tmp_path))):
        make_course(tmp_path, "attention-en", "en")
    assert not any(tmp_path.iterdir())


def test_a_port_that_cannot_be_had_is_said_in_a_sentence(tmp_path):
    # The commonest mishap: something is at 8000 already.
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        command = [sys.executable, DEPLOY / "demonstration.py", "--port", port, "--folder", tmp_path]
        done = subprocess.run([*command, "--language", "zh"], capture_output=True, text=True)
    assert done.returncode == 1 and port in done.stderr and "Traceback" not in done.stderr


def test_a_folder_with_other_things_is_left_alone(tmp_path):
    # `--folder ~` would close the home to everybody else and strew files in it.
    from demonstration import CannotShow, Demonstration

    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(CannotShow), Demonstration(tmp_path).running():
        pass
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_deploy_wants_what_is_tested():
    # Two lists of the same packages, with the same bounds.
    hub, tests = (
        {str(Requirement(line)) for line in path.read_text().splitlines() if line and not line.startswith("#")}
        for path in (DEPLOY / "requirements.txt", ROOT / "requirements-test.txt")
    )
    assert hub <= tests


def test_a_hub_installs_what_is_tested():
    # What root installs is exact, with hashes, and moves nothing that the course has.
    tested = set(pins("requirements.lock")) | set(pins("requirements-test.lock"))
    locked = dict(pins("deploy/requirements.lock"))
    assert set(locked.items()) <= tested
    assert all(
        requirement.specifier.contains(locked[requirement.name]) for requirement in wanted("deploy/requirements.txt")
    )
    assert not re.findall(r"pip install (?!--require-hashes|--no-deps).*", (DEPLOY / "README.md").read_text("utf-8"))


def test_both_documents_say_the_same_commands():
    # What one reads in one language must work in the other.
    def commands(name):
        return re.findall(r"^```.*?\n(.*?)^```", (DEPLOY / name).read_text(encoding="utf-8"), re.S | re.M)

    def bare(block):
        return [re.sub(r"\s+#.*", "", line) for line in block.splitlines()]

    assert list(map(bare, commands("README.md"))) == list(map(bare, commands("README.zh.md")))


def test_the_documents_name_files_that_are_there():
    for name in ("README.md", "README.zh.md"):
        for path in re.findall(r"\bdeploy/[\w./-]+\w", (DEPLOY / name).read_text(encoding="utf-8")):
            assert (ROOT / path).exists(), f"{name} speaks of {path}"
