"""Stands for the course's pictures while a notebook is graded: nobody looks, so nothing is drawn.

What cells compute with (`library()`, `sentence()`) is there with all its values, a fresh copy each time.
"""

import copy

# name → language → the public values of what that function returns; filled in when the cage starts
TABLES = {}


class Quiet:
    """May be called, asked for anything, displayed, iterated over and added up, and says nothing."""

    def __call__(self, *_, **__):
        return self

    def __getattr__(self, name):
        if name.startswith("_"):
            raise AttributeError(name)
        return self

    def __getitem__(self, _):
        return self

    def __iter__(self):
        return iter(())

    def __len__(self):
        return 0

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False

    def __repr__(self):
        return ""

    def _ipython_display_(self):
        pass


class Table:
    """Values under names, as one of the course's tables has them."""

    def __init__(self, values):
        self.__dict__.update(copy.deepcopy(values))

    def __len__(self):
        return self.__dict__["__len__"]

    def __repr__(self):
        return self.__dict__["__repr__"]


def __getattr__(name):
    """A table's function, or something quiet for every other name."""
    if name.startswith("__"):
        raise AttributeError(name)
    return _table(name) if name in TABLES else Quiet()


def _table(name):
    def table():
        from grader import spoken

        return Table(TABLES[name][spoken()])

    table.__name__ = name
    return table
