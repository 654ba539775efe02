"""Does a declaration keep its promises? Each proof yields what is wrong, in sentences; none means that all is well."""

import ast
import dataclasses
import inspect
import re
import types
from collections.abc import Iterable, Iterator

import numpy as np

from grader.cage.inside.calling import call, fresh
from grader.judge.declaration import Exercise, Mistake
from grader.judge.engine import difference, draw_cases, judge, same_inputs
from grader.language import Text

SEEDS = range(5)

REFERENCE = Text(
    "The reference itself gets {score} of {points} points (seed {seed}). It must not change its inputs, and must give "
    "the same answer each time.",
    "参考答案自己只得到 {score} / {points} 分（种子 {seed}）。它不能改动输入，而且每次的回答必须相同。",
)
RAISES = Text(
    "In the check “{check}” the reference raises {error} ({text}), which it does not name. Mend it, or say in its "
    "docstring that it raises {error}.",
    "在检查项“{check}”里，参考答案抛出了它没有提到的 {error}（{text}）。请改好它，或者在文档字符串里写明会抛出 "
    "{error}。",
)
MISTAKE_PASSES = Text(
    "The mistake {id} gets full marks (seed {seed}). Add a case that tells it from the reference.",
    "错误 {id} 得了满分（种子 {seed}）。请添一组能把它和参考答案分开的数据。",
)
OTHER_MISTAKE = Text(
    "The mistake {id} is taken for {found} (seed {seed}). Add a case that tells the two apart, or make them one.",
    "错误 {id} 被认成了 {found}（种子 {seed}）。请添一组能把两者分开的数据，或者把它们合成一个。",
)
NOTHING = Text("none", "未知错误")
ROUGH = Text(
    "Worked out in float32, the reference fails the check “{check}”. Draw milder cases, or widen `tolerance`.",
    "用 float32 计算时，参考答案通不过检查项“{check}”。请换温和些的数据，或放宽 `tolerance`。",
)
EMPTY = Text(
    "An answer that knows nothing passes the check “{check}”. Give it a case that needs the real thing.",
    "什么都没做的回答通过了检查项“{check}”。请给它一组非真会不可的数据。",
)
FIXED = Text(
    "Every seed draws the same cases, so answers can be tabulated. Draw some of them from `rng`.",
    "无论种子是什么，抽到的数据都一样，答案可以列表抄下来。请用 `rng` 抽取一部分数据。",
)
UNSTEADY = Text(
    "One seed draws different cases each time. Draw from `rng` only.",
    "同一个种子每次抽到的数据不同。请只用 `rng` 抽取。",
)
OUT_OF_REACH = Text(
    "The reference uses `{name}`, which its notebook does not have. Write it out in the function, or name the exercise "
    "in `builds_on`.",
    "参考答案用到了 `{name}`，而笔记里没有它。请写进函数里，或把那个练习列入 `builds_on`。",
)


def faults(exercise: Exercise) -> Iterator[Text]:
    """All that is wrong with a declaration."""
    for proof in (reference_faults, exception_faults, cases_faults, reach_faults, float32_faults, empty_faults):
        yield from proof(exercise)
    for mistake in exercise.mistakes:
        yield from mistake_faults(exercise, mistake)


def calling(function):
    """A caller that always calls `function`, as `check` would the learner's."""
    return lambda name, args, seconds, given=(): call(function, args, seconds)


def reference_faults(exercise: Exercise, seeds: Iterable[int] = SEEDS) -> Iterator[Text]:
    """The reference earns every point, whatever the seed."""
    for seed in seeds:
        verdict = judge(exercise, calling(exercise.reference), seed)
        if not verdict.passed or verdict.score != exercise.points:
            yield REFERENCE.format(score=verdict.score, points=exercise.points, seed=seed)
            return


def exception_faults(exercise: Exercise, seeds: Iterable[int] = SEEDS) -> Iterator[Text]:
    """What the reference raises counts as right; so its source must name the exception, by `raise` or in words."""
    named, found = set(re.findall(r"\w+", exercise.source)), {}
    drawn = (case for seed in seeds for case in draw_cases(exercise, seed))
    for check, args in ((check, args) for check, args in drawn if not check.falls_short):
        reply = call(exercise.reference, fresh(args))
        if reply.kind == "exception" and reply.error[0] not in named:
            found.setdefault((check.name, reply.error[0]), reply.text)
    yield from (RAISES.format(check=check, error=error, text=text) for (check, error), text in found.items())


