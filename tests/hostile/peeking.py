"""Looking into other processes' memory and lives."""

from .attack import Attack

VICTIM = "another student's job is a process of the same account"
GRADER = "the references lie in the grader's memory"

ATTACKS = (
    Attack("the victim's environment", VICTIM, ("print('GOT', open('/proc/$victim/environ').read())",)),
    Attack(
        "the victim's memory",
        VICTIM,
        (
            "maps = open('/proc/$victim/maps').read().splitlines()\n"
            "start = int(next(line for line in maps if 'stack' in line).split('-')[0], 16)\n"
            "with open('/proc/$victim/mem', 'rb', 0) as mem:\n    mem.seek(start)\n"
            "    print('GOT', len(mem.read(4096)))",
        ),
    ),
    Attack(
        "ptrace the victim",
        VICTIM,
        (
            "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nassert libc.ptrace(16, $victim, 0, 0) == 0\n"
            "os.waitpid($victim, 0x40000000); libc.ptrace(17, $victim, 0, 0)\nprint('GOT it')",
        ),
    ),
    Attack(
        "process_vm_readv",
        VICTIM,
        (
            "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
            "class Part(ctypes.Structure): _fields_ = [('base', ctypes.c_void_p), ('size', ctypes.c_size_t)]\n"
            "line = next(l for l in open('/proc/$victim/maps') if 'stack' in l)\n"
            "room = ctypes.create_string_buffer(64)\n"
            "mine, its = Part(ctypes.addressof(room), 64), Part(int(line.split('-')[0], 16), 64)\n"
            "assert libc.process_vm_readv($victim, ctypes.byref(mine), 1, ctypes.byref(its), 1, "
            "0) == 64\nprint('GOT it')",
        ),
    ),
    Attack("the victim's descriptors", VICTIM, ("import os\nprint('GOT', os.listdir('/proc/$victim/fd'))",)),
    Attack(
        "every process's command line",
        "secrets are given on command lines",
        (
            "import glob\nfound = [open(path).read() for path in glob.glob('/proc/[0-9]*/cmdline')]\n"
            "print('GOT' if any('sleep' in one for one in found) else '')\nprint('DID')",
        ),
    ),
    Attack(
        "the grader's memory",
        GRADER,
        (
            (
                "print('DID')\nprint('GOT', len(open('/proc/$grader/mem', 'rb').read(1)), "
                "open('/proc/$grader/maps').read())"
            ),
        ),
        even_at_none=True,
    ),
    Attack(
        "the grader's environment",
        GRADER,
        ("print('DID')\nprint('GOT', open('/proc/$grader/environ').read())",),
        even_at_none=True,
    ),
    Attack(
        "the grader's open files",
        GRADER,
        ("import os\nprint('DID')\nprint('GOT', [os.readlink(f'/proc/$grader/fd/{n}') for n in range(3)])",),
        even_at_none=True,
    ),
    Attack(
        "ptrace the grader",
        GRADER,
        ("import ctypes\nprint('DID')\nassert ctypes.CDLL(None).ptrace(16, $grader, 0, 0) == 0\nprint('GOT it')",),
        even_at_none=True,
    ),
    Attack(
        "ptrace the parent",
        "the warm process gives birth to every job",
        (
            (
                "import ctypes, os\nprint('DID')\n"
                "assert ctypes.CDLL(None).ptrace(16, os.getppid(), 0, 0) == 0\nprint('GOT it')"
            ),
        ),
        unsafe_at_none="stops the process that runs the tests",
    ),
    Attack(
        "the parent's memory",
        "the guardian knows the report socket",
        (
            (
                "import os\nprint('DID')\n"
                "print('GOT', open(f'/proc/{os.getppid()}/maps').read()[:20], "
                "open(f'/proc/{os.getppid()}/mem', 'rb'))"
            ),
        ),
        even_at_none=True,
    ),
    Attack(
        "write one's own memory",
        "/proc/self/mem writes where mprotect forbids",
        ("import os\nprint('DID')\nfd = os.open('/proc/self/mem', os.O_RDWR)\nprint('GOT it')",),
    ),
    Attack(
        "one's own memory by ctypes",
        "the wire's buffers lie in it; the answers do not",
        (
            (
                "import ctypes, gc\ngc.unfreeze()\nfor one in gc.get_objects()[:20_000]:\n"
                "    ctypes.string_at(id(one), 16)\nprint('DID')"
            ),
        ),
    ),
    Attack(
        "change an integer",
        "1 is 2 for everybody in this process: only the learner's own",
        (
            (
                "import ctypes\nctypes.memmove(id(10**3) + 24, b'\\x01', 0)\nx = 257\n"
                "ctypes.c_uint32.from_address(id(x) + 24).value = 5\nprint('DID')"
            ),
        ),
    ),
    Attack(
        "the kernel's symbols and log",
        "addresses and messages help the next attack",
        ("print('GOT', open('/proc/kallsyms').read(10), open('/proc/version').read())",),
    ),
    Attack(
        "a duplicate of the victim's descriptor",
        VICTIM,
        (
            "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\nfd = libc.syscall(434, $victim, 0)\n"
            "assert fd >= 0\nprint('GOT', libc.syscall(438, fd, 0, 0))",
        ),
    ),
    Attack(
        "the victim's priority and limits",
        VICTIM,
        (
            (
                "import os, resource\nresource.prlimit($victim, resource.RLIMIT_NOFILE)\n"
                "os.sched_getaffinity($victim)\nprint('GOT it')"
            ),
        ),
    ),
)
