"""Every declaration keeps its promises: cases that tell wrong from right, mistakes recognised, points that add up."""

import ast

import numpy as np
import pytest

from grader.exercises import all_exercises, by_lesson
from grader.judge import proof
from grader.judge.engine import draw_cases

EXERCISES = all_exercises().values()
MISTAKES = [(exercise, mistake) for exercise in EXERCISES for mistake in exercise.mistakes]

each_exercise = pytest.mark.parametrize("exercise", EXERCISES, ids=lambda exercise: exercise.name)
each_mistake = pytest.mark.parametrize(
    "exercise, mistake", MISTAKES, ids=[f"{exercise.name}-{mistake.id}" for exercise, mistake in MISTAKES]
)


@each_exercise
def test_the_reference_earns_every_point(exercise):
    # The reference may not change its inputs either, and must agree with itself for every seed.
    assert not list(proof.reference_faults(exercise))


@each_exercise
def test_the_reference_raises_only_what_it_names(exercise):
    # Whatever it raises is the right answer: a slip in it would ask every learner for the same slip.
    assert not list(proof.exception_faults(exercise, seeds=(0,)))


@each_mistake
def test_a_mistake_fails_with_its_own_hint(exercise, mistake):
    # Own hint and no other: two mistakes that no case can tell apart would fail here. Any seed must do.
    assert not list(proof.mistake_faults(exercise, mistake))


@each_exercise
def test_float32_precision_is_enough(exercise):
    # The contract promises it: no graded case on which the reference itself, run on float32 inputs, would fail.
    assert not list(proof.float32_faults(exercise))


@each_exercise
def test_an_empty_answer_earns_nothing(exercise):
    # Every check must hold a case that needs the real thing: a constant or an exception alone earns no point anywhere.
    assert not list(proof.empty_faults(exercise))


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
    assert not list(proof.reach_faults(exercise))
    names = {node.id for node in ast.walk(ast.parse(exercise.source)) if isinstance(node, ast.Name)}
    assert names & set(all_exercises()) - {exercise.name} <= set(exercise.builds_on)
    assert not {name for name in names if name.startswith("_")}


@each_exercise
def test_cases_repeat_with_the_seed_and_change_without(exercise):
    # A regrade must give the same verdict; another seed must give other cases, lest answers be tabulated.
    assert not list(proof.cases_faults(exercise))


def test_names_are_unique_across_the_course():
    # One name, one exercise: check("softmax") must know which.
    assert sum(map(len, by_lesson().values())) == len(all_exercises())
