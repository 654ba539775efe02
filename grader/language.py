"""The two languages of the course, and the one a notebook speaks."""

from typing import NamedTuple

LANGUAGES = ("en", "zh")

_spoken = "en"


class Text(NamedTuple):
    """One sentence in both languages; `text["zh"]` or `say(text)` picks one."""

    en: str
    zh: str

    def __getitem__(self, language):
        return getattr(self, language)

    def format(self, *args, **kwargs) -> "Text":
        """Fill the placeholders of both sentences; a `Text` among the values fills each in its own language."""
        return Text(*(_fill(language, self[language], args, kwargs) for language in LANGUAGES))


def _fill(language, template, args, kwargs):
    def pick(value):
        return value[language] if isinstance(value, Text) else value

    return template.format(*map(pick, args), **{name: pick(value) for name, value in kwargs.items()})


class SaidPlainly(ValueError):
    """An error whose text says all that helps a learner: a notebook shows it without a traceback."""


def speak(language: str) -> None:
    """Make `language` ("en" or "zh") the one that `say` answers in; `ValueError` for any other."""
    global _spoken
    if language not in LANGUAGES:
        raise ValueError(f'the course speaks "en" and "zh", not {language!r}: write language="en" or language="zh"')
    _spoken = language


def spoken() -> str:
    """The language told last to `speak`, "en" before that."""
    return _spoken


def say(text: Text) -> str:
    """The sentence in the language that is spoken now."""
    return text[_spoken]
