"""Explorers on pages without a kernel: a stand-alone HTML file, and the pages that nbconvert makes of notebooks."""

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path

from explorers.base import Explorer
from explorers.scripts import standalone_script, standalone_style
from grader.language import SaidPlainly, Text, say, spoken

TITLE = Text("Attention, in the hand", "把注意力拿在手里")
EXPLORERS_WANTED = Text(
    "export_html() wants an explorer or a list of explorers, not {0}.",
    "export_html() 需要一个探索图，或一列探索图，不能是 {0}。",
)
CANNOT_WRITE = Text(
    "{0} cannot be written ({1}). Choose another place.", "{0} 写不进去（{1}）。请换一个位置。"
)  # fmt: skip

PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{title}</title>
<style>
{style}</style>
</head>
<body class="attention-page">
<main>
<h1>{title}</h1>
{hosts}
</main>
<script>
(() => {{
{script}
for (const [name, state, id] of {shown}) standAlone(widgets[name], state, document.getElementById(id));
}})();
</script>
</body>
</html>
"""

# Scripts in outputs also run in JupyterLab, once a notebook is trusted; there the live picture is the widget.
IN_NBCONVERT = """<script>
(() => {{
const host = document.getElementById("{id}");
if (!host || !document.body.classList.contains("jp-Notebook")) return;
{script}
const style = document.createElement("style");
style.textContent = {style};
document.head.append(style);
standAlone(widgets["{name}"], {state}, host);
}})();
</script>"""


def export_html(explorers: Explorer | Iterable[Explorer], path: str | Path, title: str | None = None) -> Path:
    """Write one stand-alone page with these explorers as they are now: no kernel, no network; gives its path.

    The page computes in the browser; where an explorer is driven by the learner's function, it says that it is not
    there. Raises `ValueError` for what is no explorer, and where the file cannot be written.
    """
    shown = [explorers] if isinstance(explorers, Explorer) else list(_iterated(explorers))
    if not shown or not all(isinstance(one, Explorer) for one in shown):
        raise SaidPlainly(say(EXPLORERS_WANTED.format(type(explorers).__name__)))
    kinds = tuple(dict.fromkeys(one.files for one in shown))
    ids = [f"explorer-{number}" for number in range(1, len(shown) + 1)]
    page = PAGE.format(
        language=spoken(),
        title=escape(str(title or say(TITLE))),
        style=standalone_style(kinds),
        hosts="\n".join(f'<div class="attention-alone" id="{id}"></div>' for id in ids),
        script=standalone_script(kinds),
        shown=_json([[one.files, one.state_apart(), id] for one, id in zip(shown, ids, strict=True)]),
    )
    path = Path(path)
    try:
        path.write_text(page, encoding="utf-8", newline="\n")
    except OSError as error:
        raise SaidPlainly(say(CANNOT_WRITE.format(path, error.strerror or error))) from None
    return path


def script_for_nbconvert(explorer: Explorer, id: str) -> str:
    """A script that turns the element `id` into the explorer on a page that nbconvert has made, and nowhere else."""
    kinds = (explorer.files,)
    return IN_NBCONVERT.format(
        id=id,
        name=explorer.files,
        script=standalone_script(kinds),
        style=_json(standalone_style(kinds)),
        state=_json(explorer.state_apart()),
    )


def _iterated(explorers):
    try:
        return iter(explorers)
    except TypeError:
        return ()


def _json(value) -> str:
    """As a script may hold it: nothing in a label can end the script."""
    return json.dumps(value, ensure_ascii=False).replace("<", "\\u003c").replace("\u2028", "\\u2028")
