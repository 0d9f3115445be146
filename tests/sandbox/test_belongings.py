"""Objects, functions and iterators that stay in the worker and are used from a suite, or lent by it."""

from __future__ import annotations

import enum
from collections import namedtuple
from dataclasses import dataclass
from itertools import count, islice
from typing import Any

import numpy as np
import pytest
from tests.local import local_worker

from dropgrade.checks import Student, StudentIterator, expect_object, fields_of
from dropgrade.checks.describing import describe
from dropgrade.checks.failure import CheckFailed
from dropgrade.sandbox.client import Program
from dropgrade.sandbox.outcomes import NameMissing, OutOfTime, StudentRaised
from dropgrade.sandbox.wire import EnumMember, ErrorValue, NoValue

SOURCE = """
import collections, dataclasses, enum, functools, itertools, math, typing
from decimal import Decimal

RATE = 0.5
NAMES = {"a": [1, 2]}
default_rate = 0.25

class Color(enum.Enum):
    RED = 1
    BLUE = "b"

class Money(typing.NamedTuple):
    amount: Decimal
    currency: str = "EUR"

@dataclasses.dataclass
class Point:
    x: float
    y: float = 0.0
    tail: "Point | None" = None

    def norm(self):
        return math.hypot(self.x, self.y)

    def __add__(self, other):
        return Point(self.x + other.x, self.y + other.y)

    @classmethod
    def origin(cls):
        return cls(0.0, 0.0)

class Cache:
    limit = 3

    def __init__(self, size):
        self.size, self._items = size, collections.OrderedDict()

    @property
    def is_full(self):
        return len(self._items) >= self.size

    @property
    def broken(self):
        raise LookupError("no such thing")

    def put(self, key, value):
        self._items[key] = value
        return self

    def keys_now(self):
        return set(self._items)

    def __len__(self):
        return len(self._items)

    def __contains__(self, key):
        return key in self._items

    def __getitem__(self, key):
        return self._items[key]

    def __setitem__(self, key, value):
        self._items[key] = value

    def __delitem__(self, key):
        del self._items[key]

    def __iter__(self):
        return iter(self._items)

    def __call__(self, factor):
        return factor * self.size

    def __str__(self):
        return f"a cache of {self.size}"

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.size = 0

class Liar:
    def __len__(self): return 3
    def __contains__(self, item): return True
    def __eq__(self, other): return True
    def __hash__(self): return 1
    def __gt__(self, other): return True
    def __sub__(self, other): return 0.0
    def __getitem__(self, key): return 1

def liar(): return Liar()
def points(n): return [Point(float(i)) for i in range(n)]
def by_color(): return {Color.RED: (Point(1.0), [Color.BLUE])}
def loop():
    first = Point(1.0); second = Point(2.0, tail=first); first.tail = second
    return first
def chain(n):
    point = None
    for i in range(n): point = Point(float(i), tail=point)
    return point
def naturals(): return itertools.count()
def squares(n): return (i * i for i in range(n))
def broken_squares():
    yield 1
    raise ArithmeticError("no more")
def reader(): return map(str.upper, ["a", "b"])
def adder(n): return lambda x: x + n
def compose(f, g): return lambda x: f(g(x))
def counter():
    seen = 0
    def step():
        nonlocal seen
        seen += 1
        return seen
    return step
def memoized(f): return functools.lru_cache(None)(f)
def apply(f, *args): return f(*args)
def norm_of(point): return math.hypot(point.x, point.y)
class Fickle:
    count = 0

    @property
    def answer(self):
        self.count += 1
        return [self.count, "many", LookupError][self.count - 1] if self.count < 4 else 1 / 0

    def __len__(self):
        return -1

    def __bool__(self):
        return "yes"

    def __str__(self):
        return 5
class Bag:
    def __iter__(self): return iter([1, 2])
def kind_of(value): return type(value).__name__
def member_of(value): return value is Color.RED
def failed(): return ValueError("not this time")
def error_text(error): return (type(error).__name__, str(error), isinstance(error, Exception))
def running(numbers):
    total = 0
    for number in numbers:
        total += number
        yield total
def first(numbers): return next(iter(numbers))
def total(pair): return pair.left + pair.right
def made(): return Color
def money(text): return Money(Decimal(text))
def nothing(): return object()
def big(): return [None, "x"] * 10_000_000 if False else ["x" * 900, None] * 20_000
"""


@pytest.fixture
def student() -> Student:
    """A program with many kinds of objects."""
    worker = local_worker(Program("submission", (("submission.py", SOURCE),)))
    worker.begin_check(0)
    return Student(worker)


def test_constants_of_a_module_are_values(student: Student) -> None:
    """Upper-case names are read directly, others with `value`, and unknown ones are missing."""
    assert (student.RATE, student.NAMES, student.value("default_rate")) == (0.5, {"a": [1, 2]}, 0.25)
    with pytest.raises(NameMissing, match="RATES"):
        _ = student.RATES


