"""What a notebook tries against others: nothing of it works in the cage, and at level none the same attempt does.

The second half is the canary: were an attack here broken by itself, its test would fail at level none.
"""

import contextlib
import os
import platform
import re
import signal
import socket
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from cage_helpers import TIGHT, at_every_level, cage_at, calling, open_folder, run, where_confined

from grader.cage import Cage, launching, reach
from grader.cage.inside import seccomp

ROOT = Path(__file__).parents[1]
linux_only = pytest.mark.skipif(sys.platform != "linux", reason="the confined levels are Linux's")
__all__ = ["open_folder"]

# What is printed after "GOT" is what the attack has gained.
ON_FILES = {
    "read a file": "print('GOT', open('{target}/secret').read())",
    "read it by system call": "import os\nprint('GOT', os.read(os.open('{target}/secret', 0), 9))",
    "read it through a link": "import os\nos.symlink('{target}/secret', 'link')\nprint('GOT', open('link').read())",
    "read it through /proc/self/root": "print('GOT', open('/proc/self/root{target}/secret').read())",
    "list a folder": "import os\nprint('GOT', os.listdir('{target}'))",
    "write a new file": "open('{target}/new', 'w').write('x')\nprint('GOT', open('{target}/new').read())",
    "append": "open('{target}/secret', 'a').write('x')\nprint('GOT it')",
    "empty by opening": "import os\nos.open('{target}/emptied', os.O_RDONLY | os.O_TRUNC)\nprint('GOT it')",
    "empty by name": "import os\nos.truncate('{target}/truncated', 0)\nprint('GOT it')",
    "delete": "import os\nos.remove('{target}/deleted')\nprint('GOT it')",
    "rename": "import os\nos.rename('{target}/renamed', '{target}/gone')\nprint('GOT it')",
    "link out": "import os\nos.link('{target}/secret', 'hard')\nprint('GOT', open('hard').read())",
    "make a folder": "import os\nos.mkdir('{target}/folder')\nprint('GOT it')",
    "run a program on it": "import subprocess\nprint('GOT', subprocess.check_output(['cat', '{target}/secret']))",
    "a shell": "import os\nassert os.system('cat {target}/secret') == 0\nprint('GOT it')",
    "posix_spawn": "import os\nos.waitpid(os.posix_spawn('/bin/true', ['true'], {{}}), 0)\nprint('GOT it')",
    "import the course": (
        "import sys, importlib\nsys.modules.pop('grader', None); sys.path.insert(0, '{course}')\n"
        "print('GOT', importlib.import_module('grader.exercises').__file__)"
    ),
    "read a reference": "print('GOT', len(open('{course}/grader/exercises/__init__.py').read()))",
    "multiprocessing": (
        "import multiprocessing\np = multiprocessing.get_context('fork').Process(target=int)\n"
        "p.start(); p.join()\nprint('GOT it')"
    ),
}


FILES = ("secret", "emptied", "truncated", "deleted", "renamed")


@pytest.fixture
def target(open_folder):
    for name in FILES:
        (open_folder / name).write_text("hidden")
        (open_folder / name).chmod(0o666)
    return open_folder


def gained(job):
    return {outcome.id: outcome.stdout.partition("GOT")[2] for outcome in job.outcomes if "GOT" in outcome.stdout}


@linux_only
@at_every_level
def test_files_and_programs(level, target):
    # Reading, writing and running: all of it at level none, none of it above.
    job = run(level, *(source.format(target=target, course=ROOT) for source in ON_FILES.values()))
    names = dict(zip(map(str, range(len(ON_FILES))), ON_FILES, strict=True))
    found = {names[number] for number in gained(job)}
    if level == "none":
        out_of_reach = set() if _open(ROOT) else {"read a reference", "import the course"}
        assert set(ON_FILES) - found == out_of_reach
    else:
        assert not found
        assert sorted(path.name for path in target.iterdir()) == sorted(FILES)
        assert {path.read_text() for path in target.iterdir()} == {"hidden"}


def _open(path):
    return all(folder.stat().st_mode & 1 for folder in (path, *path.parents))


