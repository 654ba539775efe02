"""What a learner sees after check, hint, solution and progress: HTML with a plain-text twin."""

import html
import re
import sys
from datetime import date

from grader.exercises import lesson_of, titles
from grader.judge import Exercise
from grader.judge.credit import NOTHING_THERE
from grader.judge.engine import Verdict
from grader.language import Text, say, spoken
from grader.notebook import example, progress, session

POINTS = Text("{score} of {max_score} points", "{score} / {max_score} 分")
ALL_RIGHT = Text("All right.", "全对了。")
NEXT = Text("Next: `{name}`.", "下一个：`{name}`。")
NEXT_LESSON = Text("This notebook is done; {lesson} comes next.", "这一课完成了；接下来是 {lesson}。")
ALL_DONE = Text(
    "That was the last function of the course. Read on: the closing page is yours.",
    "这是整门课的最后一个函数。往下读吧：结尾那一页是写给你的。",
)
SO_FAR = Text(
    "You have written {written} of {functions} functions: {points} of {most} points.",
    "你已经写好了 {written} 个函数，一共 {functions} 个；得分 {points} / {most}。",
)
CERTIFICATE = Text(
    "All {functions} functions of the course, {points} of {most} points: you have built attention with your own hands. ({date})",
    "全部 {functions} 个函数，{points} / {most} 分：注意力，是你亲手搭起来的。（{date}）",
)
HINT = Text("Hint: ", "提示：")
HINT_NUMBER = Text("Hint {number} of {total}", "提示 {number} / {total}")
NO_MORE_HINTS = Text(
    'This was the last hint. `solution("{name}")` opens after honest tries.',
    '这是最后一条提示。认真试过几次之后，可以用 `solution("{name}")` 看参考答案。',
)
SOLUTION = Text("One way to write it; yours may differ and be just as right.", "这是一种写法；你的写法不同也一样正确。")
TRY_FIRST = Text(
    'The solution of `{name}` opens after {tries} with `check("{name}")`. `hint("{name}")` helps on the way.',
    '再用 `check("{name}")` 认真试{tries}，就能看 `{name}` 的参考答案。`hint("{name}")` 会给你提示。',
)
UNKNOWN = Text("There is no exercise called `{name}`. {remedy}", "没有叫 `{name}` 的练习。{remedy}")
DID_YOU_MEAN = Text('Did you mean "{near}"?', "是不是想写“{near}”？")
USE_A_NAME = Text(
    'Write the function\'s name, for example check("softmax").', '请写函数的名字，例如 check("softmax")。'
)
INTERRUPTED = Text(
    "`{name}` was interrupted. Look for a loop that never ends, then check again.",
    "`{name}` 被中断了。找找停不下来的循环，再检查一次。",
)
STALE = Text(
    "The last cell with `def {name}` has a syntax error, so it did not run and an older `{name}` is still in place. Mend the red text there, run it, then check again.",
    "最近一次运行的 `def {name}` 单元格有语法错误，没有生效，现在用的还是旧的 `{name}`。先把那里的红字改好、运行一遍，再来检查。",
)
SAME_REASON = Text("for the same reason", "原因相同")

GIVEN = Text(
    "Judged with the course's own {names}, because yours is not right yet: one mistake costs its points only once.",
    "因为你写的 {names} 还不对，这里改用课程自带的来评：一个错误只扣一次分。",
)
AFTER_MANY = Text('Stuck? `hint("{name}")` goes a step further.', '卡住了？`hint("{name}")` 会再多说一点。')
DONE, BEGUN, OPEN = "●", "◐", "○"
PASSED, NOT_PASSED = Text("passed", "通过"), Text("not passed", "未通过")
STATES = {
    DONE: Text("done", "完成"),
    BEGUN: Text("begun", "进行中"),
    OPEN: Text("to come", "未开始"),
}

