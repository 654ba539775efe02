"""What crosses the wire comes back the same, and nothing else gets through."""

import json
import math
import random

import numpy as np
import pytest

from grader.cage.inside.calling import MOST_ITEMS, Unreadable, plain
from grader.cage.inside.wire import LENGTHS, MOST_BODY, BadFrame, TooLarge, lengths, pack, unpack


def over_the_wire(value):
    frame = pack(value)
    header, body = lengths(frame[: LENGTHS.size])
    assert len(frame) == LENGTHS.size + header + body
    return unpack(frame[LENGTHS.size : LENGTHS.size + header], frame[LENGTHS.size + header :])


PLAIN = {
    "nothing": None,
    "truth is no number": [True, 1, 1.0],
    "signed zeros": (0.0, -0.0),
    "whole numbers larger than 64 bits": [2**64, -(2**500)],
    "half a surrogate pair": "a\ud800b",
    "text in Chinese": "注意力",
    "an empty set is no dict": [set(), {}],
    "keys that are pairs": {(1, "a"): [1], None: 2},
    "sets of words": [{"cat"}, {"the"}],
    "nested": [[(1, [2.5]), {"k": {"v": (None,)}}]],
}


@pytest.mark.parametrize("value", PLAIN.values(), ids=PLAIN)
def test_plain_values_come_back_the_same(value):
    # Equality alone would take True for 1 and 0.0 for -0.0.
    assert repr(over_the_wire(value)) == repr(value)


def test_not_a_number_and_the_infinities():
    # JSON has no word for them; a softmax that overflows returns them all the time.
    nan, *others = over_the_wire([math.nan, math.inf, -math.inf])
    assert math.isnan(nan)
    assert others == [math.inf, -math.inf]


ARRAYS = {
    "no axis": np.array(2.5),
    "empty": np.zeros((0, 3)),
    "bool": np.array([[True, False]]),
    "float16 with NaN and -0": np.array([np.nan, -0.0, np.inf], np.float16),
    "uint64, largest": np.array([2**64 - 1], np.uint64),
    "int8": np.arange(-4, 4, dtype=np.int8).reshape(2, 4),
    "Fortran order": np.asfortranarray(np.arange(6.0).reshape(2, 3)),
    "every other column": np.arange(12.0).reshape(3, 4)[:, ::2],
    "backwards": np.arange(5)[::-1],
    "broadcast": np.broadcast_to(np.arange(3.0), (2, 3)),
}


@pytest.mark.parametrize("array", ARRAYS.values(), ids=ARRAYS)
def test_arrays_keep_kind_shape_bits_and_order(array):
    # A function that is right only for contiguous input must meet one that is not.
    got = over_the_wire(array)
    assert (got.dtype, got.shape, got.tobytes()) == (array.dtype, array.shape, array.tobytes())
    assert got.flags.c_contiguous == array.flags.c_contiguous
    assert got.flags.f_contiguous == array.flags.f_contiguous
    assert got.flags.writeable
    assert got.flags.aligned


def test_a_numpy_scalar_stays_one():
    # The inputs are compared with their kind: np.float32(1) must not come back as 1.0.
    got = over_the_wire((np.float32(0.1), np.int64(3), np.bool_(True)))
    assert [type(value) for value in got] == [np.float32, np.int64, np.bool_]
    assert got == (np.float32(0.1), 3, True)


def test_other_byte_orders_and_long_doubles_arrive_as_what_every_machine_has():
    # Their values matter, not how this machine writes them.
    got = over_the_wire([np.array([1.5], ">f4"), np.array([1.5], np.longdouble)])
    assert [array.dtype.str for array in got] == ["<f4", "<f8"]
    assert [array[0] for array in got] == [1.5, 1.5]


STRANGE = {
    "objects": (np.array([object()]), "array of dtype object"),
    "complex": (np.array([1j]), "array of dtype complex128"),
    "dates": (np.array(["2020-01-01"], "M8[D]"), "array of dtype datetime64[D]"),
    "a function": (len, "builtin_function_or_method"),
    "a whole number that no float holds": (1 << 600, "int"),
    "bytes": (b"x", "bytes"),
    "a subclass of list": (type("Mine", (list,), {})([1]), "Mine"),
    "nested too deep": (json.loads("[" * 60 + "]" * 60), None),
}


@pytest.mark.parametrize("value, name", STRANGE.values(), ids=STRANGE)
def test_what_the_wire_does_not_carry_arrives_as_a_name(value, name):
    # Never as itself, never as an exception.
    got = over_the_wire(value)
    assert got == Unreadable(name) if name else isinstance(got, list)


