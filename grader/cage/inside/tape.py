"""What a cell shows, in order, as nbformat's outputs, and no more of it than was agreed."""

import io

CUT = "… (cut)"
IMAGE = "image/"
MOST_OUTPUTS = 200
MOST_OF_A_MESSAGE = 500


def text_of(error) -> str:
    """An error's message, cut; "" where it cannot say."""
    try:
        return str(error)[:MOST_OF_A_MESSAGE]
    except Exception:
        return ""


class Tape:
    """The outputs of one cell at a time.

    `most_text` characters of text and `most_images` of encoded pictures are kept a cell; `kinds` are the MIME types
    that are.
    """

    def __init__(self, most_text: int, most_images: int, kinds=("text/plain",)):
        self._most = {"text": most_text, "images": most_images}
        self._kinds = frozenset(kinds)
        self.begin()

    def begin(self) -> None:
        """Start a cell."""
        self.outputs: list[dict] = []
        self._left = dict(self._most)
        self._displays: dict[str, dict] = {}
        self._clear_first = False

    def write(self, name: str, text: str) -> None:
        """Text on the stream "stdout" or "stderr"."""
        text = self._take("text", text)
        if not text:
            return
        self._clear_if_asked()
        last = self.outputs[-1] if self.outputs else {}
        if last.get("name") == name:
            last["text"] += text
        else:
            self._append({"output_type": "stream", "name": name, "text": text})

    def show(self, output_type: str, data: dict, display: str | None = None, update: bool = False) -> None:
        """Something displayed; with `update` it takes the place of what was displayed as `display` before."""
        kept = {kind: self._kept(kind, value) for kind, value in data.items() if self._wanted(kind, value)}
        if update and display in self._displays:
            self._displays[display]["data"] = kept
        elif kept and not update:
            self._clear_if_asked()
            output = {"output_type": output_type, "data": kept}
            self._append(output)
            if display:
                self._displays[display] = output

    def error(self, ename: str, evalue: str, lines: list[str]) -> None:
        """An exception that ended the cell."""
        traceback = [line[:MOST_LINE] for line in lines[-MOST_LINES:]]
        self._append({"output_type": "error", "ename": ename, "evalue": evalue, "traceback": traceback})

    def clear(self, wait: bool = False) -> None:
        """Forget what was shown: now, or with `wait` when something else comes."""
        if wait:
            self._clear_first = True
        else:
            self.outputs.clear()

    def _clear_if_asked(self):
        if self._clear_first:
            self._clear_first = False
            self.outputs.clear()

    def _append(self, output):
        if len(self.outputs) < MOST_OUTPUTS:
            self.outputs.append(output)

    def _wanted(self, kind, value):
        return kind in self._kinds and isinstance(value, str)

    def _kept(self, kind, value):
        if not kind.startswith(IMAGE):
            return self._take("text", value)
        return self._take("images", value) if len(value) <= self._left["images"] else CUT

    def _take(self, budget, text):
        left = self._left[budget]
        self._left[budget] = max(left - len(text), 0)
        return text if len(text) <= left else text[:left] + CUT if left else ""


MOST_LINES, MOST_LINE = 20, 2000


class Stream(io.TextIOBase):
    """Stands for `sys.stdout` or `sys.stderr`: what is written goes on the tape."""

    encoding, errors = "utf-8", "strict"

    def __init__(self, tape: Tape, name: str, descriptor: int):
        self._tape, self.name, self._descriptor = tape, f"<{name}>", descriptor
        self._stream = name

    def write(self, text):
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._tape.write(self._stream, text)
        return len(text)

    def writable(self):
        return True

    def fileno(self):
        return self._descriptor

    def close(self):
        """Stays open: a cell that closes it must not silence the others."""
