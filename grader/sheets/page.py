"""Sheets as one HTML page to print: a sheet of paper for each lesson, and needing nothing else."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.language import Text, say, spoken
from grader.report.page import rich
from grader.sheets import sentences
from grader.sheets.sheet import Sheet

FOLDER = Path(__file__).parent


def page(sheets: list[Sheet], everything: bool = False) -> str:
    """The page in the language that is spoken; with `everything`, all further mistakes follow each sheet."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"say": say, "rich": rich}
    return environment.get_template("page.html").render(
        sheets=sheets,
        everything=everything,
        language={"en": "en", "zh": "zh-Hans"}[spoken()],
        words={name: text for name, text in vars(sentences).items() if isinstance(text, Text)},
        style=Markup((FOLDER / "page.css").read_text(encoding="utf-8")),
    )
