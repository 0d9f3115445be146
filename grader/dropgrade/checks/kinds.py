"""The kind of a value, and how it is shown to a beginner."""

from __future__ import annotations

import enum
from collections import deque
from dataclasses import is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np

from dropgrade.checks.describing import describe
from dropgrade.checks.student_objects import StudentObject
from dropgrade.sandbox.wire import EnumMember, ErrorValue, NonNumeric

LONGEST = 60
COLLECTIONS = (list, set, frozenset, dict, deque, tuple)
KINDS: tuple[tuple[tuple[type, ...], str], ...] = (
    ((bool, np.bool_), "bool"),
    ((np.datetime64, np.timedelta64), "NumPy date"),
    ((int, float, complex, np.number), "number"),
    ((Decimal,), "Decimal"),
    ((Fraction,), "Fraction"),
    ((EnumMember, enum.Enum), "member of an enum"),
    ((str,), "string"),
    ((bytes, bytearray), "bytes"),
    ((list,), "list"),
    ((tuple,), "tuple"),
    ((set, frozenset), "set"),
    ((dict,), "dict"),
    ((deque,), "deque"),
    ((np.ndarray, NonNumeric), "array"),
    ((StudentObject,), "object"),
    ((ErrorValue, BaseException), "exception"),
)
"""The order matters: a member of an enum may be a number, and a bool is one."""


def kind_of(value: object) -> str:
    """Return the kind of a value: values of different kinds are never equal."""
    found = next((kind for types, kind in KINDS if isinstance(value, types)), "")
    if found:
        return found
    return "object" if is_dataclass(value) and not isinstance(value, type) else type(value).__name__


def with_kind(value: object) -> str:
    """Return a value with the name of its kind, for messages about a wrong kind."""
    kind = kind_of(value)
    if kind in ("number", "string", "Decimal", "Fraction", "member of an enum") or is_short(value):
        return f"the {kind} {shown(value)}"
    return shown(value) if value is None or kind == "bool" else describe(value)


def is_short(value: object) -> bool:
    """Whether a collection is shown with all its members."""
    return isinstance(value, COLLECTIONS) and len(value) <= LONGEST and len(repr(value)) <= LONGEST


def shown(value: Any, digits: int = 6) -> str:  # noqa: ANN401
    """Return a value as Python writes it, if that fits on a line, else described."""
    if isinstance(value, float | np.floating):
        return f"{float(value):.{digits}g}"
    if isinstance(value, str | bytes | bytearray):
        return repr(value) if len(value) <= LONGEST else f"{value[:LONGEST]!r}…"
    return repr(value) if is_short(value) else describe(value)