def test_attributes_and_properties_are_those_of_the_object(student: Student) -> None:
    """Attributes, properties and class attributes are read on access, and can be set."""
    cache = student.Cache(2)
    assert (cache.size, cache.is_full, cache.limit) == (2, False, 3)
    cache.put("a", 1).put("b", 2)
    assert cache.is_full
    cache.size = 3
    assert (cache.size, cache.is_full, cache.keys_now()) == (3, False, {"a", "b"})
    with pytest.raises(StudentRaised, match="nothing raised AttributeError"):
        _ = cache.nothing
    with pytest.raises(StudentRaised, match="broken raised LookupError: no such thing"):
        _ = cache.broken


def test_an_attribute_that_changes_its_answer_is_what_it_is_now(student: Student) -> None:
    """Each access to an attribute asks the object again."""
    fickle = student.Fickle()
    assert (fickle.answer, fickle.answer) == (1, "many")
    assert describe(fickle.answer) == "a class"
    with pytest.raises(StudentRaised, match="ZeroDivisionError"):
        _ = fickle.answer


@pytest.mark.parametrize("use", [len, bool, str])
def test_a_special_method_that_gives_no_such_thing_is_the_students(student: Student, use: Any) -> None:
    """An invalid result of a special method is the student's exception, like in Python."""
    with pytest.raises(StudentRaised, match=r"raised (ValueError|TypeError)"):
        use(student.Fickle())


def test_objects_that_the_suite_has_made_have_their_operators(student: Student) -> None:
    """`len`, `in`, items, iteration, calls, `str` and `with` use the object's own methods."""
    cache = student.Cache(2)
    cache["a"] = [1.5]
    assert (len(cache), "a" in cache, "b" in cache, cache["a"], list(cache)) == (1, True, False, [1.5], ["a"])
    del cache["a"]
    assert (len(cache), cache(2.5), str(cache), bool(cache)) == (0, 5.0, "a cache of 2", False)
    with pytest.raises(StudentRaised, match=r"^Cache\[…\] raised KeyError"):
        _ = cache["a"]
    with pytest.raises(StudentRaised, match=r"^Cache \+ … raised TypeError"):
        _ = cache + 1
    with cache as same:
        assert same == cache
    assert cache.size == 0


def test_operators_of_dataclasses_are_their_own(student: Student) -> None:
    """Objects that the suite created are equal if their class says so; a result is, once it was expected."""
    one, two = student.Point(1.0, 2.0), student.Point(3.0)
    assert one != two
    assert one == student.Point(1.0, 2.0)
    assert expect_object(one + two, "Point") == student.Point(4.0, 2.0)
    with pytest.raises(CheckFailed, match="observed an object of class Point, expected an object of class Line"):
        expect_object(one + two, "Line")


@pytest.mark.parametrize(
    "use",
    [
        lambda v: v > 0, lambda v: v - 3, lambda v: 3 - v, lambda v: 5 in v, len, lambda v: v[0], float, np.asarray,
        np.isfinite, lambda v: np.ones(3) * v, bool, abs, lambda v: np.float64(1.5) < v,
    ],
)  # fmt: skip
@pytest.mark.parametrize("name", ["liar", "nothing", "squares", "adder", "made"])
def test_an_object_is_no_plain_value(student: Student, name: str, use: Any) -> None:
    """An object used as a plain value fails the check, whatever its special methods return."""
    value = getattr(student, name)(*([3] if name in ("squares", "adder") else []))
    with pytest.raises(NoValue):
        use(value)


def test_an_object_that_equals_everything_equals_nothing(student: Student) -> None:
    """Equality with plain values never runs the student's code."""
    assert student.liar() != 5
    assert student.liar() != student.liar()
    assert student.liar() not in [1, 2, "a"]


def test_objects_within_results_are_objects(student: Student) -> None:
    """Objects in lists, dictionaries and tuples work like single ones, and enum members work as keys."""
    assert [point.norm() for point in student.points(3)] == [0.0, 1.0, 2.0]
    ((key, (point, colors)),) = student.by_color().items()
    assert (key, point.x, colors) == (EnumMember("Color", "RED", 1), 1.0, [EnumMember("Color", "BLUE")])
    assert (key.value, str(key)) == (1, "Color.RED")


def test_fields_of_a_dataclass_come_with_it(student: Student) -> None:
    """Fields have their values from when the object crossed, and cycles end where they repeat."""
    assert [fields_of(p)["x"] for p in student.points(400)] == [float(i) for i in range(400)]
    first = student.loop()
    assert fields_of(first)["tail"].x == 2.0
    assert fields_of(fields_of(first)["tail"])["tail"].x == 1.0
    assert first.tail.tail.tail.x == 2.0
    point, length = student.chain(500), 0
    while point is not None:
        point, length = point.tail, length + 1
    assert length == 500


