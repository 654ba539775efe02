"""The explorers without a browser: the library's numbers, the query explorer's Python side, the learner's functions."""

import json
import runpy
import signal
import subprocess
import sys
from itertools import combinations
from pathlib import Path

import numpy as np
import pytest

import explorers
from explorers import learner
from explorers.query import QueryExplorer
from grader.language import LANGUAGES, SaidPlainly, speak

ROOT = Path(__file__).parents[1]
KEYS = [[1.0, 0.0], [0.0, 2.0], [-1.0, 1.0]]


def softmax(scores):
    powers = np.exp(scores - np.max(scores))
    return powers / powers.sum()


# The package


def test_importing_the_package_loads_nothing_heavy():
    """Every notebook imports it first; what a picture needs comes with the first picture."""
    code = "import sys, explorers; print({'numpy', 'matplotlib', 'ipywidgets', 'anywidget'} & set(sys.modules))"
    result = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert result.stdout.strip() == "set()", result.stderr


def test_every_public_name_is_there_and_no_other():
    """A lazy package shows a misspelt name only when it is asked for."""
    assert all(callable(getattr(explorers, name)) for name in explorers.__all__)
    assert set(explorers.__all__) <= set(dir(explorers))
    with pytest.raises(AttributeError, match="no attribute 'QueryExplorerr'"):
        explorers.QueryExplorerr  # noqa: B018


# The library and the sentence


