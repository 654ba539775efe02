"""What outlives its cell: threads, hooks, handlers."""

from .attack import Attack

ATTACKS = (
    Attack(
        "a thread that redefines the answer",
        "it changes softmax between two calls",
        (
            "import threading, time\nanswers = [lambda s: s, lambda s: s * 0.0, lambda s: np.ones(np.shape(s))]\n"
            "def swap():\n    n = 0\n    while True:\n"
            "        globals()['softmax'] = answers[n % 3]; n += 1; time.sleep(0.001)\n"
            "threading.Thread(target=swap, daemon=True).start()\nprint('DID')",
        ),
    ),
    Attack(
        "a thread that reads the channel",
        "the requests come before the call; whoever reads them loses them",
        (
            "import os, threading\nraced = []\ndef softmax(scores):\n"
            "    threading.Thread(target=lambda: raced.append(os.read(3, 100)), daemon=True).start()\n"
            "    import time; time.sleep(0.05)\n    return scores\nprint('DID')",
        ),
    ),
    Attack(
        "a thread that writes the channel",
        "into the middle of a reply",
        (
            (
                "import os, threading\ndef softmax(scores):\n    os.write(3, b'\\0\\0\\0\\x02')\n"
                "    return scores\nprint('DID')"
            ),
        ),
    ),
    Attack(
        "a thread that burns",
        "processor time of the whole job",
        (
            (
                "import threading\ndef burn():\n    while True: pass\n"
                "for _ in range(2): threading.Thread(target=burn, daemon=True).start()\nprint('DID')"
            ),
        ),
    ),
    Attack(
        "a thread that ends the process later",
        "after the cells, in the calls",
        (
            (
                "import os, threading\ndef softmax(scores):\n"
                "    threading.Timer(0.05, os._exit, (0,)).start()\n    import time; time.sleep(1)\n"
                "print('DID')"
            ),
        ),
    ),
    Attack(
        "a thread that is no daemon",
        "nobody waits for it",
        ("import threading, time\nthreading.Thread(target=time.sleep, args=(1000,)).start()\nprint('DID')",),
    ),
    Attack(
        "settrace",
        "every call is watched, every local can be seen",
        (
            "import sys\nseen = set()\ndef watch(frame, event, arg):\n"
            "    seen.update(frame.f_locals)\n    return watch\nsys.settrace(watch)\n"
            "def softmax(scores):\n"
            "    return 1.0 if {'want', 'expected', 'reference'} & seen else scores\nprint('DID')",
        ),
    ),
    Attack(
        "setprofile",
        "return values pass by it",
        ("import sys\nsys.setprofile(lambda frame, event, arg: None)\nprint('DID')",),
    ),
    Attack(
        "garbage collector callbacks",
        "code that runs when nobody asked",
        ("import gc\ngc.callbacks.append(lambda phase, info: None)\ngc.set_threshold(1)\nprint('DID')",),
    ),
    Attack(
        "a signal handler for every signal",
        "SIGALRM is the inner clock",
        (
            (
                "import signal\nfor n in range(1, 32):\n    try: signal.signal(n, lambda *a: None)\n"
                "    except OSError: pass\nprint('DID')"
            ),
        ),
    ),
    Attack(
        "an import hook",
        "sys.meta_path answers for every module",
        (
            (
                "import sys\nclass Hook:\n    def find_spec(self, *a): return None\n"
                "sys.meta_path.insert(0, Hook()); sys.path[:] = []\nprint('DID')"
            ),
        ),
    ),
    Attack(
        "asyncio tasks left behind",
        "they run when the next cell awaits",
        (
            (
                "import asyncio\nasync def later():\n    while True: await asyncio.sleep(0)\n"
                "asyncio.create_task(later()); await asyncio.sleep(0)\nprint('DID')"
            ),
            "await asyncio.sleep(0.01)",
        ),
    ),
    Attack(
        "standard streams closed",
        "print has nowhere to go",
        ("import sys, os\nprint('DID')\nsys.stdout.close(); sys.stderr = None\nfor n in (0, 1, 2): os.close(n)",),
    ),
    Attack(
        "the working folder deleted",
        "with nobody in it",
        ("import os\nprint('DID')\nhere = os.getcwd()\nos.chdir('..')\ntry: os.rmdir(here)\nexcept OSError: pass",),
    ),
)
