"""The first difference between the observed and the expected value, in words that a beginner understands."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np

from dropgrade.checks.arrays import alike, as_number, tolerance
from dropgrade.checks.kinds import is_short, kind_of, shown, with_kind
from dropgrade.checks.student_objects import StudentObject, fields_of
from dropgrade.checks.text_differences import first_text_difference
from dropgrade.sandbox.wire import NoValue

MOST_NAMED = 5
"""The most members of a set, or keys, that are named."""


class Difference(NamedTuple):
    """Where two values differ, and what each has there."""

    where: str
    observed: str
    expected: str


def first_difference(observed: Any, expected: Any, what: str, rtol: float | None = None) -> Difference | None:  # noqa: ANN401
    """Return the first difference, or None if there is none.

    Numbers are compared by value, as in Python, and floats up to rounding; a bool is not a number, and a list is not a
    tuple. NaN equals NaN. `what` is the value's name, and `rtol` the relative tolerance for floats.
    """
    seen, wanted = kind_of(observed), kind_of(expected)
    if seen != wanted:
        return Difference(what, with_kind(observed), with_kind(expected))
    return _COMPARED.get(wanted, _values)(observed, expected, what, rtol)


def _values(observed: Any, expected: Any, what: str, _rtol: float | None) -> Difference | None:  # noqa: ANN401
    same = alike(observed, expected) or bool(observed == expected)
    return None if same else Difference(what, shown(observed), shown(expected))


def _numbers(observed: Any, expected: Any, what: str, rtol: float | None) -> Difference | None:  # noqa: ANN401
    if _equal_numbers(observed, expected, rtol):
        return None
    pairs = [(shown(observed, n), shown(expected, n)) for n in (6, 9, 12, 17)]
    seen, wanted = next((pair for pair in pairs if pair[0] != pair[1]), pairs[-1])
    return Difference(what, seen, wanted)


def _equal_numbers(observed: Any, expected: Any, rtol: float | None) -> bool:  # noqa: ANN401
    if observed == expected:
        return True
    if all(isinstance(value, int | np.integer) for value in (observed, expected)):
        return False
    a, b = (complex(v) if isinstance(v, complex | np.complexfloating) else as_number(v) for v in (observed, expected))
    if a is None or b is None:
        return False
    rtol = rtol or tolerance(observed, expected)
    return bool(np.isclose(a, b, rtol=rtol, atol=rtol * 1e-3, equal_nan=True))


def _enums(observed: Any, expected: Any, what: str, _rtol: float | None) -> Difference | None:  # noqa: ANN401
    """Compare members of enums by class name and member name; the suite may have an enum of its own."""
    seen, wanted = ((getattr(v, "type_name", type(v).__qualname__), v.name) for v in (observed, expected))
    return None if seen == wanted else Difference(what, ".".join(seen), ".".join(wanted))


def _errors(observed: Any, expected: Any, what: str, _rtol: float | None) -> Difference | None:  # noqa: ANN401
    """Compare exceptions by class name and text."""
    seen, wanted = (
        (getattr(v, "type_name", type(v).__qualname__), v.text if hasattr(v, "text") else str(v))
        for v in (observed, expected)
    )
    return None if seen == wanted else Difference(what, ": ".join(seen), ": ".join(wanted))


def _texts(observed: str, expected: str, what: str, _rtol: float | None) -> Difference | None:
    if observed == expected:
        return None
    return Difference(*first_text_difference(observed, expected, what))


def _sequences(observed: Sequence[Any], expected: Sequence[Any], what: str, rtol: float | None) -> Difference | None:
    if names := fields_of(expected):
        mine = fields_of(observed)
        if list(mine) != list(names):
            seen = f"a tuple with the names {', '.join(mine)}" if mine else "a tuple without names"
            return Difference(what, seen, f"a tuple with the names {', '.join(names)}")
    for place, (one, other) in enumerate(zip(observed, expected, strict=False)):
        if found := first_difference(one, other, f"{what}[{place}]", rtol):
            return _reordered(observed, expected, what) or found
    if len(observed) == len(expected):
        return None
    if is_short(observed) and is_short(expected):
        return Difference(what, shown(observed), shown(expected))
    name = kind_of(expected)
    more, fewer = len(observed) - len(expected), len(expected) - len(observed)
    extra = f", the first extra one is {shown(observed[len(expected)])}" if more > 0 else ""
    missing = f"; {shown(expected[len(observed)])} comes next" if fewer > 0 else ""
    return Difference(what, f"a {name} of {len(observed)}{extra}", f"a {name} of {len(expected)}{missing}")


def _reordered(observed: Sequence[Any], expected: Sequence[Any], what: str) -> Difference | None:
    """Return a difference if the members are right and only their order is not."""
    if len(observed) != len(expected) or len(expected) > 1000:  # noqa: PLR2004 - a look that has to be quick
        return None
    try:
        same = sorted(observed) == sorted(expected)
    except (TypeError, ValueError, NoValue):
        return None
    return Difference(what, f"the right members in another order, first {shown(observed[0])}",
                      f"first {shown(expected[0])}") if same and observed[0] != expected[0] else None  # fmt: skip


def _sets(observed: Any, expected: Any, what: str, _rtol: float | None) -> Difference | None:  # noqa: ANN401
    missing, extra = expected - observed, observed - expected
    if not missing and not extra:
        return None
    seen = [f"without {_named(missing)}"] if missing else []
    seen += [f"with {_named(extra)}"] if extra else []
    wanted = [f"with {_named(missing)}"] if missing else []
    wanted += [f"without {_named(extra)}"] if extra else []
    return Difference(what, f"a set {' and '.join(seen)}", f"a set {' and '.join(wanted)}")


def _dicts(observed: Any, expected: Any, what: str, rtol: float | None) -> Difference | None:  # noqa: ANN401
    missing = [key for key in expected if key not in observed]
    extra = [key for key in observed if key not in expected]
    if missing:
        return Difference(f"the keys of {what}", f"without {_named(missing)}", f"with {_named(missing)}")
    if extra:
        return Difference(f"the keys of {what}", f"with {_named(extra)}", f"without {_named(extra)}")
    pairs = ((key, first_difference(observed[key], expected[key], f"{what}[{shown(key)}]", rtol)) for key in expected)
    return next((found for _, found in pairs if found), None)


def _named(members: Any) -> str:  # noqa: ANN401
    names = sorted(map(shown, members))
    rest = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return ", ".join(names[:MOST_NAMED]) + rest


def _arrays(observed: Any, expected: Any, what: str, rtol: float | None) -> Difference | None:  # noqa: ANN401
    a, b = np.asarray(observed), np.asarray(expected)
    if a.shape != b.shape:
        return Difference(f"the shape of {what}", str(a.shape), str(b.shape))
    if alike(a, b):
        return None
    for place in np.ndindex(b.shape):
        where = f"{what}[{', '.join(map(str, place))}]" if place else what
        if found := first_difference(_entry(a, place), _entry(b, place), where, rtol):
            return found
    return None


def _entry(array: np.ndarray[Any, Any], place: tuple[int, ...]) -> object:
    return array[place] if array.dtype.kind in "Mm" else array[place].item()


def _records(observed: Any, expected: Any, what: str, rtol: float | None) -> Difference | None:  # noqa: ANN401
    """Compare dataclasses by class name and fields."""
    if (seen := _class_of(observed)) != (wanted := _class_of(expected)):
        return Difference(what, f"an object of class {seen}", f"an object of class {wanted}")
    mine, theirs = fields_of(observed), fields_of(expected)
    if not theirs and not mine:
        return None if observed == expected else Difference(what, f"another object of class {seen}", "an equal one")
    if list(mine) != list(theirs):
        return Difference(f"the fields of {what}", ", ".join(mine) or "none", ", ".join(theirs))
    pairs = (first_difference(mine[name], theirs[name], f"{what}.{name}", rtol) for name in theirs)
    return next((found for found in pairs if found), None)


def _class_of(value: Any) -> str:  # noqa: ANN401
    return str(value.on_the_wire.type_name) if isinstance(value, StudentObject) else type(value).__qualname__


_COMPARED: dict[str, Callable[[Any, Any, str, float | None], Difference | None]] = {
    "number": _numbers,
    "string": _texts,
    "member of an enum": _enums,
    "exception": _errors,
    "list": _sequences,
    "tuple": _sequences,
    "deque": _sequences,
    "set": _sets,
    "dict": _dicts,
    "array": _arrays,
    "object": _records,
}