def test_the_library_is_the_same_in_both_languages():
    """One set of numbers, so that lessons can name them; as many books, labels and contents."""
    libraries = []
    for language in LANGUAGES:
        speak(language)
        libraries.append(explorers.library())
    english, chinese = libraries
    for name in ("keys", "query", "values", "keys2d", "query2d"):
        assert np.array_equal(getattr(english, name), getattr(chinese, name))
    assert [len(words) for words in english.labels] == [len(words) for words in chinese.labels]
    assert len(english) == len(english.contents) == len(chinese.contents) == len(english.keys)
    assert chinese.titles[0] == "科技与经济" and english.labels[0] == {"technology", "economics", "21st century"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_question_shares_words_as_lesson_01_tells(language):
    """Two with the first book, one with some, none with others: counting words has a clear winner."""
    speak(language)
    books = explorers.library()
    shared = [len(books.question_words & words) for words in books.labels]
    assert shared == [2, 0, 1, 1, 1, 0, 0, 0]
    assert books.question not in books.titles


def test_the_library_tells_the_well_known_story():
    """Softmax of its scores really gives 90% to the first book and .1% to the Renaissance."""
    books = explorers.library()
    weights = softmax(books.keys @ books.query)
    assert weights[0] == pytest.approx(0.90, abs=0.005)
    assert weights[1] == pytest.approx(0.001, abs=0.0002)


def test_one_key_twice_as_long_wins_without_being_more_relevant():
    """The aha of lesson 02; the cosine is not fooled."""
    books = explorers.library()
    loud = books.keys * np.where(np.array(books.titles) == "The Age of Steam", 2, 1)[:, None]
    assert np.argmax(books.keys @ books.query) == 0
    assert np.argmax(loud @ books.query) == 4
    assert np.argmax(loud @ books.query / np.linalg.norm(loud, axis=1)) == 0


def test_no_two_books_share_a_place_on_the_compass():
    """Arrows on top of each other could not be told apart."""
    assert min(np.linalg.norm(a - b) for a, b in combinations(explorers.library().keys2d, 2)) > 0.5


def test_the_library_is_a_fresh_copy():
    """A learner who changes their books does not change the next cell's."""
    books = explorers.library()
    books.keys[:] = 0
    books.labels[0].clear()
    assert explorers.library().keys.any() and explorers.library().labels[0]


def test_the_library_shows_itself_as_a_table():
    """Titles and labels, in the data's order, not the set's."""
    html = explorers.library()._repr_html_()
    assert "technology, economics, 21st century" in html and html.count("<tr>") == 9


def test_the_sentence_gives_the_diagrams_scores():
    """The source's diagram leaves out the second "the"; for "chased" the tables give its scores exactly."""
    cat = explorers.sentence()
    scores = cat.keys @ cat.queries[cat.asking]
    assert cat.tokens[cat.asking] == "chased"
    assert np.allclose(scores[[0, 1, 2, 4]], cat.diagram_scores)
    assert cat.diagram_scores.tolist() == [0.05, 0.8, 0.1, 0.9]
    assert cat.diagram_weights.tolist() == [0.02, 0.4, 0.08, 0.5]


def test_the_data_file_is_what_its_script_makes():
    """Someone who edits the JSON by hand would lose it at the next run."""
    made = runpy.run_path(str(ROOT / "data" / "make_library.py"))
    assert (ROOT / "data" / "library.json").read_text(encoding="utf-8") == made["text"]()


# The query explorer


def test_data_out():
    """What a lesson's next cell may ask for."""
    picture = QueryExplorer(KEYS, values=[[1.0], [2.0], [3.0]], query=[1, 1], weigh=True, temperature=2)
    assert picture.query.tolist() == [1, 1] and picture.temperature == 2
    assert picture.scores.tolist() == [1, 2, 0]
    assert np.allclose(picture.weights, softmax([0.5, 1, 0]))
    assert np.allclose(picture.output, softmax([0.5, 1, 0]) @ [1, 2, 3])
    assert QueryExplorer(KEYS).weights is None and QueryExplorer(KEYS, weigh=True).output is None


def test_a_temperature_alone_asks_for_weights():
    """Scores have no temperature: who gives one wants to see softmax."""
    assert QueryExplorer(KEYS, temperature=1).weights is not None


def test_one_slider_for_each_component_and_one_for_the_temperature():
    """Named by the axes, or by numbers; as far as the longest entry and a little more."""
    picture = QueryExplorer(KEYS, axes=["a", "b"], temperature=0.5)
    assert [slider.description for slider in picture.sliders] == ["a", "b", "temperature"]
    assert picture.sliders[0].max == 2.5 and picture.sliders[2].value == 0.5
    assert QueryExplorer(KEYS).sliders[0].description == "quality 1"


@pytest.mark.parametrize("scale", [1e-3, 0.7, 1, 19, 1e3])
def test_a_query_stays_where_it_was_put(scale):
    """Sliders move values to their grid: the start must lie on it, whatever the keys' size."""
    picture = QueryExplorer(np.array(KEYS) * scale, query=[0.5 * scale, -scale])
    assert np.allclose(picture.query, [0.5 * scale, -scale], atol=picture.given["fine"] / 2)
    steps = picture.query / picture.given["fine"]
    assert np.allclose(steps, np.round(steps))


def test_the_query_cannot_be_changed_behind_the_pictures_back():
    """An array changed in place would tell nobody; assigning does, and is checked."""
    picture = QueryExplorer(KEYS)
    picture.query = [2, -1]
    assert picture.scores.tolist() == [2, -2, -3]
    for wrong in ([1, 2, 3], [99, 0], [np.nan, 0], ["a", "b"]):
        with pytest.raises(SaidPlainly):
            picture.query = wrong
    assert picture.query.tolist() == [2, -1]


@pytest.mark.parametrize("wrong", [0, -1, 11, np.nan, "hot", None, [1, 2]])
def test_a_temperature_that_the_slider_lacks_is_not_taken(wrong):
    """At 0 the weights would be NaN, below it the worst key would win."""
    picture = QueryExplorer(KEYS, temperature=2)
    with pytest.raises(SaidPlainly, match=r"^temperature must lie between 0\.05 and 10\.0; it is .+\.$"):
        picture.temperature = wrong
    assert picture.temperature == 2


@pytest.mark.parametrize("end", [0.05, 10])
def test_both_ends_of_the_temperatures_slider_are_taken(end):
    """The browser sends a power of ten, which can miss the bound by a binary digit."""
    picture = QueryExplorer(KEYS, temperature=1)
    for temperature in (end, np.nextafter(end, 0), np.nextafter(end, 99)):
        picture.set_state({"temperature": temperature})
        assert picture.temperature == temperature


WRONG = {
    "one row": dict(keys=[1, 2]),
    "five qualities": dict(keys=[[1, 2, 3, 4, 5]]),
    "no rows": dict(keys=np.zeros((0, 2))),
    "words": dict(keys=[["a", "b"]]),
    "NaN": dict(keys=[[np.nan, 1]]),
    "a label too few": dict(keys=KEYS, labels=["a", "b"]),
    "an axis too many": dict(keys=KEYS, axes=["a", "b", "c"]),
    "a query of another length": dict(keys=KEYS, query=[1, 2, 3]),
    "a query of words": dict(keys=KEYS, query=["a", "b"]),
    "a number for labels": dict(keys=KEYS, labels=3),
    "values for other rows": dict(keys=KEYS, values=[[1.0]]),
    "values too wide": dict(keys=KEYS, values=np.zeros((3, 5))),
    "a frozen temperature": dict(keys=KEYS, temperature=0),
    "a temperature in words": dict(keys=KEYS, temperature="hot"),
    "a number for a function": dict(keys=KEYS, score=3),
    "an array for a function": dict(keys=KEYS, weigh=np.eye(3)),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("arguments", WRONG.values(), ids=WRONG)
def test_what_does_not_fit_together_is_one_sentence(arguments, language):
    """Checked before anything is drawn, in the reader's language."""
    speak(language)
    with pytest.raises(SaidPlainly) as caught:
        QueryExplorer(**arguments)
    sentence = str(caught.value)
    assert "\n" not in sentence and sentence.endswith("." if language == "en" else "。")


def test_names_may_come_one_by_one():
    """A generator is as good as a list, and can be read once only."""
    assert QueryExplorer(KEYS, labels=(letter for letter in "abc")).given["labels"] == ["a", "b", "c"]


def test_it_speaks_the_language_of_its_birth():
    """Labels and later error sentences alike, even if another notebook's language is spoken by then."""
    speak("zh")
    picture = QueryExplorer(KEYS, weigh="nowhere_defined")
    speak("en")
    picture.query = [1, 1]
    assert picture.given["words"]["query"] == "查询"
    assert picture.answer["sentence"].startswith("笔记本里还没有 nowhere_defined")


def test_the_still_picture_says_the_numbers():
    """Readers without a kernel and readers without eyes get the same."""
    still = QueryExplorer(KEYS, ["a", "b", "c"], query=[1, 1], weigh=True).still()
    assert "score: a 1.00, b 2.00, c 0.00" in still.alt and "weight: a 0.245, b 0.665, c 0.090" in still.alt


# The learner's functions


def test_names_are_looked_up_at_each_move():
    """The function may be defined later, and again; a name is not the function it once was."""
    notebook = {"QueryExplorer": QueryExplorer, "keys": KEYS}
    exec("picture = QueryExplorer(keys, score='mine')", notebook)
    picture = notebook["picture"]
    assert picture.scores is None
    notebook["mine"] = lambda query, keys: keys @ query
    assert picture.scores.tolist() == [1, 0, -1]
    notebook["mine"] = lambda query, keys: -keys @ query
    picture.query = [0, 1]
    assert picture.answer["heard"]["score"] == [0, -2, -1]


def test_one_move_of_the_browser_is_one_call():
    """A drag sends the query and the sliders' scalars together; the learner's function runs once."""
    calls = []
    picture = QueryExplorer(KEYS, score=lambda query, keys: calls.append(1) or keys @ query)
    calls.clear()
    picture.set_state({"query": [0.5, 1], "slider_0": 0.5, "slider_1": 1.0})
    assert len(calls) == 1 and picture.answer["state"]["query"] == [0.5, 1]


def test_a_function_of_scores_and_temperature():
    """With a temperature the learner's function gets it, without one it does not."""
    cold = QueryExplorer(KEYS, weigh=lambda scores, temperature: scores * temperature, temperature=3)
    assert cold.weights.tolist() == [3, 0, -3]
    assert QueryExplorer(KEYS, weigh=lambda scores: scores + 1).weights.tolist() == [2, 1, 0]


def test_the_learner_cannot_spoil_the_picture():
    """A function that changes its inputs changes copies."""

    def greedy(query, keys):
        keys[:] = 0
        query[:] = 0
        return keys @ query

    picture = QueryExplorer(KEYS, query=[1, 1], score=greedy)
    assert picture.query.tolist() == [1, 1] and picture.given["keys"] == KEYS


def test_prints_and_warnings_stay_quiet(capsys, recwarn):
    """A function called many times a second must not flood the notebook."""
    QueryExplorer(KEYS, weigh=lambda scores: print("hello") or np.log(-np.abs(scores)))
    told = [warning for warning in recwarn if warning.category is not ResourceWarning]  # of what other tests left open
    assert capsys.readouterr().out == "" and [str(warning) for warning in told] == []


def endless(scores):
    while True:
        pass


def leaves(scores):
    raise SystemExit


def interrupted(scores):
    raise KeyboardInterrupt


class Mumble(Exception):
    def __str__(self):
        return 1 / 0


def mumbles(scores):
    raise Mumble


def unwritten(scores):
    raise NotImplementedError


ANSWERS = {
    "nothing": (lambda scores: None, "Your <lambda> returned None. Does it end in return?"),
    "words": (lambda scores: "many", "Your <lambda> returned str; numbers were expected."),
    "a table": (lambda scores: scores[:, None], "shape (3, 1); one number for each row, shape (3,), was expected."),
    "a number": (lambda scores: 1.0, "Your <lambda> returned shape (); one number"),
    "a ragged list": (lambda scores: [1, [2, 3], 4], "Your <lambda> returned list; numbers were expected."),
    "complex": (lambda scores: scores * 1j, "Your <lambda> returned array of dtype complex128; numbers were expected."),
    "NaN": (lambda scores: scores / scores, "Your <lambda> returned NaN in row 2"),
    "infinity": (lambda scores: 1 / scores, "Your <lambda> returned inf in row 2"),
    "an exception": (lambda scores: 1 / 0, "Your <lambda> raised ZeroDivisionError: division by zero"),
    "an interrupt": (interrupted, "Your interrupted raised KeyboardInterrupt"),
    "an unreadable message": (mumbles, "Your mumbles raised Mumble"),
    "the way out": (leaves, "Your leaves raised SystemExit"),
    "the stub": (unwritten, "unwritten is not written yet."),
    "an argument too many": (lambda scores, extra: scores, "Your <lambda> raised TypeError: "),
}


@pytest.mark.parametrize(("function", "sentence"), ANSWERS.values(), ids=ANSWERS)
def test_what_a_function_may_do_wrong_is_one_sentence(function, sentence):
    """Whatever the learner's function does, the picture stays and says what was wrong."""
    picture = QueryExplorer(KEYS, weigh=function)
    assert sentence in picture.answer["sentence"] and "\n" not in picture.answer["sentence"]
    assert picture.weights is None and picture.scores is not None


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="the platform has no timer to stop a call with")
def test_an_endless_loop_is_stopped(monkeypatch):
    """The kernel would hang for good, and every picture with it."""
    monkeypatch.setattr(learner, "LIMIT", 0.05)
    picture = QueryExplorer(KEYS, weigh=endless)
    assert picture.answer["sentence"].startswith("Your endless took longer than 0.05 seconds")


def test_without_matplotlib_a_picture_is_one_sentence(monkeypatch):
    """A raw ImportError would not say what to do."""
    monkeypatch.setitem(sys.modules, "matplotlib.figure", None)
    with pytest.raises(SaidPlainly, match=r"matplotlib.+`python3 start\.py`"):
        explorers.bars([1, 2], ["a", "b"])


@pytest.mark.parametrize("function", [lambda s: [1, 2, 3], lambda s: (1, 2, 3), lambda s: np.float32([1, 2, 3])])
def test_lists_and_other_numbers_are_as_good(function):
    """The contract takes a list for an array, and so does the picture."""
    assert QueryExplorer(KEYS, weigh=function).weights.tolist() == [1, 2, 3]


def test_everything_that_travels_is_json():
    """An answer with a NumPy number in it would never arrive."""
    picture = QueryExplorer(np.array(KEYS, dtype="float32"), query=np.array([1, 2]), weigh=np.exp, temperature=None)
    json.dumps([picture.given, picture.answer])
