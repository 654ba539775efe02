"""What all tests share: a home of their own, the programs that some of them need, a folder for screenshots."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from grader.language import LANGUAGES, Text, speak

ROOT = Path(__file__).parents[1]
ARTEFACTS = ROOT / "test-artefacts"
MADE_HERE = (".git", ".venv", "work", ARTEFACTS.name, "__pycache__", ".*_cache", "*.egg-info", ".start.log")
CI = os.environ.get("CI", "").lower() == "true"
HOMES = ("HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA")
FOLDERS = {
    "IPYTHONDIR": "ipython",
    "JUPYTER_CONFIG_DIR": "jupyter/config",
    "JUPYTER_DATA_DIR": "jupyter/data",
    "JUPYTER_RUNTIME_DIR": "jupyter/runtime",
    "XDG_CONFIG_HOME": "config",
    "XDG_DATA_HOME": "data",
    "XDG_STATE_HOME": "state",
}
# Files with tests of half a minute and more: begun last, one would keep a processor busy and leave the others idle.
LONG = ("test_start.py", "test_wheel.py", "test_own_exercises.py", "test_scaffold.py", "test_solutions.py")
# What is dear and made once a process: the tests that use it go to one, unless a mark puts them elsewhere.
GROUPS = {"courses": "graded class", "chromium": "browser"}
FOREIGN = ("JUPYTER_PATH", "JUPYTER_CONFIG_PATH", "JUPYTER_TOKEN", "LANGUAGE", "LC_ALL", "LC_MESSAGES")

# The programs that a test may need: where they can be. A fixture of the same name gives the path.
PROGRAMS = {
    "chromium": (
        *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    ),
    "bubblewrap": ("bwrap",),
    "git": ("git",),
}
ABSENT = "not on this machine: "
ELSEWHERE = "not on this platform: "
# What nothing that one installs can change: skips that are allowed with CI=true, like those by a mark `skipif`.
INNATE = (
    ELSEWHERE,
    "level none has no zygote",
    "int 0x80 is x86's",
    "this user is one already",
    "no Python with NumPy and IPython that other accounts can read",
)
NO_SKIP = "with CI=true no test may be skipped, and this one was: "
INSTALL = Text(
    "{n} tests were skipped for want of {programs}. To run them too: {remedy}",
    "有 {n} 个测试因缺少 {programs} 而跳过。要让它们也运行：{remedy}",
)
BY_APT = Text("sudo apt install {programs}", "sudo apt install {programs}")
BY_HAND = Text(
    "install Chromium or Google Chrome (bubblewrap exists on Linux only)",
    "请安装 Chromium 或 Google Chrome（bubblewrap 只有 Linux 才有）",
)


def pytest_addoption(parser):
    parser.addoption("--language", choices=LANGUAGES, default="en", help="of the sentence about skipped tests")


def pytest_configure(config):
    config.addinivalue_line("markers", "browser: uses Chromium (given to each test with the fixture `chromium`)")
    _keep_caches()
    home = Path(tempfile.mkdtemp(prefix="attention-course-"))
    config.add_cleanup(lambda: shutil.rmtree(home, ignore_errors=True))
    _live_in(home, os.environ.__setitem__)
    os.environ["MPLCONFIGDIR"] = str(home / "matplotlib")
    for name in FOREIGN:
        os.environ.pop(name, None)
    os.environ["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


def _keep_caches():
    """What pip and uv fetched once need not be fetched again into every new home."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    os.environ.setdefault("PIP_CACHE_DIR", str(cache / "pip"))
    os.environ.setdefault("UV_CACHE_DIR", str(cache / "uv"))


def _live_in(home, set_variable):
    for name in HOMES:
        set_variable(name, str(home))
    for name, folder in FOLDERS.items():
        set_variable(name, str(home / folder))


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """What takes long begins early, and tests that share what is dear go to the same process."""
    items.sort(key=lambda item: item.path.name not in LONG)
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if "chromium" in fixtures:
            item.add_marker(pytest.mark.browser)
        group = next((group for fixture, group in GROUPS.items() if fixture in fixtures), None)
        if group and not item.get_closest_marker("xdist_group"):
            item.add_marker(pytest.mark.xdist_group(group))


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_makereport(item):
    """With CI=true a skipped test has failed, unless the platform is the reason."""
    report = yield
    if CI and report.skipped and not hasattr(report, "wasxfail"):
        reason = report.longrepr[2].removeprefix("Skipped: ")
        by_platform = any(mark.args and mark.args[0] for mark in item.iter_markers("skipif"))
        if not by_platform and not reason.startswith(INNATE):
            report.outcome, report.longrepr = "failed", NO_SKIP + reason
    return report


MAIN = sys.modules["__main__"]


@pytest.fixture(autouse=True)
def main_module(monkeypatch):
    """IPython, once it ran, leaves a main module that multiprocessing cannot start a process from."""
    monkeypatch.setitem(sys.modules, "__main__", MAIN)


@pytest.fixture(autouse=True)
def home(tmp_path_factory, monkeypatch):
    """An empty home for each test: its learner has no progress and no settings, and reads English."""
    folder = tmp_path_factory.mktemp("home")
    _live_in(folder, monkeypatch.setenv)
    speak("en")
    return folder


@pytest.fixture(scope="module")
def clone(tmp_path_factory):
    """A copy of the repository as a fresh clone would be."""
    return copy_as_clone(ROOT, tmp_path_factory.mktemp("clone") / "attention course")


def copy_as_clone(root, folder):
    """Copy what git tracks, as it is now, to `folder`; without git, all that is not made here. Returns `folder`."""
    names = tracked_files(root)
    if not names:
        return shutil.copytree(root, folder, ignore=shutil.ignore_patterns(*MADE_HERE))
    for name in names:
        if (root / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    return folder


def tracked_files(root):
    """Names of the files that git tracks in this folder; none where there is no git."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=root, capture_output=True)
    except FileNotFoundError:
        return []
    return [os.fsdecode(name) for name in listed.stdout.split(b"\0") if name]


@pytest.fixture(scope="session")
def artefacts():
    """Where a test leaves screenshots for people to look at."""
    ARTEFACTS.mkdir(exist_ok=True)
    return ARTEFACTS


@pytest.fixture(scope="session")
def chromium():
    """Path of the browser."""
    return _program("chromium")


@pytest.fixture(scope="session")
def bubblewrap():
    """Path of bwrap."""
    return _program("bubblewrap")


@pytest.fixture(scope="session")
def git():
    """Path of git."""
    return _program("git")


def _program(name):
    """Its path. Without it the test is skipped."""
    return next(filter(None, map(shutil.which, PROGRAMS[name])), None) or pytest.skip(ABSENT + name)


def pytest_terminal_summary(terminalreporter, config):
    reasons = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    wanting = [reason for reason in reasons if ABSENT in reason]
    programs = [name for name in PROGRAMS if any(ABSENT + name in reason for reason in wanting)]
    if wanting:
        remedy = BY_APT.format(programs=" ".join(programs)) if sys.platform == "linux" else BY_HAND
        sentence = INSTALL.format(n=len(wanting), programs=" + ".join(programs), remedy=remedy)
        terminalreporter.write_line(sentence[config.getoption("language")])
