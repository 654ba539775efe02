"""Using up what there is: time, memory, disk, processes, descriptors, attention."""

from .attack import Attack

HARM = "would take this machine's"


def loops(name, why, source, **more):
    return Attack(name, why, (source,), **more)


def hangs(name, why, body, **more):
    return Attack(
        name, why, (f"import os, re, itertools, time\ndef softmax(scores):\n    {body}\nprint('DID')",), **more
    )


ATTACKS = (
    loops("an endless cell", "in Python", "while True: pass"),
    loops("an endless cell in C", "no signal handler runs meanwhile", "import itertools\nsum(itertools.repeat(0))"),
    loops("a power too high", "one instruction, for years", "x = 7 ** (10 ** 9)"),
    loops("a regular expression that backtracks", "exponential in C", "import re\nre.match('(a+)+$', 'a' * 60 + 'b')"),
    loops("a cell that sleeps", "no processor time is used", "import time\ntime.sleep(10_000)"),
    loops(
        "a cell that waits for itself",
        "a lock that is taken already",
        "import threading\nlock = threading.Lock()\nlock.acquire(); lock.acquire()",
    ),
    loops(
        "the alarm ignored",
        "the clock inside is the learner's",
        (
            "import signal\n"
            "for n in (signal.SIGALRM, signal.SIGPROF, signal.SIGXCPU): signal.signal(n, "
            "signal.SIG_IGN)\nwhile True: pass"
        ),
    ),
    loops(
        "the alarm swallowed",
        "except BaseException, again and again",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    ),
    loops("an await without end", "the event loop's own way", "import asyncio\nawait asyncio.sleep(10_000)"),
    hangs("an endless function", "in Python", "while True: pass"),
    hangs("an endless function in C", "killed from outside, twice", "sum(itertools.repeat(0))"),
    hangs("a large matrix product", "BLAS asks nobody", "return np.linalg.svd(np.ones((1500, 1500)))"),
    hangs("infinite recursion", "a RecursionError like any other", "return softmax(scores)"),
    Attack(
        "recursion in C", "the stack ends in a crash", ("import sys\nsys.setrecursionlimit(10**9)\ndef f(): f()\nf()",)
    ),
    Attack("memory by one array", "eight gigabytes", ("x = np.ones(10**9)",), unsafe_at_none=f"{HARM} memory"),
    Attack(
        "memory bit by bit",
        "and every MemoryError swallowed",
        (
            (
                "hoard = []\nfor _ in range(2000):\n    try: hoard.append(bytearray(1 << 22))\n"
                "    except MemoryError: print('DID'); break"
            ),
        ),
        unsafe_at_none=f"{HARM} memory",
    ),
    Attack(
        "memory mapped",
        "mmap without Python's allocator",
        (
            (
                "import mmap\nheld = []\ntry:\n"
                "    for _ in range(500): held.append(mmap.mmap(-1, 1 << 24)); held[-1].write(b'x' * "
                "(1 << 24))\nexcept OSError: print('DID')"
            ),
        ),
        unsafe_at_none=f"{HARM} memory",
    ),
    Attack(
        "a zip bomb in a cell",
        "a gigabyte from a megabyte",
        (
            "import zlib\nsmall = zlib.compress(bytes(1 << 20))\npieces = []\n"
            "for _ in range(1024): pieces.append(zlib.decompress(small))",
        ),
        unsafe_at_none=f"{HARM} memory",
    ),
    Attack(
        "one large file",
        "bounded at 64 MB",
        (
            "try:\n    with open('big', 'wb') as file:\n        for _ in range(64): file.write(b'x' * (1 << 20))\n"
            "    print('filled')\nexcept OSError: print('DID')",
        ),
        unsafe_at_none=f"{HARM} disk",
    ),
    Attack(
        "many files",
        "each an inode: a limit at full, swept away at landlock",
        (
            (
                "import os\ntry:\n    for n in range(2000): open(f'f{n}', 'w').write('x')\n"
                "except OSError: pass\nprint('DID')"
            ),
        ),
    ),
    Attack(
        "a folder a thousand deep",
        "who deletes it must not recurse",
        (
            (
                "import os\ntry:\n    for _ in range(1500): os.mkdir('d'); os.chdir('d')\n"
                "except OSError: pass\nprint('DID')"
            ),
        ),
    ),
    Attack(
        "a sparse file",
        "large without a block",
        (
            (
                "import os\ntry:\n"
                "    fd = os.open('s', os.O_RDWR | os.O_CREAT); os.ftruncate(fd, 1 << 40)\n"
                "except OSError: print('DID')"
            ),
        ),
    ),
    Attack("output without end", "50 MB printed", ("for _ in range(50): print('x' * (1 << 20))",)),
    Attack(
        "output past Python",
        "os.write to the terminal's number",
        ("import os\ntry:\n    for _ in range(50): os.write(1, b'x' * (1 << 20))\nexcept OSError: pass",),
    ),
    Attack(
        "a hundred thousand displays",
        "each an output of its own",
        ("from IPython.display import display\nfor n in range(20_000): display(n)",),
    ),
    Attack(
        "a traceback of megabytes",
        "the error's text and its type's name",
        ("raise type('E' * 10**6, (Exception,), {})('x' * 10**7)",),
    ),
    Attack(
        "figures by the hundred",
        "each is drawn for human review",
        ("import matplotlib.pyplot as plt\nfor _ in range(60): plt.figure()\nprint('DID')",),
    ),
    Attack(
        "a figure of a gigapixel",
        "drawn by the grader's wish",
        ("import matplotlib.pyplot as plt\nplt.figure(figsize=(1000, 1000), dpi=1000); plt.plot([1])\nprint('DID')",),
    ),
    Attack(
        "all descriptors",
        "more open files than allowed",
        (
            (
                "import os\nheld = []\ntry:\n"
                "    for _ in range(5000): held.append(os.open('/dev/null', 0))\n"
                "except OSError: print('DID')\nfor one in held: os.close(one)"
            ),
        ),
    ),
    Attack(
        "all descriptors kept",
        "nothing is left for the judge's calls",
        (
            (
                "import os\nheld = []\ntry:\n"
                "    for _ in range(5000): held.append(os.open('/dev/null', 0))\n"
                "except OSError: print('DID')"
            ),
        ),
    ),
    Attack(
        "a fork storm",
        "bounded at 300 and short-lived",
        (
            "import os, time\nmade = 0\nfor _ in range(300):\n    try:\n"
            "        if os.fork() == 0: time.sleep(2); os._exit(0)\n        made += 1\n"
            "    except OSError: pass\nprint('GOT' if made else '', made)\nprint('DID')",
        ),
        unsafe_at_none=f"{HARM} processes",
    ),
    Attack(
        "a thread storm",
        "bounded at 500",
        (
            "import threading, time\nmade = []\ntry:\n    for _ in range(500):\n"
            "        made.append(threading.Thread(target=time.sleep, args=(5,), daemon=True)); "
            "made[-1].start()\n"
            "except RuntimeError: print('DID')",
        ),
        unsafe_at_none=f"{HARM} threads",
    ),
    Attack(
        "thirty thousand names",
        "a list of functions without end",
        (
            (
                "for n in range(30_000): globals()[f'f{n}'] = print\n"
                "globals()[''] = print; globals()['\\u202e'] = print\nprint('DID')"
            ),
        ),
    ),
    Attack(
        "names that are not text",
        "globals() is a dict: keys may be anything; it costs the maker everything",
        (
            (
                "class K(str):\n    __hash__ = str.__hash__\n    __str__ = lambda s: 1 / 0\n"
                "globals()[K('k')] = print\nglobals()[5] = print\nprint('DID')"
            ),
        ),
        score=0.0,
        refused=True,
    ),
)
