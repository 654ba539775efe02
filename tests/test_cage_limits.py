"""Whatever a notebook uses too much of, it is stopped, the rest is still run, and the reason is given."""

from dataclasses import replace

import pytest
from cage_helpers import CONFINED, TIGHT, at_every_level, cage_at, calling, run, where_confined

from grader.cage import BadOrder

DEFINES = "def one(): return 1"
DEFINES_TOO = "def two(): return 2"

DEADLY = {
    "os._exit": ("import os\nos._exit(3)", "exited"),
    "a segmentation fault": ("import ctypes\nctypes.string_at(0)", "crashed"),
    "abort": ("import os\nos.abort()", "crashed"),
    "its own SIGKILL": ("import os, signal\nsignal.signal(15, signal.SIG_DFL)\nos.kill(os.getpid(), 9)", None),
    "an endless loop in C": ("sum(range(10**14))", "time"),
    "signals blocked, then a loop": (
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
        "time",
    ),
    "junk to the grader": ("import os\nos.write(3, b'x' * 100)", "nonsense"),
    "frames of a score to the grader": (
        "import os, json, struct\n"
        "header = json.dumps(['tuple', 'reply', 'value', 1.0, ['tuple'], '', None, ['tuple'], '']).encode()\n"
        "os.write(3, struct.pack('!II', len(header), 0) + header)",
        "nonsense",
    ),
    "a frame without end": ("import os, struct\nos.write(3, struct.pack('!II', 4 << 20, 0))\nwhile True: pass", "time"),
    "endless frames": ("import os\nwhile True: os.write(3, bytes(8))", "nonsense"),
    "the channel closed": ("import os\nos.close(3)", "exited"),
}
STOPPED = {
    "an endless loop": ("while True: pass", "timeout", "OutOfTime"),
    "one that swallows exceptions": (
        "while True:\n    try:\n        while True: pass\n    except Exception: pass",
        "timeout",
        "OutOfTime",
    ),
    "sleeping": ("import time\ntime.sleep(1000)", "timeout", "OutOfTime"),
    "endless printing": ("while True: print('x' * 1000)", "timeout", "OutOfTime"),
    "waiting for a thread": (
        "import threading\nt = threading.Thread(target=threading.Event().wait, daemon=True); t.start(); t.join()",
        "timeout",
        "OutOfTime",
    ),
    "endless recursion": ("def f(): f()\nf()", "error", "RecursionError"),
    "memory, piece by piece": ("kept = []\nwhile True: kept.append(bytearray(10**7))", "error", "MemoryError"),
    "memory at once": ("import numpy as np\nnp.ones(10**10)", "error", "MemoryError"),
    "shared memory": ("import mmap\nmmap.mmap(-1, 10**10)", "error", "OSError"),
    "one large file": ("open('x', 'wb').write(bytes(20 << 20))", "error", "OSError"),
    "descriptors": ("kept = []\nwhile True: kept.append(open('/dev/null'))", "error", "OSError"),
    "threads": (
        "import threading\nfor _ in range(1000): threading.Thread(target=threading.Event().wait, daemon=True).start()",
        "error",
        "RuntimeError",
    ),
    "output past Python": ("import os\nwhile True: os.write(1, bytes(10**6))", "error", "OSError"),
}


@where_confined
@pytest.mark.parametrize("name", DEADLY)
def test_a_cell_that_kills_its_process_costs_itself_only(level, name):
    # Cells before and after it count: it is left out, and the others run again.
    source, reason = DEADLY[name]
    with calling(level, DEFINES, source, DEFINES_TOO) as job:
        assert [outcome.status for outcome in job.outcomes[::2]] == ["ok", "ok"]
        assert (job("one", (), 1).value, job("two", (), 1).value) == (1, 2)
        if reason:
            assert job.outcomes[1].status == "died"
            assert job.died.id == reason
            assert job.died.sentence.zh


