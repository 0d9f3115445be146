"""The codec: what crosses is unchanged, what cannot cross is described, and hostile bytes are refused."""

from __future__ import annotations

import json
import math
import random
import tracemalloc
from collections import deque
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from tests.sandbox.crossing import crossed, decoded, same

from dropgrade.sandbox import wire
from dropgrade.sandbox.wire import (
    MAX_BODY,
    MAX_DEPTH,
    MAX_DIMENSIONS,
    MAX_HEADER,
    MAX_INTEGER_BITS,
    MAX_ITEMS,
    MAX_NODES,
    MAX_SAME_HASH,
    MAX_TEXT,
    PREFIX,
    CallbackNumber,
    Decoder,
    Encoder,
    EnumMember,
    ErrorValue,
    Foreign,
    GeneratorState,
    Handle,
    NamedValues,
    NoValue,
    Reference,
    WireError,
    move_stream,
    read_prefix,
    stream_position,
)

BASE = np.arange(24.0).reshape(2, 3, 4)


# What crosses.


@pytest.mark.parametrize(
    "value",
    [
        None, True, False, 0, -1, 2**256 - 1, -(2**200), 0.0, -0.0, 5e-324, 1.5e308, math.nan, math.inf, -math.inf,
        "", "text\n", "😀 ▒ é", "\ud800", "\0", "x" * MAX_TEXT, [], (), {}, [1, [2, (3, {"a": None})]],
        {1: "a", 1.5: "b", False: "c", None: "d"}, ((BASE, None), [BASE[0]], {"k": BASE[1]}),
        GeneratorState(3, (2**128 - 1, 5, 1, 2**32 - 1, 7), ((2**256 - 1, 0), (1,))),
        Handle(7, "Layer"), CallbackNumber(2), Foreign("an object"), Handle(8, "generator", "iterator"),
        CallbackNumber(3, pulls=True), Reference("f"), Reference("forward", 7, "layers"),
    ],
    ids=lambda value: repr(value)[:30].encode("ascii", "backslashreplace").decode(),
)  # fmt: skip
@pytest.mark.parametrize("strict", [False, True])
def test_plain_values_come_back_as_they_were(value: object, strict: bool) -> None:
    """Builtin values and the codec's own markers survive in both directions."""
    if strict and isinstance(value, Foreign):
        with pytest.raises(NoValue):
            crossed(value, strict=True)
    else:
        assert same(crossed(value, strict=strict), value)


@pytest.mark.parametrize("code", [c for c in np.typecodes["All"] if np.dtype(c).str in wire.DTYPES and c not in "Mm"])
def test_every_plain_dtype_crosses(code: str) -> None:
    """Arrays and scalars of every boolean, integer, float and complex type up to 16 bytes survive bit by bit."""
    array = np.frombuffer(np.random.default_rng(0).bytes(6 * np.dtype(code).itemsize), code).reshape(2, 3)
    if code == "?":
        array = np.array([[True, False, True], [False, False, True]])
    elif code == "g":
        array = np.arange(6, dtype=code).reshape(2, 3) / 7
    assert same(crossed(array), array)
    assert same(crossed(array[0, 1]), array[0, 1])


@pytest.mark.parametrize(
    "array",
    [
        np.asfortranarray(BASE), BASE[::-1, :, ::-2], BASE.T, BASE[:, 1], np.broadcast_to(1.5, (3, 4)), np.array(1.5),
        np.zeros(0), np.zeros((3, 0, 2)), np.ones((1,) * MAX_DIMENSIONS), np.array([np.nan, -np.inf, -0.0]),
    ],
    ids=["fortran", "negative strides", "transposed", "slice", "broadcast", "0-d", "empty", "empty 3-D", "16-d", "odd"],
)  # fmt: skip
def test_the_layout_in_memory_makes_no_difference(array: np.ndarray) -> None:
    """Whatever its order and strides, an array arrives with its shape and entries, and is writable."""
    array.flags.writeable = False
    arrived = crossed(array)
    assert same(arrived, array)
    assert arrived.flags.writeable
    arrived[...] = 0


@pytest.mark.parametrize("dtype", [">f8", ">f4", ">i2", ">c8", ">u8"])
def test_a_foreign_byte_order_keeps_the_values(dtype: str) -> None:
    """An array of the other byte order arrives with the same values in the machine's own."""
    array = np.arange(1, 7).astype(dtype)
    arrived = crossed(array)
    assert np.array_equal(arrived, array)
    assert arrived.dtype == array.dtype.newbyteorder("<")


