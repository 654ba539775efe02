"""Reading what is not the learner's: references, other students' work, secrets."""

from .attack import HONEST, Attack

STOLEN = HONEST + 5  # with a right softmax
REPLAY = (
    "import json\nfor cell in json.load(open('{path}'))['cells']:\n"
    "    if cell.get('id') == 'softmax':\n        exec(''.join(cell['source']))\n        print('GOT softmax')"
)

ATTACKS = (
    Attack(
        "import the course's exercises",
        "the references stand there, and the checkout's folder is known",
        (
            "import sys\nfor name in [name for name in sys.modules if name.split('.')[0] in ('grader', 'explorers')]:\n"
            "    del sys.modules[name]\nsys.path.insert(0, '$checkout')\n"
            "from grader.exercises import exercise\nsoftmax = exercise('softmax').reference\nprint('GOT', softmax)",
        ),
        at_none=STOLEN,
    ),
    Attack(
        "read the solution notebook",
        "nbgrader's source notebooks lie in the checkout",
        (REPLAY.format(path="$checkout/solutions/en/$lesson/$lesson.ipynb"),),
        at_none=STOLEN,
    ),
    Attack(
        "copy another student",
        "exec of a neighbour's notebook got 12 of 12 points in stock nbgrader",
        (REPLAY.format(path="$course/submitted/ann/$lesson/$lesson.ipynb"),),
        at_none=STOLEN,
    ),
    Attack(
        "copy another student by relative path",
        "../../ann from the folder of the hand-in",
        (
            "import glob\nfor up in range(1, 8):\n"
            "    for path in glob.glob('../' * up + '*/submitted/ann/$lesson/$lesson.ipynb'):\n"
            "        print('GOT', path)\nprint('DID')",
        ),
    ),
    Attack(
        "exec a reference",
        "exec of ../../../source got 12 of 12 points in stock nbgrader",
        ("exec(open('$course/source/reference.py').read())\nprint('GOT it')",),
        at_none=STOLEN,
    ),
    Attack(
        "%run a reference",
        "IPython has its own ways to open files",
        ("%run $course/source/reference.py\nsoftmax\nprint('GOT it')",),
        at_none=STOLEN,
    ),
    Attack(
        "load a reference as a module",
        "importlib opens files below open()",
        (
            "import importlib.util as u\nspec = u.spec_from_file_location('r', '$course/source/reference.py')\n"
            "r = u.module_from_spec(spec); spec.loader.exec_module(r)\nsoftmax = r.softmax\nprint('GOT it')",
        ),
        at_none=STOLEN,
    ),
    Attack(
        "a link to a reference",
        "a link of one's own making in one's own folder",
        ("import os\nos.symlink('$course/source', 'here')\nexec(open('here/reference.py').read())\nprint('GOT it')",),
        at_none=STOLEN,
    ),
    Attack(
        "through /proc/self",
        "root and cwd are links that know other ways",
        (
            "for way in ('root', 'cwd/../../../../../..', 'task/self/root'):\n    try:\n"
            "        exec(open(f'/proc/self/{way}$course/source/reference.py').read())\n        print('GOT it')\n"
            "    except OSError: pass",
        ),
        at_none=STOLEN,
    ),
    Attack(
        "the course's secret",
        "with it the cases of every submission can be drawn",
        ("print('GOT', open('$course/.grading-secret').read())",),
    ),
    Attack(
        "the gradebook",
        "other students' grades are private",
        (
            "import sqlite3\nrows = sqlite3.connect('file:$course/gradebook.db?mode=ro', "
            "uri=True).execute('select * from grade')\n"
            "print('GOT', rows.fetchall())",
        ),
    ),
    Attack(
        "search the machine",
        "whatever can be listed and read below the usual places, a bounded walk",
        (
            "import itertools, os\nfor top in ('$course', '/tmp', '/home', '/root', '/var', '/work', '/srv'):\n"
            "    for place, _, names in itertools.islice(os.walk(top), 300):\n"
            "        if 'reference.py' in names:\n"
            "            print('GOT', open(place + '/reference.py').read()[:20])\nprint('DID')",
        ),
    ),
    Attack(
        "the neighbour's answers",
        "another job's folder, alive, its path known",
        ("print('GOT', open('$neighbour/answer.txt').read())",),
    ),
    Attack(
        "the neighbour's folder, guessed",
        "the folders of jobs are numbered",
        (
            "import glob\nfound = glob.glob('../*/answer.txt')\nprint('DID')\n"
            "print('GOT' if [open(path).read() for path in found] else '')",
        ),
        even_at_none=True,
    ),
    Attack(
        "modules that are loaded",
        "sys.modules may hold more than can be imported",
        (
            "import sys\n"
            "found = [n for n in sys.modules if n.startswith(('grader.', 'attention_course', "
            "'nbgrader'))]\n"
            "print('GOT' if found else '', found)\nprint('DID')",
        ),
        even_at_none=True,
    ),
    Attack(
        "functions in memory",
        "gc knows every object: is there one that answers an exercise, or a secret?",
        (
            "import gc, types\ngc.unfreeze()\n"
            "names = {'softmax', 'effective_books', 'softmax_with_temperature', "
            "'cosine_scores'}\n"
            "found = [o for o in gc.get_objects() if isinstance(o, types.FunctionType) and o.__name__ in names\n"
            "         and not o.__module__.startswith('scipy')]\n"
            "print('GOT' if found else '', found)\nprint('DID')",
        ),
        even_at_none=True,
    ),
    Attack(
        "text in memory",
        "a reference's source in some string, a bytes object, a linecache",
        (
            "import gc, linecache\ngc.unfreeze()\nsign = '1 = 0**e :tsegral eht'\n"
            "texts = [o for o in gc.get_referrers(str) if isinstance(o, str)] + [''.join(v[2]) "
            "for v in linecache.cache.values() if len(v) > 2]\n"
            "texts += [str(v) for o in gc.get_objects() if type(o) is dict for v in "
            "list(o.values()) if isinstance(v, (str, bytes))]\n"
            "print('GOT' if any(sign[::-1] in str(text) for text in texts) else '')\nprint('DID')",
        ),
        even_at_none=True,
    ),
    Attack(
        "frames above",
        "the caller's locals, from inside a call, may hold what is wanted",
        (
            "import sys\nseen = []\n"
            "def softmax(scores):\n    frame = sys._getframe()\n    while frame:\n"
            "        for name, value in frame.f_locals.items():\n"
            "            if name in ('want', 'expected', 'reference', 'exercise', 'secret', 'case'): return value\n"
            "        frame = frame.f_back\n    return scores",
        ),
        even_at_none=True,
    ),
    Attack(
        "inspect the caller",
        "the stack's source tells where the judge lives, and its globals what it has",
        (
            "import inspect\n"
            "def softmax(scores):\n    for one in inspect.stack():\n"
            "        for value in list(one.frame.f_globals.values()):\n"
            "            for name in ('reference', 'exercise', 'want'):\n"
            "                found = getattr(value, name, None)\n"
            "                if callable(found): return found(scores)\n"
            "    return scores",
        ),
        even_at_none=True,
    ),
    Attack(
        "the environment",
        "what the teacher's shell knows",
        (
            "import os\n"
            "print('GOT' if [n for n in os.environ if 'SECRET' in n or 'TOKEN' in n or "
            "'NBGRADER' in n] else '')\n"
            "print('DID')",
        ),
        even_at_none=True,
    ),
)