@pytest.fixture
def listener():
    """A live server on this machine that says what it was sent."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        heard = []

        def serve():
            with contextlib.suppress(OSError):
                while True:
                    connection, _ = server.accept()
                    heard.append(connection.recv(100))
                    connection.close()

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname(), heard


@linux_only
@at_every_level
def test_the_network(level, listener):
    # Answers must not travel, neither to this machine nor from it.
    address, heard = listener
    job = run(
        level,
        f"import socket\ns = socket.create_connection({address}, 2)\ns.sendall(b'hi')\ns.close()\nprint('GOT')",
        f"import socket\nsocket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'x', {address})\nprint('GOT')",
        "import socket\nsocket.create_server(('127.0.0.1', 0))\nprint('GOT')",
        "import socket\nsocket.socket(socket.AF_UNIX).bind('\\0abstract')\nprint('GOT')",
        "import socket\na, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)\na.connect('\\0x')",
    )
    assert len(gained(job)) == (4 if level == "none" else 0)
    assert len(heard) == (1 if level == "none" else 0)
    assert job.outcomes[4].ename == ("ConnectionRefusedError" if level == "none" else "PermissionError")


ACCOUNT = launching.ACCOUNTS.start


@pytest.fixture
def victim(monkeypatch):
    """A process of the same account as the learner's: for who is not root that is every program of theirs."""
    monkeypatch.setattr(launching, "ACCOUNTS", range(ACCOUNT, ACCOUNT + 1))
    drop = {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []} if launching.is_root() else {}
    process = subprocess.Popen(["sleep", "300"], env={"SECRET": "hidden"}, cwd="/", **drop)
    yield process
    process.kill()
    process.wait()


ON_PROCESSES = {
    "look at it": "import os\nos.kill({pid}, 0)\nprint('GOT')",
    "its environment": "print('GOT', open('/proc/{pid}/environ').read())",
    "its command": "print('GOT', open('/proc/{pid}/cmdline').read())",
    "its memory map": "print('GOT', open('/proc/{pid}/maps').read())",
    "attach to it": (
        "import ctypes, os\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        "assert libc.ptrace(16, {pid}, 0, 0) == 0, os.strerror(ctypes.get_errno())\n"
        "os.waitpid({pid}, 0x40000000); libc.ptrace(17, {pid}, 0, 0)\nprint('GOT')"
    ),
    "its limits": "import resource\nresource.prlimit({pid}, resource.RLIMIT_NOFILE)\nprint('GOT')",
    "its place on the processor": "import os\nos.sched_setaffinity({pid}, {{0}})\nprint('GOT')",
    "its priority": "import os\nos.setpriority(os.PRIO_PROCESS, {pid}, 19)\nprint('GOT')",
    "stop it": "import os, signal\nos.kill({pid}, signal.SIGSTOP)\nos.kill({pid}, signal.SIGCONT)\nprint('GOT')",
    "end it": "import os\nos.kill({pid}, 15)\nprint('GOT')",
}


@linux_only
@at_every_level
def test_other_processes(level, victim):
    # Of the same account, where only the cage stands between.
    cage_at(level)
    cells = [(name, source.format(pid=victim.pid)) for name, source in ON_PROCESSES.items()]
    with Cage(level, TIGHT) as cage, cage.job(cells) as job:
        pass
    if level == "none":
        assert len(gained(job)) == len(ON_PROCESSES), [outcome.evalue for outcome in job.outcomes]
        assert victim.wait(5) == -signal.SIGTERM
    else:
        assert not gained(job)
        assert victim.poll() is None


@linux_only
@where_confined
def test_parent_and_guardian_cannot_be_killed(level):
    # The zygote's death would be everybody's.
    source = (
        "import os\nfor pid in (os.getppid(), -1, 0, 1, 2):\n"
        "    try: os.kill(pid, 9); print('GOT', pid)\n    except OSError: pass"
    )
    job = run(level, source)
    assert not job.died
    assert not gained(job) or level == "full"
    assert run(level, "print('fine')").outcomes[0].stdout == "fine\n"


# name: number on x86-64; with these arguments the kernel would do, or say, something else than EPERM.
CALLS = {
    "unshare a user namespace": (272, 0x10000000),
    "mount": (165, 0, 0, 0, 0, 0),
    "open_tree": (428, -100, 0, 0),
    "bpf": (321, 0, 0, 0),
    "perf_event_open": (298, 0, 0, 0, 0, 0),
    "io_uring_setup": (425, 1, 0),
    "keyctl": (250, 0, -3, 0),
    "add_key": (248, 0, 0, 0, 0, 0),
    "userfaultfd": (323, 1),
    "memfd_create": (319, 0, 0),
    "shmget": (29, 0, 4096, 0o1600),
    "setns": (308, 3, 0),
    "process_vm_readv": (310, 1, 0, 0, 0, 0, 0),
    "name_to_handle_at": (303, -100, 0, 0, 0, 0),
    "personality": (135, 0x0040000),
    "pidfd_open": (434, 1, 0),
    "mknodat": (259, -100, 0, 0, 0),
    "vmsplice": (278, 0, 0, 0, 0),
    "io_setup": (206, 1, 0),
}


