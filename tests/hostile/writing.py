"""Changing what is not the learner's."""

from .attack import Attack

INSTALLS = "would change the Python that runs the tests"

ATTACKS = (
    Attack(
        "a better grade in the gradebook",
        "writing gradebook.db got 40 of 12 points in stock nbgrader",
        (
            "import sqlite3\nbook = sqlite3.connect('$course/gradebook.db')\n"
            "book.execute('update grade set score = 40'); book.commit()\nprint('GOT it')",
        ),
    ),
    Attack(
        "spoil a later student's notebook",
        "overwriting cost the next student 12 points in stock nbgrader",
        ("open('$course/submitted/ann/$lesson/$lesson.ipynb', 'w').write('{}')\nprint('GOT it')",),
    ),
    Attack(
        "replace the reference",
        "whoever writes the answers is right",
        ("open('$course/source/reference.py', 'a').write('x')\nprint('GOT it')",),
    ),
    Attack(
        "empty the secret",
        "opening for reading can empty a file",
        ("import os\nos.open('$course/.grading-secret', os.O_RDONLY | os.O_TRUNC)\nprint('GOT it')",),
    ),
    Attack(
        "empty the gradebook by name",
        "truncate(2) opens nothing",
        ("import os\nos.truncate('$course/gradebook.db', 0)\nprint('GOT it')",),
    ),
    Attack(
        "exchange two students' folders",
        "renaming needs no reading",
        ("import os\nos.rename('$course/submitted/ann', '$course/submitted/zed')\nprint('GOT it')",),
    ),
    Attack(
        "delete a student's folder",
        "shutil goes everywhere it may",
        ("import shutil\nshutil.rmtree('$course/submitted/ann')\nprint('GOT it')",),
    ),
    Attack(
        "leave a module for the grader",
        "a new numpy.py where the grader starts",
        ("open('$course/numpy.py', 'w').write('raise SystemExit')\nprint('GOT it')",),
    ),
    Attack(
        "link the gradebook into one's own folder",
        "a hard link outlives the cage's mounts",
        ("import os\nos.link('$course/gradebook.db', 'mine')\nopen('mine', 'ab').write(b'x')\nprint('GOT it')",),
        unsafe_at_none="protected_hardlinks decides, machine by machine",
    ),
    Attack(
        "a .pth file among the libraries",
        "it would run in every Python started later",
        (
            "import numpy, os\nfolder = os.path.dirname(os.path.dirname(numpy.__file__))\n"
            "open(folder + '/evil.pth', 'w').write('import this')\nprint('GOT it')",
        ),
        unsafe_at_none=INSTALLS,
    ),
    Attack(
        "bytecode of numpy",
        "compiled files are trusted by their date",
        (
            "import numpy, os\nopen(os.path.join(os.path.dirname(numpy.__file__), '__pycache__', 'x.pyc'), 'wb')\n"
            "print('GOT it')",
        ),
        unsafe_at_none=INSTALLS,
    ),
    Attack(
        "the cage's own files",
        "the next job would load them",
        ("import caged.worker as w\nopen(w.__file__, 'a').write('#')\nprint('GOT it')",),
        unsafe_at_none=INSTALLS,
    ),
    Attack(
        "the neighbour's folder",
        "another job's files, while it runs",
        ("open('$neighbour/answer.txt', 'w').write('x')\nprint('GOT it')",),
    ),
)
