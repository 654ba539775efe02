"""Stands for the warm process when a level is only tried: it makes a confined process, which ends at once."""

import socket

from . import confine, keeper


def serve(control: socket.socket, settings: dict) -> None:
    """Say ready, then make jobs as they are asked for."""
    settings["memory_taken"] = confine.memory_taken()
    control.sendall(b"ready\n")
    keeper.fork_on_demand(control, settings)
