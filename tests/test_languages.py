"""Both languages, everywhere: sentences in pairs, each in its own script and punctuation."""

import ast
import re
import string
from pathlib import Path

import pytest

from grader.language import LANGUAGES, Text, say, speak
from grader.notebook.lesson import Prose, read_lesson

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "lessons").glob("[0-9][0-9]-*.md"))
SOURCES = [path for folder in ("grader", "explorers") for path in sorted((ROOT / folder).rglob("*.py"))]
HAN = re.compile(r"[\u4e00-\u9fff]")
ASCII_AFTER_HAN = re.compile(r"[\u4e00-\u9fff][,;:!?]")
NOT_PROSE = re.compile(r"`[^`]*`|\$[^$]+\$|```.*?```|https?://\S+|<[^>]+>", re.S)


def pairs(path):
    """Every `Text(english, chinese)` written out in a source file, with its line."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "Text" and len(node.args) == 2:
            texts = [ast.literal_eval(arg) for arg in node.args if isinstance(arg, ast.Constant)]
            if len(texts) == 2:
                yield node.lineno, *texts


def fields(sentence):
    try:
        return {name for _, name, _, _ in string.Formatter().parse(sentence) if name and name.isidentifier()}
    except ValueError:  # a set or a dict is spelt out: nothing is filled in
        return set()


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT)))
def test_sentences_of_the_packages_are_true_pairs(path):
    # The English holds no Chinese, the Chinese fills the same blanks, and its commas are Chinese ones.
    for line, english, chinese in pairs(path):
        place = f"{path.name}:{line}"
        assert not HAN.search(english), place
        assert not ASCII_AFTER_HAN.search(NOT_PROSE.sub("", chinese)), f"{place}: {chinese}"
        assert fields(english) == fields(chinese), place


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_prose_twins_are_each_in_their_own_language(path):
    # A twin that was copied and forgotten would be in the wrong script; Chinese prose has Chinese punctuation.
    for cell in read_lesson(path).cells:
        if isinstance(cell, Prose):
            place = f"{path.name}:{cell.line}"
            chinese = NOT_PROSE.sub("", cell.text.zh)
            assert HAN.search(chinese), place
            assert not ASCII_AFTER_HAN.search(chinese), f"{place}: {ASCII_AFTER_HAN.findall(chinese)}"
            assert len(HAN.findall(cell.text.en)) < 0.2 * len(cell.text.en), place


def test_a_text_fills_each_language_with_its_own_word():
    # A shape or a name inside a sentence must not bring the other language with it.
    filled = Text("{what} came back", "返回了{what}").format(what=Text("a list", "列表"))
    assert filled == Text("a list came back", "返回了列表")


def test_say_follows_the_language_told_last():
    # The set-up cell says it once; everything after follows.
    try:
        for language, word in zip(LANGUAGES, ("yes", "是"), strict=True):
            speak(language)
            assert say(Text("yes", "是")) == word
        with pytest.raises(ValueError, match="not 'fr'"):
            speak("fr")
    finally:
        speak("en")
