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
    return palette_css() + "".join(_read(f"{part}.css") for part in ("shared", "parts")) + _own_style(name)


@cache
def standalone_script(names: tuple[str, ...]) -> str:
    """One plain script, no module, for pages without a kernel: `widgets.NAME` and `standAlone(widget, state, host)`."""
    shared = "".join(map(_closure, (*SHARED, "standalone")))
    widgets = "".join(f"widgets.{name} = (() => {{\n{_returning_its_widget(name)}}})();\n" for name in names)
    return f"{shared}const {{standAlone}} = standalone_js;\nconst widgets = {{}};\n{widgets}"


@cache
def standalone_style(names: tuple[str, ...]) -> str:
    """The style sheets for `standalone_script(names)`."""
    shared = "".join(_read(f"{part}.css") for part in ("shared", "parts", "standalone"))
    return palette_css() + shared + "".join(map(_own_style, names))


def _own_style(name):
    """An explorer's own rules weigh more than parts.css, which another explorer's style sheet may bring after them."""
    return _read(f"{name}.css").replace(f".{name}-explorer", f".attention-explorer.{name}-explorer")


def _returning_its_widget(name):
    source = EXPORT.sub("", _imports_taken_from_closures(_read(f"{name}.js")))
    return source.replace("export default ", "const widget = ", 1) + "\nreturn widget;\n"


def _closure(name):
    source = _imports_taken_from_closures(_read(f"{name}.js"))
    exported = ", ".join(EXPORT.findall(source))
    return f"const {name}_js = (() => {{\n{EXPORT.sub('', source)}return {{ {exported} }};\n}})();\n"


def _imports_taken_from_closures(source):
    return IMPORT.sub(lambda found: f"const {{{found[1].replace(' as ', ': ')}}} = {found[2]}_js;\n", source)


def _read(name):
    return (STATIC / name).read_text(encoding="utf-8")
