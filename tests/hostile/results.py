"""Answers that are not what they look like."""

from .attack import HONEST, Attack

CLAIMS = "print('DID')"


def returns(name, why, expression, before="", **more):
    body = f"{before}\ndef softmax(scores):\n    return {expression}\n{CLAIMS}"
    return Attack(name, why, (body,), even_at_none=True, **more)


ATTACKS = (
    returns(
        "an object that equals everything",
        "__eq__ is asked by naive comparisons",
        "Yes()",
        "class Yes:\n    __eq__ = __ge__ = __le__ = __lt__ = lambda *a: True\n    __hash__ = None\n    shape = (3,)",
    ),
    returns(
        "an array that equals everything",
        "a subclass decides how it is compared",
        "np.zeros_like(scores, float).view(Yes)",
        "class Yes(np.ndarray):\n    def __eq__(self, other): return np.ones(self.shape, bool)\n"
        "    def __array_ufunc__(self, *a, **k): return np.ones(self.shape, bool)\n"
        "    def __array_function__(self, *a, **k): return True\n    def __sub__(self, other): return 0 * other",
    ),
    returns(
        "a float that is near everything",
        "subclasses of float lie about arithmetic",
        "Near(0)",
        (
            "class Near(float):\n    __sub__ = __rsub__ = __abs__ = lambda *a: 0.0\n"
            "    __le__ = __lt__ = __eq__ = lambda *a: True\n    __hash__ = float.__hash__"
        ),
    ),
    returns(
        "an integer with an index of its own",
        "__index__ and __int__ run when it is converted",
        "Sly(1)",
        "class Sly(int):\n    __index__ = __int__ = __float__ = lambda self: 10**6",
    ),
    returns(
        "text that equals everything",
        "str subclasses",
        "Yes('x')",
        "class Yes(str):\n    __eq__ = lambda *a: True\n    __hash__ = str.__hash__",
    ),
    returns(
        "an array by __class__",
        "isinstance believes it",
        "Liar()",
        "class Liar:\n    __class__ = np.ndarray\n    dtype = np.dtype(float); ndim = 1; shape = (3,); size = 3\n"
        "    def tobytes(self, *a): return b''",
    ),
    returns(
        "__array__ that changes its mind",
        "it is asked twice",
        "Moody(scores)",
        "class Moody:\n    def __init__(self, s): self.s, self.n = s, 0\n"
        "    def __array__(self, *a, **k):\n        self.n += 1\n"
        "        return np.full(np.shape(self.s), 1.0 / self.n)",
    ),
    returns(
        "a pickle's __reduce__",
        "whoever pickles or unpickles it runs it",
        "Evil()",
        (
            "import os\nclass Evil:\n"
            "    def __reduce__(self): return os.system, ('touch $course/pwned',)\n"
            "    __reduce_ex__ = lambda self, n: self.__reduce__()"
        ),
    ),
    returns("not a number", "NaN agrees with NaN", "np.full(np.shape(scores), np.nan)"),
    returns("infinity", "inf - inf is NaN, which no comparison rejects", "np.full(np.shape(scores), np.inf)"),
    returns("one zero to broadcast", "a (1,) zero must not broadcast to a pass", "np.zeros(1)"),
    returns("nothing to compare", "an empty array makes all() true", "np.zeros(0)"),
    returns("a masked array", "all its places are hidden", "np.ma.masked_all(np.shape(scores))"),
    returns(
        "an array of objects",
        "each place an object that equals everything",
        "np.full(np.shape(scores), Yes(), object)",
        "class Yes:\n    __eq__ = lambda *a: True\n    __float__ = lambda self: 0.0",
    ),
    returns("a structured array", "fields instead of numbers", "np.zeros(np.shape(scores), [('a', float)])"),
    returns("complex weights", "the imaginary part is dropped somewhere", "np.zeros(np.shape(scores), complex)"),
    returns("a memory map", "an array whose bytes are a file", "np.memmap('m', float, 'w+', shape=np.shape(scores))"),
    returns("a list that holds itself", "converting it never ends", "loop", "loop = []\nloop.append(loop)"),
    returns(
        "a list ten thousand deep", "converting it recurses", "deep", "deep = []\nfor _ in range(10_000): deep = [deep]"
    ),
    returns("a generator without end", "somebody may call list() on it", "(0.0 for _ in iter(int, 1))"),
    returns("sixty megabytes", "more than the wire carries", "np.zeros(8_000_000)"),
    returns(
        "a long list of numbers", "each comparison with each known mistake turns it into an array", "[0.5] * 300_000"
    ),
    returns(
        "seventeen megabytes in every answer",
        "the judge keeps the answers of all its calls",
        "([0.5] * 300_000, np.zeros(2_000_000))",
    ),
    returns("a hundred thousand lists in a list", "small on the wire, large in memory", "[[]] * 100_000"),
    returns(
        "a dict of colliding keys",
        "hashing takes quadratic time",
        "bad",
        "bad = {n * (2**61 - 1): 0 for n in range(1500)}",
    ),
    returns(
        "a type with a loud name",
        "its name is shown to the teacher",
        "Loud()",
        "Loud = type('<script>alert(1)</script>\\u202e\\x1b[2J', (), {})",
    ),
    returns("an error as a value", "exceptions returned, not raised", "AssertionError('passed')"),
    Attack("echo the inputs", "what comes in goes out", ("def softmax(scores):\n    return scores\nprint('DID')",)),
    Attack(
        "remember and repeat",
        "an answer to one case given to the next",
        ("seen = []\ndef softmax(scores):\n    seen.append(scores)\n    return seen[0]\nprint('DID')",),
    ),
    Attack(
        "make the inputs fit the answer",
        "the reference must not see what the learner changed",
        (
            (
                "def softmax(scores):\n    scores[...] = 0\n"
                "    return np.full(scores.shape, 1 / scores.shape[-1])\nprint('DID')"
            ),
        ),
    ),
    Attack(
        "a table of the public cases",
        "the cases that everybody sees are not those that count",
        (
            "def softmax(scores):\n    s = np.asarray(scores)\n"
            "    if s.shape == (3,) and list(s) == [1, 2, 3]: return np.array([0.09003057, "
            "0.24472847, 0.66524096])\n    return s\nprint('DID')",
        ),
    ),
    Attack(
        "an exception that passes for ValueError",
        "only the names are compared: it must be raised just where it is asked for",
        (
            "class Passed(ValueError):\n    __eq__ = lambda *a: True\n    __hash__ = None\n"
            "    __str__ = lambda s: '\\ud800' * 10**6\n"
            "def softmax_with_temperature(scores, temperature):\n    raise Passed\nprint('DID')",
        ),
        score=HONEST,
    ),
)
