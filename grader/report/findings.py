"""From what a verdict calls a mistake to what a teacher reads of it: its ids, and its hint in both languages."""

import re
from functools import cache

from grader.exercises import exercise
from grader.judge import sentences
from grader.language import Text
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
    "too-much": Text("returns too much", "返回的东西太大"),
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
# Their own sentence helps; for the others the hint below it does.
SAY_ALL = sentences.COMPLETE | {"hard-coded"}
FIELD = re.compile(r"\{(\w+)\}")


def find(name: str, mistake: str | None, hint: Text | None) -> Finding | None:
    """What a wrong answer to the exercise `name` shows: the verdict's `mistake` and the `hint` its learner read.

    A hint that quotes the answer gives way to the general sentence, so that a class's hints can be counted.
    """
    if declared := _declared(name).get(mistake):
        return declared
    if mistake in TITLES:
        return Finding((mistake,), hint if _is_fixed(name, hint) else _general(name, mistake))
    return Finding((mistake,) if mistake else (), hint) if hint else None


@cache
def _declared(name) -> dict[str, Finding]:
    """Mistake → what it means to a teacher; mistakes that share a hint are one."""
    by_hint: dict[Text, list[str]] = {}
    for mistake in exercise(name).mistakes:
        by_hint.setdefault(mistake.hint, []).append(mistake.id)
    return {id: Finding(tuple(ids), hint, is_declared=True) for hint, ids in by_hint.items() for id in ids}


def _is_fixed(name: str, hint: Text | None) -> bool:
    """Whether a hint says the same to everybody who gets it."""
    known = [*sentences.EXPLAINED.values(), sentences.KEEP_THE_HEAD, *(check.advice for check in exercise(name).checks)]
    return hint in known


def _general(name: str, kind: str) -> Text:
    """The sentence itself where it needs nothing but the function's name."""
    text = sentences.DIFFERENCES.get(kind, TITLES[kind])
    return text.format(name=name) if kind in SAY_ALL and set(FIELD.findall(text.en)) == {"name"} else TITLES[kind]
