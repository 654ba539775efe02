"""The grader's end of the channel: every read and write has a deadline, every byte is counted."""

import contextlib
import socket
import time

from grader.cage.inside.wire import LENGTHS, lengths, pack, unpack

PIECE = 1 << 16  # a frame of ordinary size is one piece


class Gone(Exception):
    """The other side has closed the channel."""


class Late(Exception):
    """The other side did not answer, or did not listen, in time."""


class Channel:
    """Values to and from a caged process over a connected socket; deadlines are of `time.monotonic()`.

    Raises `Gone`, `Late`, and `BadFrame` for whatever is not a frame.
    """

    def __init__(self, connection: socket.socket):
        self._connection = connection
        self._got = bytearray()  # grows with what arrives, not with what was announced

    def send(self, value, deadline: float) -> None:
        """Send one value."""
        self._patient(deadline)
        with _translated():
            self._connection.sendall(pack(value))

    def receive(self, deadline: float):
        """The next value."""
        header, body = lengths(self._exactly(LENGTHS.size, deadline))
        return unpack(self._exactly(header, deadline), self._exactly(body, deadline))

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def _exactly(self, size, deadline):
        while len(self._got) < size:
            self._patient(deadline)
            with _translated():
                part = self._connection.recv(PIECE)
            if not part:
                raise Gone
            self._got += part
        taken = bytes(self._got[:size])
        del self._got[:size]
        return taken

    def _patient(self, deadline):
        left = deadline - time.monotonic()
        if left <= 0:
            raise Late
        self._connection.settimeout(left)


@contextlib.contextmanager
def _translated():
    try:
        yield
    except TimeoutError as error:
        raise Late from error
    except OSError as error:
        raise Gone from error