STYLE = """
<style>
.attn-card{--good:#008060;--bad:#b34700;font-family:var(--jp-ui-font-family,system-ui,sans-serif);font-size:14px;
 line-height:1.5;max-width:46rem;border:1px solid var(--jp-border-color2,#ccc);border-radius:8px;padding:.7em 1em;
 margin:.2em 0;color:var(--jp-ui-font-color1,#222);background:var(--jp-layout-color1,#fff)}
[data-jp-theme-light=false] .attn-card{--good:#4fd1a5;--bad:#ffa35c}
.attn-card h4{margin:0 0 .3em;font-size:1.05em}.attn-card h4 span{float:right;font-weight:normal}
.attn-card ul{list-style:none;margin:.2em 0;padding:0}.attn-card li{margin:.25em 0;padding-left:1.5em;text-indent:-1.5em}
.attn-card li>*{text-indent:0}.attn-card .good{color:var(--good)}.attn-card .bad{color:var(--bad)}
.attn-card .hint{border-left:4px solid #0072b2;background:var(--jp-layout-color2,#f2f6fa);padding:.4em .8em;
 margin:.5em 0;border-radius:0 6px 6px 0}
.attn-card table{font-size:inherit;color:inherit}.attn-card table tr{background:none!important}
.attn-card table.example{border-collapse:collapse;margin:.5em 0;background:none}
.attn-card table.example th{text-align:right;font-weight:600;padding:.15em .8em .15em 0;vertical-align:top;background:none;
 white-space:nowrap}
.attn-card table.example td{text-align:left;padding:.15em .4em;vertical-align:top;background:none}
.attn-card table.numbers{border-collapse:collapse;margin:0}.attn-card table.numbers td{padding:0 .5em;text-align:right;
 font-family:var(--jp-code-font-family,monospace);background:none}
.attn-card td.off,.attn-card code.off{color:var(--bad);font-weight:700;text-decoration:underline}
.attn-card .map{color:var(--jp-ui-font-color2,#555);margin-top:.5em;border-top:1px solid var(--jp-border-color2,#ddd);
 padding-top:.4em;font-size:.92em}
.attn-card .sr{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%)}
.attn-card .dot{margin-right:.9em;white-space:nowrap;display:inline-block}
</style>"""


def show_verdict(verdict: Verdict, record: progress.Record) -> None:
    """The card of one check: points, what passed, what did not and why, the hint, one small worked input, the map."""
    parts, lines = _card(verdict, record)
    if not progress.is_grading():
        here = _entries(session.lesson(), verdict.exercise.name)
        parts.append(f'<div class="map">{_dots(here)}</div>')
        lines.append(_plain_dots(here))
    _show("".join(parts), "\n".join(lines))


def verdict_forms(verdict: Verdict) -> dict[str, str]:
    """The card of one verdict by MIME type, for a grader to hand over: without the learner's tries and map."""
    parts, lines = _card(verdict, progress.Record())
    return _forms("".join(parts), "\n".join(lines))


def _card(verdict, record):
    parts, lines = [_heading(verdict)], [f"{verdict.exercise.name}: {_points(verdict)}"]
    if verdict.mistake in NOTHING_THERE:
        parts.append(f"<p>{_rich(say(verdict.hint))}</p>")
        lines.append(say(verdict.hint))
    else:
        _report(verdict, record, parts, lines)
    return parts, lines


def _report(verdict, record, parts, lines):
    parts.append(_list(verdict))
    lines.extend(_plain_list(verdict))
    if verdict.given:
        parts.append(f"<p>{_rich(_given(verdict))}</p>")
        lines.append(_given(verdict))
    if verdict.passed:
        _praise(verdict, parts, lines)
    else:
        _explain(verdict, record, parts, lines)


def _praise(verdict, parts, lines):
    onward = "" if progress.is_grading() else _next(_entries(session.lesson(), verdict.exercise.name))
    parts.append(f'<p><b class="good">{say(ALL_RIGHT)}</b> {_rich(onward)}</p>')
    lines.append(f"{say(ALL_RIGHT)} {onward}".rstrip())


