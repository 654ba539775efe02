"""Level none: this process is one job and nobody's child's child; it works without fork, namespaces and signals."""

import os
import signal
import socket
import sys

from . import confine, linux, worker
from .line import Line


def live(connection: socket.socket, settings: dict) -> None:
    """Run the one job, then end."""
    if sys.platform == "linux":
        linux.prctl(linux.PR_SET_PDEATHSIG, signal.SIGKILL)
    settings["memory_taken"] = confine.memory_taken()
    confine.confine_none(settings, "job")
    try:
        worker.serve(Line(connection))
    finally:
        os._exit(0)
