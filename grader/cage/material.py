"""What lessons compute with, by value: a cage has no file of ours to read it from."""

from functools import cache

import explorers
from grader.language import LANGUAGES, speak, spoken

TABLES = ("library", "sentence", "cat_on_the_mat")


@cache
def tables() -> dict:
    """Name → language → the public values of what `explorers.NAME()` returns, its length and how it prints."""
    return {name: {language: _values(name, language) for language in LANGUAGES} for name in TABLES}


def _values(name, language) -> dict:
    before = spoken()
    speak(language)
    try:
        table = getattr(explorers, name)()
        names = [attribute for attribute in dir(table) if not attribute.startswith("_")]
        values = {attribute: getattr(table, attribute) for attribute in names}
        kept = {attribute: value for attribute, value in values.items() if not callable(value)}
        return {**kept, "__len__": len(table), "__repr__": repr(table)}
    finally:
        speak(before)
