"""What a job's process gives up before it meets a learner's code, level by level."""

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

from . import landlock, linux, seccomp

DEVICES = ("/dev/null", "/dev/zero", "/dev/urandom", "/dev/random")
FULL_NAMESPACES = linux.CLONE_NEWUSER | linux.CLONE_NEWPID | linux.CLONE_NEWNS | linux.CLONE_NEWIPC | linux.CLONE_NEWUTS
HIDDEN_PROC = "size=4k,nr_inodes=2,mode=555"


def leave_namespaces() -> None:
    """Be nobody in namespaces of one's own; the next child is the first process of its world."""
    uid, gid = os.geteuid(), os.getegid()
    linux.unshare(FULL_NAMESPACES)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")


def confine_full(settings: dict, job: str) -> None:
    """In fresh namespaces: a small disk of one's own, nothing of /proc, no privilege, few system calls."""
    limits, workspace = settings["limits"], settings["workspace"]
    options = f"size={limits['disk_bytes']},nr_inodes={limits['files']},mode=700"
    linux.mount_tmpfs(workspace, options, linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    linux.mount_tmpfs("/proc", HIDDEN_PROC, linux.MS_RDONLY | linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    home = _settle(workspace, job)
    limit_resources(settings)
    if landlock.abi():
        landlock.restrict({"/": landlock.READ, workspace: landlock.WRITE, **dict.fromkeys(DEVICES, landlock.WRITE)})
    give_up_privileges()
    seccomp.install(os.getpid(), may_truncate=True)
    _use(home)


def confine_landlock(settings: dict, job: str) -> None:
    """Without namespaces: only the libraries to read and one folder to write, no privilege, few system calls."""
    home = _settle(settings["workspace"], job)
    limit_resources(settings)
    landlock.restrict({**_readable(settings), **dict.fromkeys((home, *DEVICES), landlock.WRITE)})
    give_up_privileges(*_right_to_read(settings))
    seccomp.install(os.getpid(), may_truncate=landlock.guards_truncation())
    _use(home)


def confine_first(settings: dict) -> None:
    """What the first process gives up at once: root's account or powers, and at level landlock most of the files.

    There it keeps of root's powers that of changing its account, for each job gets one of its own (see `own_account`),
    and that of signalling them, without which their death signal would not reach them when it ends.
    """
    if settings["uid"] is not None and settings["level"] == "landlock":
        linux.set_capabilities(linux.CAP_SETUID, linux.CAP_SETGID, linux.CAP_KILL, *_right_to_read(settings))
    elif settings["uid"] is not None:
        if settings["level"] == "full":
            os.chmod(settings["workspace"], 0o1777)
        linux.become(settings["uid"], keep=_right_to_read(settings))
    if settings["level"] == "landlock":
        _confine_zygote_by_landlock(settings)


def own_account(settings: dict, number: int) -> None:
    """Change to the account of job `number`, so that jobs at the same time can neither signal nor starve each other."""
    if settings["uid"] is not None:
        first, end = settings["accounts"]
        linux.become(first + (settings["uid"] - first + number) % (end - first), keep=_right_to_read(settings))


def _confine_zygote_by_landlock(settings):
    writable = dict.fromkeys((settings["workspace"], *DEVICES), landlock.WRITE)
    landlock.restrict({**_readable(settings), **writable, "/proc/self": landlock.READ})


def _readable(settings) -> dict[str, int]:
    rights = {"read": landlock.READ, "list": landlock.READ_DIR}
    return {path: rights[right] for path, right in settings["readable"].items()}


def confine_none(settings: dict, job: str) -> None:
    """Where there is nothing better: limits on resources, as far as the platform has them."""
    home = _settle(settings["workspace"], job)
    with contextlib.suppress(ImportError):
        limit_resources(settings, strict=False)
    _use(home)


def limit_resources(settings: dict, *, strict: bool = True) -> None:
    """rlimits for this process; the memory that the warm process takes anyway is not counted.

    `strict`: `OSError` where the system refuses one.
    """
    import resource

    limits = settings["limits"]
    memory = settings["memory_taken"] + limits["memory_bytes"]
    wanted = {
        "RLIMIT_CPU": (limits["cpu_seconds"], limits["cpu_seconds"] + 1),
        "RLIMIT_AS": (memory, memory),
        "RLIMIT_FSIZE": (limits["disk_bytes"],) * 2,
        "RLIMIT_NOFILE": (limits["open_files"],) * 2,
        "RLIMIT_NPROC": (settings["processes"],) * 2,
        "RLIMIT_CORE": (0, 0),
        "RLIMIT_MSGQUEUE": (0, 0),
        "RLIMIT_MEMLOCK": (0, 0),
    }
    for name, (soft, hard) in wanted.items():
        number = getattr(resource, name, None)
        with contextlib.suppress(*() if strict else (OSError, ValueError)):
            if number is not None:
                resource.setrlimit(number, _below(resource.getrlimit(number)[1], soft, hard))


def memory_taken() -> int:
    """Bytes of address space that this process has."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[0])
    except OSError:
        return 1 << 30
    return pages * os.sysconf("SC_PAGE_SIZE")


def _below(ceiling, soft, hard):
    return (soft, hard) if ceiling < 0 else (min(soft, ceiling), min(hard, ceiling))


def give_up_privileges(*kept: int) -> None:
    """No capabilities but `kept`, now or ever again."""
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    with contextlib.suppress(OSError):
        for capability in range(linux.LAST_CAP):
            linux.prctl(linux.PR_CAPBSET_DROP, capability)
    with contextlib.suppress(OSError):
        linux.prctl(linux.PR_CAP_AMBIENT, linux.PR_CAP_AMBIENT_CLEAR_ALL)
    linux.set_capabilities(*kept)


def _right_to_read(settings):
    return (linux.CAP_DAC_READ_SEARCH,) if settings["keep_right_to_read"] else ()


def _settle(workspace: str, job: str) -> str:
    home = os.path.join(workspace, job)
    os.mkdir(home, 0o700)
    os.chdir(home)
    return home


def _use(home: str) -> None:
    """Let everything that asks for a folder of its own find `home`, and what is printed past Python land in a file."""
    os.environ.update(HOME=home, TMPDIR=home, TEMP=home, TMP=home)
    tempfile.tempdir = None
    name = os.path.join(home, ".terminal")
    terminal = os.open(name, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, target in ((nothing, 0), (terminal, 1), (terminal, 2)):
        os.dup2(descriptor, target)
    os.close(terminal)
    os.close(nothing)
    with contextlib.suppress(OSError):
        os.unlink(name)


def sweep(settings: dict, job: str) -> None:
    """Delete what a job left, where its disk does not vanish with it."""
    if settings["level"] != "full":
        with contextlib.suppress(Exception):
            shutil.rmtree(os.path.join(settings["workspace"], job))