def test_named_tuples_and_enums_come_and_go_by_their_names(student: Student) -> None:
    """A named tuple keeps its names, and an enum member passed back is the original."""
    money = student.money("1.50")
    assert (money.currency, str(money.amount), tuple(money)[1], describe(money)) == (
        "EUR",
        "1.50",
        "EUR",
        "(1.50, EUR)",
    )
    assert student.member_of(student.Color.RED) is True
    assert student.member_of(EnumMember("Color", "BLUE")) is False
    assert student.kind_of(money) == "Money"


def test_what_a_class_has_itself_is_read(student: Student) -> None:
    """Class methods and returned classes can be called."""
    assert student.Point.origin().x == 0.0
    assert student.made()(1) == EnumMember("Color", "RED")


def test_objects_and_functions_of_the_students_are_handed_back(student: Student) -> None:
    """Objects, functions and methods passed back are the originals."""
    point = student.Point(3.0, 4.0)
    assert student.norm_of(point) == 5.0
    assert student.apply(student.norm_of, point) == 5.0
    assert student.apply(point.norm) == 5.0
    assert student.apply(student.adder(2), 3) == 5


def test_returned_functions_are_called_through_the_pipe(student: Student) -> None:
    """Closures keep their state, and may call lent functions for as long as the check lasts."""
    assert student.adder(2)(5) == 7
    step = student.counter()
    assert [step(), step(), student.counter()()] == [1, 2, 1]
    assert student.compose(lambda x: 2 * x, lambda x: x + 1)(4) == 10
    seen: list[int] = []
    once = student.memoized(lambda x: seen.append(x) or -x)
    assert [once(3), once(3), once(4)] == [-3, -3, -4]
    assert seen == [3, 4]
    with pytest.raises(StudentRaised, match="the function that was returned raised TypeError"):
        step(1)


def test_a_function_of_the_suite_may_call_the_student(student: Student) -> None:
    """A lent function may call the submission, even recursively."""
    assert student.apply(lambda x: student.adder(x)(1), 5) == 6
    assert student.apply(lambda: student.apply(lambda: student.RATE)) == 0.5
    assert student.adder(1)(1) == 2


def test_iterators_give_their_items_one_by_one(student: Student) -> None:
    """Only as many items as needed are requested, and exceptions of iterators are the student's."""
    numbers = student.naturals()
    assert isinstance(numbers, StudentIterator)
    assert list(islice(numbers, 3)) == [0, 1, 2]
    assert next(numbers) == 3
    assert list(student.squares(4)) == [0, 1, 4, 9]
    assert list(student.reader()) == ["A", "B"]
    assert list(student.Bag()) == [1, 2]
    broken = student.broken_squares()
    assert next(broken) == 1
    with pytest.raises(StudentRaised, match="ArithmeticError: no more"):
        next(broken)


def test_iterators_without_end_are_stopped(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that consumes an endless iterator runs out of time."""
    monkeypatch.setattr("dropgrade.sandbox.client.MAX_PULLED", 50)
    with pytest.raises(OutOfTime, match="more than 50 items"):
        list(student.naturals())


def test_an_iterator_of_the_suite_is_pulled_by_the_student(student: Student) -> None:
    """Only as many items as the student needs are taken from a lent iterator."""
    numbers = count(5)
    assert student.first(numbers) == 5
    assert next(numbers) == 6
    assert list(islice(student.running(iter([1, 2, 3])), 2)) == [1, 3]
    assert list(student.running(x for x in (1, 2))) == [1, 3]


@dataclass
class Pair:
    """A dataclass of a suite."""

    left: int
    right: int


class Switch(enum.Enum):
    """An enum of a suite."""

    ON = "on"


def test_records_of_the_suite_arrive_with_their_names(student: Student) -> None:
    """The suite's dataclasses, named tuples, enum members and exceptions arrive with their names."""
    assert student.total(Pair(2, 3)) == 5
    assert student.total(namedtuple("Two", "left right")(2, 3)) == 5  # noqa: PYI024
    assert [student.kind_of(v) for v in (Pair(1, 2), Switch.ON, {1}, 1j)] == ["Pair", "Switch", "set", "complex"]
    assert student.error_text(KeyError("k")) == ("KeyError", "\"'k'\"", True)
    assert student.kind_of(np.array(["a"])) == "ndarray"


def test_an_exception_that_is_returned_is_a_value(student: Student) -> None:
    """A returned exception has its class, its bases and its text."""
    error = student.failed()
    assert error == ErrorValue("ValueError", error.bases, "not this time")
    assert (error.is_a("ValueError"), error.is_a("Exception"), error.is_a("KeyError")) == (True, True, False)


def test_what_is_too_large_is_said_in_words(student: Student) -> None:
    """A result that is too large for a message is described, without a fault of the grader."""
    assert describe(student.big()) == "a value that is too large to be inspected"
    with pytest.raises(NoValue):
        student.kind_of(student.nothing())