def test_several_arrays_share_a_message() -> None:
    """Arrays of odd sizes are aligned one after the other, without overlaps."""
    arrays = [np.arange(n, dtype=np.uint8) for n in (3, 0, 17, 1)]
    arrived = crossed(arrays)
    assert same(arrived, arrays)
    arrived[0][...] = 99
    assert same(arrived[1:], arrays[1:])


def test_keys_and_values_may_both_have_bytes() -> None:
    """A dictionary whose keys are NumPy scalars keeps keys and values."""
    arrived = crossed({np.int64(3): BASE, np.float32(2): BASE[0]})
    assert same(list(arrived), [np.int64(3), np.float32(2)])
    assert same(list(arrived.values()), [BASE, BASE[0]])


def test_generators_cross_by_where_they_are_in_their_stream() -> None:
    """A generator moved to another's position continues with the same numbers, half words included."""
    rng, twin = np.random.default_rng(1), np.random.default_rng(2)
    rng.integers(0, 9, dtype=np.int32)
    move_stream(twin, stream_position(rng))
    assert stream_position(twin) == stream_position(rng)
    assert rng.integers(0, 2**31, 7, dtype=np.int32).tolist() == twin.integers(0, 2**31, 7, dtype=np.int32).tolist()


def test_only_data_is_encoded() -> None:
    """Everything besides "data" in a message is plain JSON."""
    message = {"op": "call", "seq": 3, "streams": {"0": [1, 2, 0, 0]}, "data": (1,)}
    assert decoded(Encoder().frame(message)) == message


# What cannot cross.


class _Subclass(np.ndarray):
    """A subclass of NumPy's array."""


class _Number(float):
    """A subclass of Python's float."""


class _Liar(type):
    """A class that lies about its name."""

    __qualname__ = "int"


class _Plain(metaclass=_Liar):
    """An object."""