def mistake_faults(exercise: Exercise, mistake: Mistake, seeds: Iterable[int] = SEEDS) -> Iterator[Text]:
    """A mistake fails, with its own hint and no other, whatever the seed."""
    for seed in seeds:
        verdict = judge(exercise, calling(mistake.wrong), seed)
        if verdict.passed:
            yield MISTAKE_PASSES.format(id=mistake.id, seed=seed)
            return
        if verdict.mistake != mistake.id or verdict.hint != mistake.hint:
            yield OTHER_MISTAKE.format(id=mistake.id, found=verdict.mistake or NOTHING, seed=seed)
            return


def float32_faults(exercise: Exercise, seeds: Iterable[int] = SEEDS) -> Iterator[Text]:
    """No graded case on which the reference itself, run on float32 inputs, would fail."""
    for check in {check.name: check for seed in seeds for check in _too_fine(exercise, seed)}.values():
        yield ROUGH.format(check=check.name)


def _too_fine(exercise, seed):
    for check, args in draw_cases(exercise, seed):
        want = call(exercise.reference, fresh(args))
        rough = call(exercise.reference, tuple(map(_as_float32, fresh(args))))
        if difference(exercise, dataclasses.replace(check, keeps_inputs=False), args, want, rough):
            yield check


def _as_float32(value):
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(np.float32)
    if isinstance(value, float):
        return np.float32(value)
    if isinstance(value, dict):
        return {key: _as_float32(item) for key, item in value.items()}
    return value


def empty_faults(exercise: Exercise) -> Iterator[Text]:
    """Constants, an input handed back, an exception always: such answers earn no point anywhere."""
    verdicts = (judge(exercise, calling(answer)) for answer in empty_answers(exercise))
    passed = [check.name for verdict in verdicts for check in verdict.checks if check.passed]
    yield from (EMPTY.format(check=name) for name in dict.fromkeys(passed))


def empty_answers(exercise: Exercise):
    """Functions that know nothing."""
    first_answer = call(exercise.reference, fresh(draw_cases(exercise)[0][1])).value

    def raising(error):
        def always(*_):
            raise error

        return always

    constants = [0, 0.0, 1, 1.0, None, "", [], np.zeros(3), True, (0.0, 0.0), first_answer]
    yield from (lambda *_, value=value: value for value in constants)
    yield lambda *args: args[0]
    yield lambda *args: args[-1]
    yield from map(raising, (ValueError, KeyError, IndexError, NotImplementedError))
    for make in (np.zeros_like, np.ones_like):
        yield lambda *args, make=make: make(args[0], dtype=float)
    yield lambda *args: np.full(np.shape(args[0]), 1 / np.shape(args[0])[-1])


def cases_faults(exercise: Exercise) -> Iterator[Text]:
    """Cases repeat with the seed and change without."""
    first, again, other = (draw_cases(exercise, seed) for seed in (1, 1, 2))
    if not _same_cases(first, again):
        yield UNSTEADY
    elif _same_cases(first, other):
        yield FIXED


def _same_cases(some, others) -> bool:
    return len(some) == len(others) and all(same_inputs(one[1], two[1]) for one, two in zip(some, others, strict=True))


def reach_faults(exercise: Exercise) -> Iterator[Text]:
    """The reference, which becomes the solution notebook's cell, uses only what stands there."""
    own = {exercise.name, *exercise.builds_on}
    used = inspect.getclosurevars(exercise.reference).globals
    words = {node.id for node in ast.walk(ast.parse(exercise.source)) if isinstance(node, ast.Name)}
    for name, value in used.items():
        if name in words and name not in own and _is_of(exercise, value):
            yield OUT_OF_REACH.format(name=name)


def _is_of(exercise, value) -> bool:
    """Whether a value was made in the declaration's package: a library's can be imported in the lesson."""
    if isinstance(value, types.FunctionType):
        return value.__module__.partition(".")[0] == exercise.reference.__module__.partition(".")[0]
    return isinstance(value, (int, float, str, list, tuple, dict, set, np.ndarray))
