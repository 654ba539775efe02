"""What travels between home and a worker: JSON in both directions, nothing that could be run.

To the worker goes a submission as text, with the seeds drawn for it; back come marks and the marked notebooks.
"""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass, replace

from grader.exercises import by_lesson
from grader.gradebook.grading import ClassGrader, Result, Setup
from grader.gradebook.seeds import drawn_seeds
from grader.gradebook.submission import Cell, Submission
from grader.gradebook.workers import Failed
from grader.language import Text

NOBODY = ""  # in place of a student's id


@dataclass(frozen=True)
class Parcel:
    """One hand-in on its way: `student` is its digest, for a worker need not know whose it is."""

    student: str
    text: str


@dataclass(frozen=True)
class Graded:
    """What came of a parcel: a `Result` of nobody, and the marked notebooks, name → text."""

    result: Result
    notebooks: dict[str, str]


class ParcelGrader(ClassGrader):
    """Grades parcels in place of folders."""

    def grade(self, task: Parcel) -> Graded:
        """Judge a parcel's submissions. `Spent`."""
        submissions, seeds = unpacked(task.text)
        return Graded(*self.judge(NOBODY, submissions, seeds))


def packed(submissions: list[Submission], secret: bytes) -> Parcel:
    """Submissions as a parcel, the secret left at home."""
    seeds = {}
    for one in submissions:
        seeds |= drawn_seeds(secret, one.digest, by_lesson().get(one.lesson, ()))
    text = json.dumps({"submissions": list(map(_plain, submissions)), "seeds": seeds}, sort_keys=True)
    return Parcel(digest_of(text), text)


def unpacked(text: str) -> tuple[list[Submission], dict[str, int]]:
    """The inverse of `packed`: submissions, and the seeds as `seed_for` looks them up."""
    parcel = json.loads(text)
    return list(map(_submission, parcel["submissions"])), parcel["seeds"]


def _plain(submission: Submission) -> dict:
    files = {name: base64.b64encode(content).decode() for name, content in submission.files.items()}
    return asdict(replace(submission, files={})) | {"files": files}


def _submission(plain: dict) -> Submission:
    changed = {
        "cells": tuple(Cell(**cell) for cell in plain["cells"]),
        "refusal": Text(*plain["refusal"]) if plain["refusal"] else None,
        "files": {name: base64.b64decode(content) for name, content in plain["files"].items()},
    }
    return Submission(**plain | changed)


def packed_setup(setup: Setup, level: str) -> str:
    """What a worker is told of the class, and the level it must give; neither the secret nor where anything lies."""
    told = replace(setup, isolation=level, secret=b"", source_folder="")
    return json.dumps(asdict(told) | {"secret": ""}, sort_keys=True)


def unpacked_setup(text: str) -> Setup:
    """The inverse of `packed_setup`."""
    return Setup(**json.loads(text) | {"secret": b""})


def answer_of(ended: Graded | Failed) -> str:
    """What a worker sends back."""
    if isinstance(ended, Failed):
        return json.dumps({"failed": ended.reason, "is_ours": ended.is_ours})
    return json.dumps({"result": asdict(ended.result), "notebooks": ended.notebooks})


def read_answer(text: str) -> dict:
    """The inverse of `answer_of`, down to plain data."""
    return json.loads(text)


def graded(answer: dict) -> Graded:
    """The judgement in an answer that holds one."""
    return Graded(Result(**answer["result"]), answer["notebooks"])


def digest_of(*texts: str) -> str:
    """A name for what has this content."""
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()
