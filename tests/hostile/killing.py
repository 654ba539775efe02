"""Ending processes: one's own, the grader's, everybody's."""

from .attack import Attack

OTHERS = "would end other people's processes"
TRY = "import os, signal\nprint('DID')\n"

ATTACKS = (
    Attack("os._exit", "the process is gone in the middle of a cell", ("import os\nos._exit(0)",)),
    Attack(
        "os._exit with all points",
        "an exit code may be read as success",
        ("import os\ndef softmax(scores):\n    os._exit(0)\nprint('DID')",),
    ),
    Attack("sys.exit", "polite, in a cell", ("import sys\nprint('DID')\nsys.exit(0)",)),
    Attack(
        "SystemExit in a function",
        "and KeyboardInterrupt, and one of its own making",
        (
            "class Out(BaseException): pass\nturn = iter([SystemExit, KeyboardInterrupt, GeneratorExit, Out] * 20)\n"
            "def softmax(scores):\n    raise next(turn)\nprint('DID')",
        ),
    ),
    Attack("a segfault", "a null pointer", ("import ctypes\nctypes.string_at(0)",)),
    Attack(
        "a segfault in a function",
        "each time it is called",
        ("import ctypes\ndef softmax(scores):\n    ctypes.string_at(0)\nprint('DID')",),
    ),
    Attack("abort", "a core that must not be dumped", ("import os\nos.abort()",)),
    Attack(
        "kill oneself",
        "SIGKILL to one's own number; as the first of its world it cannot",
        ("import os\nos.kill(os.getpid(), 9)",),
    ),
    Attack(
        "stop oneself",
        "SIGSTOP: alive, and silent for ever",
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)",),
    ),
    Attack(
        "stop oneself in a function",
        "the judge waits",
        (
            (
                "import os, signal\ndef softmax(scores):\n    os.kill(os.getpid(), signal.SIGSTOP)\n"
                "    return scores\nprint('DID')"
            ),
        ),
    ),
    Attack("kill the victim", "another student's process", (TRY + "os.kill($victim, 9)\nprint('GOT it')",)),
    Attack(
        "kill the grader",
        "the whole batch died in stock nbgrader",
        (TRY + "os.kill($grader, 0)\nprint('GOT it')",),
        even_at_none=True,
    ),
    Attack(
        "kill the parent",
        "guardian and warm process",
        (
            TRY
            + (
                "for sig in (15, 9, 19):\n"
                "    try: os.kill(os.getppid(), sig); print('GOT it' if os.getppid() else '')\n"
                "    except OSError: pass"
            ),
        ),
        unsafe_at_none=OTHERS,
    ),
    Attack(
        "kill everybody",
        "-1 is all that one may kill",
        (TRY + "try: os.kill(-1, 9); print('GOT it')\nexcept OSError: pass",),
        unsafe_at_none=OTHERS,
    ),
    Attack(
        "kill the process group",
        "0 and killpg",
        (
            TRY + "for kill in (lambda: os.kill(0, 9), lambda: os.killpg(os.getpgid(0), 9), lambda: os.killpg(1, 9)):\n"
            "    try: kill(); print('GOT it')\n    except OSError: pass",
        ),
        unsafe_at_none=OTHERS,
    ),
    Attack(
        "kill the neighbours by number",
        "all numbers up to 3000, a bounded sweep",
        (
            TRY + "done = 0\nfor pid in range(1, 3000):\n    if pid == os.getpid(): continue\n"
            "    try: os.kill(pid, 9); done += 1\n    except OSError: pass\n"
            "print('GOT' if done else '')",
        ),
        unsafe_at_none=OTHERS,
    ),
    Attack(
        "signal by thread id",
        "tgkill and tkill and queued signals",
        (
            "import ctypes\nprint('DID')\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            "done = [libc.syscall(n, $victim, $victim, 0) for n in (234,)] + [libc.syscall(200, $victim, 0)]\n"
            "print('GOT' if min(done) >= 0 else '')",
        ),
    ),
    Attack(
        "a limit on oneself",
        "RLIMIT_CPU of one second: only oneself",
        ("import resource\nresource.setrlimit(resource.RLIMIT_CPU, (0, 0))\nwhile True: pass",),
    ),
    Attack(
        "an exit handler",
        "atexit, as a last word",
        ("import atexit, os\natexit.register(os._exit, 0)\natexit.register(print, 'x')\nprint('DID')",),
    ),
    Attack("exit()", "IPython's own", ("print('DID')\nexit()",)),
    Attack(
        "a destructor that exits",
        "when the grader hangs up and when names are overwritten",
        ("import os\nclass Last:\n    def __del__(self): os._exit(0)\nkeep = Last()\nprint('DID')",),
    ),
)
