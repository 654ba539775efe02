"""How a trained librarian is examined: by fresh libraries with the dictionary of her training."""

import numpy as np

from explorers import library_cards
from grader.judge import Text
from grader.judge.comparison import as_numbers
from grader.judge.sentences import DIFFERENCES

TRAINING, STEPS, FRESH = 2000, 200, 2000
WIDEST = 256
NAMES = ("W_q", "W_k", "W_v", "W_o")

SHAPE = Text(
    "{name} should have shape {wanted}, and it has {got}. The number that W_q and W_k share, and the one that W_v and W_o share, are yours "
    "to choose, 1 to 256.",
    "{name} 的形状应当是 {wanted}，现在是 {got}。W_q 和 W_k 共有的那个数、W_v 和 W_o 共有的那个数，由你自己定，1 到 256。",
)
ACCURACY = Text(
    "With your parameters {reached} of 100 fresh libraries are answered rightly; {wanted} are wanted here.",
    "用你的参数，100 座没见过的图书馆里答对了 {reached} 座；这里要求答对 {wanted} 座。",
)


def at_least(level: float):
    """For `Check.falls_short`: the accuracy on fresh libraries that parameters must reach."""

    def falls_short(args, value) -> Text | None:
        fault = fault_of_form(args[0], value)
        if fault:
            return fault
        reached = accuracy_of(args[0], value)
        return (
            None if reached >= level else ACCURACY.format(reached=f"{100 * reached:.1f}", wanted=f"{100 * level:.0f}")
        )

    return falls_short


def accuracy_of(libraries: dict, parameters: dict) -> float:
    """On fresh libraries of the same sizes, with the same dictionary; the parameters' form must be right."""
    n, shelves = _words_and_shelves(libraries)
    together = libraries["questions"].T @ libraries["cards"][:, :, :n].sum(axis=1)  # (n, n) how often each pair met
    fresh = library_cards.draw(FRESH, 0, together.argmax(axis=1), libraries["cards"].shape[1], shelves)
    with np.errstate(all="ignore"):
        return library_cards.accuracy(parameters, fresh)


def fault_of_form(libraries: dict, value) -> Text | None:
    """What is wrong with the names, shapes or kinds of these parameters; None if they can be used."""
    if not isinstance(value, dict) or set(value) != set(NAMES):
        return DIFFERENCES["other-keys"].format(name="train_librarian", wanted=", ".join(map(repr, NAMES)))
    tables = {name: as_numbers(value[name]) for name in NAMES}
    for name, wanted in _wanted_shapes(libraries, tables).items():
        if tables[name] is None or tables[name].shape != wanted or not 1 <= min(wanted) <= max(wanted) <= WIDEST:
            got = "?" if tables[name] is None else tables[name].shape
            return SHAPE.format(name=f"`{name}`", wanted=wanted, got=got)
    if not all(np.isfinite(table.astype(float)).all() for table in tables.values()):
        return DIFFERENCES["not-finite"].format(name="train_librarian")
    return None


def _wanted_shapes(libraries, tables):
    n, shelves = _words_and_shelves(libraries)
    d, d_v = (
        16 if tables[name] is None or tables[name].ndim != 2 else tables[name].shape[1] for name in ("W_q", "W_v")
    )
    return {"W_q": (n, d), "W_k": (n + shelves, d), "W_v": (n + shelves, d_v), "W_o": (d_v, shelves)}


def _words_and_shelves(libraries):
    n = libraries["questions"].shape[1]
    return n, libraries["cards"].shape[2] - n
