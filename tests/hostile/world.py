"""What an attack aims at: a course with other people's files, a live server, another process."""

import contextlib
import hashlib
import json
import os
import secrets
import socket
import sqlite3
import subprocess
import tempfile
import threading
from pathlib import Path

from submissions import LESSON, ROOT, solved

REFERENCE = """import numpy as np
def softmax(scores):
    scores = np.asarray(scores, dtype=float)
    powers = np.exp(scores - scores.max(axis=-1, keepdims=True))
    return powers / powers.sum(axis=-1, keepdims=True)
"""
ACCOUNT = 61200  # of root's learners here, all of them, and of the victim: only the cage stands between
MALLORY = f"submitted/mallory/{LESSON}"
ANN = f"submitted/ann/{LESSON}"


class World:
    """A context manager: all of it is there and open to every account, so that only the cage stands between."""

    def __enter__(self) -> "World":
        self.secret = secrets.token_hex(8)
        self._stack = contextlib.ExitStack()
        folder = self._stack.enter_context(tempfile.TemporaryDirectory(prefix="course-", ignore_cleanup_errors=True))
        self.course = Path(folder).resolve()
        self._lay_out()
        self.heard: list[bytes] = []
        self.port = self._listen()
        self.victim = self._live()
        self.before = self._state()
        return self

    def __exit__(self, *_):
        subprocess.run(["rm", "-rf", self.course / "submitted"], check=False)  # deeper, maybe, than Python can delete
        self._stack.close()

    @property
    def folder(self) -> Path:
        """Where the attacker's work is handed in."""
        return self.course / MALLORY

    @property
    def targets(self) -> dict:
        """What stands for `$name` in an attack."""
        return {
            "course": self.course,
            "checkout": ROOT,
            "victim": self.victim.pid,
            "grader": os.getpid(),
            "port": self.port,
            "lesson": LESSON,
            "neighbour": getattr(self, "neighbour", ""),
            "abstract": self.abstract,
        }

    def harm(self) -> list[str]:
        """What is not as it was, in words."""
        state = self._state()
        changed = sorted(name for name in {*state, *self.before} if state.get(name) != self.before.get(name))
        heard = ["the listener was reached"] if self.heard else []
        dead = ["the victim ended"] if self.victim.poll() is not None else []
        return [*changed, *heard, *dead]

    def _lay_out(self):
        files = {
            ".grading-secret": self.secret,
            "source/reference.py": REFERENCE,
            f"{ANN}/{LESSON}.ipynb": json.dumps(solved() | {"note": self.secret}),
        }
        for name, content in files.items():
            (self.course / name).parent.mkdir(parents=True, exist_ok=True)
            (self.course / name).write_text(content, encoding="utf-8")
        with contextlib.closing(sqlite3.connect(self.course / "gradebook.db")) as database, database:
            database.execute("create table grade (student, score, note)")
            database.execute("insert into grade values ('mallory', 0, ?)", (self.secret,))
        self.folder.mkdir(parents=True)
        for path in (self.course, *self.course.rglob("*")):
            path.chmod(0o777 if path.is_dir() else 0o666)

    def _listen(self) -> int:
        tcp = self._stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        named = self._stack.enter_context(socket.socket(socket.AF_UNIX))
        named.bind(str(self.course / "socket"))
        (self.course / "socket").chmod(0o777)
        self.abstract = f"course-{secrets.token_hex(4)}"
        hidden = self._stack.enter_context(socket.socket(socket.AF_UNIX))
        hidden.bind(f"\0{self.abstract}")
        for server in (named, hidden):
            server.listen()
        udp = self._stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        udp.bind(tcp.getsockname())
        for listener in (tcp, named, hidden, udp):
            thread = threading.Thread(
                target=self._hear if listener is udp else self._serve, args=(listener,), daemon=True
            )
            thread.start()
            self._stack.callback(thread.join, 1)
            self._stack.callback(_wake, listener)  # in accept() it would keep a descriptor's number for ever
        return tcp.getsockname()[1]

    def _serve(self, server):
        with contextlib.suppress(OSError):
            while True:
                connection, _ = server.accept()
                self.heard.append(b"connected")
                connection.close()

    def _hear(self, udp):
        with contextlib.suppress(OSError):
            self.heard.append(udp.recv(100))

    def _live(self) -> subprocess.Popen:
        drop = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if os.geteuid() == 0 else {}
        victim = subprocess.Popen(["sleep", "300"], env={"SECRET": self.secret}, cwd="/", **drop)
        self._stack.callback(victim.wait)
        self._stack.callback(victim.kill)
        return victim

    def _state(self) -> dict[str, str]:
        """What lies in the course, without what the attacker hands in and what the grader writes."""
        state = {}
        for place, folders, names in os.walk(self.course):
            folders[:] = [name for name in folders if name not in ("mallory", "autograded")]
            for path in (Path(place, name) for name in (*folders, *names)):
                content = path.read_bytes() if path.is_file() else b""
                state[str(path.relative_to(self.course))] = hashlib.sha256(content).hexdigest()
        return state


def _wake(listener):
    with contextlib.suppress(OSError):
        listener.shutdown(socket.SHUT_RDWR)
