"""The demonstration itself: a folder, a hub, a proxy, two courses, and who may log in. demo.py starts it."""

import argparse
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import demo_sentences as sentences
from make_course import make_course

from grader.language import LANGUAGES, Text, say, speak

HERE = Path(__file__).resolve().parent
BIN = Path(sys.executable).parent
COURSES = {"attention-en": "en", "attention-zh": "zh"}
CLASS_LIST = """[attention-en]
language = "en"
teachers = ["teacher"]
students = ["anna"]

[attention-zh]
language = "zh"
teachers = ["teacher"]
students = ["wang"]
"""
MARK = "ATTENTION_DEMONSTRATION"  # in the environment of all that belongs to one: its folder
START_LIMIT, STOP_LIMIT = 120, 90  # seconds
# ms. The proxy written in Python hands a response on when it is complete, and gives up after 20 s: JupyterHub's page
# that waits for a server to start would wait for ever where that takes longer.
PROXY_TIMEOUT = 3_600_000
STEP = 0.5  # seconds between two looks


class CannotShow(Exception):
    """The demonstration cannot start; `sentence` says why, and the remedy."""

    def __init__(self, sentence: Text):
        super().__init__(sentence.en)
        self.sentence = sentence


class Demonstration:
    """A hub in `folder`, which must be private. `proxy` is the program to take for the proxy, "" for the usual one."""

    def __init__(self, folder: Path, port: int = 0, proxy: str = ""):
        self.folder = folder.resolve()
        self.port, *self._ports = _free_ports(port, len(COURSES) + 2)
        self.address = f"http://127.0.0.1:{self.port}"
        self.password = secrets.token_hex(6)
        self.log = self.folder / "hub" / "jupyterhub.log"
        self._proxy = [proxy or _usual_proxy(), f"--proxy-timeout={PROXY_TIMEOUT}"]

    def course(self, name: str) -> Path:
        """The folder of a course, "attention-en" or "attention-zh"."""
        return self.folder / "courses" / name

    def home(self, person: str) -> Path:
        return self.folder / "homes" / person

    @contextmanager
    def running(self):
        """Hub, proxy and both formgraders; all of them, and all servers of people, are gone in the end."""
        self._prepare()
        environment = {**os.environ, MARK: str(self.folder)}
        command = [sys.executable, "-m", "jupyterhub", "-f", str(HERE / "demo_config.py")]
        with self.log.open("ab") as log:
            # A session of its own: Ctrl-C reaches this process alone, which then stops the hub, which stops the rest.
            hub = subprocess.Popen(
                command,
                cwd=self.log.parent,
                env=environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
                preexec_fn=_hear_interrupts,
            )
            try:
                self._wait_for(hub)
                yield self
            finally:
                _stop(hub)
                self._clear_away()

    def left_behind(self) -> list[int]:
        """The processes of this demonstration that run, as far as the system tells (Linux)."""
        mark = f"{MARK}={self.folder}".encode()
        return [int(process.parent.name) for process in Path("/proc").glob("[0-9]*/environ") if mark in _words(process)]

    def _clear_away(self):
        """A hub that is told to stop while it starts leaves its proxy, and what else it has started."""
        for process in self.left_behind():
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)

    def _prepare(self):
        self.folder.mkdir(parents=True, exist_ok=True)
        if any(self.folder.iterdir()) and not (self.folder / "demonstration.json").exists():
            raise CannotShow(sentences.NOT_EMPTY.format(folder=self.folder))
        for name in ("homes", "hub", "exchange", *(f"homes/{course}" for course in COURSES)):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        self.folder.chmod(0o700)
        (self.folder / "exchange").chmod(0o1777)  # nbgrader asks for write and execute for all
        for course, language in COURSES.items():
            make_course(self.course(course), course, language)
        if not (self.folder / "classroom.toml").exists():
            (self.folder / "classroom.toml").write_text(CLASS_LIST)
        told = {"address": self.address, "ports": self._ports, "password": self.password, "proxy": self._proxy}
        (self.folder / "demonstration.json").write_text(json.dumps(told))

    def _wait_for(self, hub):
        """Until the hub answers through the proxy, and both formgraders do."""
        deadline = time.monotonic() + START_LIMIT
        for path in ("/hub/login", *(f"/services/{course}/api/status" for course in COURSES)):
            while not _answers(self.address + path):
                if hub.poll() is not None or time.monotonic() > deadline:
                    raise CannotShow(sentences.NOT_UP.format(log=self.log))
                time.sleep(STEP)


def _answers(url) -> bool:
    """Whether something stands at `url`, be it that it asks who we are."""
    try:
        with urllib.request.urlopen(url, timeout=5):
            return True
    except urllib.error.HTTPError as error:
        return error.code == 403
    except OSError:
        return False


def _hear_interrupts():
    """In the hub, which stops servers by interrupts: what is started in the background may be deaf to them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _words(file: Path) -> list[bytes]:
    try:
        return file.read_bytes().split(b"\0")
    except OSError:
        return []


def _stop(hub):
    hub.terminate()
    try:
        hub.wait(STOP_LIMIT)
    except subprocess.TimeoutExpired:
        os.killpg(hub.pid, signal.SIGKILL)
        hub.wait()


def _usual_proxy() -> str:
    found = shutil.which("configurable-http-proxy", path=str(BIN)) or shutil.which("configurable-http-proxy")
    if not found:
        raise CannotShow(sentences.NO_PROXY.format(pip=BIN / "pip"))
    return found


def _free_ports(first: int, others: int) -> list[int]:
    """`first` (0: any) and as many others, all free on loopback at this moment."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(1 + others)]
        for probe, port in zip(probes, [first] + [0] * others, strict=True):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except (OSError, OverflowError):
                raise CannotShow(sentences.PORT_TAKEN.format(port=port)) from None
        return [probe.getsockname()[1] for probe in probes]


def main(arguments: list[str] | None = None) -> int:
    """Show it until Ctrl-C. Returns the exit code."""
    parser = argparse.ArgumentParser(prog="demo.py", description=__doc__)
    parser.add_argument("--language", choices=LANGUAGES, default="en")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--folder", type=Path, help="keep all files here; without it they are temporary")
    parser.add_argument("--proxy", default="", help="another configurable-http-proxy, for example Node's")
    options = parser.parse_args(arguments)
    speak(options.language)
    for ending in (signal.SIGINT, signal.SIGTERM):  # interrupts too: in the background Python leaves them ignored
        signal.signal(ending, signal.default_int_handler)
    with ExitStack() as stack:
        folder = options.folder or Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="attention-hub-")))
        try:
            _show(Demonstration(folder, options.port, options.proxy))
        except CannotShow as cannot:
            print(say(cannot.sentence), file=sys.stderr)
            return 1
        except OSError as error:
            print(say(sentences.REFUSED.format(reason=error)), file=sys.stderr)
            return 1
        except KeyboardInterrupt:
            print("\n" + say(sentences.KEPT.format(folder=folder) if options.folder else sentences.GONE))
    return 0


def _show(demonstration: Demonstration) -> None:
    print(say(sentences.STARTING), flush=True)
    with demonstration.running() as shown:
        about = {"address": shown.address, "password": shown.password, "folder": shown.folder}
        print("\n" + say(sentences.RUNNING.format(**about)), flush=True)
        signal.pause()


if __name__ == "__main__":
    sys.exit(main())
