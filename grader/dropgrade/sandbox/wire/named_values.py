"""What one side has in place of values whose class only the other has: named tuples, dataclasses, enums, exceptions."""

from __future__ import annotations

import keyword
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from dropgrade.sandbox.wire.values import MAX_NAME, WireError

MAX_FIELDS = 200


class NamedValues(tuple[object, ...]):  # noqa: SLOT001 - a tuple of any length can have none
    """A named tuple: a tuple whose members have names, `pair.mask`."""

    type_name: str
    names: tuple[str, ...]

    @classmethod
    def of(cls, type_name: str, names: Sequence[str], values: Sequence[object]) -> NamedValues:
        """A named tuple of these members, in order."""
        made = cls(values)
        made.type_name, made.names = type_name, tuple(names)
        return made

    def __getattr__(self, name: str) -> object:
        """A member by its name: what a tuple has itself is never asked of the student's names."""
        names = self.__dict__.get("names", ())
        if name in names:
            return self[names.index(name)]
        raise AttributeError(name)

    def __repr__(self) -> str:
        """Read as Python writes named tuples."""
        return f"{self.type_name}({', '.join(f'{n}={v!r}' for n, v in zip(self.names, self, strict=True))})"


@dataclass(frozen=True, slots=True)
class Record:
    """A dataclass of the suite's, which the worker makes anew."""

    type_name: str
    fields: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class EnumMember:
    """A member of an enum: equal to another one of the same class and name."""

    type_name: str
    name: str
    value: object = field(default=None, compare=False)

    def __str__(self) -> str:
        """Read as Python writes members."""
        return f"{self.type_name}.{self.name}"


@dataclass(frozen=True, slots=True)
class ErrorValue:
    """An exception that was returned and not raised: the names of its class and of its bases, and its text."""

    type_name: str
    bases: tuple[str, ...]
    text: str

    def is_a(self, type_name: str) -> bool:
        """Whether the exception's class is, or derives from, the builtin class of this name."""
        return type_name == self.type_name or type_name in self.bases

    def __str__(self) -> str:
        """Read as Python ends a traceback."""
        return f"{self.type_name}: {self.text}" if self.text else self.type_name


def checked_names(value: object, most: int = MAX_FIELDS) -> tuple[str, ...]:
    """Names of fields as they came over the pipe: different ones that Python takes for names, or `WireError`."""
    if type(value) is not list or len(value) > most or not all(map(is_name, value)) or len({*value}) != len(value):
        raise WireError("the names of fields are none")
    return tuple(value)


def is_name(value: object) -> bool:
    """Whether a value is a name that does not begin with an underscore."""
    return (
        type(value) is str
        and len(value) <= MAX_NAME
        and value.isidentifier()
        and not value.startswith("_")
        and not keyword.iskeyword(value)
    )
