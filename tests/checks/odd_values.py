"""Everything that a submission may return instead of an array or a number, as it arrives in a suite."""

from __future__ import annotations

from collections import deque
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import numpy as np

from dropgrade.checks import probe
from dropgrade.sandbox.wire import EnumMember, ErrorValue, Foreign, Handle, NamedValues, NonNumeric

SHAPE = (4, 5)
X = probe(SHAPE, np.random.default_rng(1))

SCALARS: dict[str, object] = {
    "None": None,
    "True": True,
    "a whole number": 3,
    "an enormous integer": 2**13_999,
    "a float": 1.5,
    "NaN": float("nan"),
    "infinity": float("-inf"),
    "a complex number": 1.5 + 1j,
    "a text": "1.5",
    "half a surrogate pair": "\ud800",
    "a NumPy bool": np.True_,
    "a NumPy integer": np.int8(-1),
    "a NumPy float": np.float32(1.5),
    "a NumPy NaN": np.float16("nan"),
    "a long double": np.longdouble("1e4000"),
    "a NumPy complex number": np.complex128(1.5),
    "an object": Foreign("an object of class Layer"),
    "an object of the student's": Handle(7, "Layer"),
    "a generator": np.random.default_rng(0),
    "bytes": b"1.5",
    "a decimal": Decimal("1.5"),
    "a decimal that is not a number": Decimal("NaN"),
    "a fraction": Fraction(3, 2),
    "an enormous fraction": Fraction(2**13_999),
    "a range": range(3),
    "a date": date(2024, 2, 29),
    "a duration": timedelta.max,
    "a NumPy date": np.datetime64("2024-02-29"),
    "no NumPy date": np.timedelta64("NaT", "D"),
    "a member of an enum": EnumMember("Color", "RED", 1),
    "an exception": ErrorValue("ValueError", ("ValueError",), "words"),
}
CONTAINERS: dict[str, object] = {
    "an empty list": [],
    "a nested list": X.tolist(),
    "a ragged list": [[1.0, 2.0], [3.0]],
    "an empty tuple": (),
    "a single": (X,),
    "a pair": (X, None),
    "a triple": (X, X, X),
    "a deep tuple": ((((X,),),),),
    "a dictionary": {"out": X, 3: None},
    "a set": {1.5, None},
    "a deque": deque([X]),
    "a named pair": NamedValues.of("Pair", ("out", "mask"), (X, None)),
    "an array of texts": NonNumeric(np.full(SHAPE, "1.5")),
    "an array of bytes": NonNumeric(np.full(SHAPE, b"1.5")),
    "an array of dates": NonNumeric(np.full(SHAPE, "2024-02-29", "M8[D]")),
    "an array of durations": NonNumeric(np.full(SHAPE, 1, "m8[s]")),
    "a named tuple without members": NamedValues.of("Empty", (), ()),
}
ARRAYS: dict[str, np.ndarray] = {
    "0-dimensional": np.array(1.5),
    "empty": np.zeros(0),
    "empty of that rank": np.zeros((0, 5)),
    "empty and endless": np.zeros((2**40, 0)),
    "of one entry": np.full((1, 1), 1.5),
    "a row": np.ones((1, 5)),
    "a column": np.ones((4, 1)),
    "flat": X[0],
    "with one axis more": X[None],
    "of sixteen axes": np.ones((1,) * 16),
    "transposed": X.T,
    "zeros": np.zeros(SHAPE),
    "ones": np.ones(SHAPE),
    "negative zeros": -np.zeros(SHAPE),
    "NaN": np.full(SHAPE, np.nan),
    "infinite": np.full(SHAPE, np.inf),
    "with one NaN": np.where(np.arange(20).reshape(SHAPE) == 7, np.nan, X),
    "huge": np.where(X > 1.5, 1e308, -1e308),
    "tiny": np.full(SHAPE, 5e-324),
    "complex": X + 0j,
    "complex and infinite": np.full(SHAPE, complex("inf+nanj")),
    "bool": X > 1.5,
    "int8": np.full(SHAPE, -128, np.int8),
    "uint64": np.full(SHAPE, 2**64 - 1, np.uint64),
    "float16": X.astype(np.float16),
    "float32": X.astype(np.float32),
    "long double": X.astype(np.longdouble),
    "huge long double": X.astype(np.longdouble) * np.longdouble("1e4000"),
    "read-only": np.broadcast_to(X[0], SHAPE),
    "right": X.copy(),
}
ODD: dict[str, object] = {**SCALARS, **CONTAINERS, **{f"an array, {name}": array for name, array in ARRAYS.items()}}
