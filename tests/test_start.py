"""start.py: from a fresh clone to JupyterLab, and a sentence for everything that can go wrong on the way."""

import contextlib
import errno
import http.client
import importlib.util
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path
from types import SimpleNamespace

import pytest
from conftest import copy_as_clone

ROOT = Path(__file__).parents[1]
PYTHON = getattr(sys, "_base_executable", sys.executable)  # what a learner has: not the one of an environment
SETTINGS = re.compile("PIP_(?!CACHE|CERT)|UV_(?!CACHE)|VIRTUAL_ENV|CI$|LANG|LC_")
on_posix = pytest.mark.skipif(os.name == "nt", reason="programs are made by writing shell scripts")


def bare_course(tmp_path):
    """A folder with nothing but what start.py reads."""
    folder = tmp_path / "course"
    folder.mkdir()
    for name in ("start.py", "pyproject.toml", *(path.name for path in ROOT.glob("requirements*"))):
        shutil.copy(ROOT / name, folder)
    return folder


def load(folder):
    spec = importlib.util.spec_from_file_location("start_of_copy", folder / "start.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def start(tmp_path, monkeypatch):
    """start.py as a module in a bare course, where pip only pretends to install and nothing is run at the end."""
    folder = bare_course(tmp_path)
    for name in [name for name in os.environ if SETTINGS.match(name)]:
        monkeypatch.delenv(name)
    module = load(folder)
    make = [sys.executable, "-m", "venv", "--without-pip", str(module.VENV)]
    monkeypatch.setattr(module, "tools", lambda: [module.Tool("pip", make, [str(module.PYTHON), "-c", "pass"])])
    monkeypatch.setattr(module, "run", lambda command: print("RUN", *command) or 0)
    return module


def program(folder, name, script="exit 0"):
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return path


def steps(output):
    return re.findall(r"(?m)^\[\d/\d\] (\w+)", output)


# What set-up does, and when


def test_first_start_makes_everything_and_the_second_nothing(start, capsys):
    """The two commands of a learner's first and second day."""
    assert start.main([]) == 0
    assert steps(capsys.readouterr().out) == ["Making", "Fetching", "Adding"]
    began = time.monotonic()
    assert start.main([]) == 0
    assert steps(capsys.readouterr().out) == [] and time.monotonic() - began < 2


def test_tests_add_what_they_need_and_nothing_else(start, capsys):
    """A contributor's environment is the learner's and a little more; a plain start afterwards takes no step back."""
    start.main([])
    capsys.readouterr()
    assert start.main(["test", "-k", "softmax"]) == 0
    output = capsys.readouterr().out
    assert steps(output) == ["Fetching"]
    assert re.search(r"RUN .*-m pytest .*-n \d+ .*-k softmax$", output, re.M)
    start.main([])
    start.main(["test"])
    assert steps(capsys.readouterr().out) == []


def test_the_model_comes_when_it_is_asked_for_and_stays(start, capsys):
    """84 MB for the optional part of lesson 11: nobody fetches them unasked, nobody fetches them twice."""
    start.main([])
    capsys.readouterr()
    assert start.main(["--with-model"]) == 0
    assert steps(capsys.readouterr().out) == ["Fetching"]
    start.main([])
    start.main(["--with-model"])
    assert steps(capsys.readouterr().out) == []


@pytest.mark.parametrize(
    ("changed", "done"),
    [
        ("requirements.lock", ["Fetching"]),  # an update of the course brings another lock
        ("pyproject.toml", ["Adding"]),  # or another command or package
        ("requirements-test.lock", []),  # not a learner's business
    ],
)
def test_what_changed_is_updated_and_no_more(start, capsys, changed, done):
    """The environment is kept: making it anew would throw away what a learner installed beside."""
    start.main([])
    (start.VENV / "kept").touch()
    with (start.ROOT / changed).open("a") as file:
        file.write("# changed\n")
    capsys.readouterr()
    assert start.main([]) == 0
    assert steps(capsys.readouterr().out) == done
    assert (start.VENV / "kept").exists()


@pytest.mark.parametrize("names", [["pip"], ["uv", "pip"]])
def test_an_update_that_fails_costs_nothing(start, capsys, monkeypatch, names):
    """On a train: the environment stays, and the next start with a network takes up just what is missing."""
    start.main([])
    (start.VENV / "kept").touch()
    with start.LOCK.open("a") as file:
        file.write("# changed\n")
    offline = [sys.executable, "-c", "raise SystemExit('Connection refused')"]
    with monkeypatch.context() as patch:
        patch.setattr(start, "tools", lambda: [start.Tool(name, offline, offline) for name in names])
        capsys.readouterr()
        assert start.main([]) == 1
    printed = capsys.readouterr()
    assert "cannot be reached" in printed.err and steps(printed.out) == ["Fetching"] * len(names)
    assert start.main([]) == 0
    assert steps(capsys.readouterr().out) == ["Fetching"]
    assert (start.VENV / "kept").exists()


def no_stamp(start):
    start.STAMP.unlink()


def stamp_cut_short(start):
    start.STAMP.write_text("{")


def stamp_of_another_shape(start):
    start.STAMP.write_text("[]")


def python_gone(start):
    start.PYTHON.unlink()
    start.PYTHON.symlink_to("/nowhere/python3")


def python_does_not_run(start):
    start.PYTHON.unlink()
    program(start.PYTHON.parent, start.PYTHON.name, "exit 1")


def python_upgraded(start):
    start.STAMP.write_text(start.STAMP.read_text().replace(f'"3.{sys.version_info.minor}"', '"3.10"'))


def folder_moved(start):
    start.STAMP.write_text(start.STAMP.read_text().replace(str(start.ROOT), "/where/it/was"))


def a_file(start):
    shutil.rmtree(start.VENV)
    start.VENV.touch()


def a_link(start):
    start.VENV.rename(start.ROOT / "elsewhere")
    no_stamp(SimpleNamespace(STAMP=start.ROOT / "elsewhere" / start.STAMP.name))
    start.VENV.symlink_to("elsewhere")


@on_posix
@pytest.mark.parametrize(
    "damage",
    [
        *(no_stamp, stamp_cut_short, stamp_of_another_shape, python_gone, python_does_not_run, python_upgraded),
        *(folder_moved, a_file, a_link),
    ],
)
def test_a_damaged_environment_is_made_anew_without_asking(start, capsys, damage):
    """Each is what a power cut, an impatient learner, a system upgrade or a moved folder leaves."""
    work = start.ROOT / "work" / "en"
    work.mkdir(parents=True)
    (work / "mine.ipynb").write_text("mine")
    start.main([])
    (start.VENV / "left over").touch()
    damage(start)
    capsys.readouterr()
    assert start.main([]) == 0
    assert steps(capsys.readouterr().out) == ["Making", "Fetching", "Adding"]
    assert not (start.VENV / "left over").exists()
    assert (work / "mine.ipynb").read_text() == "mine"


def test_stopped_in_the_middle_it_says_so_and_begins_anew(start, capsys, monkeypatch):
    """Ctrl-C while packages are fetched."""
    with monkeypatch.context() as patch:
        patch.setattr(start, "wait", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        assert start.main([]) == 1
    assert "Stopped" in capsys.readouterr().err
    assert not start.STAMP.exists()
    start.main([])
    assert steps(capsys.readouterr().out) == ["Making", "Fetching", "Adding"]


@on_posix
def test_a_second_window_does_not_disturb_the_first(start, capsys):
    """Two starts at once would install into one folder."""
    with start.nobody_else():
        assert load(start.ROOT).main([]) == 1
    assert "another start" in capsys.readouterr().err.lower()


@on_posix
def test_a_disk_without_locks_does_not_stop_it(start, monkeypatch):
    """Some network disks have none."""
    import fcntl

    def no_locks(*_):
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", no_locks)
    assert start.main([]) == 0


# Which tool


@on_posix
@pytest.mark.parametrize(
    ("settings", "first"),
    [
        ({}, "uv"),  # the faster one
        ({"PIP_INDEX_URL": "https://pypi.example.org/simple"}, "pip"),  # uv would not look there
        ({"PIP_CONFIG_FILE": "pip.conf"}, "pip"),  # the same, said in a file
        ({"PIP_TIMEOUT": "60"}, "uv"),  # says nothing about where packages come from
    ],
)
def test_uv_is_used_unless_pip_knows_an_index_of_its_own(start, tmp_path, monkeypatch, settings, first):
    """A company's index is respected."""
    program(tmp_path / "bin", "uv")
    (tmp_path / "pip.conf").write_text("[global]\nindex-url = https://pypi.example.org/simple\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    real = load(start.ROOT)
    monkeypatch.setattr(real, "pip_settings_files", lambda: [os.environ.get("PIP_CONFIG_FILE", "")])
    assert [tool.name for tool in real.tools()] == [first, {"uv": "pip", "pip": "uv"}[first]]


@on_posix
def test_when_uv_fails_pip_takes_over(start, tmp_path, capsys, monkeypatch):
    """uv trusts other certificates and reads other settings than pip: what it cannot do, pip may."""
    broken = str(program(tmp_path / "bin", "uv", "echo broken; exit 2"))
    (pip,) = start.tools()
    monkeypatch.setattr(start, "tools", lambda: [start.Tool("uv", [broken], [broken]), pip])
    assert start.main([]) == 0
    output = capsys.readouterr().out
    assert "uv could not do it" in output and steps(output) == ["Making", "Making", "Fetching", "Adding"]


# Sentences instead of tracebacks


class OldSystem:
    """`sys` of another Python."""

    def __init__(self, *version):
        self.version_info = version

    def __getattr__(self, name):
        return getattr(sys, name)


@pytest.mark.parametrize("version", [(3, 6, 15), (3, 9, 6), (3, 10, 13), (3, 14, 0)])  # macOS has 3.9; 3.14 is too new
@pytest.mark.parametrize("language", ["en", "zh"])
def test_wrong_python_is_named_with_the_right_ones(start, capsys, monkeypatch, tmp_path, version, language):
    """The first thing that goes wrong on many machines."""
    monkeypatch.setattr(start, "sys", OldSystem(*version))
    monkeypatch.setenv("PATH", str(tmp_path))
    assert start.main(["--language", language]) == 1
    said = capsys.readouterr().err
    assert ".".join(map(str, version)) in said and all(right in said for right in start.PYTHONS)
    assert "https://www.python.org/downloads/" in said and ("请" in said) == (language == "zh")


@on_posix
def test_a_right_python_that_is_there_is_named(start, capsys, monkeypatch, tmp_path):
    """Then the remedy is one command; a version manager's signpost that leads nowhere does not count."""
    program(tmp_path / "bin", "python3.13", "exit 127")
    program(tmp_path / "bin", "python3.12")
    monkeypatch.setattr(start, "sys", OldSystem(3, 9, 6))
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    start.main([])
    assert "run `python3.12 start.py`" in capsys.readouterr().err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_without_the_venv_module_the_package_is_named(start, capsys, monkeypatch, tmp_path, language):
    """Debian's Python comes without."""
    debian = load(start.ROOT)
    monkeypatch.setattr(debian, "find_spec", lambda name: None)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert debian.main(["--language", language]) == 1
    assert "sudo apt install python3-venv" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("OSError: [Errno 28] No space left on device", "disk is full"),
        ("error: failed to write: No space left on device (os error 28)", "disk is full"),
        ("[WinError 112] 磁盘空间不足。", "disk is full"),
        ("[Errno 122] Disk quota exceeded", "disk is full"),
        ("NewConnectionError(...): Failed to establish a new connection: [Errno 111] Connection refused'", "internet"),
        ("Temporary failure in name resolution\nERROR: No matching distribution found for alembic", "internet"),
        ("error sending request for url (https://pypi.org/)\n  client error (Connect)\n  dns error", "internet"),
        ("pip._vendor.urllib3.exceptions.ReadTimeoutError: ...: Read timed out.", "internet"),
        ("SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] ...'))", "PIP_CERT"),
        ("error sending request\n  client error (Connect)\n  invalid peer certificate: UnknownIssuer", "PIP_CERT"),
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "tested with"),
        ("ERROR: No matching distribution found for numpy==2.4.6", "https://pypi.org/simple"),
        ("× No solution found when resolving dependencies:", "https://pypi.org/simple"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/x'",
            "cannot be written",
        ),
        ("PermissionError: [WinError 32] 另一个程序正在使用此文件", "cannot be written"),
        ("something nobody has seen", "report it"),
    ],
)
def test_a_failed_step_is_explained_by_its_log(start, output, said):
    """What pip and uv print in each case; the log is named for the rest."""
    text = start.explain_step(output).text
    assert said in text.en and str(start.LOG) in text.en and str(start.LOG) in text.zh


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EACCES, "cannot be written"),
        (errno.EROFS, "cannot be written"),
        (errno.ENOENT, "whole course"),
        (errno.EIO, "refuses"),
    ],
)
def test_a_file_that_cannot_be_read_or_written_gets_a_sentence(start, capsys, monkeypatch, code, said):
    """Our own file work fails like pip's; the last one is a case without a sentence of its own."""

    def fail(*_):
        raise OSError(code, os.strerror(code), "requirements.lock")

    monkeypatch.setattr(start, "digest", fail)
    assert start.main([]) == 1
    said_now = capsys.readouterr().err
    assert said in said_now and "requirements.lock" in said_now


