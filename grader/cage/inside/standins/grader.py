"""Stands for the course's package while a notebook is graded: everything is there, quiet, and counts for nothing."""

_language = "en"


def start(lesson="", language="en"):
    """Remember which language the notebook speaks."""
    global _language
    _language = language if language in ("en", "zh") else "en"


def spoken():
    """ "en" or "zh"."""
    return _language


def check(target=None):
    """The grader judges by itself, later."""
    return 0.0


def hint(target=None):
    """Nothing while grading."""


def solution(target=None):
    """Nothing while grading."""


def progress(*_, **__):
    """Nothing while grading."""


def check_setup(*_, **__):
    """Nothing while grading."""


def __getattr__(name):
    """Whatever else a later lesson imports: it may be called, and does nothing."""
    if name.startswith("__"):
        raise AttributeError(name)
    from explorers import Quiet

    return Quiet()
