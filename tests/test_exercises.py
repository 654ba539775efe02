"""Every declaration keeps its promises: cases that tell wrong from right, mistakes recognised, points that add up."""

import ast
import dataclasses

import numpy as np
import pytest

from grader.cage.inside.calling import call, fresh
from grader.exercises import all_exercises, by_lesson
from grader.judge.engine import difference, draw_cases, judge, same_inputs

EXERCISES = all_exercises().values()
MISTAKES = [(exercise, mistake) for exercise in EXERCISES for mistake in exercise.mistakes]
SEEDS = range(5)

each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
each_mistake = pytest.mark.parametrize(
    "exercise, mistake", MISTAKES, ids=[f"{exercise.name}-{mistake.id}" for exercise, mistake in MISTAKES]
)


def calling(function):
    """A caller that always calls `function`, as `check` would the learner's."""
    return lambda name, args, seconds, given=(): call(function, args, seconds)


@each_exercise
def test_the_reference_earns_every_point(exercise):
    # The reference may not change its inputs either, and must agree with itself for every seed.
    for seed in SEEDS:
        verdict = judge(exercise, calling(exercise.reference), seed)
        assert verdict.passed, verdict
        assert verdict.score == exercise.points


@each_mistake
def test_a_mistake_fails_with_its_own_hint(exercise, mistake):
    # Own hint and no other: two mistakes that no case can tell apart would fail here. Any seed must do.
    for seed in SEEDS:
        verdict = judge(exercise, calling(mistake.wrong), seed)
        assert not verdict.passed, "this wrong implementation got full marks"
        assert verdict.mistake == mistake.id
        assert verdict.hint == mistake.hint


def as_float32(value):
    if isinstance(value, np.ndarray) and value.dtype.kind == "f":
        return value.astype(np.float32)
    if isinstance(value, float):
        return np.float32(value)
    if isinstance(value, dict):
        return {key: as_float32(item) for key, item in value.items()}
    return value


@each_exercise
def test_float32_precision_is_enough(exercise):
    # The contract promises it: no graded case on which the reference itself, run on float32 inputs, would fail.
    for seed in SEEDS:
        for check, args in draw_cases(exercise, seed):
            want = call(exercise.reference, fresh(args))
            rough = call(exercise.reference, tuple(map(as_float32, fresh(args))))
            found = difference(exercise, dataclasses.replace(check, keeps_inputs=False), args, want, rough)
            assert not found, (check.name.en, args, want.value, rough.value)


def empty_answers(exercise):
    """Functions that know nothing: constants, an input handed back, an exception always."""
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


@each_exercise
def test_an_empty_answer_earns_nothing(exercise):
    # Every check must hold a case that needs the real thing: a constant or an exception alone earns no point anywhere.
    for answer in empty_answers(exercise):
        verdict = judge(exercise, calling(answer))
        assert verdict.score == 0, [check.name.en for check in verdict.checks if check.passed]


@each_exercise
def test_the_declaration_is_complete(exercise):
    # Points 2 to 6, three mistakes at least, hints from gentle to strong, one check that looks at the inputs after.
    assert 2 <= exercise.points <= 6
    assert len(exercise.mistakes) >= 3
    assert len(exercise.hints) >= 2
    assert len({mistake.id for mistake in exercise.mistakes}) == len(exercise.mistakes)
    assert len({check.name for check in exercise.checks}) == len(exercise.checks)
    takes_containers = any(isinstance(value, (np.ndarray, list, set, dict)) for value in draw_cases(exercise)[0][1])
    assert not takes_containers or any(check.keeps_inputs for check in exercise.checks)
    for text in texts_of(exercise):
        assert text.en.strip() and text.zh.strip()
        assert any("\u4e00" <= character <= "\u9fff" for character in text.zh), text.zh


def texts_of(exercise):
    yield from exercise.hints
    for check in exercise.checks:
        yield from (check.name, check.advice)
    yield from (mistake.hint for mistake in exercise.mistakes)


@each_exercise
def test_the_reference_uses_only_what_it_builds_on(exercise):
    # The set-up cell of a lesson gives what builds_on names; a reference that calls more would not run there.
    names = {node.id for node in ast.walk(ast.parse(exercise.source)) if isinstance(node, ast.Name)}
    assert names & set(all_exercises()) - {exercise.name} <= set(exercise.builds_on)
    assert not {name for name in names if name.startswith("_")}


@each_exercise
def test_cases_repeat_with_the_seed_and_change_without(exercise):
    # A regrade must give the same verdict; another seed must give other cases, lest answers be tabulated.
    first, again, other = (draw_cases(exercise, seed) for seed in (1, 1, 2))
    assert all(same_inputs(one[1], two[1]) for one, two in zip(first, again, strict=True))
    assert not all(same_inputs(one[1], two[1]) for one, two in zip(first, other, strict=False))


def test_names_are_unique_across_the_course():
    # One name, one exercise: check("softmax") must know which.
    assert sum(map(len, by_lesson().values())) == len(all_exercises())