@pytest.mark.parametrize(
    "arguments", [["--language", "fr"], ["--port", "many"], ["--prot", "1"], ["tset"], ["--language"], ["--port"]]
)
def test_a_mistyped_command_gets_a_sentence(start, capsys, arguments):
    """Nothing is set up for it."""
    assert start.main(arguments) == 1
    assert "--help" in capsys.readouterr().err and not start.VENV.exists()


@pytest.mark.parametrize(
    ("arguments", "variables", "language"),
    [
        ([], {}, "en"),  # nothing known
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "de_DE.UTF-8"}, "en"),  # a language that the course does not speak
        ([], {"LC_ALL": "en_US.UTF-8", "LANG": "zh_CN.UTF-8"}, "en"),  # the stronger variable
        ([], {"LC_MESSAGES": "zh_TW.UTF-8", "LANG": "en_US.UTF-8"}, "zh"),
        (["--language", "zh"], {"LANG": "en_US.UTF-8"}, "zh"),  # said outright
        (["--language=en"], {"LANG": "zh_CN.UTF-8"}, "en"),
    ],
)
def test_the_language_is_the_readers(start, capsys, monkeypatch, arguments, variables, language):
    """In what it says and in what it opens."""
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    if sys.platform == "linux" or variables or arguments:  # others ask the system where no variable is set
        start.main(arguments)
        output = capsys.readouterr().out
        assert f"--language {language}" in output and ("建立" in output) == (language == "zh")


