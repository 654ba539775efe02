"""Whose row is it? Students of the gradebook and rows of a teacher's file, matched by what identifies both.

A match is never guessed: what fits several rows, or several students, is listed and left alone.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field

from grader.report.work import Person, Work

_NUMBER = re.compile(r"0*(\d+)(?:\.0+)?")


@dataclass
class Match:
    """Row → work; works without a row; works whose row is not clear, and these rows; rows of people without work."""

    rows: dict[int, Work] = field(default_factory=dict)
    unknown: list[Work] = field(default_factory=list)
    unclear: list[Work] = field(default_factory=list)
    unclear_rows: set[int] = field(default_factory=set)
    others: list[int] = field(default_factory=list)


def match(works: list[Work], cells: list[str]) -> Match:
    """Match works with the rows whose identifying `cells` these are.

    First as it is written, then what is left as numbers: a spreadsheet makes 42, or 42.0, of 0042.
    """
    found = Match()
    left = _pass(works, cells, as_written, found)
    found.unknown = _pass(left, cells, as_number, found)
    told = found.rows.keys() | found.unclear_rows
    found.others = [row for row, cell in enumerate(cells) if cell.strip() and row not in told]
    return found


def _pass(works, cells, form: Callable[[str], str], found: Match) -> list[Work]:
    """Match what this form of writing matches; the works that have no row are given back."""
    rows = defaultdict(set)
    for row, cell in enumerate(cells):
        if row not in found.rows and form(cell):
            rows[form(cell)].add(row)
    wanted = [(work, {row for name in _ids(work.person) for row in rows.get(form(name), ())}) for work in works]
    claims = defaultdict(list)
    for work, places in wanted:
        for row in places:
            claims[row].append(work)
    for work, places in wanted:
        if len(places) == 1 and len(claims[min(places)]) == 1:
            found.rows[min(places)] = work
        elif places:
            found.unclear.append(work)
            found.unclear_rows |= places
    return [work for work, places in wanted if not places]


def _ids(person: Person) -> list[str]:
    """What may stand for a student on a learning platform; never their name, which others may share."""
    return [name for name in (person.lms_id, person.id, person.email) if name]


def as_written(text: str) -> str:
    """The text without what spreadsheets and keyboards add: spaces, an apostrophe before a number, full width, case."""
    return unicodedata.normalize("NFKC", text).strip().removeprefix("'").strip().casefold()


def as_number(text: str) -> str:
    """A whole number without zeros before and after it; "" for all else."""
    number = _NUMBER.fullmatch(as_written(text))
    return number[1] if number else ""


def best_column(works: list[Work], table, names: list[str]) -> str | None:
    """Of the columns with these heads, in this order, the one that tells most of the students; None if none does."""
    known = {as_written(name) for name in names}
    columns = [head for head in table.head if as_written(head) in known and table.head.count(head) == 1]
    counts = {head: len(match(works, table.column(head)).rows) for head in columns}
    return max(counts, key=counts.get) if any(counts.values()) else None
