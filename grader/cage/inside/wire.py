"""Plain data as bytes and back: a JSON header that tells kinds and shapes, then the arrays' raw bytes.

What the other side sends is never trusted: only the kinds below exist, everything is counted before it is made, and
whatever is wrong raises `BadFrame`. Scalars and text stand for themselves in the header; the rest are lists that begin
with a tag: `list`, `tuple`, `set`, `dict`, `array` (dtype, shape, layout), `scalar` (dtype), `other` (a type's name).
"""

import json
import struct
from math import prod

import numpy as np

from .calling import MOST_ITEMS, Unreadable

LENGTHS = struct.Struct("!II")  # bytes of the header, bytes of the body
MOST_HEADER = 4 << 20
MOST_BODY = 16 << 20
DEEPEST = 40
MOST_AXES = 8
MOST_PARTS = 2 * MOST_ITEMS  # of one frame
MOST_KEYS = 2000  # of one set or dict: hashes can be made to collide
LARGEST_WHOLE = 1 << 512  # still fits a float
DTYPES = {code: np.dtype(code) for code in (np.dtype(letter).str for letter in "?bBhHiIqQefd")}
LAYOUTS = ("C", "F", "strided")


class BadFrame(Exception):
    """What arrived is not what the wire carries."""


class TooLarge(Exception):
    """What is to be sent is more than the wire carries."""


def pack(value) -> bytes:
    """One frame; `TooLarge` if it exceeds the wire's bounds. What the wire does not carry goes as its type's name."""
    writer = _Writer()
    header = json.dumps(writer.tree(value, 0), separators=(",", ":")).encode("ascii")
    size = sum(map(len, writer.bodies))
    if len(header) > MOST_HEADER or size > MOST_BODY:
        raise TooLarge
    return b"".join((LENGTHS.pack(len(header), size), header, *writer.bodies))


def lengths(start: bytes) -> tuple[int, int]:
    """Header and body size as the first bytes of a frame announce them."""
    header, body = LENGTHS.unpack(start)
    if header > MOST_HEADER or body > MOST_BODY:
        raise BadFrame("too long")
    return header, body


def unpack(header: bytes, body: bytes):
    """The value that `pack` was given."""
    try:
        tree = json.loads(header.decode("ascii"), object_pairs_hook=_no_object, parse_int=_whole)
    except (ValueError, RecursionError) as error:
        raise BadFrame("not JSON") from error
    reader = _Reader(body)
    value = reader.read(tree, 0)
    reader.finish()
    return value


def _no_object(_pairs):
    raise BadFrame("a JSON object")


def _whole(digits: str) -> int:
    if len(digits) > 160:
        raise BadFrame("a number too long")
    return int(digits)


class _Writer:
    """Makes a header's tree of values; the bytes of arrays are gathered in `bodies`."""

    def __init__(self):
        self.bodies: list[bytes] = []
        self._parts = 0

    def tree(self, value, depth):
        if depth > DEEPEST:
            return ["other", "…"]
        kind = type(value)
        if value is None or kind in (bool, float, str):
            return value
        if kind is int:
            return value if -LARGEST_WHOLE < value < LARGEST_WHOLE else ["other", "int"]
        if kind in (list, tuple) or (kind in (set, dict) and len(value) <= MOST_KEYS):
            items = [part for pair in value.items() for part in pair] if kind is dict else value
            return [kind.__name__, *self._trees(items, depth)]
        if isinstance(value, (np.ndarray, np.generic)):
            return self._array(value)
        return ["other", value.type if kind is Unreadable else kind.__name__]

    def _trees(self, items, depth):
        self._parts += len(items)
        if self._parts > MOST_PARTS:
            raise TooLarge
        return (self.tree(item, depth + 1) for item in items)

    def _array(self, value):
        array = np.asarray(value)
        if array.dtype.kind not in "biuf" or array.ndim > MOST_AXES:
            return ["other", f"array of dtype {array.dtype}"]
        if array.dtype.str not in DTYPES:  # other byte order, long double
            array = array.astype(min(array.dtype.newbyteorder("="), np.dtype(float), key=lambda dtype: dtype.itemsize))
        if sum(map(len, self.bodies)) + array.nbytes > MOST_BODY:
            raise TooLarge
        layout = "C" if array.flags.c_contiguous else "F" if array.flags.f_contiguous else "strided"
        self.bodies.append(array.tobytes("F" if layout == "F" else "C"))
        if isinstance(value, np.generic):
            return ["scalar", array.dtype.str]
        return ["array", array.dtype.str, list(array.shape), layout]


class _Reader:
    """Makes values from a header's tree; each array takes the next bytes of the body."""

    def __init__(self, body):
        self._body = memoryview(body)
        self._used = self._parts = 0

    def finish(self):
        if self._used != len(self._body):
            raise BadFrame("bytes left over")

    def read(self, node, depth):
        if not isinstance(node, list):
            return self._scalar(node)
        if depth > DEEPEST + 1 or not node or not isinstance(node[0], str):
            raise BadFrame("no tag")
        tag, *rest = node
        make = {"list": list, "tuple": tuple, "set": self._set, "dict": self._dict}.get(tag)
        if not make:
            return self._leaf(tag, rest)
        self._parts += len(rest)
        if self._parts > MOST_PARTS:
            raise BadFrame("too many parts")
        return make([self.read(item, depth + 1) for item in rest])

    @staticmethod
    def _scalar(node):
        if type(node) is int and not -LARGEST_WHOLE < node < LARGEST_WHOLE:
            raise BadFrame("a number too long")
        return node

    def _set(self, items):
        if len(items) > MOST_KEYS:
            raise BadFrame("too many items")
        return set(_keys(items))

    def _dict(self, items):
        if len(items) % 2 or len(items) > 2 * MOST_KEYS:
            raise BadFrame("too many items")
        return dict(zip(_keys(items[::2]), items[1::2], strict=True))

    def _leaf(self, tag, rest):
        match tag, rest:
            case "other", [str(name)]:
                return Unreadable(name[:100])
            case "scalar", [str(code)] if code in DTYPES:
                return self._take(DTYPES[code], 1)[0]
            case "array", [str(code), list(shape), str(layout)] if code in DTYPES and layout in LAYOUTS:
                return self._array(DTYPES[code], shape, layout)
        raise BadFrame("an unknown kind")

    def _array(self, dtype, shape, layout):
        if len(shape) > MOST_AXES or not all(type(n) is int and 0 <= n <= MOST_BODY for n in shape):
            raise BadFrame("no shape")
        if prod(max(n, 1) for n in shape) > MOST_BODY:
            raise BadFrame("too many numbers")
        array = self._take(dtype, prod(shape)).reshape(shape, order="F" if layout == "F" else "C")
        return strided(array) if layout == "strided" and array.ndim else array

    def _take(self, dtype, count):
        end = self._used + count * dtype.itemsize
        if end > len(self._body):
            raise BadFrame("bytes missing")
        taken = np.frombuffer(self._body[self._used : end], np.uint8).copy()
        self._used = end
        return taken != 0 if dtype.kind == "b" else taken.view(dtype)


def _keys(items):
    for item in items:
        try:
            hash(item)
        except TypeError as error:
            raise BadFrame("a key that is none") from error
    return items


def strided(array: np.ndarray) -> np.ndarray:
    """The same numbers in every other place of a larger array: neither C- nor F-contiguous."""
    room = np.zeros((*array.shape[:-1], 2 * array.shape[-1]), array.dtype)
    view = room[..., ::2]
    view[...] = array
    return view
