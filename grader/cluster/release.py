"""Which grader this is: two machines that agree in it give the same verdicts."""

import sys

import numpy

from grader.cluster.sentences import RELEASE
from grader.gradebook.ledger import grader_digest, version
from grader.language import Text

UNKNOWN = "?"


def release() -> dict[str, str]:
    """The package's version and a digest of what judges; of Python and NumPy what messages and cases depend on."""
    return {
        "version": version() or UNKNOWN,
        "digest": grader_digest()[:8],
        "python": ".".join(map(str, sys.version_info[:2])),
        "numpy": ".".join(numpy.__version__.split(".")[:2]),
    }


def in_words(said: dict[str, str]) -> Text:
    """A release as people read it; it may come from another machine and lack what that one does not tell."""
    return RELEASE.format(**{name: str(said.get(name, UNKNOWN)) for name in release()})
