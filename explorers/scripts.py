"""Put an explorer's script and style together from the files in static/: each is one text without imports."""

import re
from functools import cache
from pathlib import Path

from explorers.style import palette_css

STATIC = Path(__file__).parent / "static"
IMPORT = re.compile(r'^import \{([^}]*)\} from "\./(\w+)\.js";\n', re.MULTILINE)
EXPORT = re.compile(r"^export (?=(?:async )?(?:const|function) (\w+))", re.MULTILINE)
SHARED = ("shared", "parts", "explorer")  # each may import those before it


@cache
def script(name: str) -> str:
    """`static/NAME.js` behind the shared files: a widget's script is one module and cannot import files.

    Each shared file becomes a closure that gives out what it exports, so that no name of one meets another's.
    """
    return "".join(map(_closure, SHARED)) + _imports_taken_from_closures(_read(f"{name}.js"))


@cache
def style(name: str) -> str:
    """The palette, then shared.css, parts.css and `static/NAME.css`."""
    return palette_css() + "".join(_read(f"{part}.css") for part in ("shared", "parts", name))


def _closure(name):
    source = _imports_taken_from_closures(_read(f"{name}.js"))
    exported = ", ".join(EXPORT.findall(source))
    return f"const {name}_js = (() => {{\n{EXPORT.sub('', source)}return {{ {exported} }};\n}})();\n"


def _imports_taken_from_closures(source):
    return IMPORT.sub(lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {found[2]}_js;\n", source)


def _read(name):
    return (STATIC / name).read_text(encoding="utf-8")
