"""What came of a job, read from messages that nobody vouches for."""

import signal
from dataclasses import dataclass, field

import numpy as np

from grader.cage import sentences
from grader.cage.inside.calling import Reply, Unreadable
from grader.cage.inside.wire import BadFrame
from grader.cage.processes import Ended
from grader.language import Text

STATUSES = ("ok", "error", "timeout")
KINDS = ("value", "exception", "timeout", "missing", "uncallable")
MOST_OUTPUTS = 200


@dataclass(frozen=True)
class Outcome:
    """What became of one cell: "ok", "error", "timeout", "died" (its process ended) or "not-run".

    `outputs` are nbformat's, as plain dicts; of pictures and HTML only what was asked for.
    """

    id: str
    status: str
    ename: str = ""
    evalue: str = ""
    outputs: list[dict] = field(default_factory=list)

    @property
    def stdout(self) -> str:
        """All that the cell printed."""
        return "".join(output["text"] for output in self.outputs if output.get("name") == "stdout")

    @property
    def stderr(self) -> str:
        """All that went to standard error, warnings included."""
        return "".join(output["text"] for output in self.outputs if output.get("name") == "stderr")


@dataclass(frozen=True)
class Death:
    """Why a job's process ended: "time", "cpu", "memory", "killed", "exited", "crashed" or "nonsense"."""

    id: str
    sentence: Text

    def reply(self) -> Reply:
        """What a call comes to whose process died of it."""
        if self.id in ("time", "cpu"):
            return Reply("timeout")
        error = {"memory": "MemoryError", "exited": "SystemExit", "nonsense": "ProtocolError"}.get(self.id, "Crash")
        return Reply("exception", error=(error, "BaseException"))


def death(id: str, **details) -> Death:
    """A death with its sentence."""
    return Death(id, sentences.DEATHS[id].format(**details))


def death_by_status(ended: Ended, cpu_limit: float) -> Death:
    """How a process that hung up ended, from what its guardian saw."""
    number = ended.status & 0x7F
    if ended.by_us:
        return death("nonsense")
    if number == 0:
        return death("exited")
    if number == getattr(signal, "SIGXCPU", 24) or (number == 9 and ended.cpu_seconds >= cpu_limit):
        return death("cpu")
    if number == 9:
        return death("killed")
    return death("crashed", signal=_name(number))


def _name(number):
    try:
        return signal.Signals(number).name
    except ValueError:
        return str(number)


def read_outcome(cell: str, message) -> Outcome:
    """The child's word on one cell; `BadFrame` if it is not of the agreed form."""
    match message:
        case {"status": str(status), "ename": str(name), "evalue": str(value), "outputs": list(outputs)}:
            if status in STATUSES and len(message) == 4 and len(outputs) <= MOST_OUTPUTS + 1:
                return Outcome(cell, status, clean(name[:100]), clean(value[:500]), list(map(_output, outputs)))
    raise BadFrame("no outcome")


def _output(output) -> dict:
    # Only types are matched and only text is compared: an array among the parts would answer `==` with an array.
    match output:
        case {"output_type": str(kind), "name": str(name), "text": str()}:
            good = kind == "stream" and name in ("stdout", "stderr") and len(output) == 3
        case {"output_type": str(kind), "data": dict(data)}:
            good = kind in ("display_data", "execute_result") and _texts(data) and len(output) == 2
        case {"output_type": str(kind), "ename": str(), "evalue": str(), "traceback": list(lines)}:
            good = kind == "error" and _texts(lines) and len(output) == 4
        case _:
            good = False
    if not good:
        raise BadFrame("no output")
    return {key: _cleaned(part) for key, part in output.items()}


def clean(text: str) -> str:
    """Text that can be written to a file: half a surrogate pair becomes a question mark."""
    return text.encode("utf-8", "replace").decode("utf-8")


def _cleaned(part):
    if isinstance(part, dict):
        return {clean(kind): clean(text) for kind, text in part.items()}
    return clean(part) if isinstance(part, str) else list(map(clean, part))


def _texts(values) -> bool:
    parts = [*values, *values.values()] if isinstance(values, dict) else values
    return all(isinstance(part, str) for part in parts)


def read_reply(message) -> Reply:
    """The child's answer to a call; `BadFrame` if it is not of the agreed form."""
    match message:
        case (str(tag), str(kind), value, tuple(error), str(text), line, tuple(inputs), str(printed)):
            good = tag == "reply" and kind in KINDS and _texts(error) and len(error) <= 50
            if good and (error or kind != "exception"):
                names = tuple(clean(name[:100]) for name in error)
                value, inputs = _clean_value(value), _clean_value(inputs)
                return Reply(kind, value, names, clean(text[:500]), _line(line), inputs, clean(printed[:2000]))
    raise BadFrame("no reply")


def _clean_value(value):
    """A plain value with every text in it clean: a report that quotes it must be writable."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Unreadable):
        return Unreadable(clean(value.type[:100]))
    if isinstance(value, (list, tuple, set)):
        return type(value)(map(_clean_value, value))
    if isinstance(value, dict):
        return {_clean_value(key): _clean_value(part) for key, part in value.items()}
    return value


def _line(line) -> tuple[int, str] | None:
    match line:
        case (int(number), str(text)):
            return number, clean(text[:500])
        case None:
            return None
    raise BadFrame("no line")


def count_numbers(value) -> int:
    """How many numbers and words a plain value holds; of a whole number its size, for it may ask for a table."""
    if isinstance(value, (list, tuple, set)):
        return sum(map(count_numbers, value))
    if isinstance(value, dict):
        return sum(map(count_numbers, value)) + sum(map(count_numbers, value.values()))
    if isinstance(value, (int, np.integer)):
        return abs(int(value))
    return getattr(value, "size", 1)
