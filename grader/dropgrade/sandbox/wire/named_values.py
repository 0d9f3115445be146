"""Stand-ins for values whose class only the other side has: named tuples, dataclasses, enums, exceptions."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dropgrade.sandbox.wire.values import MAX_NAME, WireError

MAX_FIELDS = 200


class NamedValues(tuple[object, ...]):  # noqa: SLOT001 - a tuple of any length can have none
    """A named tuple: a tuple whose members have names, such as `pair.mask`."""

    type_name: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, type_name: str, names: Sequence[str], values: Sequence[object]) -> NamedValues:
        """Return a named tuple of these members, in order."""
        made = cls(values)
        made.type_name, made.names = type_name, tuple(names)
        return made

    def __getattr__(self, name: str) -> object:
        """Return a member by name; a tuple's own attributes come first."""
        names = self.__dict__.get("names", ())
        if name in names:
            return self[names.index(name)]
        raise AttributeError(name)

    def __repr__(self) -> str:
        """Return the form that Python uses for named tuples."""
        return f"{self.type_name}({', '.join(f'{n}={v!r}' for n, v in zip(self.names, self, strict=True))})"


@dataclass(frozen=True, slots=True)
class Record:
    """A dataclass of the suite, which is recreated in the worker."""

    type_name: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EnumMember:
    """A member of an enum; it is equal to another one with the same class and name."""

    type_name: str
    name: str
    value: object = field(default=None, compare=False)

    def __str__(self) -> str:
        """Return the form that Python uses for enum members."""
        return f"{self.type_name}.{self.name}"


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An exception that was returned rather than raised: the names of its class and bases, and its text."""

    type_name: str
    bases: tuple[str, ...]
    text: str

    def is_a(self, type_name: str) -> bool:
        """Whether the exception's class is, or derives from, the builtin class with this name."""
        return type_name == self.type_name or type_name in self.bases

    def __str__(self) -> str:
        """Return the last line of a Python traceback."""
        return f"{self.type_name}: {self.text}" if self.text else self.type_name


def checked_names(value: object, most: int = MAX_FIELDS) -> tuple[str, ...]:
    """Return received field names; raises `WireError` unless they are distinct valid names."""
    if type(value) is not list or len(value) > most or not all(map(is_name, value)) or len({*value}) != len(value):
        raise WireError("the names of fields are invalid")
    return tuple(value)


def is_name(value: object) -> bool:
    """Whether a value is a valid name without a leading underscore."""
    return (
        type(value) is str
        and len(value) <= MAX_NAME
        and value.isidentifier()
        and not value.startswith("_")
        and not keyword.iskeyword(value)
    )
