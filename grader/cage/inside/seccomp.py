"""The system calls that a learner's process does not get, as a BPF program.

Written out here rather than made by libseccomp: one page to read, and nothing to install. A list of what is denied, not
of what is allowed: NumPy, Python and the C library change what they call from release to release, and what is newer
than this list does not exist (ENOSYS). Threads may be started, processes and programs not.
"""

import ctypes
import errno
import os
import platform
import struct

from . import linux

# name → number on x86-64, on 64-bit ARM (None: there is no such call)
DENIED = {
    # processes, and other processes' insides
    "fork": (57, None), "vfork": (58, None), "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "process_madvise": (440, 440),
    "process_mrelease": (448, 448), "kcmp": (312, 272), "pidfd_getfd": (438, 438), "pidfd_open": (434, 434),
    "pidfd_send_signal": (424, 424), "tkill": (200, 130), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "setpriority": (141, 140), "sched_setaffinity": (203, 122),
    "sched_setscheduler": (144, 119), "sched_setparam": (142, 118), "sched_setattr": (314, 274),
    "ioprio_set": (251, 30), "migrate_pages": (256, 238), "move_pages": (279, 239),
    # namespaces and mounts
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51), "move_mount": (429, 429),
    "open_tree": (428, 428), "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "setns": (308, 268), "unshare": (272, 97), "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265), "mknod": (133, None), "mknodat": (259, 33), "quotactl": (179, 60),
    "quotactl_fd": (443, 443), "fanotify_init": (300, 262), "fanotify_mark": (301, 263),
    # the kernel itself
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106), "kexec_load": (246, 104),
    "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224), "swapoff": (168, 225),
    "acct": (163, 89), "sethostname": (170, 161), "setdomainname": (171, 162), "iopl": (172, None),
    "ioperm": (173, None), "syslog": (103, 116), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "vhangup": (153, 58), "bpf": (321, 280),
    "perf_event_open": (298, 241), "io_uring_setup": (425, 425), "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427), "keyctl": (250, 219), "add_key": (248, 217), "request_key": (249, 218),
    "userfaultfd": (323, 282), "personality": (135, 92), "modify_ldt": (154, None), "uselib": (134, None),
    "lookup_dcookie": (212, 18), "vmsplice": (278, 75),
    # the network, and memory that no limit counts
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "listen": (50, 201), "accept": (43, 202),
    "accept4": (288, 242), "sendmsg": (46, 211), "sendmmsg": (307, 269), "memfd_create": (319, 279),
    "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196), "msgget": (68, 186), "semget": (64, 190),
    "mq_open": (240, 180), "io_setup": (206, 0),
}  # fmt: skip

# Said to have worked, for shutil.copy2 and its like must not fail; nothing is changed.
PRETENDED = {
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "fchmodat2": (452, 452), "chown": (92, None),
    "lchown": (94, None), "fchown": (93, 55), "fchownat": (260, 54), "setxattr": (188, 5), "lsetxattr": (189, 6),
    "fsetxattr": (190, 7), "removexattr": (197, 14), "lremovexattr": (198, 15), "fremovexattr": (199, 16),
}  # fmt: skip

# The C library goes another way without these; the newer ones may be anything.
UNKNOWN = {"clone3": (435, 435), "openat2": (437, 437)}
NEWEST_KNOWN = 452

LOOKED_INTO = {
    "clone": (56, 220), "kill": (62, 129), "tgkill": (234, 131), "socketpair": (53, 199), "sendto": (44, 206),
    "open": (2, None), "openat": (257, 56), "prlimit64": (302, 261), "ioctl": (16, 29), "truncate": (76, 45),
}  # fmt: skip

MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}

_LOAD, _EQUAL, _GREATER, _ANY_BIT, _AND, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x54, 0x06
_NUMBER, _MACHINE = 0, 4
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_X32 = 0x3FFFFFFF
_CLONE_THREAD, _STREAM, _TIOCSTI = 0x10000, 1, 0x5412