@where_confined
@pytest.mark.parametrize("name", STOPPED)
def test_a_cell_that_takes_too_much_is_stopped(level, name):
    # In the same process, which goes on with the next cell.
    source, status, error = STOPPED[name]
    with calling(level, DEFINES, source, DEFINES_TOO) as job:
        assert (job.outcomes[1].status, job.outcomes[1].ename) == (status, error)
        assert not job.died
        assert (job("one", (), 1).value, job("two", (), 1).value) == (1, 2)


def test_the_disk_is_small():
    # Many small files fill it as one large file would; at level landlock they do not (as the level says).
    source = "for n in range(100):\n    open(str(n), 'wb').write(bytes(1 << 20))"
    (outcome,) = run("full", source).outcomes
    assert (outcome.ename, outcome.evalue) == ("OSError", "[Errno 28] No space left on device")


def test_the_number_of_files_is_bounded():
    # Empty files need no disk, only the kernel's memory.
    (outcome,) = run("full", "for n in range(100_000): open(str(n), 'w').close()").outcomes
    assert outcome.ename == "OSError"


@at_every_level
def test_files_that_do_not_fit_are_told_of(level):
    # Not "the notebook ended its own process": its cells never began.
    with pytest.raises(BadOrder) as raised:
        run(level, DEFINES, files={"data.csv": bytes(9 << 20)})
    assert "room for 8 MB" in raised.value.sentence.en
    assert "8 MB" in raised.value.sentence.zh


@where_confined
def test_a_stopped_process_is_killed(level):
    # SIGSTOP: nothing comes, nothing is read. In a namespace of its own the first process cannot even be stopped.
    with calling(level, "import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", DEFINES) as job:
        assert job.died is None or job.died.id == "time"
        assert job("one", (), 1).value == 1


@where_confined
@pytest.mark.parametrize("begin", ["", "import signal\nsignal.signal(signal.SIGXCPU, signal.SIG_IGN)\n"])
def test_processor_time_is_bounded(level, begin):
    # Of the process as a whole, whatever it does about the signal that announces the end.
    limits = replace(TIGHT, cpu_seconds=1, cell_seconds=20.0, restarts=0)
    with calling(level, f"{begin}while True: pass", limits=limits) as job:
        assert job.died.id == "cpu"


@at_every_level
def test_a_deadly_notebook_is_given_up(level):
    # Each cell kills: after the last restart every call is answered without trying.
    with calling(level, DEFINES, *["import os; os._exit(0)"] * 4) as job:
        assert len(job.deaths) == TIGHT.restarts + 1
        assert [outcome.status for outcome in job.outcomes] == ["ok", "died", "died", "died", "not-run"]
        assert job("one", (), 1).error == ("SystemExit", "BaseException")


@where_confined
def test_the_whole_job_has_a_deadline(level):
    # Cells that each stay just within their limit do not add up for ever.
    limits = replace(TIGHT, wall_seconds=2.0)
    with calling(level, *["import time\ntime.sleep(0.7)"] * 20, limits=limits) as job:
        assert job.died.id == "time"
        assert job.outcomes[-1].status == "not-run"


@pytest.mark.parametrize("level", [*CONFINED, "none"])
def test_others_are_not_harmed_by_a_fork_storm(level):
    # Confined no process starts; at level none some do, a bounded number, and they end with the job.
    storm = "import os, time\nfor _ in range(10_000):\n    if os.fork() == 0:\n        time.sleep(100); os._exit(0)"
    job = run(level, storm)
    expected = "PermissionError" if level in CONFINED else "BlockingIOError"
    assert job.outcomes[0].ename == expected
    assert run(level, "print('fine')").outcomes[0].stdout == "fine\n"


@where_confined
def test_what_it_took_is_known(level):
    # The benchmark and the report rely on it.
    job = run(level, "kept = bytearray(50 << 20)\nsum(range(10**7))")
    assert 0.02 < job.cpu_seconds < 10
    assert 50 << 20 < job.peak_bytes < 1 << 30
    assert cage_at(level).level == level
