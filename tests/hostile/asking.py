"""Follow-through credit misused: while a later function is called, an earlier one is answered by the grader."""

from .attack import HONEST, Attack

WRONG = "kept = []\ndef softmax(scores):\n    return kept[-1](scores) if kept else scores * 0.0\n"
HONESTLY = "    if temperature <= 0: raise ValueError\n    return softmax(np.asarray(scores) / temperature)"

ATTACKS = (
    Attack(
        "keep the stand-in",
        "asked later, outside its call, it must not answer; what is asked within it is honest credit",
        (
            WRONG + "def softmax_with_temperature(scores, temperature):\n"
            "    if callable(getattr(softmax, '_line', None)) or '_line' in "
            "getattr(softmax, '__dict__', {}): kept.append(softmax)\n" + HONESTLY + "\nprint('DID')",
        ),
        score=HONEST + 4,
    ),
    Attack(
        "the stand-in answers for another exercise",
        "effective_books asks for softmax, which was never given to it",
        (
            WRONG
            + "def softmax_with_temperature(scores, temperature):\n    kept.append(softmax)\n"
            + HONESTLY
            + "\ndef effective_books(weights):\n    return kept[-1](weights)\nprint('DID')",
        ),
        score=HONEST + 4,
    ),
    Attack(
        "ask a million times",
        "each question costs the grader time",
        (
            "def softmax(scores):\n    return scores * 0.0\ndef softmax_with_temperature(scores, temperature):\n"
            "    if type(softmax).__name__ != 'function':\n        for _ in range(1_000_000):\n"
            "            try: softmax(np.zeros(3))\n            except MemoryError: pass\n"
            + HONESTLY
            + "\nprint('DID')",
        ),
    ),
    Attack(
        "ask for something enormous",
        "a question whose answer takes the grader's memory",
        (
            "def softmax(scores):\n    return scores * 0.0\ndef softmax_with_temperature(scores, temperature):\n"
            "    softmax(np.zeros((1000, 1000)))\n" + HONESTLY + "\nprint('DID')",
        ),
    ),
    Attack(
        "ask with nonsense",
        "the reference meets what no learner would send",
        (
            "asked = []\ndef softmax(scores):\n    return scores * 0.0\n"
            "def softmax_with_temperature(scores, temperature):\n"
            "    for bad in () if asked or type(softmax).__name__ == 'function' else (None, 'x', "
            "{}, [[1], [2, 3]], 10**100, np.zeros((0, 0)), set(), (), True, [[]], [None]):\n"
            "        try: softmax(bad)\n        except Exception: pass\n        asked.append(bad)\n"
            + HONESTLY
            + "\nprint('DID')",
        ),
        score=HONEST + 4,
    ),
    Attack(
        "ask for ever",
        "each question renews the deadline, and no signal inside ends it",
        (
            "import signal\ndef softmax(scores):\n    return scores * 0.0\n"
            "def softmax_with_temperature(scores, temperature):\n"
            "    for n in (signal.SIGALRM, signal.SIGPROF): signal.signal(n, signal.SIG_IGN)\n"
            "    while type(softmax).__name__ != 'function':\n        try: softmax(np.zeros(3))\n"
            "        except MemoryError: pass\n" + HONESTLY + "\nprint('DID')",
        ),
    ),
    Attack(
        "ask slowly",
        "sleep just below the deadline between two questions",
        (
            "import time, signal\ndef softmax(scores):\n    return scores * 0.0\n"
            "def softmax_with_temperature(scores, temperature):\n"
            "    for n in (signal.SIGALRM, signal.SIGPROF): signal.signal(n, signal.SIG_IGN)\n"
            "    while type(softmax).__name__ != 'function':\n        time.sleep(3)\n"
            "        try: softmax(np.zeros(3))\n        except MemoryError: pass\n" + HONESTLY + "\nprint('DID')",
        ),
    ),
    Attack(
        "ask from a thread",
        "a thread that asks on when the call is over",
        (
            "import threading, time\ndef softmax(scores):\n    return scores * 0.0\n"
            "def softmax_with_temperature(scores, temperature):\n    given = softmax\n    result = []\n"
            "    thread = threading.Thread(target=lambda: result.append(given(np.asarray(scores) / temperature)))\n"
            "    if temperature <= 0: raise ValueError\n    thread.start(); thread.join()\n"
            "    return result[0]\nprint('DID')",
        ),
        score=HONEST + 4,
    ),
)
