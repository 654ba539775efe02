"""The report as one HTML page that needs nothing else: no network, no script."""

import re
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.language import Text, say, spoken
from grader.report import sentences
from grader.report.findings import TITLES
from grader.report.summary import Summary
from grader.report.work import Finding

FOLDER = Path(__file__).parent
STACK = (("full", "ALL_POINTS"), ("some", "SOME_POINTS"), ("none", "NO_POINTS"), ("not_begun", "NOT_BEGUN"))


def page(summary: Summary, names: bool = False) -> str:
    """The page in the language that is spoken; students are named only with `names`."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"say": say, "rich": rich, "points": points, "percent": percent, "called": called}
    return environment.get_template("page.html").render(
        it=summary,
        names=names,
        language={"en": "en", "zh": "zh-Hans"}[spoken()],
        words={name: text for name, text in vars(sentences).items() if isinstance(text, Text)},
        stack=STACK,
        lateness=lateness(summary),
        style=Markup((FOLDER / "page.css").read_text(encoding="utf-8")),
        now=f"{datetime.now():%Y-%m-%d %H:%M}",
    )


def lateness(summary: Summary) -> Text:
    """How many came late, `{count}`, and what that cost them."""
    if not summary.lost:
        return sentences.LATE
    return sentences.LATE_LOST.format(count="{count}", lost=len(summary.lost), points=round(summary.points_lost, 1))


def rich(text: str) -> Markup:
    """A sentence with its `code` marked up, all else plain."""
    parts = re.split(r"`([^`]*)`", text)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if i % 2 else escape(part) for i, part in enumerate(parts)
    )


def points(number: float) -> str:
    """At most one digit after the point."""
    return f"{round(number, 1):g}"


def percent(part: float, whole: float) -> float:
    """Of a whole that may be nothing."""
    return round(100 * part / whole, 2) if whole else 0.0


def called(finding: Finding) -> str:
    """What a teacher calls it: a general mistake in words, a declared one by its id."""
    return " / ".join(say(TITLES[one]) if one in TITLES else one for one in finding.ids)
