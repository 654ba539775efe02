"""From the sentence that a learner read back to what was found: the mistake, and its hint in both languages."""

import re
from functools import cache

from grader.exercises import exercise
from grader.gradebook import sentences as handing_in
from grader.judge import sentences
from grader.language import LANGUAGES, Text
from grader.report.work import Finding

# What any function can do wrong, for a teacher's eye; the ids are those of verdicts.
TITLES = {
    "not-started": Text("not begun", "还没动笔"),
    "missing": Text("no such function, or its cell fails", "没有这个函数，或它的单元格报错"),
    "syntax-error": Text("not valid Python", "不是合法的 Python"),
    "not-a-function": Text("the name holds something else", "这个名字已经不是函数"),
    "too-slow": Text("does not come back in time", "迟迟不返回"),
    "raises": Text("stops with an exception", "中途报错"),
    "returned-nothing": Text("returns nothing", "什么也没返回"),
    "prints-instead-of-returning": Text("prints instead of returning", "只打印，不返回"),
    "strange-type": Text("returns something strange", "返回了奇怪的东西"),
    "not-numbers": Text("returns no numbers", "返回的不是数"),
    "not-a-number": Text("returns no single number", "返回的不是一个数"),
    "returned-exception": Text("returns an exception instead of raising it", "把异常当结果返回"),
    "not-a-tuple": Text("returns the wrong number of things", "返回的东西数目不对"),
    "wrong-shape": Text("wrong shape", "形状不对"),
    "bool-wanted": Text("numbers instead of True and False", "该是真假，却给了数"),
    "bool-returned": Text("True and False instead of numbers", "该是数，却给了真假"),
    "int-wanted": Text("a fraction instead of a whole number", "该是整数，却给了小数"),
    "not-finite": Text("NaN or infinity", "出现 NaN 或无穷大"),
    "inputs-changed": Text("changes its inputs", "改动了输入"),
    "hard-coded": Text("always the same answer", "答案总是一样"),
}
TEMPLATES = [
    *((kind, text) for kind, text in sentences.DIFFERENCES.items() if kind in TITLES),
    ("syntax-error", handing_in.SYNTAX_ERROR),
    ("missing", handing_in.CELL_FAILED),
    ("missing", handing_in.MISSING_CELL),
]
# Their own sentence helps; for the others the hint below it does.
SAY_ALL = sentences.COMPLETE | {"hard-coded"}
BLANK, FIELD = re.compile(r"\\\{\w+\\\}"), re.compile(r"\{(\w+)\}")


def find(name: str, hint: str, messages: list[str]) -> Finding | None:
    """What the card of a wrong answer to the exercise `name` says: its hint line ("" if none), its checks' sentences.

    What the verdict itself called the mistake is not on the card: a declared one is known by its hint, the rest by the
    form of the sentence.
    """
    known = _declared(name)
    told = [hint, *messages]
    if found := next((known[sentence] for sentence in told if sentence in known), None):
        return found
    advice = _advices(name).get(hint)
    kind = next(filter(None, map(_kind, told)), None)
    if kind:
        return Finding((kind,), advice or _explained(hint) or _general(name, kind))
    return Finding((), advice) if advice else None


@cache
def _declared(name) -> dict[str, Finding]:
    """Hint in either language → the mistakes that have it."""
    by_hint: dict[Text, list[str]] = {}
    for mistake in exercise(name).mistakes:
        by_hint.setdefault(mistake.hint, []).append(mistake.id)
    found = {hint: Finding(tuple(ids), hint, is_declared=True) for hint, ids in by_hint.items()}
    return {hint[language]: finding for hint, finding in found.items() for language in LANGUAGES}


@cache
def _advices(name) -> dict[str, Text]:
    return {check.advice[language]: check.advice for check in exercise(name).checks for language in LANGUAGES}


@cache
def _patterns() -> list[tuple[str, re.Pattern]]:
    """Each general sentence with its blanks open, in both languages, those that say most first.

    They are sought at the end: what a returned thing is called, one of several, stands before.
    """
    written = [(kind, re.escape(text[language])) for kind, text in TEMPLATES for language in LANGUAGES]
    written.sort(key=lambda one: -len(BLANK.sub("", one[1])))
    return [(kind, re.compile(BLANK.sub(".*?", pattern) + r"\Z", re.S)) for kind, pattern in written]


def _kind(sentence: str) -> str | None:
    return next((kind for kind, pattern in _patterns() if sentence and pattern.search(sentence)), None)


def _explained(hint: str) -> Text | None:
    known = [*sentences.EXPLAINED.values(), sentences.KEEP_THE_HEAD]
    return next((text for text in known if hint in text), None)


def _general(name: str, kind: str) -> Text:
    """The sentence itself where it needs nothing but the function's name."""
    text = sentences.DIFFERENCES.get(kind, TITLES[kind])
    return text.format(name=name) if kind in SAY_ALL and set(FIELD.findall(text.en)) == {"name"} else TITLES[kind]
