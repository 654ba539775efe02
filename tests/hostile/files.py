"""Notebook files that are no notebooks, or more than that."""

import gzip
import json

from submissions import LESSON, code

from .attack import HONEST, Attack, base, write


def raw(name, why, content, score=0.0, refused=True, **more):
    """An attack of bytes; `content` makes them when they are needed."""
    return Attack(
        name,
        why,
        make=lambda folder, _: write(folder, **{f"{LESSON}.ipynb": content()}),
        score=score,
        refused=refused,
        even_at_none=True,
        **more,
    )


def kept(name, why, bend, **more):
    return Attack(name, why, ("print('DID')",), bend=bend, **more)


def _text(notebook=None):
    return json.dumps(notebook or base())


def _add(*cells):
    return lambda notebook: notebook["cells"].__setitem__(slice(1, 1), cells)


ATTACKS = (
    raw(
        "a zip bomb",
        "gzip of a notebook of a gigabyte of blanks: not even opened",
        lambda: gzip.compress(b" " * (64 << 20)),
    ),
    raw("brackets a million deep", "JSON parsers recurse", lambda: b"[" * 1_000_000),
    raw(
        "objects a hundred thousand deep",
        "the same, closed properly",
        lambda: b'{"a":' * 100_000 + b"1" + b"}" * 100_000,
    ),
    raw(
        "four million values",
        "each costs more in memory than on disk",
        lambda: b'{"cells": [' + b"0," * 4_000_000 + b"0]}",
    ),
    raw(
        "a million cells",
        "each small",
        lambda: b'{"cells": [' + b'{"cell_type":"code","source":""},' * 1_000_000 + b"{}]}",
    ),
    raw(
        "forty megabytes",
        "of outputs",
        lambda: _text().encode().replace(b'"outputs": []', b'"outputs": ["' + b"x" * (40 << 20) + b'"]', 1),
    ),
    raw("nothing", "an empty file", lambda: b""),
    raw("nothing but NULs", "a disk that failed, or was told to", lambda: bytes(10_000)),
    raw("cut off", "half an upload", lambda: _text().encode()[:-40]),
    raw(
        "a number of a million digits",
        "int() is quadratic, and refuses",
        lambda: _text().replace("5, ", "9" * 1_000_000 + ", ").encode(),
    ),
    raw("not UTF-8", "bytes that no text has", lambda: b"\xff\xfe\x00\xd8" * 1000),
    raw("a string", "JSON, but no notebook", lambda: b'"cells"'),
    raw(
        "NaN and Infinity",
        "no JSON, but Python reads and writes them",
        lambda: _text().replace('"nbformat": 4', '"nbformat": NaN, "x": -Infinity, "y": 1e999').encode(),
        score=HONEST,
        refused=False,
    ),
    raw(
        "UTF-16 with its mark",
        "an editor's choice, or a disguise",
        lambda: _text().encode("utf-16"),
        score=HONEST,
        refused=False,
    ),
    raw(
        "keys twice",
        "the last one counts, for all readers the same",
        lambda: _text().replace('"cells":', '"cells": [], "cells":').encode(),
        score=HONEST,
        refused=False,
    ),
    kept("a line of a megabyte", "a source line, in a comment", _add(code("# " + "x" * 900_000))),
    kept(
        "a megabyte of nested brackets",
        "the compiler recurses",
        _add(code("[" * 5000 + "]" * 5000), code("x = " + "-" * 100_000 + "1")),
    ),
    kept("nine hundred cells", "all of them run", _add(*(code("1") for _ in range(900)))),
    Attack(
        "fifteen hundred cells",
        "fewer than a notebook may have, more than the cage takes: a human is asked",
        bend=_add(*(code("1") for _ in range(1500))),
        score=0.0,
        refused=True,
    ),
    Attack(
        "two megabytes of source",
        "more than the cage takes, less than a notebook may have: a human is asked",
        bend=_add(code("x = '" + "x" * 2_000_000 + "'")),
        score=0.0,
        refused=True,
    ),
    kept(
        "a homoglyph",
        "Cyrillic letters: another name, whatever it looks like",
        _add(code("def \u0455oftmax(scores):\n    return scores\n\u0455oftmax(1)")),
    ),
    kept(
        "full-width letters",
        "Python reads them as the plain ones: an honest, wrong softmax",
        _add(code("def \uff53oftmax(scores):\n    return scores")),
    ),
    kept(
        "text that runs backwards",
        "bidi marks make a comment of code, for people",
        _add(
            code("def softmax(scores):\n    '''\u202e ''' and None; return scores  # \u2066 right \u2069\n    return 1")
        ),
    ),
    kept(
        "half surrogates in the source",
        "they can be neither run nor written",
        _add(code("x = '\ud800'\nprint('\\ud800')")),
    ),
    kept("NULs in the source", "C strings end there", _add(code("x = 1\0\nprint(2)"))),
    kept(
        "attachments and outputs of others",
        "a cell with script attached and shown",
        _add(
            {
                "cell_type": "markdown",
                "metadata": {},
                "source": "<script>alert(1)</script> ![x](attachment:x)",
                "attachments": {
                    "x": {"text/html": "<script>1</script>", "image/svg+xml": "<svg onload=1>"},
                    "../y": {"image/png": "!!"},
                },
            }
        ),
    ),
    kept(
        "a syntax error of every kind",
        "the plan reads sources before they run",
        _add(
            *(
                code(source)
                for source in (
                    "def",
                    "'''",
                    "\\",
                    "%",
                    "!",
                    "?",
                    "%%",
                    "%%nothing\n",
                    "\t x",
                    "lambda: (yield)",
                    "f'{'",
                    "*a",
                )
            )
        ),
    ),
)
