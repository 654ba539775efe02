"""Reach a scheduler, or say in one sentence why not."""

import contextlib
import logging
import re
import socket
import warnings
from collections.abc import Iterator

from grader.cluster import sentences
from grader.gradebook.files import shown
from grader.gradebook.workers import NoWorkers
from grader.language import Text

SECONDS = 5
LONGEST_GREETING = 2**20  # dask speaks first, and begins with a length; text read as a number is far larger
_ADDRESS = re.compile(r"(?:(?P<scheme>tcp|tls)://)?(?P<host>\[[0-9A-Fa-f:.]+\]|[^\s:/\[\]]+):(?P<port>\d{1,5})/?")


@contextlib.contextmanager
def connected(address: str) -> Iterator:
    """A client of the scheduler at `address`, for `with`. Raises `NoWorkers`."""
    try:
        import distributed
    except ImportError:
        raise NoWorkers(sentences.NO_DASK) from None
    _look_ahead(address, distributed.Security)
    with _quiet():
        try:
            client = distributed.Client(address, timeout=SECONDS, set_as_default=False, name="attention-course")
        except Exception as error:  # whatever it is, there is no scheduler to be had
            raise _no_scheduler(address, error) from None
        try:
            yield client
        finally:
            client.close(timeout=SECONDS)


def _look_ahead(address, security) -> None:
    """What dask would find out late, and say at length."""
    match = _ADDRESS.fullmatch(address)
    if not match:
        raise NoWorkers(sentences.BAD_ADDRESS.format(address=shown(address)))
    if match["scheme"] == "tls" and not security().get_connection_args("client").get("ssl_context"):
        raise NoWorkers(sentences.NO_CERTIFICATES.format(address=shown(address)))
    try:
        with socket.create_connection((match["host"].strip("[]"), int(match["port"])), SECONDS) as line:
            greeting = line.recv(8, socket.MSG_WAITALL) if match["scheme"] != "tls" else b""
    except (OSError, OverflowError) as error:
        raise _no_scheduler(address, error) from None
    if int.from_bytes(greeting, "little") > LONGEST_GREETING:
        raise _no_scheduler(address, sentences.NOT_DASK)


def _no_scheduler(address, error) -> NoWorkers:
    reason = error if isinstance(error, Text) else shown(_first_line(error))
    return NoWorkers(sentences.NO_SCHEDULER.format(address=shown(address), reason=reason))


def _first_line(error) -> str:
    return getattr(error, "strerror", None) or next(iter(str(error).splitlines()), type(error).__name__)


@contextlib.contextmanager
def _quiet():
    """dask tells its logs what we say in sentences."""
    talkers = ("distributed", "tornado", "asyncio")
    names = [name for name in logging.root.manager.loggerDict if name.split(".")[0] in talkers]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
