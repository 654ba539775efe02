"""What the commands share: stopping with a sentence, the language that was asked for, JSON on standard output."""

import json
import sys

import typer

from grader.language import LANGUAGES, Text, say, speak, spoken

NOTHING_DONE, INTERRUPTED = 2, 130
BAD_LANGUAGE = Text(
    'The course speaks "en" and "zh": write --language en or --language zh.',
    "本课程有 en 和 zh 两种语言：请写 --language en 或 --language zh。",
)


def stop(sentence: Text, code: int = NOTHING_DONE):
    """Say why nothing is done, on standard error, and end with the exit code."""
    typer.echo(say(sentence), err=True)
    raise typer.Exit(code)


def speak_as_asked(language: str) -> None:
    """From here on the language of --language; the one that is spoken where it is ""."""
    if language and language not in LANGUAGES:
        stop(BAD_LANGUAGE)
    speak(language or spoken())


def print_json(value) -> None:
    """One JSON value, in ASCII where the terminal or pipe does not take UTF-8."""
    in_ascii = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8"
    print(json.dumps(value, ensure_ascii=in_ascii, indent=1))
