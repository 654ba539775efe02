"""Starting the first process in the cage: its command line, its settings, its clean environment."""

import contextlib
import json
import os
import random
import shutil
import socket
import subprocess
import sys
from dataclasses import asdict, dataclass, field
from pathlib import Path

from grader.cage import reach
from grader.cage.inside import linux
from grader.cage.inside.wire import pack
from grader.cage.limits import Limits
from grader.cage.material import tables
from grader.cage.workspaces import Workspace

ACCOUNTS = range(60720, 61120)  # whom root becomes, a job each; accounts of these numbers need not exist
ENVIRONMENT = {
    "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin", "USER": "learner", "LOGNAME": "learner",
    "PYTHONHASHSEED": "0", "PYTHONUTF8": "1", "MPLBACKEND": "Agg", "ATTENTION_COURSE_GRADING": "1",
    **dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS"), "1"),
}  # fmt: skip
FLAGS = ("-s", "-S", "-P", "-B", "-X", "faulthandler=0")
CAGE, WORKSPACE = "/cage", "/cage/work"  # where things lie inside bubblewrap


@dataclass
class Launched:
    """The first process: our end of its socket, and what to clear away when it is over."""

    process: subprocess.Popen
    connection: socket.socket
    workspace: Workspace | None = None
    _ended: bool = field(default=False, repr=False)

    def complaint(self) -> str:
        """The last line that a process which did not start has written."""
        self.process.kill()
        lines = self.process.stderr.read().decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"exit status {self.process.wait()}"

    def end(self) -> None:
        """Hang up, wait a moment, kill, and clear away."""
        if self._ended:
            return
        self._ended = True
        self.connection.close()
        self.process.stderr.close()
        try:
            self.process.wait(timeout=0.5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        if self.workspace:
            self.workspace.remove()


def launch(level: str, limits: Limits, *, trial: bool = False) -> Launched:
    """Start the first process of `level`; `OSError` when that cannot be done. A `trial` one loads no library."""
    ours, theirs = socket.socketpair()
    workspace = None
    try:
        settings = {**_settings(level, limits, theirs), "trial": trial}
        if level != "full":
            workspace = Workspace(shared=is_root())
            settings["workspace"] = workspace.path
        process = subprocess.Popen(
            _command(level),
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            env=_environment(settings["workspace"]),
            cwd=workspace.path if workspace else "/",
            start_new_session=True,
            **_inherited(theirs),
        )
        if sys.platform == "win32":
            settings["shared"] = theirs.share(process.pid).hex()
        _feed(process, settings)
    except BaseException:
        ours.close()
        if workspace:
            workspace.remove()
        raise
    finally:
        theirs.close()
    return Launched(process, ours, workspace)


def _settings(level, limits, theirs) -> dict:
    uid = _account(level)
    closed = uid is not None and level != "full" and reach.closed_to_others() is not None
    return {
        "level": level,
        "descriptor": theirs.fileno(),
        "site": reach.site(),
        "uid": uid,
        "accounts": [ACCOUNTS.start, ACCOUNTS.stop],
        "keep_right_to_read": closed,
        "workspace": WORKSPACE,
        "readable": {**reach.granted(), str(reach.INSIDE): "read"} if level == "landlock" else {},
        "limits": asdict(limits),
        "processes": limits.processes + (0 if level == "full" or is_root() else _running()),
    }


def _account(level) -> int | None:
    """Whom the caged process becomes; None: who it is. Only level none goes on where root's own powers are cut."""
    if not is_root() or (level == "none" and (cannot_change_account() or cannot_read())):
        return None
    return random.choice(ACCOUNTS)


def cannot_change_account() -> bool:
    """Whether root, in some containers, may not become anybody else."""
    wanted = 1 << linux.CAP_SETUID | 1 << linux.CAP_SETGID
    return sys.platform == "linux" and linux.capabilities() & wanted != wanted


def cannot_read() -> str | None:
    """What root's child could not read as somebody else: Python lies closed, and the right to read cannot be kept."""
    may_read = sys.platform != "linux" or linux.capabilities() >> linux.CAP_DAC_READ_SEARCH & 1
    return None if may_read else reach.closed_to_others()


def is_root() -> bool:
    """Whether caged processes can, and therefore do, change to accounts of their own."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def _running() -> int:
    """Threads that this account has already, and some more for other jobs: all count against the one limit."""
    uid, count = getattr(os, "getuid", int)(), 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid == uid:
                count += len(os.listdir(folder / "task"))
        except OSError:
            continue
    return count + 128


def _environment(workspace) -> dict[str, str]:
    folders = {"HOME": workspace, "TMPDIR": workspace, "IPYTHONDIR": f"{workspace}/ipython"}
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "WINDIR") if name in os.environ}
    return {**kept, **ENVIRONMENT, **folders, "MPLCONFIGDIR": f"{workspace}/matplotlib"}


def _command(level) -> list[str]:
    python = reach.interpreter()
    if level == "full":
        return [*bubblewrap(), "--", python, *FLAGS, f"{CAGE}/inside/entry.py"]
    return [python, *FLAGS, str(reach.INSIDE / "entry.py")]


def bubblewrap() -> list[str]:
    """bwrap and its options: a read-only world of libraries, no home, no network, no privilege."""
    program = shutil.which("bwrap")
    if program is None:
        raise FileNotFoundError("bwrap")
    command = [program, "--unshare-ipc", "--unshare-pid", "--unshare-net", "--unshare-uts", "--unshare-cgroup-try"]
    command += ["--hostname", "cage", "--new-session"]
    if is_root():
        command += ["--cap-drop", "ALL"]
        for capability in ("CAP_SETUID", "CAP_SETGID", "CAP_SETPCAP"):
            command += ["--cap-add", capability]
    else:
        command += ["--unshare-user"]
    command += ["--proc", "/proc", "--dir", "/dev"]
    for device in ("null", "zero", "random", "urandom"):
        command += ["--dev-bind", f"/dev/{device}", f"/dev/{device}"]
    return [*command, *_mounts(), "--remount-ro", "/", "--chdir", WORKSPACE]


def _mounts() -> list[str]:
    masks = set(reach.masks())
    paths = sorted({*reach.trees(), *masks}, key=lambda path: len(Path(path).parts))
    options = [option for folder in _parents([*paths, CAGE + "/inside"]) for option in ("--dir", folder)]
    for path in paths:
        if path in masks:
            options += ["--tmpfs", path, "--remount-ro", path] if os.path.isdir(path) else _empty(path)
        elif os.path.islink(path) and not path.startswith("/etc"):
            options += ["--symlink", os.readlink(path), path]
        else:
            options += ["--ro-bind", path, path]
    if not any(path.startswith("/tmp/") for path in paths):
        options += ["--symlink", WORKSPACE.lstrip("/"), "/tmp"]
    return [*options, "--ro-bind", str(reach.INSIDE), f"{CAGE}/inside", "--tmpfs", WORKSPACE]


def _parents(paths) -> list[str]:
    """Every folder above, from the root on: bwrap would make them for itself alone."""
    folders = {str(parent) for path in paths for parent in Path(path).parents}
    return sorted(folders - {"/"})


def _empty(path):
    return ["--ro-bind", os.devnull, path]


def _inherited(theirs) -> dict:
    return {} if sys.platform == "win32" else {"pass_fds": (theirs.fileno(),)}


def _feed(process, settings):
    with contextlib.suppress(BrokenPipeError):  # it died at once: whoever waits for it says why
        process.stdin.write(json.dumps(settings).encode() + b"\n" + pack(tables()))
        process.stdin.close()
