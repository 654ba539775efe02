"""The few system calls that Python does not offer, through ctypes."""

import ctypes
import os
import sys

libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC, CLONE_NEWUSER = 0x20000, 0x4000000, 0x8000000, 0x10000000
CLONE_NEWPID, CLONE_NEWNET = 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 1, 2, 4, 8
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_KEEPCAPS, PR_CAPBSET_DROP = 1, 4, 8, 24
PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, PR_CAP_AMBIENT = 38, 22, 47
PR_CAP_AMBIENT_CLEAR_ALL = 4
CAP_DAC_READ_SEARCH, CAP_KILL, CAP_SETGID, CAP_SETUID, LAST_CAP = 2, 5, 6, 7, 63
_CAPABILITIES_3 = 0x20080522


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result


def syscall(number: int, *arguments) -> int:
    """A raw system call with whole numbers, bytes (a pointer to them) or None; `OSError` when it fails."""
    longs = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return _checked(libc.syscall(ctypes.c_long(number), *longs))


def prctl(option: int, *arguments: int) -> int:
    """prctl(2); `OSError` when it fails."""
    padded = (*arguments, 0, 0, 0, 0)[:4]
    return _checked(libc.prctl(option, *map(ctypes.c_ulong, padded)))


def unshare(flags: int) -> None:
    """unshare(2); `OSError` when it fails."""
    _checked(libc.unshare(flags))


def mount_tmpfs(where: str, options: str, flags: int) -> None:
    """A fresh tmpfs over `where`."""
    _checked(libc.mount(b"tmpfs", where.encode(), b"tmpfs", ctypes.c_ulong(flags), options.encode()))


def set_capabilities(*kept: int) -> None:
    """Keep these capabilities, effective and permitted, and no other."""
    mask = sum(1 << capability for capability in kept)
    low, high = mask & 0xFFFFFFFF, mask >> 32
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    data = (ctypes.c_uint32 * 6)(low, low, 0, high, high, 0)
    _checked(libc.capset(header, data))


def capabilities() -> int:
    """The effective capabilities as a bit mask."""
    header = (ctypes.c_uint32 * 2)(_CAPABILITIES_3, 0)
    data = (ctypes.c_uint32 * 6)()
    _checked(libc.capget(header, data))
    return data[0] | data[3] << 32


def become(uid: int, *, keep: tuple[int, ...] = ()) -> None:
    """Change from root to `uid` for good, with the capabilities `keep` and no other."""
    if keep:
        prctl(PR_SET_KEEPCAPS, 1)
    os.setgroups([])
    os.setresgid(uid, uid, uid)
    os.setresuid(uid, uid, uid)
    set_capabilities(*keep)
    prctl(PR_SET_DUMPABLE, 1)  # the change of uid cleared it, and with it the right to write our own uid_map
