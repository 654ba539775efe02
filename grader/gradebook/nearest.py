"""Which of some names somebody meant who wrote another."""

import difflib
from collections.abc import Iterable


def nearest(asked: str, names: Iterable[str]) -> str:
    """The one that was most likely meant: by its number, a part of it, or its letters; "" when none is near.

    "3", "softmax", "3-softmax" and "03-softmax-wieghting" all mean "03-softmax-weighting".
    """
    names, word = sorted(names), asked.lower()
    if word.isdecimal():
        parts = [name for name in names if _number(name) == word.lstrip("0")]
    else:
        parts = [name for name in names if len(word) > 2 and word in name.lower()]
    if len(parts) == 1:
        return parts[0]
    lowered = {name.lower(): name for name in names}
    return next((lowered[near] for near in difflib.get_close_matches(word, lowered, n=1)), "")


def _number(name: str) -> str:
    return name.partition("-")[0].lstrip("0")