def _explain(verdict, record, parts, lines):
    said = {say(check.message) for check in verdict.checks if check.message}
    if verdict.hint and say(verdict.hint) not in said:
        parts.append(f'<div class="hint"><b>{say(HINT)}</b>{_rich(say(verdict.hint))}</div>')
        lines.append(f"{say(HINT)}{say(verdict.hint)}")
    shown = next((check.shown for check in verdict.checks if check.shown), None)
    if shown:
        parts.append(example.as_html(verdict.exercise, shown))
        lines.append(example.as_text(verdict.exercise, shown))
    if len(record.tries) > 1 and record.hints < len(verdict.exercise.hints):
        parts.append(f"<p>{_rich(say(AFTER_MANY).format(name=verdict.exercise.name))}</p>")


def _heading(verdict):
    return f"<h4><code>{verdict.exercise.name}</code> <span>{_points(verdict)}</span></h4>"


def _points(verdict):
    return say(POINTS).format(score=verdict.score, max_score=verdict.max_score)


def _list(verdict):
    return f"<ul>{''.join(map(_item, _once_each(verdict)))}</ul>"


def _item(entry):
    check, message = entry
    mark, kind = ("✓", "good") if check.passed else ("✗", "bad")
    said = say(PASSED if check.passed else NOT_PASSED)
    mark = f'<b class="{kind}" role="img" aria-label="{said}">{mark}</b>'
    part = f"{_rich(say(check.name))} <small>({check.max_score})</small>"
    return f"<li>{mark}&ensp;{part}{'<br>' if message else ''}{_rich(message)}</li>"


def _plain_list(verdict):
    for check, message in _once_each(verdict):
        mark, between = "✓" if check.passed else "✗", say(example.COLON) if message else ""
        yield f"  {mark} {say(check.name)} ({check.max_score}){between}{message}"


def _once_each(verdict):
    """Each check with its sentence; what several checks share is said once."""
    said = set()
    for check in verdict.checks:
        message = say(check.message) if check.message else ""
        reason = _reason(check) or message
        yield check, say(SAME_REASON) if message and reason in said else message
        said.add(reason)


def _reason(check):
    """What makes two failures the same: one line that raised one exception, else the sentence itself."""
    got = check.shown and check.shown.got
    return (got.error[0], got.line) if got and got.kind == "exception" else None


def _given(verdict):
    return say(GIVEN).format(names=", ".join(f"`{name}`" for name in verdict.given))


def _entries(lesson, name):
    """The exercises of the notebook that asks, with what is remembered of them."""
    lessons = progress.course_map()
    return lessons.get(lesson) or next(row for row in lessons.values() if name in [one.name for one, _ in row])


def _dots(entries):
    labels = (say(STATES[_state(record)]) for _, record in entries)
    return "".join(
        f'<span class="dot"><span class="sr">{label}</span> {_rich(_dot(*entry))}</span>'
        for label, entry in zip(labels, entries, strict=True)
    )


def _plain_dots(entries):
    return "  ".join(_dot(*entry) for entry in entries).replace("`", "")


def _dot(exercise, record):
    return f"{_state(record)} `{exercise.name}` {record.best}/{exercise.points}"


def _next(entries):
    """What to look at next: the first exercise here that is not done, else the next lesson."""
    waiting = [exercise.name for exercise, record in entries if not record.passed]
    if waiting:
        return say(NEXT).format(name=waiting[0])
    lessons = list(progress.course_map())
    after = lessons[lessons.index(lesson_of(entries[0][0].name)) + 1 :]
    return say(NEXT_LESSON).format(lesson=after[0]) if after else say(ALL_DONE)


def _state(record):
    return DONE if record.passed else BEGUN if record.tries else OPEN


def show_hint(exercise: Exercise, number: int) -> None:
    """The hint of that number, counted from 1."""
    title = say(HINT_NUMBER).format(number=number, total=len(exercise.hints))
    sentence = say(exercise.hints[number - 1])
    last = say(NO_MORE_HINTS).format(name=exercise.name) if number == len(exercise.hints) else ""
    body = f'<h4>{title} · <code>{exercise.name}</code></h4><div class="hint">{_rich(sentence)}</div>{_rich(last)}'
    _show(body, "\n".join(filter(None, [f"{title}: {sentence}", last])))


