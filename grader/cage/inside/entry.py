"""The first file that runs in the cage; started by its path, with nothing of ours importable.

One line of JSON on standard input says what is what (`grader.cage.launching`), one frame of data follows.
"""

import importlib
import json
import os
import socket
import sys
import types

HERE = os.path.dirname(os.path.abspath(__file__))
PACKAGE = "caged"


def main() -> None:
    settings = json.loads(sys.stdin.buffer.readline())
    package = types.ModuleType(PACKAGE)
    package.__path__ = [HERE]
    sys.modules[PACKAGE] = package
    _before_libraries(settings)
    sys.path[:0] = [os.path.join(HERE, "standins")]
    sys.path.extend(settings["site"])
    connection = _connection(settings)
    if settings["trial"]:
        importlib.import_module(f"{PACKAGE}.trial").serve(connection, settings)
        return
    wire = importlib.import_module(f"{PACKAGE}.wire")
    header, body = wire.lengths(sys.stdin.buffer.read(wire.LENGTHS.size))
    tables = wire.unpack(sys.stdin.buffer.read(header), sys.stdin.buffer.read(body))
    importlib.import_module("explorers").TABLES.update(tables)
    if settings["level"] == "none":
        importlib.import_module(f"{PACKAGE}.alone").live(connection, settings)
    else:
        importlib.import_module(f"{PACKAGE}.zygote").serve(connection, settings)


def _before_libraries(settings):
    """Privileges go before anything is imported that a learner could have touched."""
    if sys.platform == "linux":
        importlib.import_module(f"{PACKAGE}.confine").confine_first(settings)


def _connection(settings) -> socket.socket:
    """The grader's socket: inherited, or on Windows described in the settings."""
    if "shared" in settings:
        return socket.fromshare(bytes.fromhex(settings["shared"]))
    return socket.socket(fileno=settings["descriptor"])


main()