@linux_only
@pytest.mark.skipif(platform.machine() != "x86_64", reason="the numbers are x86-64's")
@at_every_level
def test_system_calls(level):
    # EPERM for each, whatever it is asked; at level none the kernel itself answers, and mostly something else.
    calls = ", ".join(f"({', '.join(map(str, call))})" for call in CALLS.values())
    job = run(
        level,
        "import ctypes\nlibc = ctypes.CDLL(None, use_errno=True)\n"
        f"for call in [{calls}]:\n"
        "    ctypes.set_errno(0)\n"
        "    result = libc.syscall(*map(ctypes.c_long, call))\n"
        "    print(ctypes.get_errno() if result < 0 else 0)",
    )
    errors = dict(zip(CALLS, map(int, job.outcomes[0].stdout.split()), strict=True))
    if level == "none":
        assert sum(error != 1 for error in errors.values()) > 10
    else:
        assert set(errors.values()) == {1}, errors


@linux_only
@where_confined
def test_calls_of_32_bit_programs_kill(level):
    # int 0x80 reaches another table of calls, which no filter for 64 bits knows.
    if platform.machine() != "x86_64":
        pytest.skip("int 0x80 is x86's")
    code = "b'\\xb8\\x14\\x00\\x00\\x00\\xcd\\x80\\xc3'"  # getpid
    job = run(
        level,
        f"import ctypes, mmap\nm = mmap.mmap(-1, 4096, prot=7)\nm.write({code})\n"
        "print(ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))())",
    )
    assert job.outcomes[0].status == "died"


@linux_only
@where_confined
def test_no_privilege_is_left(level):
    # Neither account nor capability of root's, and no way back to one.
    source = (
        "import os, ctypes\nfrom caged import linux\n"
        "print(os.getuid() != 0, os.geteuid() != 0, linux.capabilities() & ~(1 << linux.CAP_DAC_READ_SEARCH))\n"
        "print(ctypes.CDLL(None).prctl(39, 0, 0, 0, 0))"
    )
    assert run(level, source).outcomes[0].stdout.split() == ["True", "True", "0", "1"]


@linux_only
@where_confined
def test_nothing_but_the_channel_is_open(level):
    # A descriptor left behind would be a door: to the zygote, to another student's job.
    source = "import os\nfor number in range(256):\n    try: os.fstat(number); print(number)\n    except OSError: pass"
    assert run(level, source).outcomes[0].stdout.split() == ["0", "1", "2", "3"]


@linux_only
@at_every_level
def test_no_secret_of_the_graders_environment(level, monkeypatch):
    # What the teacher's shell knows, the notebook does not: not even at level none.
    monkeypatch.setenv("GRADING_SECRET", "hidden")
    with calling(level, "import os\ndef environment(): return dict(os.environ)") as job:
        environment = job("environment", (), 1).value
    assert "GRADING_SECRET" not in environment
    assert not [value for value in environment.values() if str(Path.home()) in value]


@linux_only
@at_every_level
def test_a_notebooks_traces_do_not_reach_the_next(level):
    # Files, names, patched libraries and environment go with the process.
    run(
        level,
        "import os, builtins, numpy as np\nopen('left', 'w').write('x'); os.environ['LEFT'] = '1'\n"
        "np.exp = None; builtins.LEFT = 1\nimport sys; sys.modules['LEFT'] = sys",
    )
    source = (
        "import os, builtins, sys, numpy as np\n"
        "print(os.path.exists('left'), 'LEFT' in os.environ, np.exp is None)\n"
        "print(hasattr(builtins, 'LEFT'), 'LEFT' in sys.modules)"
    )
    assert run(level, source).outcomes[0].stdout.split() == ["False"] * 5


@linux_only
@at_every_level
def test_two_jobs_at_once_do_not_see_each_other(level, open_folder):
    # The neighbour's folder: its path is no secret, its contents are. At level none only an account of its own hides
    # them, which root gives each job where other accounts can read its Python.
    has_own_account = os.geteuid() == 0 and reach.closed_to_others() is None
    with calling(level, "open('answer', 'w').write('hidden')\nimport os\ndef where(): return os.getcwd()") as first:
        folder = first("where", (), 1).value
        job = run(level, f"print('GOT', open('{folder}/answer').read())")
        assert bool(gained(job)) == (level == "none" and not has_own_account)


