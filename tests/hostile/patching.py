"""Changing the tools that a judge in the same process would use."""

from .attack import Attack

ZERO = "def softmax(scores):\n    return scores * 0.0\nprint('DID')"


def patch(name, why, source, **more):
    return Attack(name, why, (source, ZERO), **more)


ATTACKS = (
    patch(
        "numpy's asserts",
        "patched np.testing got 9 of 12 points in stock nbgrader",
        "import numpy.testing as t\nfor name in dir(t):\n"
        "    if name.startswith('assert'): setattr(t, name, lambda *a, **k: None)\n"
        "np.testing.assert_allclose(1, 2)",
    ),
    patch(
        "numpy's comparisons",
        "allclose is always true",
        "for name in ('allclose', 'isclose', 'array_equal', 'array_equiv'): setattr(np, name, lambda *a, **k: True)",
    ),
    patch(
        "builtins",
        "all() and any() as one likes them: the honest call does without them no more",
        (
            "import builtins\nbuiltins.all = builtins.any = lambda *a: True\n"
            "builtins.AssertionError = type('Never', (Exception,), {})"
        ),
        score=0.0,
    ),
    patch(
        "drop asserts",
        "an ast_transformers hook got 12 of 12 points in stock nbgrader",
        "import ast\nclass Drop(ast.NodeTransformer):\n    def visit_Assert(self, node): return ast.Pass()\n"
        "get_ipython().ast_transformers.append(Drop())",
    ),
    patch(
        "a display hook of one's own",
        "every value is 5.0",
        (
            "import sys\nsys.displayhook = lambda value: print('5.0')\n"
            "get_ipython().displayhook.write_format_data = lambda *a, **k: None"
        ),
    ),
    patch(
        "IPython's events",
        "whatever runs before and after each cell",
        "shell = get_ipython()\n"
        "shell.events.register('pre_run_cell', lambda *a: shell.user_ns.update(check=lambda "
        "*a: 5.0))\n"
        "shell.input_transformers_post.append(lambda lines: lines)\nshell.showtraceback = lambda *a, **k: None",
    ),
    patch(
        "the check of the lesson",
        "a check that gives full marks",
        "import grader\ngrader.check = check = lambda name: 5.0",
    ),
    patch(
        "json",
        "frames are JSON: let every number be NaN that equals all; it costs the job, so the cell is left out",
        "import json\nkept = json.dumps\njson.dumps = lambda value, **k: kept(['tuple', 'verdict', 5.0])",
    ),
    patch(
        "struct and socket",
        "the channel's own tools",
        "import socket\nsocket.timeout = Exception\nsocket.socket.settimeout = lambda *a: None",
    ),
    patch(
        "the caller",
        "call() replaced by one that answers for the learner",
        "import caged.worker as w, caged.calling as c\nkept = w.call\n"
        "def call(function, *rest):\n    if function.__name__ != 'softmax': return kept(function, *rest)\n"
        "    return c.Reply('value', True, inputs=rest[0])\nw.call = call",
    ),
    patch(
        "plain()",
        "what is made of an answer before it is sent",
        (
            "import caged.calling as c\nkept = c.plain\n"
            "c.plain = lambda value: [1.0] if getattr(value, 'shape', ()) else kept(value)"
        ),
    ),
    patch(
        "Reply",
        "a reply of a kind that means passed: nobody knows it, the job dies, honest calls too",
        "import caged.calling as c\nclass Passed(c.Reply):\n    __eq__ = lambda *a: True\n    passed = True\n"
        "c.Reply = Passed",
    ),
    patch(
        "the time limit",
        "a limit measured in the learner's process is the learner's",
        "import caged.calling as c, caged.worker as w, contextlib\nc.time_limit = lambda *a: contextlib.nullcontext()",
    ),
    patch(
        "clocks",
        "time stands still",
        (
            "import time\n"
            "for name in ('time', 'monotonic', 'perf_counter', 'process_time'): setattr(time, "
            "name, lambda: 0.0)"
        ),
    ),
    patch(
        "random numbers",
        "inputs that are known beforehand",
        "import random\nnp.random.default_rng = lambda *a: None\nnp.random.seed = random.seed = lambda *a: None\n"
        "np.random.normal = lambda *a, **k: 0.0",
    ),
    patch(
        "ufuncs and array printing",
        "repr says what the judge wants to see",
        "np.set_string_function = None\nnp.array_repr = np.array_str = lambda *a, **k: 'array([1.])'",
    ),
    patch(
        "sys.modules",
        "numpy is somebody else for all who import it later",
        "import sys, types\nfake = types.ModuleType('numpy')\nfake.__getattr__ = lambda name: (lambda *a, **k: True)\n"
        "sys.modules['numpy'] = sys.modules['numpy.testing'] = fake",
    ),
    patch(
        "import itself",
        "every import gives a yes-man",
        "import builtins\nkept = builtins.__import__\n"
        "builtins.__import__ = lambda name, *a: kept('this' if name.startswith('grader') else name, *a)",
    ),
    patch(
        "exceptions swallowed",
        "the hook for uncaught ones, and warnings as errors",
        "import sys, warnings\nsys.excepthook = lambda *a: None\nwarnings.simplefilter('error')",
    ),
)