def supported() -> bool:
    """Whether the filter is written for this machine."""
    return platform.machine() in MACHINES and struct.calcsize("P") == 8


def program(pid: int, *, may_truncate: bool) -> bytes:
    """The filter for the process `pid`; `may_truncate` where Landlock guards truncation by path."""
    column, machine = MACHINES[platform.machine()]
    begin = [
        *(_load(_MACHINE), _jump(_EQUAL, machine, 1, 0), _return(_KILL)),
        *(_load(_NUMBER), _jump(_GREATER, _X32, 0, 1), _return(_KILL)),
        *(_jump(_GREATER, NEWEST_KNOWN, 0, 1), _return(_ERRNO | errno.ENOSYS)),
    ]
    flat = [
        step
        for names, result in ((DENIED, errno.EPERM), (PRETENDED, 0), (UNKNOWN, errno.ENOSYS))
        for numbers in names.values()
        if numbers[column] is not None
        for step in (_jump(_EQUAL, numbers[column], 0, 1), _return(_ERRNO | result))
    ]
    looked_into = [
        step
        for name, test in _tests(pid, may_truncate).items()
        if LOOKED_INTO[name][column] is not None
        for step in (_jump(_EQUAL, LOOKED_INTO[name][column], 0, len(test)), *test)
    ]
    return b"".join([*begin, *flat, *looked_into, _return(_ALLOW)])


def install(pid: int, *, may_truncate: bool) -> None:
    """Put the filter over this thread and all it starts; `OSError` when the kernel has none."""
    code = program(pid, may_truncate=may_truncate)
    steps = ctypes.create_string_buffer(code, len(code))
    filter_ = struct.pack("HxxxxxxP", len(code) // 8, ctypes.addressof(steps))
    holder = ctypes.create_string_buffer(filter_, len(filter_))
    linux.prctl(linux.PR_SET_SECCOMP, 2, ctypes.addressof(holder))


def _tests(pid, may_truncate) -> dict[str, list[bytes]]:
    """What follows once a call of this name is met; each ends in a verdict."""
    deny, allow = _return(_ERRNO | errno.EPERM), _return(_ALLOW)

    def only(argument, value):
        return [_load(_low(argument)), _jump(_EQUAL, value, 0, 1), allow, deny]

    def never(argument, value):
        return [_load(_low(argument)), _jump(_EQUAL, value, 0, 1), deny, allow]

    def opening(flags):
        # Reading with O_TRUNC empties a file, and Landlock below its third ABI lets it pass.
        return [
            *(_load(_low(flags)), _jump(_ANY_BIT, os.O_TRUNC, 0, 3)),
            *(_step(_AND, os.O_ACCMODE), _jump(_EQUAL, os.O_RDONLY, 0, 1), deny, allow),
        ]

    return {
        "clone": [_load(_low(0)), _jump(_ANY_BIT, _CLONE_THREAD, 0, 1), allow, deny],
        "kill": only(0, pid),
        "tgkill": only(0, pid),
        "socketpair": [_load(_low(1)), _step(_AND, 0xF), _jump(_EQUAL, _STREAM, 0, 1), allow, deny],
        "sendto": [
            *(_load(_low(4)), _jump(_EQUAL, 0, 1, 0), deny),
            *(_load(_low(4) + 4), _jump(_EQUAL, 0, 0, 1), allow, deny),
        ],
        "open": opening(1),
        "openat": opening(2),
        "prlimit64": only(0, 0),
        "ioctl": never(1, _TIOCSTI),
        "truncate": [allow if may_truncate else deny],
    }


def _low(argument: int) -> int:
    return 16 + 8 * argument


def _step(code, value, yes=0, no=0) -> bytes:
    return struct.pack("HBBI", code, yes, no, value)


def _load(offset):
    return _step(_LOAD, offset)


def _jump(code, value, yes, no):
    return _step(code, value, yes, no)


def _return(value):
    return _step(_RETURN, value)