def decisions(program: bytes, machine: int, number: int, *arguments: int) -> int:
    """What the kernel would do with this call: a BPF machine of the dozen instructions that filters use."""
    import struct

    data = struct.pack("IIQ6Q", number, machine, 0, *arguments, *[0] * (6 - len(arguments)))
    steps = [struct.unpack_from("HBBI", program, 8 * n) for n in range(len(program) // 8)]
    place, value = 0, 0
    while True:
        code, yes, no, operand = steps[place]
        place += 1
        if code == 0x06:
            return operand
        if code == 0x20:
            (value,) = struct.unpack_from("I", data, operand)
        elif code == 0x54:
            value &= operand
        else:
            hit = {0x15: value == operand, 0x25: value > operand, 0x45: bool(value & operand)}[code]
            place += yes if hit else no


ALLOW, KILL, DENY, PRETEND, UNKNOWN = 0x7FFF0000, 0x80000000, 0x50001, 0x50000, 0x50026


@pytest.mark.parametrize("machine", seccomp.MACHINES)
def test_the_filter_of(machine, monkeypatch):
    # Also of the machine that this test does not run on.
    monkeypatch.setattr(platform, "machine", lambda: machine)
    column, audit = seccomp.MACHINES[machine]
    program = seccomp.program(77, may_truncate=False)

    def decide(name, *arguments):
        number = {**seccomp.DENIED, **seccomp.PRETENDED, **seccomp.UNKNOWN, **seccomp.LOOKED_INTO}[name][column]
        return decisions(program, audit, number, *arguments)

    assert len(program) // 8 <= 4096
    assert {decide(name) for name, numbers in seccomp.DENIED.items() if numbers[column] is not None} == {DENY}
    assert {decide(name) for name, numbers in seccomp.PRETENDED.items() if numbers[column] is not None} == {PRETEND}
    assert {decide(name) for name in seccomp.UNKNOWN} == {UNKNOWN}
    assert decisions(program, audit, 463) == UNKNOWN
    assert decisions(program, 0x40000003, 4) == KILL
    assert decisions(program, audit, 0x40000000 + 1) == KILL
    assert (decide("clone", 0x3D0F00), decide("clone", 17)) == (ALLOW, DENY)
    assert (decide("kill", 77, 9), decide("kill", 78, 9), decide("kill", 2**32 - 1, 9)) == (ALLOW, DENY, DENY)
    assert (decide("tgkill", 77, 80, 9), decide("tgkill", 1, 1, 9)) == (ALLOW, DENY)
    stream, datagram = 1 | os.O_CLOEXEC, 2
    assert (decide("socketpair", 1, stream), decide("socketpair", 1, datagram)) == (ALLOW, DENY)
    assert (
        decide("sendto", 3, 1, 1, 0, 0),
        decide("sendto", 3, 1, 1, 0, 1),
        decide("sendto", 3, 1, 1, 0, 1 << 32),
    ) == (*(ALLOW, DENY, DENY),)
    assert (decide("openat", -100 % 2**64, 1, os.O_RDONLY | os.O_TRUNC), decide("openat", 0, 1, 0)) == (DENY, ALLOW)
    assert decide("openat", 0, 1, os.O_WRONLY | os.O_CREAT | os.O_TRUNC) == ALLOW
    assert (decide("prlimit64", 0, 7), decide("prlimit64", 5, 7)) == (ALLOW, DENY)
    assert (decide("ioctl", 0, 0x5412), decide("ioctl", 0, 0x5413)) == (DENY, ALLOW)
    assert decide("truncate") == DENY


HEADERS = {"x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h", "aarch64": "/usr/include/asm-generic/unistd.h"}


@pytest.mark.parametrize("machine", HEADERS)
def test_the_numbers_are_the_kernels(machine):
    # A wrong number denies something innocent and lets the real call through.
    if not Path(HEADERS[machine]).exists():
        pytest.skip("the kernel's headers are not installed here")
    known = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", Path(HEADERS[machine]).read_text()))
    column = seccomp.MACHINES[machine][0]
    for names in (seccomp.DENIED, seccomp.PRETENDED, seccomp.UNKNOWN, seccomp.LOOKED_INTO):
        for name, numbers in names.items():
            if name in known:
                assert numbers[column] == int(known[name]), name
            else:
                assert numbers[column] is None or numbers[column] > 450, name
