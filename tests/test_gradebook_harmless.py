"""Nothing that a learner hands in may run in the browser of whoever reads the graded notebook."""

import base64
from html.parser import HTMLParser

import nbformat
import pytest
from nbconvert.exporters import HTMLExporter

from grader.gradebook.harmless import (
    CUT,
    MAX_LINES,
    MAX_OUTPUTS,
    MAX_TRACEBACK,
    harmless_attachments,
    harmless_markdown,
    harmless_outputs,
)

ATTACKS = (
    "<script>alert(1)</script>",
    "<SCRIPT\n>alert(1)</SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<b onmouseover=alert(1)>x</b>",
    "<svg><animate onbegin=alert(1) attributeName=x>",
    "<a href='javascript:alert(1)'>x</a>",
    "<iframe src='data:text/html,<script>alert(1)</script>'></iframe>",
    "<math><maction actiontype='statusline' xlink:href='javascript:alert(1)'>x",
    "<style>*{background:url('//evil')}</style>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?xml version='1.0'?><script>alert(1)</script>",
    "<form action=//evil><input type=submit>",
    "<details ontoggle=alert(1) open>x</details>",
)
LINKS = (
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](&#x6A;avascript\\:alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x][1]\n\n[1]:\n   javascript:alert(1)",
    "<javascript:alert(1)>",
    "![x](data:text/html;base64,PHNjcmlwdD4=)",
    "$\\href{javascript:alert(1)}{x}$",
    "```mermaid\ngraph TD\n</pre><script>alert(1)</script>\n```",
)
HONEST = (
    "# Title\n\nWeights $a < b$ and `x < y`: **bold**, *soft*.",
    "<details><summary>Answer</summary>\n\n42</details>",
    "A list:\n- [paper](https://arxiv.org/abs/1706.03762)\n- 1 < 2 > 0<br>done",
    "My data: three books.",
    "| a | b |\n|---|---|\n| 1 | 2 |",
)


class Running(HTMLParser):
    """Collects what could run in a page."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        if tag in ("script", "iframe", "object", "embed", "form", "svg", "math", "style"):
            self.found.append(tag)
        for name, value in attributes:
            if name.startswith("on") or "script:" in (value or "") or "text/html" in (value or ""):
                self.found.append((tag, name, value))


def running(page: str) -> list:
    parser = Running()
    parser.feed(page)
    return parser.found


def rendered(cells) -> list:
    """What could run in the page that nbgrader's feedback and formgrader make of these cells, beyond the page's own."""
    exporter = HTMLExporter(template_name="basic")
    notebook = nbformat.v4.new_notebook(cells=cells, metadata={"language_info": {"name": "python"}})
    plain = nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("x"), nbformat.v4.new_code_cell("1")])
    own = running(exporter.from_notebook_node(plain)[0])
    found = running(exporter.from_notebook_node(notebook)[0])
    return [one for one in found if one not in own]


@pytest.mark.parametrize("text", [*ATTACKS, *LINKS])
def test_markdown_that_could_run_is_shown_as_text(text):
    # Still readable for a human, and a canary: the same text in the page as it is would run.
    made = harmless_markdown(f"before {text} after\n\n{text}")
    assert not rendered([nbformat.v4.new_markdown_cell(made)])
    assert text.splitlines()[0] in made


def test_the_attacks_would_work_without_us():
    # Otherwise the test above could pass by accident.
    caught = [text for text in ATTACKS if rendered([nbformat.v4.new_markdown_cell(text)])]
    assert len(caught) > len(ATTACKS) / 2


@pytest.mark.parametrize("text", HONEST)
def test_honest_prose_stays_as_it_is(text):
    # Learners take notes, with mathematics and comparison signs.
    assert harmless_markdown(text) == text


@pytest.mark.parametrize("text", ATTACKS)
def test_displayed_html_is_cleaned(text):
    # display(HTML(…)) is the plainest way into a teacher's browser.
    made = harmless_outputs(
        [{"output_type": "display_data", "data": {"text/html": f"<b>{text}</b>", "text/plain": "x"}}]
    )
    cell = nbformat.v4.new_code_cell("1", outputs=nbformat.from_dict(made))
    assert not rendered([cell])


def test_only_known_kinds_of_output_pass():
    # JavaScript, widgets, SVG and whatever else may come have no place in a graded notebook.
    kinds = ("application/javascript", "image/svg+xml", "text/markdown", "text/latex", "application/vnd.jupyter.widget")
    data = dict.fromkeys(kinds, "alert(1)") | {"text/plain": "fine"}
    (made,) = harmless_outputs([{"output_type": "execute_result", "data": data, "metadata": {"x": 1}}], 7)
    assert made == {
        "output_type": "execute_result", "data": {"text/plain": "fine"}, "metadata": {}, "execution_count": 7,
    }  # fmt: skip


def test_a_picture_is_a_picture():
    # nbconvert writes a picture's text into the page as it is: what is no base64 of a PNG could end the attribute.
    png = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(100)).decode()
    for text, kept in (
        (png, True),
        ('"><script>alert(1)</script>', False),
        (base64.b64encode(b"GIF89a" * 9).decode(), False),
    ):
        assert bool(harmless_outputs([{"output_type": "display_data", "data": {"image/png": text}}])) is kept
    assert harmless_attachments({"a.png": {"image/png": png, "text/html": "x"}}) == {"a.png": {"image/png": png}}
    assert harmless_attachments({"a.png": {"image/png": '"><script>'}}) == {}


def test_output_is_bounded():
    # A loop that prints must not fill the disk, nor nbgrader's page.
    many = [{"output_type": "stream", "name": "stdout", "text": "x\n" * 5000}] * 200
    made = harmless_outputs(many)
    assert len(made) <= MAX_OUTPUTS
    assert sum(len(one["text"].split("\n")) for one in made) <= MAX_LINES
    assert CUT in made[0]["text"]
    error = {"output_type": "error", "ename": "E", "evalue": "v", "traceback": [str(n) for n in range(1000)]}
    (made,) = harmless_outputs([error])
    assert len(made["traceback"]) <= MAX_TRACEBACK


@pytest.mark.parametrize("kind", [None, "x", "stream", "display_data", "error"])
def test_misshapen_outputs_do_no_harm(kind):
    # They come from the learner's process.
    harmless_outputs([{"output_type": kind}, {"output_type": kind, "text": 3, "traceback": 3, "data": 3, "ename": 3}])