def test_options_reach_the_course(start, capsys):
    """The rest is the launcher's to judge."""
    start.main(["--port", "9999", "--no-browser"])
    assert re.search(r"-m grader.notebook.launch .*--no-browser --port 9999", capsys.readouterr().out)


# What the tests themselves rest on


def test_the_clone_has_what_git_tracks_and_no_stray_file(git, tmp_path):
    """A file that somebody forgot to commit would make the tests of a fresh clone pass here and fail elsewhere."""
    for name in ("tracked", "deleted", "stray", "grader/tracked", "grader/stray"):
        (tmp_path / "here" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "here" / name).write_text("committed")
    for command in (["init", "--quiet"], ["add", "tracked", "deleted", "grader/tracked"]):
        subprocess.run([git, *command], cwd=tmp_path / "here", check=True)
    (tmp_path / "here" / "tracked").write_text("changed since")
    (tmp_path / "here" / "deleted").unlink()
    folder = copy_as_clone(tmp_path / "here", tmp_path / "there")
    there = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert there == {"tracked", "grader/tracked"}
    assert (folder / "tracked").read_text() == "changed since"


def test_without_git_the_clone_has_all_that_is_not_made_here(tmp_path):
    """Who got the course as an archive can run its tests too."""
    for name in ("start.py", ".venv/x", "work/en/mine.ipynb"):
        (tmp_path / "here" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "here" / name).touch()
    folder = copy_as_clone(tmp_path / "here", tmp_path / "there")
    assert [path.name for path in folder.iterdir()] == ["start.py"]


