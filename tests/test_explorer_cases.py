"""What every explorer promises, tested on each: `explorer_cases/` lists them. No browser is needed here."""

import json
import re

import numpy as np
import pytest
from explorer_cases import CASES

from explorers.base import WORDS
from explorers.scripts import EXPORT, IMPORT, SHARED, STATIC, script
from grader.language import LANGUAGES

NAMES = [*SHARED, *map(str, CASES)]
WITH_FUNCTIONS = [case for case in CASES if case.mine]


def source(name):
    return (STATIC / f"{name}.js").read_text(encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_script_and_python_agree_on_words(case):
    """A word that the script wants and Python does not send would show as "undefined"."""
    own = set(type(case.make()).WORDS)
    used = set(re.findall(r"words\.(\w+)", source(case.name)))
    assert own <= used <= {*own, *WORDS}


@pytest.mark.parametrize("name", NAMES)
def test_scripts_import_what_there_is(name):
    """A name that is not exported would be undefined, and only when it is used."""
    for names, home in IMPORT.findall(source(name)):
        exported = EXPORT.findall(source(home))
        assert {wanted.split(" as ")[0].strip() for wanted in names.split(",") if wanted.strip()} <= set(exported)
    if name not in SHARED:
        assert not re.search(r"^import ", script(name), re.MULTILINE)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_still_picture_says_its_numbers(case, language):
    """Readers without a kernel and readers without eyes get the same; its words are the notebook's."""
    still = case.make(language).still()
    assert re.search(r"\d", still.alt) and still.svg.startswith(b"<?xml")
    assert bool(re.search(r"[\u4e00-\u9fff]", still.alt)) == (language == "zh")


@pytest.mark.parametrize("case", CASES, ids=str)
def test_everything_that_travels_is_json(case):
    """An answer with a NumPy number in it would never arrive."""
    for explorer in (case.make(), *([case.make_mine()] if case.mine else [])):
        json.dumps([explorer.given, explorer.answer, explorer.get_state(explorer.given["moved"])], allow_nan=False)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_the_grid_moves_every_trait(case):
    """A trait that stands still through the whole grid is a trait untested."""
    moved = set(case.make().given["moved"])
    assert all(set(state) == moved for state in case.states)
    assert all(len({str(state[trait]) for state in case.states}) > 1 for trait in moved)


@pytest.mark.parametrize("case", WITH_FUNCTIONS, ids=str)
def test_one_move_asks_the_learners_function_for_one_state(case):
    """The answer says which state it is for, so that an old one never passes for new."""
    explorer = case.make_mine()
    assert explorer.answer["sentence"] == "" and list(explorer.given["by"].values()) == [case.function]
    assert explorer.answer["state"] == explorer.get_state(explorer.given["moved"])
    assert all(heard is not None for heard in explorer.answer["heard"].values())


@pytest.mark.parametrize("case", WITH_FUNCTIONS, ids=str)
def test_a_correct_function_gives_the_explorers_own_numbers(case):
    """The learner who is right sees what the explorer shows by itself."""
    explorer = case.make_mine()
    theirs = explorer.think()
    explorer._functions.clear()
    for name, number in explorer.think().items():
        if number is None or isinstance(number, str):
            assert theirs[name] == number, name
        else:
            assert theirs[name] is not None and np.allclose(theirs[name], number), name