def test_too_much_is_refused_by_who_sends_it():
    # So that a wrong but honest outer product does not count as an attack.
    with pytest.raises(TooLarge):
        pack(np.zeros(MOST_BODY // 8 + 1))
    with pytest.raises(TooLarge):
        pack([np.zeros(MOST_BODY // 16 + 1)] * 2)
    with pytest.raises(TooLarge):
        pack([[0.0] * MOST_ITEMS] * 3)


def test_many_items_are_one_name_before_they_travel():
    # Each costs who reads it time, those of an array do not; the same in the kernel, so that `check` says it too.
    assert plain([[0.5] * 100] * 400) == [[0.5] * 100] * 400
    assert plain(np.zeros(10**6)).size == 10**6
    for value in ([0.0] * 60_000, [[1] * 300] * 300, {n: n for n in range(30_000)}, np.full(60_000, "x")):
        assert plain(value) == Unreadable(f"{type(value).__name__} of more than {MOST_ITEMS} items")


HOSTILE = {
    "no JSON": (b"{", b""),
    "an object": (b'{"a":1}', b""),
    "an object inside": (b'["list",{"a":1}]', b""),
    "not ASCII": ('"ä"'.encode(), b""),
    "nested a million deep": (b"[" * 1_000_000, b""),
    "nested as deep as it parses": (b'["list",' * 500 + b"1" + b"]" * 500, b""),
    "no tag": (b"[]", b""),
    "a million parts": (b'["list"' + b",0" * 1_000_000 + b"]", b""),
    "a million empty lists": (json.dumps(["list", *[["list", *[["list"]] * 1000]] * 300]).encode(), b""),
    "a tag that is none": (b"[1,2]", b""),
    "an unknown tag": (b'["pickle","x"]', b""),
    "ten thousand digits": (b"1" * 10_000, b""),
    "a whole number over the bound": (str(1 << 513).encode(), b""),
    "a key that is a list": (b'["dict",["list"],1]', b""),
    "a key without value": (b'["dict",1]', b""),
    "an array as a key": (b'["set",["array","<f8",[1],"C"]]', b"\0" * 8),
    "keys made to collide": (json.dumps(["set", *(n * (2**61 - 1) for n in range(3000))]).encode(), b""),
    "objects": (b'["array","|O",[1],"C"]', b"\0" * 8),
    "a structure": (b'["array","<f8,<f8",[1],"C"]', b"\0" * 16),
    "text": (b'["array","<U1",[1],"C"]', b"\0" * 4),
    "a negative axis": (b'["array","<f8",[-1],"C"]', b"\0" * 8),
    "an axis that is true": (b'["array","<f8",[true],"C"]', b"\0" * 8),
    "an axis that is half": (b'["array","<f8",[0.5],"C"]', b"\0" * 4),
    "nine axes": (b'["array","<f8",[1,1,1,1,1,1,1,1,1],"C"]', b"\0" * 8),
    "more numbers than bytes": (b'["array","<f8",[2],"C"]', b"\0" * 8),
    "axes that overflow": (b'["array","<f8",[16777216,16777216,16777216,0],"C"]', b""),
    "an unknown layout": (b'["array","<f8",[1],"A"]', b"\0" * 8),
    "a part too many": (b'["array","<f8",[1],"C",1]', b"\0" * 8),
    "bytes left over": (b"1", b"\0"),
    "a scalar without bytes": (b'["scalar","<f8"]', b""),
}


@pytest.mark.parametrize("header, body", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_frame_is_a_bad_frame(header, body):
    # Whatever a learner's process sends, the grader says so in one way and no other.
    with pytest.raises(BadFrame):
        unpack(header, body)


def test_a_bool_is_nothing_but_true_or_false():
    # A byte of 7 behind a bool is neither to NumPy, and comparisons with it go wrong.
    assert unpack(b'["array","|b1",[3],"C"]', bytes([0, 7, 255])).tobytes() == bytes([0, 1, 1])


@pytest.mark.parametrize("start", [b"\xff" * 8, LENGTHS.pack(0, MOST_BODY + 1)], ids=["both", "the body"])
def test_a_length_over_the_bound_is_never_waited_for(start):
    # Four gigabytes announced must not become four gigabytes reserved.
    with pytest.raises(BadFrame):
        lengths(start)


WORDS = ["list", "tuple", "set", "dict", "array", "scalar", "other", "<f8", "|b1", "C", "F", "strided", "", "\ud800"]


def anything(dice, depth=0):
    """Random JSON, most of it nearly right."""
    pick = dice.random()
    if depth > 4 or pick < 0.3:
        return dice.choice([None, True, -1, 0, 1, 2, 3.5, 1e308, math.nan, 10**30, *WORDS])
    items = [anything(dice, depth + 1) for _ in range(dice.randrange(4))]
    return [dice.choice(WORDS), *items] if pick < 0.8 else items


@pytest.mark.parametrize("seed", range(4))
def test_random_frames_are_values_or_bad_frames(seed):
    # Fuzzing: 3,000 frames a seed, grammar-shaped and broken bytes alike.
    dice = random.Random(seed)
    for _ in range(3000):
        header = json.dumps(anything(dice)).encode()
        if dice.random() < 0.3:
            header = bytes(byte if dice.random() > 0.05 else dice.randrange(256) for byte in header)
        try:
            value = unpack(header, dice.randbytes(dice.choice([0, 1, 8, 16, 24])))
        except BadFrame:
            continue
        pack(value)
