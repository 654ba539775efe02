"""A class graded on a cluster: a real scheduler and two workers on loopback, and what is refused."""

import contextlib
import re
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import replace

import pytest
from graded_class import ON_TIME, autograde
from submissions import LESSON, OVERFLOWING, code, hand_in, solved, source_of, twin, untouched, with_cell, with_source
from test_autograde import files, rows
from typer.testing import CliRunner

from grader.cli import app
from grader.cluster import connecting, home, parcels, sentences, worker, workforce
from grader.cluster.workforce import Workforce
from grader.gradebook import classroom
from grader.gradebook.classroom import Options
from grader.gradebook.course import open_course
from grader.gradebook.grading import HandIn, Result, Setup, Task
from grader.gradebook.seeds import secret_of, seed_for
from grader.gradebook.submission import Submission, find_submission
from grader.gradebook.workers import Failed, NoWorkers
from grader.language import Text

pytest_plugins = ("graded_class",)
pytestmark = [
    pytest.mark.xdist_group("graded class"),
    pytest.mark.skipif(sys.platform != "linux", reason="a cluster grades at levels that Linux has"),
]

CALL = """import socket
try:
    socket.create_connection(({host!r}, {port}), 2)
    print("GOT it")
except OSError:
    print("no way")"""


class Cluster:
    """A scheduler and two workers, each a process of its own."""

    def __init__(self, scratch):
        self._scratch = scratch
        self._scheduler = self._start("scheduler", "--port", "0", "--no-dashboard", "--no-jupyter")
        self.address = self._said(self._scheduler, r"Scheduler at:\s+(tcp://\S+)")
        options = ("--no-nanny", "--nthreads", "1", "--no-dashboard", "--local-directory", str(scratch))
        self.workers = [self._start("worker", self.address, *options) for _ in range(2)]
        for one in self.workers:
            self._said(one, "Registered to:")

    def _start(self, *words):
        command = [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1"]
        return subprocess.Popen(
            command, cwd=self._scratch, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
        )

    @staticmethod
    def _said(process, wanted):
        for line in process.stderr:
            if found := re.search(wanted, line):
                threading.Thread(target=process.stderr.read, daemon=True).start()  # a full pipe would stop it
                return found[found.re.groups]
        raise AssertionError(f"{process.args} ended without a word of {wanted}")

    def end(self):
        for process in [*self.workers, self._scheduler]:
            process.kill()
            process.wait()


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    running = Cluster(tmp_path_factory.mktemp("cluster"))
    yield running
    running.end()


@pytest.fixture(scope="module")
def two_roads(released, warm_cage, cluster, tmp_path_factory):
    """The same class graded here, and on the cluster, one worker of which is killed in the middle."""
    here, far = (tmp_path_factory.mktemp(name) / "course" for name in ("here", "far"))
    shutil.copytree(released, here)
    (here / ".grading-secret").write_text("the same for both")
    hand_in_class(here, cluster.address)
    shutil.copytree(here, far, symlinks=True)
    autograde(here, warm_cage)
    course, options = open_course(far), Options(cluster=cluster.address, isolation=warm_cage.level)

    def kill_one(total, done, human):
        if done >= 3:
            cluster.workers[0].send_signal(signal.SIGKILL)

    summary = classroom.autograde(course, LESSON, options, kill_one)
    again = classroom.autograde(course, LESSON, options)
    return here, far, summary, again


def hand_in_class(course, address):
    host, port = address.removeprefix("tcp://").split(":")
    for number in range(4):
        hand_in(course, f"solved-{number}", with_cell(solved(), "setup", code(f"x = {number}")), stamp=ON_TIME)
    hand_in(course, "same-1", with_source(solved("zh"), "softmax", OVERFLOWING))
    hand_in(course, "same-2", with_source(solved("zh"), "softmax", OVERFLOWING))
    hand_in(course, "untouched", untouched())
    hand_in(course, "copied", twin(untouched(), "softmax", source_of(solved(), "softmax"), before=True))
    hand_in(course, "damaged", b"{")
    hand_in(course, "caller", with_cell(solved(), "setup", code(CALL.format(host=host, port=int(port)))))
    beside = hand_in(course, "with-files", with_cell(solved(), "setup", code("from helpers import x\nprint(x)")))
    (beside / "helpers.py").write_text("x = 41")
    (beside / "stolen.db").symlink_to(course / "gradebook.db")
    (hand_in(course, "link", solved()) / f"{LESSON}.ipynb").unlink()
    (course / "submitted" / "link" / LESSON / f"{LESSON}.ipynb").symlink_to(course / "gradebook.db")


def test_a_worker_killed_in_the_middle_changes_no_row_and_no_file(two_roads, cluster):
    # Nothing lost, nothing doubled: what the dead worker had goes to the other.
    here, far, summary, _ = two_roads
    assert cluster.workers[0].poll() == -signal.SIGKILL
    assert rows(far) == rows(here)
    assert files(far) == files(here)
    assert summary.new == len(summary.lines) == 12


def test_what_was_graded_on_the_cluster_is_not_graded_again(two_roads):
    # The ledger's rows are those of the one-machine road, so either road goes on where the other stopped.
    _, far, _, again = two_roads
    assert again.new == 0
    assert classroom.autograde(open_course(far), LESSON, Options()).new == 0


def test_a_submission_does_not_reach_the_scheduler(two_roads):
    # Whoever talks to it may run anything on every worker.
    _, far, _, _ = two_roads
    graded = (far / "autograded" / "caller" / LESSON / f"{LESSON}.ipynb").read_text()
    assert "no way" in graded
    assert "GOT it\\n" not in graded.replace('print(\\"GOT it\\")', "")


def test_a_worker_of_another_version_is_refused_by_name(two_roads, cluster, monkeypatch):
    # Two graders may judge differently; both versions are named.
    _, far, _, _ = two_roads
    ours = {**workforce.release(), "digest": "0ther000"}
    monkeypatch.setattr(workforce, "release", lambda: ours)
    done = autograde_on(far, monkeypatch, cluster.address, "--force")
    assert done.exit_code == 2
    assert re.search(r"Worker tcp://127.0.0.1:\d+ is not used: it has attention-course .+0ther000", told(done))


REFUSED = {
    "no address": ("foo", (), "foo is no address of a scheduler"),
    "another protocol": ("http://127.0.0.1:1", (), "is no address of a scheduler"),
    "nobody there": ("tcp://127.0.0.1:1", (), "No scheduler answers at tcp://127.0.0.1:1 (Connection refused)"),
    "no certificates": ("tls://127.0.0.1:1", (), "wants TLS, and dask knows no certificate here"),
    "level none": ("", ("--isolation", "none"), "A cluster does not grade at isolation level none"),
    "no such level": ("", ("--isolation", "fort-knox"), "There is no isolation level fort-knox"),
}


@pytest.mark.parametrize("address, words, sentence", REFUSED.values(), ids=REFUSED)
def test_what_is_refused(two_roads, cluster, monkeypatch, address, words, sentence):
    # Exit code 2, one sentence at once, no traceback, and the grades stay as they are.
    _, far, _, _ = two_roads
    before = rows(far)
    done = autograde_on(far, monkeypatch, address or cluster.address, "--force", *words)
    assert done.exit_code == 2
    assert sentence in told(done)
    assert "Traceback" not in done.output
    assert rows(far) == before


def test_without_dask_there_is_a_remedy(two_roads, monkeypatch):
    # It is an extra, which a learner does not have.
    monkeypatch.setitem(sys.modules, "distributed", None)
    done = autograde_on(two_roads[1], monkeypatch, "tcp://127.0.0.1:1", "--force")
    assert done.exit_code == 2
    assert "pip install -r requirements-cluster.txt" in told(done)


def test_a_wrong_address_is_refused_when_all_are_graded(two_roads, monkeypatch):
    # "0 graded now" would make somebody believe that the cluster works.
    done = autograde_on(two_roads[1], monkeypatch, "tcp://127.0.0.1:1")
    assert done.exit_code == 2 and "No scheduler answers at tcp://127.0.0.1:1" in told(done)


def autograde_on(course, monkeypatch, address, *words):
    monkeypatch.chdir(course)
    return CliRunner().invoke(app, ["autograde", LESSON, "--cluster", address, *words], catch_exceptions=False)


def told(done):
    return " ".join(done.output.split())


def test_somebody_else_than_dask(monkeypatch):
    # One that talks at once, as SSH does: dask's client would take its text for a length and wait for ever.
    monkeypatch.setattr(connecting.socket, "create_connection", lambda *_: contextlib.closing(Chatty()))
    with pytest.raises(NoWorkers, match="something else than dask"), connecting.connected("127.0.0.1:1"):
        pass


class Chatty:
    def recv(self, *_):
        return b"SSH-2.0-"

    def close(self):
        pass


# --- what travels ------------------------------------------------------------------------------------------------


def test_a_parcel_holds_the_submission_and_nothing_to_guess_others_cases_with(tmp_path):
    # Seeds instead of the secret; no name of a student, no path of this machine.
    folder = hand_in(tmp_path, "student-of-mine", with_source(solved("zh"), "softmax", "x = '\\ud800'"))
    (folder / "data.bin").write_bytes(bytes(range(256)))
    secret = secret_of(tmp_path)
    found = [find_submission(folder, LESSON, LESSON), Submission("x", "", refusal=Text("no", "不"))]
    parcel = parcels.packed(found, secret)
    submissions, seeds = parcels.unpacked(parcel.text)
    assert submissions == found
    assert seeds[f"{found[0].digest}/softmax"] == seed_for(secret, found[0].digest, "softmax")
    assert seed_for(seeds, found[0].digest, "softmax") == seed_for(secret, found[0].digest, "softmax")
    setup = parcels.packed_setup(SETUP, "full")
    for told_nobody in (secret.decode(), str(tmp_path), "student-of-mine", "a secret", "/home/teacher"):
        assert told_nobody not in parcel.text + setup
    assert parcels.unpacked_setup(setup).isolation == "full"


SETUP = Setup([], {}, b"a secret", "/home/teacher", [])


# --- who may judge -----------------------------------------------------------------------------------------------


class Scheduler:
    """As much of dask's client as is asked for the workers: `told` is what each says of itself."""

    def __init__(self, **told):
        self.told = told

    def nthreads(self):
        return dict.fromkeys(self.told, 1)

    def run(self, function, *_, workers, on_error):
        return {name: self.told[name] for name in workers} if function is worker.describe else dict.fromkeys(workers)


def having(full=None, landlock=None, **other):
    return {"release": {**workforce.release(), **other}, "levels": {"full": full, "landlock": landlock}}


NO = ["There is none.", "没有。"]
MIXED = {
    "the best that any gives is asked of all": (None, having(), having(full=NO), {"a"}, "does not give isolation"),
    "the level asked for is enough": ("landlock", having(), having(full=NO), {"a", "b"}, ""),
    "all give the lower one": (None, having(full=NO), having(full=NO), {"a", "b"}, ""),
    "another Python": (None, having(), having(python="3.99"), {"a"}, "Python 3.99, NumPy"),
    "ours is not installed": (None, having(), ModuleNotFoundError("No module named 'grader'"), {"a"}, "named 'grader'"),
}


@pytest.mark.parametrize("level, one, other, fit, sentence", MIXED.values(), ids=MIXED)
def test_who_is_used(level, one, other, fit, sentence):
    # Never a lower level in silence: the worker that cannot is named, with the reason.
    said = []
    with Workforce(Scheduler(a=one, b=other), "here:1", replace(SETUP, isolation=level), said.append) as force:
        assert set(force.fit) == fit
    assert bool(said) == bool(sentence)
    assert all("Worker b" in text.en and "工作机 b" in text.zh and sentence in text.en for text in said)


def test_nobody_is_left(monkeypatch):
    # A worker that dies may be started again under another address; after a minute without any the run ends.
    scheduler, said = Scheduler(a=having()), []
    with Workforce(scheduler, "here:1", SETUP, said.append) as force:
        scheduler.told = {"b": having(), "c": having(digest="0ther")}
        assert force.look(0) and set(force.fit) == {"b"}
        scheduler.told = {}
        assert force.look(0) and not force.fit
        monkeypatch.setattr(workforce, "PATIENCE_SECONDS", -1)
        with pytest.raises(NoWorkers, match="it goes on where it stopped"):
            force.look(0)
    assert len(said) == 1


def test_all_are_unfit():
    # One sentence with the first reason.
    with pytest.raises(NoWorkers, match=r"None of the workers at here:1 can be used\. Worker a"):
        Workforce(Scheduler(a=having(digest="0ther")), "here:1", SETUP, lambda _: None).__enter__()


# --- workers that die --------------------------------------------------------------------------------------------


class KilledWorker(Exception):
    """By this name dask gives a task up."""


class Future:
    """Ended at once: with an exception, or with an answer that is lost once, as when its worker dies with it."""

    def __init__(self, ended):
        self._ended, self._lost = ended, True
        self.status = "error" if isinstance(ended, Exception) else "finished"

    def add_done_callback(self, call):
        call(self)

    def exception(self):
        return self._ended

    def result(self, timeout):
        if self._ended == FINE and self._lost:
            self._lost = False
            raise TimeoutError
        return self._ended

    def cancel(self):
        pass


class Dask:
    """Submits, and remembers what was under way together."""

    def __init__(self, answers):
        self.answers, self.sent = answers, []

    def submit(self, function, run, text, key, workers, pure):
        self.sent.append(text)
        return Future(self.answers[text](self.sent.count(text)))


class Force:
    run, threads, fit = "run", 2, {"a": 2}

    def look(self, seconds):
        return False


FINE = parcels.answer_of(parcels.Graded(Result(""), {}))
GIVEN_UP = {
    "kills every time": (lambda turn: KilledWorker(), sentences.KILLED, False),
    "was beside one that kills": (lambda turn: FINE if turn > 1 else KilledWorker(), None, None),
    "meets a fault of ours": (lambda turn: ValueError("odd"), "ValueError: odd", True),
}


@pytest.mark.parametrize("answer, reason, is_ours", GIVEN_UP.values(), ids=GIVEN_UP)
def test_a_submission_that_kills_workers_ends_with_a_human(monkeypatch, answer, reason, is_ours):
    # Tried once more, alone; then it is over, and nobody else is hurt.
    dask = Dask({"odd": answer, **dict.fromkeys("xyz", lambda turn: FINE)})
    monkeypatch.setattr(home, "Folders", Desk)
    monkeypatch.setattr(parcels, "packed", lambda submissions, _: parcels.Parcel(submissions, submissions))
    tasks = [Task(name, "", "") for name in ("odd", *"xyz")]
    ended = list(home._Run(dask, Force(), SETUP, home.deque(tasks)).results())
    assert {one.student for one in ended if isinstance(one, Result)} == {*"xyz", *(() if reason else ("odd",))}
    assert dask.sent[-1] == "odd" and dask.sent.count("odd") == 2
    failed = [one for one in ended if isinstance(one, Failed)]
    assert [(one.task.student, one.is_ours) for one in failed] == ([("odd", is_ours)] if reason else [])
    assert all(reason in (one.reason, *re.findall(r"ValueError: odd", one.reason.en)) for one in failed)


class Desk:
    def __init__(self, setup):
        pass

    def read(self, task):
        return HandIn(task.student, {})

    def write(self, *_):
        pass
