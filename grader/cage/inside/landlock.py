"""Landlock: from now on this process opens only what was granted (Linux ≥ 5.13, no privilege needed)."""

import os
import stat
import struct

from . import linux

_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
_VERSION, _PATH_BENEATH = 1, 1

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1, 2, 4, 8
_MAKE_AND_REMOVE = sum(1 << bit for bit in (4, 5, 7, 8, 12))  # files, folders and symbolic links; no devices or sockets
_REFER, _TRUNCATE, _IOCTL_DEVICE = 1 << 13, 1 << 14, 1 << 15
_FIRST = (1 << 13) - 1
_BIND_AND_CONNECT_TCP, _ABSTRACT_SOCKETS_AND_SIGNALS = 3, 3  # two bits each

READ = READ_FILE | READ_DIR  # mapping a library's code is reading; running a program is not
WRITE = READ_FILE | READ_DIR | WRITE_FILE | _MAKE_AND_REMOVE | _REFER | _TRUNCATE
_OF_FILES = EXECUTE | WRITE_FILE | READ_FILE | _TRUNCATE | _IOCTL_DEVICE


def abi() -> int:
    """The version that this kernel speaks; 0 when it has no Landlock."""
    try:
        return linux.syscall(_CREATE, None, 0, _VERSION)
    except OSError:
        return 0


def guards_truncation() -> bool:
    """Whether Landlock itself keeps files from being emptied by path."""
    return abi() >= 3


def restrict(granted: dict[str, int]) -> None:
    """Grant `READ` or `WRITE` beneath each path that exists, and nothing else to this thread and what it starts.

    No TCP from the fourth ABI on, no signals and abstract sockets to the outside from the sixth. `OSError` where there
    is no Landlock.
    """
    version = abi()
    handled = _handled(version)
    ruleset = _create(version, handled)
    try:
        for path, access in granted.items():
            _grant(ruleset, path, access & handled)
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        linux.syscall(_RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def _handled(version):
    newer = (_REFER, 2), (_TRUNCATE, 3), (_IOCTL_DEVICE, 5)
    return _FIRST | sum(access for access, since in newer if version >= since)


def _create(version, handled):
    parts = [struct.pack("Q", handled)]
    if version >= 4:
        parts.append(struct.pack("Q", _BIND_AND_CONNECT_TCP))
    if version >= 6:
        parts.append(struct.pack("Q", _ABSTRACT_SOCKETS_AND_SIGNALS))
    attributes = b"".join(parts)
    return linux.syscall(_CREATE, attributes, len(attributes), 0)


def _grant(ruleset, path, access):
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return
    try:
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= _OF_FILES
        linux.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", access, descriptor), 0)
    finally:
        os.close(descriptor)
