"""Values of the standard library that cross unchanged (numbers, dates, ranges), each within limits."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

from dropgrade.sandbox.wire.values import MAX_INTEGER_BITS, MAX_ITEMS, Foreign, WireError

MAX_DIGITS = 4000
"""The maximum number of digits of a decimal and of the integer it converts to."""
DECIMAL = re.compile(r"-?(?:[0-9]{1,4000}(?:\.[0-9]{1,4000})?(?:E[+-][0-9]{1,4})?|Infinity|NaN)")
FURTHEST = 2**62

# Written by the sending side: a JSON value or a description.


def _written_complex(value: complex) -> object:
    return [value.real, value.imag]


def _written_decimal(value: Decimal) -> object:
    if value.is_snan():
        return Foreign("a signaling NaN")
    if value.is_nan():
        return "NaN"
    return str(value) if fits(value) else Foreign("a decimal of enormous size")


def _written_fraction(value: Fraction) -> object:
    parts = [value.numerator, value.denominator]
    return parts if all(p.bit_length() <= MAX_INTEGER_BITS for p in parts) else Foreign("a fraction of enormous size")


def _written_range(value: range) -> object:
    parts = [value.start, value.stop, value.step]
    return parts if is_short(*parts) else Foreign("a range of more than two million numbers")


def _written_date(value: dt.date) -> object:
    return [value.year, value.month, value.day]


def _written_time(value: dt.time) -> object:
    clock = [value.hour, value.minute, value.second, value.microsecond, value.fold]
    return [clock, None] if value.tzinfo is None else Foreign("a time with a time zone")


def _written_datetime(value: dt.datetime) -> object:
    day = [value.year, value.month, value.day]
    clock = [value.hour, value.minute, value.second, value.microsecond, value.fold]
    zone = value.tzinfo
    if zone is not None and type(zone).__module__ not in ("datetime", "zoneinfo"):
        return Foreign("a datetime with a time zone of its own kind")
    offset = value.utcoffset() if zone is not None else None
    return [day, clock, None if offset is None else _written_timedelta(offset)]


def _written_timedelta(value: dt.timedelta) -> object:
    return [value.days, value.seconds, value.microseconds]


def fits(value: Decimal) -> bool:
    """Whether a decimal is small and short enough to be shown and converted to an integer."""
    return not value.is_finite() or (abs(value.adjusted()) <= MAX_DIGITS and len(value.as_tuple().digits) <= MAX_DIGITS)


def is_short(start: int, stop: int, step: int) -> bool:
    """Whether a range has no more numbers than a list may have."""
    if max(abs(start), abs(stop), abs(step)) > FURTHEST:
        return False
    return len(range(start, stop, step)) <= MAX_ITEMS


# Read by the receiving side, which trusts nothing.


def _numbers(value: object, count: int) -> list[int]:
    if type(value) is not list or len(value) != count or any(type(n) is not int for n in value):
        raise WireError("invalid numbers")
    return value


def _read_complex(value: object) -> complex:
    if type(value) is not list or len(value) != 2 or any(type(n) is not float for n in value):  # noqa: PLR2004
        raise WireError("an invalid complex number")
    return complex(*value)


def _read_decimal(value: object) -> Decimal:
    if type(value) is not str or not DECIMAL.fullmatch(value):
        raise WireError("an invalid decimal")
    number = Decimal(value)
    if not fits(number):
        raise WireError("a decimal of enormous size")
    return number


def _read_fraction(value: object) -> Fraction:
    parts = _numbers(value, 2)
    if any(part.bit_length() > MAX_INTEGER_BITS for part in parts):
        raise WireError("a fraction of enormous size")
    return Fraction(*parts)


def _read_range(value: object) -> range:
    start, stop, step = _numbers(value, 3)
    if not is_short(start, stop, step):
        raise WireError("a range of enormous size")
    return range(start, stop, step)


def _read_date(value: object) -> dt.date:
    return dt.date(*_numbers(value, 3))


def _read_time(value: object) -> dt.time:
    clock, _ = _pair(value, 2)
    hour, minute, second, microsecond, fold = _numbers(clock, 5)
    return dt.time(hour, minute, second, microsecond, fold=fold)


def _read_datetime(value: object) -> dt.datetime:
    day, clock, offset = _pair(value, 3)
    year, month, day_of_month = _numbers(day, 3)
    hour, minute, second, microsecond, fold = _numbers(clock, 5)
    zone = None if offset is None else dt.timezone(_read_timedelta(offset))
    return dt.datetime(year, month, day_of_month, hour, minute, second, microsecond, zone, fold=fold)


def _read_timedelta(value: object) -> dt.timedelta:
    return dt.timedelta(*_numbers(value, 3))


def _pair(value: object, count: int) -> list[Any]:
    if type(value) is not list or len(value) != count:
        raise WireError("an invalid time")
    return value


WRITTEN: dict[type, tuple[str, Callable[[Any], object]]] = {
    complex: ("complex", _written_complex),
    Decimal: ("decimal", _written_decimal),
    Fraction: ("fraction", _written_fraction),
    range: ("range", _written_range),
    dt.date: ("date", _written_date),
    dt.time: ("time", _written_time),
    dt.datetime: ("datetime", _written_datetime),
    dt.timedelta: ("timedelta", _written_timedelta),
}
READ: dict[str, Callable[[object], object]] = {
    "complex": _read_complex,
    "decimal": _read_decimal,
    "fraction": _read_fraction,
    "range": _read_range,
    "date": _read_date,
    "time": _read_time,
    "datetime": _read_datetime,
    "timedelta": _read_timedelta,
}
