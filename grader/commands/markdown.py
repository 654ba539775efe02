"""`grader check --markdown`: the report for a page that shows Markdown, such as the summary of a workflow run."""

import html
import re
from collections import Counter

from grader.commands.pages import HINT, ISOLATION, NOTHING_TO_JUDGE, POINTS
from grader.gradebook.checking import Checked
from grader.gradebook.files import shown
from grader.gradebook.inside import INSIDE
from grader.gradebook.judging import Judged, Judgement
from grader.language import Text, say, spoken

NOTEBOOK = Text("notebook", "笔记本")
SCORE = Text("points", "得分")
EXERCISE = Text("exercise", "练习")
NOT_BEGUN = Text("not begun", "还没动笔")
UNREADABLE = Text("cannot be read", "无法读取")
WAITING = "not-started"

_CODE = re.compile(r"`([^`]+)`")
_SPECIAL = re.compile(r"([\\`*_\[\]|~$@])")


def as_markdown(checked: list[Checked]) -> str:
    """A table of the notebooks where there are several, then one section for each that was begun or cannot be read."""
    sections = [text for one in checked if (text := _section(one))]
    return "\n\n".join([_overview(checked)] * (len(checked) > 1 or not sections) + sections) + "\n"


def plain(text: str) -> str:
    """A sentence with its `code` as code; all else that Markdown or HTML would read as more than text is escaped."""
    parts = _CODE.split(" ".join(text.split()))
    return "".join(_code(part) if i % 2 else _escaped(part) for i, part in enumerate(parts))


def _code(text):
    return f"<code>{_SPECIAL.sub(_as_number, html.escape(text))}</code>"


def _as_number(match):
    return f"&#{ord(match[0])};"


def _escaped(text):
    return _SPECIAL.sub(r"\\\1", html.escape(text, quote=False))


def _overview(checked):
    titles = Counter(map(_title, checked))
    names = [_title(one) if titles[_title(one)] == 1 else _escaped(shown(str(one.path))) for one in checked]
    rows = [f"| {name} | {_state(one)} |" for name, one in zip(names, checked, strict=True)]
    language = _language(checked)
    return "\n".join([f"| {NOTEBOOK[language]} | {SCORE[language]} |", "|---|---|", *rows])


def _language(checked):
    """The notebooks' own where they agree, else the reader's."""
    told = {one.judgement.language for one in checked if one.judgement}
    return told.pop() if len(told) == 1 else spoken()


def _title(one: Checked):
    return _escaped(one.judgement.lesson if one.judgement else shown(one.path.name))


def _state(one: Checked):
    if not one.judgement:
        return f"⚠️ {say(UNREADABLE)}"
    if one.has_nothing_to_judge:
        return NOTHING_TO_JUDGE[one.judgement.language]
    if not _is_begun(one.judgement):
        return NOT_BEGUN[one.judgement.language]
    return f"{_mark(one.judgement.score == one.judgement.max_score)} {_points(one.judgement)}"


def _section(one: Checked):
    if not one.judgement:
        return f"## ⚠️ {_title(one)}\n\n{plain(one.error)}"
    if not _is_begun(one.judgement):
        return ""
    judgement, language = one.judgement, one.judgement.language
    level = ISOLATION[language].format(level=judgement.isolation)
    rows = [f"| {_mark(e.passed)} | {_name(e)} | {_worth(e, language)} |" for e in judgement.exercises]
    table = [f"| | {EXERCISE[language]} | {SCORE[language]} |", "|---|---|---|", *rows]
    parts = [f"## {_title(one)}: {_points(judgement)}", "\n".join(table)]
    parts += [_help(e, language) for e in judgement.exercises if not (e.passed or e.mistake == WAITING)]
    parts += [f"\\* {plain(INSIDE[language])}"] * any(e.inside for e in judgement.exercises)
    parts += [plain(judgement.needs_human)] * bool(judgement.needs_human)
    return "\n\n".join([*parts, f"<sub>{level}</sub>"])


def _is_begun(judgement: Judgement):
    return any(exercise.mistake != WAITING for exercise in judgement.exercises)


def _points(judgement: Judgement):
    return POINTS[judgement.language].format(score=judgement.score, max_score=judgement.max_score)


def _name(exercise: Judged):
    return _code(exercise.name) + r"\*" * exercise.inside


def _worth(exercise: Judged, language: str):
    worth = f"{exercise.score:g} / {exercise.max_score:g}"
    return f"{worth} ({NOT_BEGUN[language]})" if exercise.mistake == WAITING else worth


def _mark(passed: bool):
    return "✅" if passed else "❌"


def _help(exercise: Judged, language: str):
    said: dict[str, str] = {}  # message → names of the checks that say it
    for check in exercise.checks:
        if not check["passed"]:
            said[check["message"]] = ", ".join(filter(None, [said.get(check["message"]), check["name"]]))
    lines = [f"- **{plain(names)}**: {plain(message)}" for message, names in said.items()]
    if exercise.hint and exercise.hint not in said:
        lines.append(f"\n> {plain(HINT[language].format(hint=exercise.hint))}")
    return "\n".join([f"### {_code(exercise.name)}", "", *lines])
