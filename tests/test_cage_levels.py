"""What each machine gives, said honestly; and that a cage lives and ends as it should."""

import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cage_helpers import TIGHT, at_every_level, cage_at, where_confined

from grader.cage import LEVELS, Cage, CageUnavailable, best_level, probe, probing, reach, workspaces
from grader.cage.inside import landlock, linux
from grader.cage.processes import Zygote
from grader.cage.workspaces import Workspace
from grader.language import LANGUAGES, Text

ROOT = Path(__file__).parents[1]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="/proc is Linux's")


@pytest.fixture
def anew():
    """Findings are found anew in this test, and forgotten after it."""
    probing.finding.cache_clear()
    yield
    probing.finding.cache_clear()


def test_there_is_a_finding_for_each_level():
    # `grader doctor` prints them: a sentence in both languages, whether it works or not.
    findings = probe()
    assert tuple(found.level for found in findings) == LEVELS
    assert findings[-1].works
    for found in findings:
        for sentence in (found.sentence, found.caveat):
            assert all(sentence[language] for language in LANGUAGES)


def test_level_none_warns_loudly():
    assert probe()[-1].caveat.en.startswith("WARNING")


def test_without_bubblewrap_the_sentence_says_what_to_install(anew, monkeypatch):
    # And asking for full fails: never a quiet fall to something less.
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(CageUnavailable, match="full") as unavailable:
        Cage("full")
    assert isinstance(unavailable.value.sentence, Text)
    assert "bubblewrap" in unavailable.value.sentence.en or sys.platform != "linux"


def test_without_landlock_the_sentence_says_so(anew, monkeypatch):
    # An old kernel, or one started without it.
    monkeypatch.setattr(landlock, "abi", lambda: 0)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(CageUnavailable, match=r"Landlock|Linux"):
        Cage("landlock")
    assert best_level() == "none"


@linux_only
def test_bubblewrap_that_fails_is_found_out_by_trying(anew, monkeypatch, tmp_path):
    # In a container it is installed and may not make namespaces: its own words are passed on.
    broken = tmp_path / "bwrap"
    broken.write_text("#!/bin/sh\necho 'bwrap: No permissions to create new namespace' >&2\nexit 1\n")
    broken.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with pytest.raises(CageUnavailable, match="No permissions to create new namespace"):
        Cage("full")


@linux_only
def test_root_is_told_when_nobody_else_can_read_python(anew, monkeypatch):
    # A Python under /root, in a container without the privilege to read it: chmod helps.
    monkeypatch.setattr(reach, "closed_to_others", lambda: "/root/python")
    monkeypatch.setattr(probing, "is_root", lambda: True)
    monkeypatch.setattr(linux, "capabilities", lambda: 1 << linux.CAP_SETUID | 1 << linux.CAP_SETGID)
    if landlock.abi():
        assert "/root/python" in probing.finding("landlock").sentence.en


@linux_only
def test_root_without_its_powers_is_told_to_be_somebody_else(anew, monkeypatch):
    # `docker run --cap-drop ALL`: root that cannot stop being root.
    monkeypatch.setattr(probing, "is_root", lambda: True)
    monkeypatch.setattr(linux, "capabilities", lambda: 0)
    if landlock.abi():
        assert "--user" in probing.finding("landlock").sentence.en


def test_a_level_that_is_none_is_refused():
    with pytest.raises(CageUnavailable, match="full, landlock, none"):
        Cage("paper")


@at_every_level
def test_jobs_run_at_once_from_several_threads(level):
    # A class run does just that; each job has its own answers.
    cage = cage_at(level)

    def work(number):
        with cage.job([("a", f"def f(): return {number}")]) as job:
            return [job("f", (), 2).value for _ in range(5)]

    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(work, range(8))) == [[number] * 5 for number in range(8)]


@where_confined
def test_jobs_may_be_open_at_the_same_time(level):
    # And be called in any order.
    cage = cage_at(level)
    with cage.job([("a", "def f(): return 1")]) as one, cage.job([("a", "def f(): return 2")]) as two:
        assert [job("f", (), 1).value for job in (one, two, one)] == [1, 2, 1]


@linux_only
@where_confined
def test_a_killed_zygote_is_replaced_and_no_job_suffers(level):
    # The system's out-of-memory killer, say: jobs that were under way run again, points are kept.
    cage_at(level)
    with Cage(level, TIGHT) as cage, cage.job([("a", "def f(): return 1")]) as job:
        os.kill(zygote_of(cage), signal.SIGKILL)
        assert job("f", (), 2).value == 1
        assert not job.deaths
        with cage.job([("a", "def f(): return 2")]) as other:
            assert other("f", (), 2).value == 2


def zygote_of(cage) -> int:
    """The process that forks jobs: bubblewrap's grandchild, or the started process itself."""
    pid = cage._zygote.pid
    while Path(f"/proc/{pid}/comm").read_text() == "bwrap\n":
        (pid,) = children_of(pid)
    return pid


@linux_only
@at_every_level
def test_nothing_is_left_when_the_grader_is_killed(level, tmp_path):
    # kill -9 in the middle of a class: no process stays behind, whatever it was doing.
    cage_at(level)
    mark = f"MARK{os.getpid()}{level}"
    script = textwrap.dedent(f"""
        from grader.cage import Cage
        with Cage({level!r}) as cage, cage.job([("a", "def f(x):\\n    while True: pass")]) as job:
            print("ready", flush=True)
            job("f", ("{mark}",), 60)
    """)
    grader = subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert grader.stdout.readline() == "ready\n"
    family = descendants(grader.pid)
    assert len(family) >= 1
    grader.kill()
    grader.wait()
    until(lambda: not [pid for pid in family if alive(pid)])


