"""What a learner's notebook may show in a teacher's browser: text, pictures, plain tables; nothing that runs."""

import base64
import binascii
import html
import re

MAX_TEXT = 20_000  # characters of one output
MAX_LINES = 1000
MAX_TRACEBACK = 100  # lines
MAX_OUTPUTS = 50  # in one cell
MAX_PICTURE = 3_000_000  # base64 characters
CUT = "... Output truncated ..."
_TAGS = """b blockquote br caption code dd details div dl dt em h1 h2 h3 h4 h5 h6 hr i kbd li ol p pre s small span
    strong sub summary sup table tbody td tfoot th thead tr u ul"""
TAGS = frozenset(_TAGS.split())
_BASE64 = re.compile(r"[A-Za-z0-9+/\s]*={0,2}\s*")
_PICTURES = {"image/png": b"\x89PNG\r\n", "image/jpeg": b"\xff\xd8\xff"}
_ATTACHED = ("image/png", "image/jpeg", "image/gif", "image/svg+xml")
_OPENS_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")
_PLAIN_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)\s*/?>")
_RUNNING_LINK = re.compile(r"(?:java|vb|live)script:|data:(?:text|application|image/svg)", re.I)
_INVISIBLE = re.compile(r"[\x00-\x20\\\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")


def harmless_outputs(outputs, execution_count: int | None = None) -> list[dict]:
    """Outputs of a cell rebuilt from the parts that can do no harm; what is none of these is left out."""
    made, lines = [], MAX_LINES
    for output in list(outputs)[:MAX_OUTPUTS]:
        if (one := _harmless(output, execution_count)) is None:
            continue
        if one["output_type"] == "stream":
            one["text"], lines = _first_lines(one["text"], lines)
            if not one["text"]:
                continue
        made.append(one)
    return made


def _harmless(output, count) -> dict | None:
    kind = output.get("output_type")
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": _text(output.get("text"))}
    if kind == "error":
        return error_output(output.get("ename"), output.get("evalue"), output.get("traceback"))
    if kind in ("display_data", "execute_result") and isinstance(output.get("data"), dict):
        return _display(kind, output["data"], count)
    return None


def error_output(name, value, trace) -> dict:
    """An error as Jupyter shows it; a long traceback loses its middle."""
    lines = [_text(line) for line in trace if isinstance(line, str)] if isinstance(trace, (list, tuple)) else []
    if len(lines) > MAX_TRACEBACK:
        half = MAX_TRACEBACK // 2
        lines = [*lines[:half], "... Traceback truncated ...", *lines[-half + 1 :]]
    return {"output_type": "error", "ename": _text(name)[:200], "evalue": _text(value)[:2000], "traceback": lines}


def _display(kind, data, count) -> dict | None:
    made = {mime: shown for mime, value in data.items() if (shown := _form(mime, value))}
    if not made:
        return None
    output = {"output_type": kind, "metadata": {}, "data": made}
    return output | ({"execution_count": count} if kind == "execute_result" else {})


def _form(mime, value) -> str:
    if mime == "text/plain":
        return _text(value)
    if mime == "text/html":
        return clean_html(_text(value))
    return _text(value, MAX_PICTURE) if mime in _PICTURES and _is_picture(mime, value) else ""


def _text(value, limit: int = MAX_TEXT) -> str:
    text = value if isinstance(value, str) else "".join(map(str, value)) if isinstance(value, (list, tuple)) else ""
    text = text.encode("utf-8", "replace").decode()
    return text if len(text) <= limit else f"{text[:limit]}\n{CUT}"


def _first_lines(text, left):
    lines = text.split("\n")
    if left <= 0:
        return "", 0
    if len(lines) > left:
        lines = [*lines[: left - 1], CUT]
    return "\n".join(lines), left - len(lines)


def _is_picture(mime, value) -> bool:
    if not isinstance(value, str) or len(value) > MAX_PICTURE or not _BASE64.fullmatch(value):
        return False
    try:
        return base64.b64decode(value[:64].strip()[:32]).startswith(_PICTURES[mime])
    except binascii.Error:
        return False


def clean_html(text: str) -> str:
    """HTML without scripts, styles, addresses or attributes."""
    import bleach

    return bleach.clean(text, tags=TAGS, attributes={}, protocols=[], strip=True, strip_comments=True)


def harmless_markdown(source: str) -> str:
    """Prose as it is when it holds no markup but plain tags and no link that runs; else as a block that shows it."""
    return source if _is_harmless(source) else as_block(source)


def _is_harmless(source):
    without_plain = _PLAIN_TAG.sub(lambda tag: "" if tag[1].lower() in TAGS else tag[0], source)
    plain = _INVISIBLE.sub("", html.unescape(html.unescape(source)))
    return not _OPENS_MARKUP.search(without_plain) and not _RUNNING_LINK.search(plain)


def as_block(source: str) -> str:
    """Text as a Markdown code block, whatever it holds."""
    fence = "`" * max(3, 1 + max(map(len, re.findall("`+", source)), default=0))
    return f"{fence}\n{source}\n{fence}"


def harmless_attachments(attachments: dict) -> dict:
    """The pictures among a cell's attachments."""
    return {
        name: kept
        for name, forms in attachments.items()
        if isinstance(forms, dict) and (kept := {mime: data for mime, data in forms.items() if _attached(mime, data)})
    }


def _attached(mime, data):
    return mime in _ATTACHED and isinstance(data, str) and bool(_BASE64.fullmatch(data))
