"""The process of one job, as the grader holds it: to talk to, to kill, to ask how it ended."""

import contextlib
import json
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from dataclasses import dataclass

from grader.cage.channel import Channel
from grader.cage.launching import Launched, launch
from grader.cage.limits import Limits
from grader.language import Text, say

REPORT_BYTES = 4096


class CageUnavailable(Exception):
    """A learner's code cannot be run as was asked for; `sentence` (a `Text`) says why and what to do."""

    def __init__(self, sentence: Text):
        super().__init__(say(sentence))
        self.sentence = sentence


class NotStarted(Exception):
    """The cage itself failed; its text says how."""


class Lost(NotStarted):
    """A process went with the warm process it came from; nobody knows how it would have ended."""


@dataclass(frozen=True)
class Ended:
    """How a process ended (see `os.wait4`) and what it took; `by_us`: it had to be killed."""

    status: int
    cpu_seconds: float = 0.0
    peak_bytes: int = 0
    by_us: bool = False


class Forked:
    """A fork of the warm process; its guardian tells of it over `report`."""

    def __init__(self, channel: socket.socket, report: socket.socket):
        self.channel = Channel(channel)
        self._report, self._told, self._pidfd = report, b"", None

    def end(self, patience: float, linger: float = 0.0) -> Ended:
        """Let it end by itself for `linger` seconds, then kill it; `NotStarted` if it never began."""
        self.channel.close()
        deadline = time.monotonic() + patience
        try:
            self._listen(lambda: self._pidfd is not None, deadline)
            by_us = self._kill_after(linger)
            self._listen(lambda: self._told.count(b"\n") >= 2, deadline)
        finally:
            self._close()
        messages = [json.loads(line) for line in self._told.splitlines()]
        failed = next((message["failed"] for message in messages if "failed" in message), None)
        if failed is not None:
            raise NotStarted(failed)
        told = next((message for message in messages if "status" in message), None)
        if told is None:
            raise Lost("the warm process has ended")
        return Ended(**told, by_us=by_us)

    def _kill_after(self, linger) -> bool:
        if self._pidfd is None or _is_readable(self._pidfd, linger):
            return False
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        return True

    def _listen(self, enough, deadline):
        while not enough() and len(self._told) < REPORT_BYTES:
            self._report.settimeout(max(deadline - time.monotonic(), 0.01))
            try:
                told, descriptors, _, _ = socket.recv_fds(self._report, REPORT_BYTES, 4)
            except OSError:
                return
            for descriptor in descriptors:
                self._take(descriptor)
            self._told += told
            if not told:
                return

    def _take(self, descriptor):
        if self._pidfd is None:
            self._pidfd = descriptor
        else:
            os.close(descriptor)

    def _close(self):
        self._report.close()
        if self._pidfd is not None:
            os.close(self._pidfd)
            self._pidfd = None


def _is_readable(descriptor, seconds) -> bool:
    """Whether it is so within that time; its number may be higher than `select.select` takes."""
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return bool(poll.poll(seconds * 1000))


class Alone:
    """A process started for one job, where nothing better is to be had."""

    def __init__(self, launched: Launched):
        self.channel = Channel(launched.connection)
        self._launched = launched

    def end(self, patience: float, linger: float = 0.0) -> Ended:
        """Let it end by itself for `linger` seconds, then kill it and what it started, as far as that is known."""
        process = self._launched.process
        self.channel.close()
        by_us = not _ends_within(process.pid, linger)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL) if hasattr(os, "killpg") else process.kill()
        status, usage = _wait(process)
        self._launched.end()
        return Ended(status, *usage, by_us=by_us)


def _ends_within(pid, seconds) -> bool:
    """Whether a child ends in that time; it is not reaped here."""
    if not hasattr(os, "waitid"):
        time.sleep(seconds)
        return False
    deadline = time.monotonic() + seconds
    while not os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT):
        if time.monotonic() >= deadline:
            return False
        time.sleep(0.01)
    return True


def _wait(process: subprocess.Popen) -> tuple[int, tuple]:
    """A status as from `os.wait4`, and processor seconds and peak bytes where the platform tells."""
    if not hasattr(os, "wait4"):
        return process.wait() << 8, ()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    unit = 1 if sys.platform == "darwin" else 1024
    return status, (usage.ru_utime + usage.ru_stime, usage.ru_maxrss * unit)


class Zygote:
    """The warm process from which jobs are forked, by several threads if need be; a `trial` one is cold and empty."""

    def __init__(self, level: str, limits: Limits, *, trial: bool = False):
        self._launched = launch(level, limits, trial=trial)
        self._turn = threading.Lock()
        self._launched.connection.settimeout(limits.start_seconds)
        try:
            ready = self._launched.connection.recv(16)
        except OSError:
            ready = b""
        if not ready:
            complaint = self._launched.complaint()
            self._launched.end()
            raise NotStarted(complaint)

    @property
    def pid(self) -> int:
        """Of the process that was started (bubblewrap's at level full)."""
        return self._launched.process.pid

    def fork(self) -> Forked:
        """A new job's process; `NotStarted` when the zygote is no more."""
        channel, their_channel = socket.socketpair()
        report, their_report = socket.socketpair()
        with their_channel, their_report:
            try:
                with self._turn:
                    descriptors = [their_channel.fileno(), their_report.fileno()]
                    socket.send_fds(self._launched.connection, [b"job"], descriptors)
            except OSError as error:
                channel.close()
                report.close()
                raise NotStarted(str(error)) from error
        return Forked(channel, report)

    def end(self) -> None:
        """Let it go, with all its jobs."""
        self._launched.end()