FOREIGN = {
    "class": int,
    "function": len,
    "object": _Plain(),
    "enormous fraction": Fraction(1, 2**MAX_INTEGER_BITS),
    "enormous decimal": Decimal("1E+5000"),
    "decimal of many digits": Decimal("1" * 5000),
    "signaling NaN": Decimal("sNaN"),
    "enormous range": range(2**70),
    "long range": range(MAX_ITEMS + 1),
    "time with a zone": clock(1, tzinfo=UTC),
    "number subclass": _Number(1.5),
    "array subclass": np.arange(3.0).view(_Subclass),
    "masked array": np.ma.masked_array([1.0, 2.0], [True, False]),
    "array of objects": np.array([None, 1]),
    "array of fortnights": np.array(["2020-01-01"], "M8[2W]"),
    "records": np.zeros(2, [("a", float)]),
    "void": np.void(b"12"),
    "long complex": np.zeros(2, np.clongdouble),
    "an axis too many": np.ones((1,) * (MAX_DIMENSIONS + 1)),
    "too large": np.broadcast_to(0.0, (MAX_BODY // 8 + 1,)),
    "enormous integer": 2**MAX_INTEGER_BITS,
    "enormous text": "x" * (MAX_TEXT + 1),
}


@pytest.mark.parametrize("name", FOREIGN)
def test_anything_else_crosses_as_its_description(name: str) -> None:
    """A value that is not plain data arrives as a description, alone and in a list."""
    for arrived in (crossed(FOREIGN[name]), crossed([FOREIGN[name]])[0]):
        assert type(arrived) is Foreign
        assert 0 < len(str(arrived)) <= 200


@pytest.mark.parametrize("name", FOREIGN)
def test_the_grader_sends_plain_data_alone(name: str) -> None:
    """The strict encoder refuses what it would have to describe, wherever it is."""
    for value in (FOREIGN[name], [FOREIGN[name]], {"k": (FOREIGN[name],)}):
        with pytest.raises(WireError):
            crossed(value, strict=True)


def test_a_class_cannot_lie_about_its_name() -> None:
    """The description has the class's real name, whatever its metaclass says."""
    assert str(crossed(_Plain())) == "an object of class _Plain"


def _nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def test_depth_is_limited() -> None:
    """Values nested up to the limit cross, deeper ones are cut there."""
    assert crossed(_nested(MAX_DEPTH)) == _nested(MAX_DEPTH)
    arrived = crossed(_nested(MAX_DEPTH + 1))
    for _ in range(MAX_DEPTH):
        arrived = arrived[0]
    assert str(arrived) == "a list of 1 items, which lie too deep to be inspected"


def test_a_value_within_itself_is_cut() -> None:
    """A list that contains itself is cut at the limit."""
    loop: list[object] = []
    loop.append(loop)
    assert "a list of 1 items" in repr(crossed(loop))


@pytest.mark.parametrize(
    "value",
    [
        [0] * (MAX_ITEMS + 1),
        [0, None] * MAX_NODES,
        [[0, None] * 200] * 300,
        dict.fromkeys(range(MAX_NODES + 1)),
        [[[[0] * 20] * 20] * 20] * 20,
        ["x" * 40] * 300_000,
    ],
    ids=["long", "mixed", "table", "dictionary", "cube", "texts"],
)
def test_the_number_of_items_is_limited(value: object) -> None:
    """Containers beyond the limit on items arrive as a description with their length."""
    assert "Foreign(description='a " in repr(crossed(value))
    with pytest.raises(WireError):
        crossed(value, strict=True)


def test_arrays_together_stay_within_the_body() -> None:
    """The first arrays of a message cross, and those without room are described."""
    half = np.broadcast_to(np.uint8(1), (MAX_BODY // 2,))
    kinds = [type(v) for v in crossed([half, half, half])]
    assert kinds == [np.ndarray, np.ndarray, Foreign]


def test_a_header_beyond_the_limit_is_refused() -> None:
    """Texts that are too long together are refused."""
    with pytest.raises(WireError):
        Encoder().frame({"data": ["x" * 1000, None] * (MAX_HEADER // 1000 + 1)})


# Hostile bytes.


def message(data: object, body: bytes = b"", **rest: object) -> dict[str, Any]:
    """Return a decoded message with this node under "data"."""
    return Decoder().message(json.dumps({"data": data, **rest}).encode(), bytearray(body))


def _array(**changes: object) -> dict[str, object]:
    return {"k": "array", "d": "<f8", "s": [2], "o": 0, **changes}


REFUSED: dict[str, object] = {
    "a bare list": [1],
    "no kind": {},
    "an unknown kind": {"k": "object"},
    "a kind that is a list": {"k": ["list"]},
    "a huge integer": 2**14_001,
    "a list without items": {"k": "list"},
    "a list of a number": {"k": "list", "v": 5},
    "a dictionary of pairs": {"k": "dict", "v": [[1, 2], [3, 4], [5, 6]]},
    "a dictionary with a key too many": {"k": "dict", "v": [[1, 2], [3]]},
    "a dictionary of texts": {"k": "dict", "v": ["ab", "cd"]},
    "packed members beyond the message": {"k": "list", "v": {"p": "<f8", "n": 3, "o": 0}},
    "packed members of no kind": {"k": "list", "v": {"p": "|O", "n": 1, "o": 0}},
    "packed members without a count": {"k": "list", "v": {"p": "<f8", "n": None, "o": 0}},
    "packed members without end": {"k": "list", "v": {"p": "<f8", "n": 2**61, "o": 0}},
    "packed texts that are no lengths": {"k": "set", "v": {"p": "text", "n": 2, "o": 0, "t": [0, 16]}},
    "packed texts that are too short": {"k": "list", "v": {"p": "text", "n": 0, "o": 0, "t": [2, 0]}},
    "a text beyond the message": {"k": "text", "n": 17, "o": 0},
    "a negative text": {"k": "text", "n": -1, "o": 0},
    "bytes beyond the message": {"k": "bytes", "n": 16, "o": 16},
    "bytes without a length": {"k": "bytes", "o": 0},
    "a set of a number": {"k": "set", "v": 5},
    "half a complex number": {"k": "complex", "v": [1.0]},
    "a complex number of integers": {"k": "complex", "v": [1, 2]},
    "a decimal that is a number": {"k": "decimal", "v": 1},
    "a decimal of words": {"k": "decimal", "v": "one"},
    "a decimal of other digits": {"k": "decimal", "v": "\u0661"},
    "a signaling decimal": {"k": "decimal", "v": "sNaN"},
    "an enormous decimal": {"k": "decimal", "v": "1E+9999"},
    "a fraction of nothing": {"k": "fraction", "v": [1, 0]},
    "a fraction of bools": {"k": "fraction", "v": [True, True]},
    "an enormous fraction": {"k": "fraction", "v": [1, 2**14_001]},
    "an enormous range": {"k": "range", "v": [0, 2**61, 1]},
    "a range beyond counting": {"k": "range", "v": [-(2**100), 2**100, 1]},
    "a range with a step of zero": {"k": "range", "v": [0, 1, 0]},
    "a day that is none": {"k": "date", "v": [2023, 2, 29]},
    "a year that is none": {"k": "date", "v": [10_000, 1, 1]},
    "a day of floats": {"k": "date", "v": [2023.0, 2, 1]},
    "an hour that is none": {"k": "time", "v": [[24, 0, 0, 0, 0], None]},
    "a fold that is none": {"k": "time", "v": [[23, 0, 0, 0, 2], None]},
    "a moment without a clock": {"k": "datetime", "v": [[2023, 2, 1], [], None]},
    "a zone beyond a day": {"k": "datetime", "v": [[2023, 2, 1], [0, 0, 0, 0, 0], [1, 0, 0]]},
    "an enormous duration": {"k": "timedelta", "v": [10**9, 0, 0]},
    "a named tuple of other names": {"k": "named", "n": "P", "f": ["a"], "v": [1, 2]},
    "a named tuple of twins": {"k": "named", "n": "P", "f": ["a", "a"], "v": [1, 2]},
    "a named tuple of no names": {"k": "named", "n": "P", "f": ["a b"], "v": [1]},
    "a named tuple of special names": {"k": "named", "n": "P", "f": ["__class__"], "v": [1]},
    "a named tuple of a number": {"k": "named", "n": 5, "f": ["a"], "v": [1]},
    "an enum without a value": {"k": "enum", "c": "C", "n": "A", "v": []},
    "an enum of a list": {"k": "enum", "c": ["C"], "n": "A", "v": [1]},
    "an exception of a list": {"k": "error", "n": ["E"], "b": [], "v": ""},
    "an exception whose bases are numbers": {"k": "error", "n": "E", "b": [1], "v": ""},
    "an object of no role": {"k": "handle", "n": 1, "v": "L", "r": "king"},
    "an object whose methods are a text": {"k": "handle", "n": 1, "v": "L", "m": "forward"},
    "an object with half its fields": {"k": "handle", "n": 1, "v": "L", "f": [["a", "b"], [1]]},
    "an object with special fields": {"k": "handle", "n": 1, "v": "L", "f": [["__class__"], [1]]},
    "a reference to a number": {"k": "reference", "n": 5, "o": None, "m": ""},
    "an array beyond its message": _array(s=[3]),
    "an array that begins behind the end": _array(o=16),
    "a huge shape": _array(s=[2**61]),
    "a shape that wraps around": _array(s=[2**32, 2**32]),
    "a shape whose product is huge": _array(s=[2**61] * 16),
    "an empty shape beyond all limits": _array(s=[2**61, 2**61, 0]),
    "a negative shape": _array(s=[-1]),
    "a shape of two negatives": _array(s=[-1, -2]),
    "a shape that is a float": _array(s=[2.0]),
    "a shape that is NaN": _array(s=[math.nan]),
    "a shape that is a bool": _array(s=[True]),
    "a shape that is a number": _array(s=2),
    "a shape that is a text": _array(s="2"),
    "no shape": _array(s=None),
    "too many axes": _array(s=[1] * (MAX_DIMENSIONS + 1)),
    "a negative offset": _array(s=[1], o=-16),
    "an odd offset": _array(s=[1], o=8),
    "an offset that is a float": _array(o=0.0),
    "an offset that is NaN": _array(o=math.nan),
    "objects": _array(d="|O"),
    "texts that are none": _array(d="<U2", s=[1]),
    "texts of no size": _array(d="<U0"),
    "texts of enormous size": _array(d="<U99999999"),
    "records": _array(d="f8,f8"),
    "repeated": _array(d="2f4"),
    "no bytes": _array(d="|V0"),
    "dates of no known unit": _array(d="<M8[B]"),
    "dates of other units": _array(d="<M8[25s]"),
    "other byte order": _array(d=">f8"),
    "an alias": _array(d="double"),
    "no dtype": _array(d=None),
    "a dtype that is a list": _array(d=["<f8"]),
    "a generator without a state": {"k": "generator", "n": 0},
    "a generator with half a state": {"k": "generator", "n": 0, "v": [1, 2]},
    "a generator with texts": {"k": "generator", "n": 0, "v": ["1", "2", "3", "4"]},
    "a generator beyond its bits": {"k": "generator", "n": 0, "v": [2**128, 1, 0, 0]},
    "a generator with two half words": {"k": "generator", "n": 0, "v": [1, 1, 2, 0]},
    "a generator with a negative number": {"k": "generator", "n": -1, "v": [1, 1, 0, 0]},
    "a handle that is a text": {"k": "handle", "n": "0", "v": "Layer"},
    "a handle that is NaN": {"k": "handle", "n": math.nan, "v": "Layer"},
    "a callback that is a bool": {"k": "callback", "n": True},
    "a callback without a number": {"k": "callback"},
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_node_that_makes_no_sense_is_refused(name: str) -> None:
    """Counts, shapes, offsets, dtypes and states that the encoder never writes raise WireError."""
    with pytest.raises(WireError):
        message(REFUSED[name], b"\xff\xff\x11\0" * 4)
    with pytest.raises(WireError):
        message({"k": "list", "v": [1, REFUSED[name]]}, b"\xff\xff\x11\0" * 4)


@pytest.mark.parametrize(
    "header",
    [
        b"", b"null", b"[]", b"5", b'"x"', b"{", b"\xff{}", b"{'a': 1}", b'{"data": }', b"[" * 100_000,
        b'{"a":' * 50_000,
        b'{"data": ' + b'{"k":"list","v":[' * 500 + b"]}" * 500 + b"}", b'{"data": 1' + b"0" * 5000 + b"}",
        b'{"data": {"k": "list", "v": [' + b"1," * 2 * MAX_NODES + b"1]}}",
    ],
    ids=lambda header: header[:12].decode("latin-1"),
)  # fmt: skip
def test_a_header_that_is_none_is_refused(header: bytes) -> None:
    """Bytes that are not a JSON object, or one that is too deep or too wide, raise WireError."""
    with pytest.raises(WireError):
        Decoder().message(header, bytearray())


@pytest.mark.parametrize("second", [0, 16], ids=["the same bytes", "half of the bytes"])
@pytest.mark.parametrize("dtype", ["<f8", "|b1"])
def test_arrays_may_not_lie_on_each_other(second: int, dtype: str) -> None:
    """Overlapping arrays are refused, since a small message could otherwise expand to any size."""
    nodes = [_array(d=dtype, s=[32], o=0), _array(d=dtype, s=[1], o=second)]
    with pytest.raises(WireError):
        message({"k": "list", "v": nodes}, bytes(512))


def test_bools_are_0_and_1_whatever_their_bytes() -> None:
    """Any byte but 0 is True and counts as one."""
    arrived = message(_array(d="|b1", s=[4]), bytes([0, 1, 2, 255]))["data"]
    assert arrived.tolist() == [False, True, True, True]
    assert arrived.sum() == 3
    assert arrived.view(np.uint8).tolist() == [0, 1, 1, 1]


def test_of_equal_keys_the_last_counts() -> None:
    """Duplicate keys are accepted, and keys that no dictionary can have are described."""
    pairs = [["a", "a", {"k": "list", "v": []}, _array()], [1, 2, 3, 4]]
    arrived = message({"k": "dict", "v": pairs}, bytes(16))["data"]
    assert arrived == {"a": 2, Foreign("a key of class list"): 3, Foreign("a key of class ndarray"): 4}
    assert Decoder().message(b'{"seq": 1, "seq": 2}', bytearray()) == {"seq": 2}


@pytest.mark.parametrize(
    "keys",
    [
        [n * (2**61 - 1) for n in range(19_000)],
        [{"k": "fraction", "v": [n * (2**61 - 1) + 1, 1]} for n in range(5_000)],
        [{"k": "tuple", "v": [-1 - (n >> bit & 1) for bit in range(12)]} for n in range(4096)],
    ],
    ids=["integers", "fractions", "tuples"],
)
def test_keys_that_share_a_hash_are_described(keys: list[object]) -> None:
    """Keys chosen for colliding hashes do not become a dictionary."""
    assert len(message({"k": "set", "v": keys[:MAX_SAME_HASH]})["data"]) == MAX_SAME_HASH
    assert "share a hash" in str(message({"k": "set", "v": keys})["data"])
    assert "share a hash" in str(message({"k": "dict", "v": [keys, [0] * len(keys)]})["data"])


@pytest.mark.parametrize(("header", "body"), [(MAX_HEADER + 1, 0), (0, 2 * MAX_BODY), (2**32 - 1, 2**32 - 1)])
def test_a_frame_that_is_too_long_is_refused_before_it_is_read(header: int, body: int) -> None:
    """The lengths are checked before anything of that length is read."""
    with pytest.raises(WireError):
        read_prefix(PREFIX.pack(header, body))


SEEDS = [
    (BASE, None), [True, 1, -2.5, "text", None, 2**200], {"a": BASE > 3, 1: (np.float32(2), [BASE.astype(np.int16)])},
    [GeneratorState(0, (1, 2, 0, 0)), Handle(1, "Layer"), CallbackNumber(0), Foreign("an object")],
    [{1, "a"}, 1 + 2j, b"abc", "x" * 1100, Decimal("1.5"), Fraction(1, 3), range(3), [1.5] * 30, ["ab"] * 30],
    [date(2024, 1, 1), datetime(2024, 1, 1, tzinfo=UTC), clock(1), timedelta(1), EnumMember("C", "A", 1),
     NamedValues.of("P", ("a", "b"), (1, 2)), ErrorValue("E", ("E",), "x"), deque([1]),
     Handle(1, "P", "object", ("f",), {"x": 1}), np.array(["ab", "c"]), np.array(["2024"], "M8[Y]"),
     {(1, 2): 3.5, frozenset({1}): b"x"}, Reference("f", 3)],
]  # fmt: skip
VALUES = [
    "null",
    "true",
    "-1",
    "1e999",
    "NaN",
    "[]",
    "{}",
    '"list"',
    "4611686018427387904",
    "[[1,2]]",
    '"set"',
    '"named"',
    '{"p":"text","n":1,"o":0,"t":[1,16]}',
    '"1E9"',
    '"<f8"',
    "0",
]


def _mutated(chance: random.Random, header: bytes) -> bytes:
    """Return a header with some of its values or bytes replaced, removed or doubled."""
    for _ in range(chance.randint(1, 3)):
        start = chance.randrange(len(header))
        end = min(len(header), start + chance.randint(0, 9))
        middle = chance.choice(
            [b"", header[start:end] * 2, chance.randbytes(end - start), chance.choice(VALUES).encode()]
        )
        header = header[:start] + middle + header[end:]
        if not header:
            return b"{}"
    return header


def _with_other_values(chance: random.Random, node: Any) -> Any:
    """Return a JSON value in which some of the parts are replaced."""
    if chance.random() < 0.15:
        return json.loads(chance.choice(VALUES))
    if isinstance(node, list):
        return [_with_other_values(chance, v) for v in node]
    if isinstance(node, dict):
        return {k: _with_other_values(chance, v) for k, v in node.items()}
    return node


@pytest.mark.parametrize("seed", range(len(SEEDS)))
@pytest.mark.parametrize("aware", [False, True], ids=["bytes", "values"])
def test_mutated_frames_decode_or_are_refused(seed: int, aware: bool) -> None:
    """Two thousand mutations of a frame each give a value or WireError, without using more memory than the message."""
    frame = Encoder().frame({"seq": 1, "data": SEEDS[seed]})
    size = PREFIX.unpack(frame[: PREFIX.size])[0]
    header, body = frame[PREFIX.size :][:size], frame[PREFIX.size + size :]
    chance = random.Random(seed)
    outcomes = set()
    tracemalloc.start()
    for _ in range(2000):
        other = (
            json.dumps(_with_other_values(chance, json.loads(header))).encode() if aware else _mutated(chance, header)
        )
        length = chance.choice([len(body), len(body), chance.randint(0, len(body))])
        try:
            Decoder().message(other, bytearray(body[:length]))
            outcomes.add("read")
        except WireError:
            outcomes.add("refused")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert outcomes == {"read", "refused"}
    assert peak < 2_000_000


def test_cut_frames_are_refused() -> None:
    """A message whose header or body is cut anywhere raises WireError."""
    frame = Encoder().frame({"data": (BASE, BASE > 3)})
    size = PREFIX.unpack(frame[: PREFIX.size])[0]
    header, body = frame[PREFIX.size :][:size], frame[PREFIX.size + size :]
    for length in range(size):
        with pytest.raises(WireError):
            Decoder().message(header[:length], bytearray(body))
    for length in range(len(body)):
        with pytest.raises(WireError):
            Decoder().message(header, bytearray(body[:length]))


def test_generators_that_can_move_are_those_that_are_held() -> None:
    """A generator can move if it, its method, bits or seeds are referenced; not if only the table has it."""
    table = {number: np.random.default_rng(number) for number in range(6)}
    kept = (table[1], table[2].random, table[3].bit_generator, table[4].bit_generator.seed_seq)
    assert [number for number, _ in wire.held(table)] == [1, 2, 3, 4]
    del kept
    assert [number for number, _ in wire.held(table)] == []