SKIPS = """
import sys
import pytest
def test_a(): pytest.skip("no level full here")
@pytest.mark.skipif(sys.platform != "an old one", reason="the platform's")
def test_b(): pass
@pytest.mark.skipif(sys.platform == "an old one", reason="not this platform's")
def test_c(): pytest.skip("not on this machine: bubblewrap")
def test_d(): pytest.skip("not on this platform: namespaces")
@pytest.mark.xfail(strict=True)
def test_e(): assert False
@pytest.fixture
def program(): pytest.skip("not on this machine: chromium")
def test_f(program): pass
"""


@pytest.mark.parametrize(
    ("ci", "outcomes"), [("", "5 skipped, 1 xfailed"), ("true", "2 failed, 2 skipped, 1 xfailed, 1 error")]
)
def test_continuous_integration_skips_nothing(tmp_path, ci, outcomes):
    """A level of isolation that is gone would else go unnoticed; only the platform is an excuse."""
    shutil.copy(ROOT / "tests" / "conftest.py", tmp_path)
    (tmp_path / "test_skips.py").write_text(SKIPS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", str(tmp_path)]
    done = subprocess.run(command, env=os.environ | {"CI": ci}, cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert outcomes in done.stdout, done.stdout + done.stderr
    assert ("may be skipped, and this one was: no level full here" in done.stdout) == bool(ci)


# The real thing


@contextlib.contextmanager
def running(folder, *arguments, **variables):
    """start.py as a learner runs it, except that it finds pip's and uv's caches. Yields the process."""
    kept = {name: value for name, value in os.environ.items() if not SETTINGS.match(name)}
    process = subprocess.Popen(
        [PYTHON, "start.py", *arguments],
        cwd=folder,
        env=kept | variables,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    with process:
        try:
            yield process
        finally:
            process.kill()


def read_address(process):
    """What it prints until JupyterLab's address stands there, and that address."""
    printed = ""
    for line in process.stdout:
        printed += line
        if address := re.search(r"http://\S+", line):
            return printed, address[0]
    raise AssertionError(printed)


def status(address, path=None):
    """The answer of the server at `address` to a request for its own page, or for another path."""
    parts = urllib.parse.urlsplit(address)
    connection = http.client.HTTPConnection(parts.netloc, timeout=60)
    connection.request("GET", f"/{path}?{parts.query}" if path else f"{parts.path}?{parts.query}")
    return connection.getresponse().status


def press_ctrl_c(process):
    process.send_signal(signal.SIGINT)
    rest = process.communicate(timeout=60)[0]
    assert process.returncode == 0 and rest.strip().splitlines()[-1].startswith("已停止"), rest
    assert "Traceback" not in rest and "[" not in rest, rest


def test_no_network_is_said_in_a_sentence(tmp_path):
    """With the real pip, and an index where nobody answers."""
    folder = bare_course(tmp_path)
    nobody = {"PIP_INDEX_URL": "http://127.0.0.1:9/simple", "PIP_RETRIES": "1", "PIP_CONFIG_FILE": os.devnull}
    with running(folder, PATH=os.defpath, **nobody) as process:
        printed = process.communicate()[0]
    assert process.returncode == 1 and "Traceback" not in printed, printed
    assert "cannot be reached" in printed and str(folder / ".start.log") in printed
    assert not (folder / ".venv" / "course.json").exists()


@pytest.mark.timeout(900)
def test_a_fresh_clone_opens_the_course_and_then_again_and_runs_its_tests(clone):
    """The one command on a fresh machine, in full; the same again, with a port that is taken; then the tests."""
    chinese = {"LANG": "zh_CN.UTF-8"}
    with running(clone, "--no-browser", **chinese) as first:
        printed, address = read_address(first)
        assert "[3/3]" in printed and "/lab/tree/work/zh/00-welcome/00-welcome.ipynb" in address
        assert status(address) == status(address, "api/contents/work/zh/00-welcome/00-welcome.ipynb") == 200
        port = str(urllib.parse.urlsplit(address).port)
        with running(clone, "--no-browser", "--port", port) as other:
            said = other.communicate()[0]
            assert other.returncode == 1 and said.startswith(f"Port {port} is taken") and said.count("\n") == 1
        press_ctrl_c(first)
    mine = clone / "work" / "zh" / "00-welcome" / "00-welcome.ipynb"
    mine.write_text("mine")
    with running(clone, "--no-browser", **chinese) as second:
        printed, address = read_address(second)
        assert "/3]" not in printed and status(address) == 200
        press_ctrl_c(second)
    assert mine.read_text() == "mine"
    with running(clone, "test", "-q", "tests/test_workspace.py") as tests:
        printed = tests.communicate()[0]
        assert tests.returncode == 0 and re.search(r"\d+ passed", printed), printed
