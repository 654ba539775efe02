"""What judging again came to, as plain data: which grades would change, by how much, and why."""

from dataclasses import dataclass, field

from grader.gradebook.record import text_of
from grader.language import Text, say
from grader.regrade import sentences

NEAR = 1e-9  # points: what sums of shares may differ by


@dataclass(frozen=True)
class Turned:
    """A check that ends otherwise than it did; None where it was not there before, or is no more."""

    name: Text
    before: bool | None
    after: bool | None
    message: Text | None = None

    def plain(self) -> dict:
        """For `--json`, in the language that is spoken."""
        message = say(self.message) if self.message else None
        return {"name": say(self.name), "before": self.before, "after": self.after, "message": message}


@dataclass(frozen=True)
class Change:
    """One exercise of one student whose points would change.

    `manual` is a teacher's own grade, which counts and stays. One that is not `named` is listed and never written.
    """

    student: str
    notebook: str
    exercise: str
    before: float | None
    after: float
    max_score: float
    manual: float | None
    is_named: bool
    turned: tuple[Turned, ...]
    why: Text

    @property
    def is_up(self) -> bool:
        return self.after > (self.before or 0.0)

    def plain(self) -> dict:
        """For `--json`, in the language that is spoken."""
        return {
            **{name: getattr(self, name) for name in ("student", "notebook", "exercise", "before", "after")},
            "max_score": self.max_score,
            "by_hand": self.manual,
            "named": self.is_named,
            "checks": [one.plain() for one in self.turned],
            "why": say(self.why),
        }


@dataclass
class Changes:
    """All of a class. `left_out` are students and the sentence that says why.

    Of the named grades `by_hand` counts the teacher's own, which stay in any case, and `same` the others that stay.
    """

    assignment: str
    exercises: tuple[str, ...]
    isolation: str = ""
    listed: list[Change] = field(default_factory=list)
    same: int = 0
    by_hand: int = 0
    left_out: dict[str, Text] = field(default_factory=dict)
    notice: Text | None = None
    refreshed: int = 0

    @property
    def named(self) -> list[Change]:
        return [one for one in self.listed if one.is_named]

    @property
    def others(self) -> list[Change]:
        return [one for one in self.listed if not one.is_named]

    @property
    def counting(self) -> list[Change]:
        """The named ones that change what the student has."""
        return [one for one in self.named if one.manual is None]

    @property
    def totals(self) -> dict[str, int]:
        up = sum(one.is_up for one in self.counting)
        return {"up": up, "down": len(self.counting) - up, "same": self.same, "by_hand": self.by_hand}

    def plain(self, written: bool) -> dict:
        """For `--json`, in the language that is spoken."""
        return {
            "assignment": self.assignment,
            "exercises": list(self.exercises),
            "isolation": self.isolation,
            "written": written,
            "totals": self.totals | {"feedback_only": self.refreshed, "left_out": len(self.left_out)},
            "changes": [one.plain() for one in self.listed],
            "left_out": [{"student": student, "reason": say(text)} for student, text in self.left_out.items()],
            "notice": self.notice and say(self.notice),
        }


def differs(before: float | None, after: float | None) -> bool:
    """Whether these are different points."""
    return before is None or after is None or abs(before - after) > NEAR


def turned(was: dict, now: dict) -> tuple[Turned, ...]:
    """The checks that end otherwise, from two records of one answer (see `grader.gradebook.record`)."""
    before, after = ({text_of(check["name"]): check for check in record["checks"]} for record in (was, now))
    names = [*after, *(name for name in before if name not in after)]
    pairs = [(name, before.get(name, {}).get("passed"), after.get(name, {})) for name in names]
    return tuple(
        Turned(name, first, check.get("passed"), text_of(check.get("message")))
        for name, first, check in pairs
        if first != check.get("passed")
    )


def why(found: tuple[Turned, ...], now: dict, manual: float | None, follows: tuple[str, ...], is_named: bool) -> Text:
    """The reason of a change: what a teacher must know first, then what the learner will read."""
    parts = []
    if manual is not None:
        parts.append(sentences.BY_HAND.format(points=f"{manual:g}"))
    if not is_named:
        parts.append(sentences.FOLLOWS.format(names=", ".join(follows)) if follows else sentences.ITSELF)
    failed = next((one for one in found if one.after is False), None)
    if failed:
        parts.append(_failing(failed, now))
    elif any(one.after for one in found):
        parts.append(sentences.PASSES_NOW)
    elif not any(one.after is not None for one in found):
        parts.append(sentences.WORTH)
    return Text(" ".join(part.en for part in parts), "".join(part.zh for part in parts))


def _failing(failed: Turned, now: dict) -> Text:
    sentence = failed.message or text_of(now["hint"]) or Text("", "")
    mistake = f" ({now['mistake']})" if now["mistake"] else ""
    return Text(f"{sentence.en}{mistake}", f"{sentence.zh}{mistake}")
