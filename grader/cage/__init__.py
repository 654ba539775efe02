"""Where a learner's code runs. Nothing here knows a right answer.

    with Cage() as cage, cage.job([("cell-1", source)]) as job:
        job.outcomes, job.died, job("softmax", (scores,), 2.0)

This package is the trusted side: it starts processes, talks to them and believes nothing they say. What runs in them is
`inside/`, which imports nothing else of ours. `launching` says what they can see, `inside/confine` what they give up.

Each name is imported at its first use: a lesson's kernel loads this package too, and needs none of them.
"""

from importlib import import_module

_HOME = {
    "LEVELS": "probing",
    "Answers": "answering",
    "BadOrder": "job",
    "Cage": "cage",
    "CageUnavailable": "processes",
    "Death": "outcomes",
    "Finding": "probing",
    "Job": "job",
    "Limits": "limits",
    "Order": "job",
    "Outcome": "outcomes",
    "best_level": "probing",
    "probe": "probing",
}

__all__ = list(_HOME)


def __getattr__(name):
    """Import a public name from its module at first use (PEP 562)."""
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f".{_HOME[name]}", __name__), name)
    globals()[name] = value
    return value


def __dir__():
    return sorted({*globals(), *__all__})
