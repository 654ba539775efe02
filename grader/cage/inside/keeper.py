"""One job's guardian: a fork of the warm process that makes the job's process, waits for it and says how it ended."""

import json
import os
import signal
import socket
import time

from . import confine, linux

CHANNEL = 3  # the only descriptor that a job keeps, beside the three standard ones


def fork_on_demand(control: socket.socket, settings: dict) -> None:
    """Make a job of each pair of sockets that comes in; end when the grader hangs up."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # guardians are reaped by the kernel
    number = 0
    while True:
        message, descriptors, _, _ = socket.recv_fds(control, 16, 2)
        if not message:
            return
        number += 1
        channel, report = (socket.socket(fileno=descriptor) for descriptor in descriptors)
        if os.fork() == 0:
            control.close()
            keep(channel, report, number, settings)
        channel.close()
        report.close()


def keep(channel: socket.socket, report: socket.socket, number: int, settings: dict) -> None:
    """Make job `number`, send its pidfd over `report`, then one line of JSON when it has ended. Never returns."""
    job = f"job-{number}"
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        if settings["level"] == "full":
            confine.leave_namespaces()
        else:
            confine.own_account(settings, number)
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)  # after the change of account, which clears it
        child = os.fork()
        if child == 0:
            _live(channel, report, job, settings)
        channel.close()
        socket.send_fds(report, [_line({})], [os.pidfd_open(child)])
        _, status, usage = os.wait4(child, 0)
        spent = usage.ru_utime + usage.ru_stime + time.process_time()  # the child's and this process's own
        report.sendall(_line({"status": status, "cpu_seconds": spent, "peak_bytes": usage.ru_maxrss << 10}))
        confine.sweep(settings, job)
    except OSError as error:
        report.sendall(_line({"failed": str(error)}))
    finally:
        os._exit(0)


def _live(channel, report, job, settings):
    """The job's process itself."""
    try:
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
        os.setsid()
        try:
            {"full": confine.confine_full, "landlock": confine.confine_landlock}[settings["level"]](settings, job)
        except OSError as error:
            report.sendall(_line({"failed": str(error)}))
            os._exit(1)
        if not settings["trial"]:
            from . import worker

            worker.serve(_only(channel))
    finally:
        os._exit(0)


def _line(message: dict) -> bytes:
    return json.dumps(message).encode() + b"\n"


def _only(channel: socket.socket):
    """Close every descriptor but the standard ones and the channel."""
    number = channel.detach()
    if number != CHANNEL:
        os.dup2(number, CHANNEL, inheritable=False)
    os.closerange(CHANNEL + 1, 1 << 16)
    from .line import Line

    return Line(socket.socket(fileno=CHANNEL))
