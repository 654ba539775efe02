"""The caged end of the channel: whole frames, blocking."""

import signal
import socket
import threading

from .wire import LENGTHS, lengths, pack, unpack

PIECE = 1 << 16
BELLS = {getattr(signal, name) for name in ("SIGALRM", "SIGPROF") if hasattr(signal, name)}


class Line:
    """Values to and from the grader over a connected socket."""

    def __init__(self, connection: socket.socket):
        self._connection = connection
        self._turn = threading.Lock()
        self._got = bytearray()

    def send(self, value) -> None:
        """Send one value; `wire.TooLarge` if it is more than the wire carries."""
        self._connection.sendall(pack(value))

    def receive(self):
        """The next value; `EOFError` when the grader has gone."""
        header, body = lengths(self._exactly(LENGTHS.size))
        return unpack(self._exactly(header), self._exactly(body))

    def ask(self, value):
        """Send a question and wait for its answer; no time limit rings between the two."""
        with self._turn, _undisturbed():
            self.send(value)
            return self.receive()

    def _exactly(self, size: int) -> bytes:
        while len(self._got) < size:
            part = self._connection.recv(PIECE)
            if not part:
                raise EOFError
            self._got += part
        taken = bytes(self._got[:size])
        del self._got[:size]
        return taken


class _undisturbed:
    """Holds back the signals of `within` inside the block; in the main thread its wall clock stands still."""

    def __enter__(self):
        self._left = (0.0, 0.0)
        if BELLS:
            signal.pthread_sigmask(signal.SIG_BLOCK, BELLS)
            if threading.current_thread() is threading.main_thread():
                self._left = signal.setitimer(signal.ITIMER_REAL, 0)

    def __exit__(self, *_):
        if self._left[0]:
            signal.setitimer(signal.ITIMER_REAL, *self._left)
        if BELLS:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, BELLS)
