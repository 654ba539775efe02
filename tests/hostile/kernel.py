"""Asking the kernel itself, past Python; starting programs."""

from .attack import Attack

SYS = (
    "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
    "def call(*a): return libc.syscall(*map(ctypes.c_long, a))\nprint('DID')\n"
)
MACHINE = "what the kernel answers differs from machine to machine"


def asks(name, why, *calls):
    """An attack of raw system calls (x86-64's numbers; elsewhere they are unknown and fail): none may succeed."""
    done = "\n".join(f"print('GOT it' if call({call}) >= 0 else '')" for call in calls)
    return Attack(name, why, (SYS + done,), unsafe_at_none=MACHINE)


ATTACKS = (
    asks("a user namespace", "root in a world of one's own", "272, 0x10000000", "56, 0x10000000 | 17, 0, 0, 0, 0"),
    asks("mount", "another file system over this one", "165, 0, 0, 0, 0, 0", "428, -100, 0, 1", "430, 0, 0"),
    asks("bpf and perf", "programs in the kernel", "321, 0, 0, 0", "298, 0, 0, 0, 0, 0"),
    asks("io_uring", "system calls that no filter sees", "425, 1, 0", "426, 3, 1, 0, 0, 0"),
    asks("keys", "a keyring shared with others", "250, 0, -3, 0", "248, 0, 0, 0, 0, 0"),
    asks("userfaultfd and memfd", "race windows, files without a disk", "323, 1", "319, 0, 0"),
    asks(
        "shared memory of System V",
        "memory that no limit counts",
        "29, 0, 4096, 0o1600",
        "68, 0, 0o1600",
        "64, 0, 1, 0o1600",
    ),
    asks("be root", "setuid, setgid, capabilities", "105, 0", "106, 0", "117, 0, 0, 0"),
    asks("chroot and handles", "files by handle pass every path", "161, 0", "304, -100, 0, 0", "303, -100, 0, 0, 0, 0"),
    asks("ptrace oneself", "a tracer can rewrite system calls", "101, 0, 0, 0, 0"),
    asks("a new landlord", "the filter replaced by one's own: only stricter ones are possible", "317, 1, 8, 0"),
    Attack(
        "a 32-bit call",
        "int 0x80 reaches another table",
        (
            "import ctypes, mmap\nm = mmap.mmap(-1, 4096, prot=7)\n"
            "m.write(b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3')\n"
            "print('GOT', ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))())",
        ),
        unsafe_at_none=MACHINE,
    ),
    Attack(
        "a program",
        "subprocess",
        ("import subprocess\nprint('GOT', subprocess.check_output(['/bin/cat', '$course/.grading-secret']))",),
    ),
    Attack("a shell", "os.system", ("import os\nprint('GOT it' if os.system('true') == 0 else '')",)),
    Attack("a shell by magic", "! and %%bash", ("print('DID')\n!touch $course/pwned",), even_at_none=True),
    Attack("a shell by cell magic", "%%bash", ("%%bash\ntouch $course/pwned",), even_at_none=True),
    Attack(
        "become another program",
        "exec keeps the channel's number",
        ("import os\nos.execv('/bin/sh', ['sh', '-c', 'echo x > $course/pwned'])",),
        unsafe_at_none="it leaves no word of its success; `a program` shows the same",
    ),
    Attack(
        "LD_PRELOAD",
        "a library before all others, in a program to come",
        (
            "import os\nos.environ['LD_PRELOAD'] = '/tmp/x.so'\n"
            "pid = os.posix_spawn('/bin/true', ['true'], os.environ); os.waitpid(pid, 0)\nprint('GOT it')",
        ),
    ),
    Attack(
        "load code from one's own folder",
        "a shared object just written",
        (
            (
                "import ctypes\nopen('x.so', 'wb').write(b'\\x7fELF' + bytes(60))\nprint('DID')\n"
                "ctypes.CDLL('./x.so')\nprint('GOT it')"
            ),
        ),
        even_at_none=True,
    ),
    Attack(
        "multiprocessing",
        "fork, spawn and forkserver",
        (
            (
                "import multiprocessing as m\n"
                "p = m.get_context('fork').Process(target=int); p.start(); p.join()\nprint('GOT it')"
            ),
        ),
    ),
)