def show_solution(exercise: Exercise) -> None:
    """The course's own way to write it."""
    _show_markdown(f"{say(SOLUTION)}\n\n```python\n{exercise.source}\n```")


def show_sentence(sentence: Text) -> None:
    """One sentence on a card."""
    _display(sentence_forms(sentence))


def sentence_forms(sentence: Text) -> dict[str, str]:
    """One sentence on a card, by MIME type."""
    return _forms(f"<div>{_rich(say(sentence))}</div>", say(sentence))


def show_map(lessons: dict[str, list[tuple]]) -> None:
    """The learner's course: how far it is, then lesson by lesson, exercise by exercise."""
    headline = course_headline(progress.summary(lessons))
    rows, lines = [], []
    for lesson, entries in lessons.items():
        name = f"{lesson[:2]} {say(titles()[lesson])}"
        here = progress.summary({lesson: entries})
        points = f"{here.points}/{here.most}"
        rows.append(f'<tr><th style="text-align:left">{name}</th><td>{_dots(entries)}</td><td>{points}</td></tr>')
        lines.append(f"{name}  {_plain_dots(entries)}  {points}")
    legend = "&emsp;".join(f"{mark} {say(text)}" for mark, text in STATES.items())
    table = f'<table class="example">{"".join(rows)}</table><div class="map">{legend}</div>'
    _show(f"<h4>{headline}</h4>{table}", "\n".join([headline, *lines]))


def course_headline(summary: progress.Summary) -> str:
    """How much of the course is written; at its end, a sentence to keep."""
    numbers = dict(vars(summary), date=date.today().isoformat())
    return say(CERTIFICATE if summary.is_complete else SO_FAR).format(**numbers)


def show_setup(findings: list) -> None:
    """What the course needs on this machine; see `grader.notebook.setup.Finding`."""
    rows, lines = [], []
    for finding in findings:
        mark, kind = ("✓", "good") if finding.fine else ("✗", "bad")
        remedy = "" if finding.fine else say(finding.remedy)
        rows.append(
            f'<tr><td><b class="{kind}">{mark}</b></td><th style="text-align:left">{_rich(say(finding.what))}</th>'
            f"<td>{_rich(finding.found)}</td><td>{_rich(remedy)}</td></tr>"
        )
        lines.append(f"{mark} {say(finding.what)} {finding.found} {remedy}".rstrip())
    _show(f'<table class="example">{"".join(rows)}</table>', "\n".join(lines))


def unknown(name: str, near: list[str]) -> Text:
    """The sentence for an exercise that does not exist."""
    return UNKNOWN.format(name=name, remedy=DID_YOU_MEAN.format(near=near[0]) if near else USE_A_NAME)


def times(number: int) -> Text:
    """How many more tries."""
    return Text(f"{number} more honest tries" if number > 1 else "one more honest try", f" {number} 次")


def _rich(text: str) -> str:
    """Escape, and set what stands between backquotes as code."""
    return re.sub(r"`([^`]+)`", r"<code>\1</code>", html.escape(text, quote=False))


def _show(body: str, plain: str) -> None:
    _display(_forms(body, plain))


def _forms(body: str, plain: str) -> dict[str, str]:
    return {
        "text/html": f'{STYLE}<div class="attn-card" role="group" lang="{spoken()}">{body}</div>',
        "text/plain": plain,
    }


def _show_markdown(text: str) -> None:
    _display({"text/markdown": text, "text/plain": text})


def _display(forms: dict[str, str]) -> None:
    """The richest form in a notebook; the plain one in a terminal or a script."""
    if "IPython" in sys.modules and sys.modules["IPython"].get_ipython():
        sys.modules["IPython"].display.display(forms, raw=True)
    else:
        print(forms["text/plain"])