def children_of(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def descendants(pid: int) -> list[int]:
    below = children_of(pid)
    return below + [further for child in below for further in descendants(child)]


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def until(condition, seconds=20):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@linux_only
@at_every_level
def test_a_closed_cage_leaves_nothing_behind(level, tmp_path, monkeypatch):
    # Neither processes nor folders, however the notebook tried to make them stay.
    cage_at(level)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    tmp_path.chmod(0o755)
    for folder in tmp_path.parents:
        if folder.owner() == pwd.getpwuid(os.getuid()).pw_name and folder != Path("/"):
            folder.chmod(folder.stat().st_mode | 0o011)
    before = descendants(os.getpid())
    deep = "import os\nfor _ in range(300):\n    os.mkdir('d'); os.chdir('d')\nopen('x', 'w').close()"
    with Cage(level, TIGHT) as cage, cage.job([("a", deep)]) as job:
        assert job.outcomes[0].status == "ok", job.outcomes
    until(lambda: descendants(os.getpid()) == before)
    assert list(tmp_path.iterdir()) == []


@linux_only
def test_what_a_killed_grader_left_is_removed_by_the_next(tmp_path, monkeypatch):
    # Else /tmp fills, a class at a time. What is in use, too young, or somebody else's stays.
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr(workspaces, "YOUNG", -1.0)
    left = tmp_path / f"{workspaces.PREFIX}left"
    (left / "job-1").mkdir(parents=True)
    in_use = Workspace(shared=False)
    assert not left.exists()
    other = Workspace(shared=False)
    assert Path(in_use.path).exists()
    for workspace in (in_use, other):
        workspace.remove()
    assert list(tmp_path.iterdir()) == []


@linux_only
def test_the_grader_cannot_be_looked_into():
    # Its memory holds the right answers; a process of the same account must not read it.
    cage_at(best_level())
    script = (
        "from grader.cage import Cage, best_level\nimport ctypes\n"
        "with Cage(best_level()): print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "0\n"


@linux_only
@where_confined
def test_many_jobs_leave_no_mounts_descriptors_or_zombies(level):
    # A class has a thousand.
    cage = cage_at(level)
    with cage.job([]):
        pass
    zygote = zygote_of(cage)
    until(lambda: not children_of(zygote))
    before = state_of(zygote)
    for _ in range(20):
        with cage.job([("a", "1")]):
            pass
    until(lambda: state_of(zygote) == before)


def state_of(pid):
    mounts = len(Path(f"/proc/{pid}/mountinfo").read_text().splitlines())
    return mounts, len(os.listdir(f"/proc/{pid}/fd")), len(os.listdir("/proc/self/fd")), children_of(pid)


def test_a_zygote_that_cannot_start_says_why(monkeypatch):
    # A broken installation: the last line of what Python said, not a traceback.
    cage_at(best_level())
    if best_level() == "none":
        pytest.skip("level none has no zygote")
    monkeypatch.setattr(reach, "site", lambda: [])
    with pytest.raises(CageUnavailable, match="No module named"):
        Cage(best_level()).__enter__()


@linux_only
@where_confined
def test_as_an_ordinary_user(level):
    # Root is the exception, not the rule: the same cage for who has no privilege at all.
    if os.geteuid() != 0:
        pytest.skip("this user is one already")
    pythons = (sys.executable, "/usr/local/bin/python3", "/usr/bin/python3")
    python = next((one for one in pythons if as_nobody(one, "import numpy, IPython, grader.cage") == ""), None)
    if not python:
        pytest.skip("no Python with NumPy and IPython that other accounts can read")
    done = as_nobody(
        python,
        "from grader.cage import Cage\nimport os\n"
        f"with Cage({level!r}) as cage, cage.job([('a', 'def f(x): return x + 1')]) as job:\n"
        "    print(os.getuid(), job('f', (1,), 1).value)",
    )
    assert done == "65534 2\n"


def as_nobody(python, script) -> str | None:
    """What the script prints as an ordinary account; None if it fails."""
    account = {"user": 65534, "group": 65534, "extra_groups": []}
    try:
        done = subprocess.run([python, "-c", script], cwd=ROOT, capture_output=True, text=True, **account)
    except OSError:
        return None
    return done.stdout if done.returncode == 0 else None


def test_the_caged_side_imports_nothing_of_ours():
    # The one rule of the package: the trusted side may import from inside, never the other way.
    for file in (ROOT / "grader" / "cage" / "inside").rglob("*.py"):
        found = re.findall(
            r"^\s*(?:from|import)\s+(grader|explorers)\b(.*)", file.read_text(encoding="utf-8"), re.MULTILINE
        )
        if file.parent.name == "standins":
            found = [one for one in found if one[1].startswith(".")]
        assert not found, file


def test_zygote_is_started_once():
    # Starting takes a second; a class run must not pay it for each notebook.
    level = best_level()
    if level == "none":
        pytest.skip("level none has no zygote")
    cage = cage_at(level)
    with cage.job([]):
        first = cage._zygote
    with cage.job([]):
        assert cage._zygote is first
        assert isinstance(first, Zygote)


def test_a_lessons_kernel_loads_none_of_this():
    # `import grader` stays light: no subprocess, no sockets, also where the kernel lives in a browser.
    script = "import sys, grader; print([name for name in sys.modules if name.startswith('grader.cage')])"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "['grader.cage', 'grader.cage.inside', 'grader.cage.inside.calling']\n"
