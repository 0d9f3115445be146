"""Expectations that call the submission: inputs, random streams, global state and exceptions."""

from __future__ import annotations

import random
from typing import Any

import numpy as np
import pytest

from dropgrade.checks import (
    CheckFailed,
    Student,
    StudentObject,
    attempt,
    expect_array,
    expect_different,
    expect_global_state_untouched,
    expect_like,
    expect_mask,
    expect_none,
    expect_pair,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_unchanged,
    expect_value,
    refuses,
)
from dropgrade.checks.behaviour import changed_by, expect_none_changed
from dropgrade.sandbox.outcomes import LoadRaised, NameMissing, OutOfMemory, StudentRaised
from dropgrade.sandbox.wire import Foreign, NoValue
from tests.checks.odd_values import ODD, X
from tests.checks.test_arrays import failure_of
from tests.local import local_student

SOURCE = """
import random
import numpy as np
from dataclasses import dataclass

SHARED = np.random.default_rng(5)
FROZEN = SHARED.random((4, 5))

def same(x): return x
def nothing(*args, **kwargs): return None
def returns_object(): return object()
KINDS = {kind.__name__: kind for kind in (ValueError, TypeError, NotImplementedError, MemoryError)}
def raises(name, text=""): raise KINDS[name](text)
def exits(): raise SystemExit(3)

class Mine(ValueError): pass
class Unwritten(NotImplementedError): pass
def raises_mine(): raise Mine("mine")
def raises_unwritten(): raise Unwritten

def adds(x): x += 1; return x
def adds_inside(pair, last=None): pair[0][0] += 1; return pair
def sorts(x): x.sort(); return x
def reshapes(x): x.shape = (20,); return x
def adds_and_takes_away(x): x += 1; x -= 1; return x

def draws(x, rng): return rng.random(x.shape)
def draws_pair(x, rng): return rng.random(x.shape), None
def draws_ragged(x, rng): return [rng.random(2).tolist(), [1.0]]
def draws_number(x, rng): return float(rng.random())
def draws_nan(x, rng): return rng.random(x.shape) * np.nan
def ignores(x, rng): return SHARED.random(x.shape)
def unseeded(x, rng): return np.random.default_rng().random(x.shape)
def frozen(x, rng): return FROZEN
def frozen_pair(x, rng): return FROZEN, None
def seeds_global(x, rng): np.random.seed(0); return np.random.rand(4, 5)
def draws_global(x, rng=None): return np.random.rand(4, 5)
def draws_plain(x, rng=None): return random.random()
def draws_both(x, rng=None): return random.random() + np.random.rand()

@dataclass
class Layer:
    p: float = 0.5
    def forward(self, x): self.x = x; return x * self.p
    def last(self): return self.x
    def me(self): return self
    def apply(self, function, x): return function(x) + function(x)

def applies(function, x): return function(x)
"""


@pytest.fixture
def student() -> Student:
    """Return the submission above."""
    return local_student(SOURCE)


# The student itself.


def test_functions_are_called_as_if_they_were_here(student: Student) -> None:
    """Arguments are sent and results are returned, arrays as new objects."""
    arrived = student.same(X)
    assert arrived is not X
    assert np.array_equal(expect_array(arrived, X), X)


def test_an_object_lives_in_the_worker(student: Student) -> None:
    """An object of the student's keeps its state between calls of its methods."""
    layer = student.Layer(p=0.25)
    assert isinstance(layer, StudentObject)
    assert repr(layer) == "an object of class Layer"
    expect_array(layer.forward(X), X * 0.25)
    expect_array(layer.last(), X)
    assert isinstance(layer.me(), StudentObject)


def test_functions_of_the_suites_are_called_back(student: Student) -> None:
    """A function passed to the student runs here, in the middle of the call, and its exception arrives there."""
    assert student.applies(lambda x: x * 2, 4) == 8
    layer: Any = student.Layer()
    assert layer.apply(lambda x: x + 1, 1.5) == 5.0
    with pytest.raises(StudentRaised, match="could not be called so"):
        student.applies(lambda x: x.missing, 4)


def test_a_verdict_in_a_callback_ends_the_check(student: Student) -> None:
    """A suite may use expectations on the arguments of its function."""
    with pytest.raises(CheckFailed):
        student.applies(lambda x: expect_value(x, 5.0, what="it"), 4)


@pytest.mark.parametrize("name", ["__array_interface__", "__array_struct__", "__class_getitem__"])
def test_special_methods_are_not_the_students(student: Student, name: str) -> None:
    """NumPy asks every object for special methods, and this does not call the student's objects over the pipe."""
    for thing in (student, student.Layer()):
        with pytest.raises(AttributeError):
            getattr(thing, name)
    with pytest.raises(NoValue):
        np.asarray(student.Layer())


def test_an_object_in_place_of_a_value_fails(student: Student) -> None:
    """An object of the student's is described if something else was expected."""
    layer = student.Layer()
    for failure in (
        failure_of(expect_array, layer, X),
        failure_of(expect_like, layer, X),
        failure_of(expect_value, layer, 1.0, what="it"),
        failure_of(expect_pair, layer),
        failure_of(expect_none, layer, what="it"),
        failure_of(expect_mask, layer, (4, 5)),
    ):
        assert failure.observed == "an object of class Layer"
    expect_different(layer, student.Layer(), what="two layers")
    assert isinstance(student.returns_object(), Foreign)


def test_the_local_student_leaves_this_process_alone() -> None:
    """Loading and calling a submission here touches neither the random states nor the modules of the tests."""
    before = random.getstate(), str(np.random.get_state()), vars(np.random.bit_generator)["randbits"]  # noqa: NPY002
    student = local_student(SOURCE)
    student.draws_both(X)
    student.seeds_global(X, None)
    after = random.getstate(), str(np.random.get_state()), vars(np.random.bit_generator)["randbits"]  # noqa: NPY002
    assert after == before


@pytest.mark.parametrize("name", ["draws_both", "draws_plain", "draws_global", "unseeded"])
def test_unseeded_randomness_repeats_with_the_seed(name: str) -> None:
    """The same seed gives the same numbers to functions with their own generators, continuing from call to call."""
    runs = []
    for seed in (3, 3, 4):
        student = local_student(SOURCE, seed=seed)
        runs.append([np.asarray(getattr(student, name)(X, None)).tolist() for _ in range(2)])
    assert runs[0] == runs[1]
    assert runs[0] != runs[2]
    assert runs[0][0] != runs[0][1]


# Inputs.


@pytest.mark.parametrize("name", ["adds", "sorts", "reshapes"])
def test_an_input_changed_in_place_fails(student: Student, name: str) -> None:
    """A change of an entry, of the order or of the shape is a change."""
    getattr(student, name)(X[::-1].copy())
    failure = failure_of(expect_unchanged, student, what="x", mistakes=["changes_input"])
    assert (failure.what, failure.observed, failure.mistakes) == (
        "x after the call",
        "changed in place",
        ("changes_input",),
    )


@pytest.mark.parametrize("how", ["in a list", "by its name", "in a dictionary"])
def test_inputs_within_others_are_looked_at(student: Student, how: str) -> None:
    """Arrays in lists and dictionaries and those passed by keyword are inputs too."""
    if how == "by its name":
        student.adds_inside(pair=(X.copy(), 1))
    else:
        student.adds_inside([X.copy()] if how == "in a list" else {0: X.copy()}, last=X)
    failure_of(expect_unchanged, student)


@pytest.mark.parametrize("name", ["same", "nothing", "adds_and_takes_away"])
def test_an_input_left_as_it_was_passes(student: Student, name: str) -> None:
    """An input that was changed and restored, to the last bit, was not changed."""
    getattr(student, name)(np.ones((2, 3)))
    expect_unchanged(student, mistakes=["never"])


def test_nan_that_stays_is_no_change(student: Student) -> None:
    """An input with unchanged NaN was not changed."""
    student.same(X * np.nan)
    expect_unchanged(student)


def test_only_the_newest_call_counts(student: Student) -> None:
    """A change by an earlier call is not attributed to a later one, nor to one that raised."""
    student.adds(X.copy())
    student.same(X)
    expect_unchanged(student)
    student.adds(X.copy())
    with pytest.raises(StudentRaised):
        student.raises("ValueError")
    expect_unchanged(student)


# Random streams.


@pytest.mark.parametrize("name", ["same", "draws"])
def test_a_function_that_leaves_global_states_alone_passes(student: Student, name: str) -> None:
    """Drawing from the given generator touches no global state."""
    attempt(getattr(student, name), X, *([np.random.default_rng(0)] if name == "draws" else []))
    expect_global_state_untouched(student, mistakes=["never"])


@pytest.mark.parametrize(
    ("name", "used"),
    [
        ("seeds_global", "`numpy.random`"),
        ("draws_global", "`numpy.random`"),
        ("draws_plain", "`random`"),
        ("draws_both", "`numpy.random` and `random`"),
    ],
)
def test_a_global_state_that_is_used_is_named(student: Student, name: str, used: str) -> None:
    """Both seeding and drawing are detected, and the message says which library's state it was."""
    getattr(student, name)(X, None)
    failure = failure_of(expect_global_state_untouched, student, mistakes=["ignores_rng"])
    assert (failure.observed, failure.mistakes) == (f"{used} was used", ("ignores_rng",))


@pytest.mark.parametrize("name", ["draws", "draws_pair", "draws_ragged", "draws_number"])
def test_a_function_of_its_generator_is_reproducible(student: Student, name: str) -> None:
    """Equal generators give equal results and different ones different results, whatever the results contain."""
    expect_reproducible(lambda rng: getattr(student, name)(X, rng), mistakes=["ignores"], frozen=["frozen"])


@pytest.mark.parametrize("name", ["ignores", "unseeded", "draws_global"])
def test_a_function_that_ignores_its_generator_is_named(student: Student, name: str) -> None:
    """Different results from equal generators name the first kind of mistake."""
    failure = failure_of(
        expect_reproducible, lambda rng: getattr(student, name)(X, rng), mistakes=["ignores"], frozen=["frozen"]
    )
    assert failure.mistakes == ("ignores",)


@pytest.mark.parametrize("name", ["frozen", "frozen_pair", "seeds_global", "nothing", "draws_nan"])
def test_a_function_that_is_frozen_is_named(student: Student, name: str) -> None:
    """Equal results from different generators name the second kind of mistake."""
    failure = failure_of(
        expect_reproducible, lambda rng: getattr(student, name)(X, rng), mistakes=["ignores"], frozen=["frozen"]
    )
    assert failure.mistakes == ("frozen",)


@pytest.mark.parametrize("odd", ODD)
def test_reproducibility_of_anything_can_be_judged(odd: str) -> None:
    """Any result that is the same each time counts as frozen, and nothing raises."""
    assert failure_of(expect_reproducible, lambda _: ODD[odd], frozen=["frozen"]).mistakes == ("frozen",)


def test_a_generator_goes_on_from_call_to_call(student: Student) -> None:
    """Two calls with one generator draw different numbers, the same ones as in one process."""
    rng, twin = np.random.default_rng(7), np.random.default_rng(7)
    for _ in range(2):
        expect_array(student.draws(X, rng), twin.random(X.shape))


# Exceptions.


@pytest.mark.parametrize("error", ["ValueError", "Exception"])
@pytest.mark.parametrize("call", ["raises", "raises_mine"])
def test_an_exception_of_the_right_kind_passes(student: Student, error: str, call: str) -> None:
    """The class itself and its subclasses are right."""
    arguments = ["ValueError"] if call == "raises" else []
    expect_raises(error, getattr(student, call), *arguments, what="a call", mistakes=["never"])


@pytest.mark.parametrize(
    ("call", "arguments", "observed"),
    [
        ("raises", ["TypeError", "no"], "TypeError: no"),
        ("raises", ["TypeError", "x" * 500], "TypeError: " + "x" * 189),
        ("exits", [], "SystemExit: 3"),
        ("same", [1.5], "no error; it returned 1.5"),
        ("nothing", [], "no error; it returned None"),
        ("same", [X], "no error; it returned an array of shape (4, 5) and dtype float64"),
        ("Layer", [], "no error; it returned an object of class Layer"),
    ],
)
def test_no_error_and_another_error_are_reported(
    student: Student, call: str, arguments: list[object], observed: str
) -> None:
    """The message says what was raised or returned instead of the right exception."""
    failure = failure_of(
        expect_raises, "ValueError", getattr(student, call), *arguments, what="a call", mistakes=["takes"]
    )
    assert (failure.what, failure.observed, failure.expected) == ("a call", observed, "a ValueError")
    assert failure.mistakes == ("takes",)


@pytest.mark.parametrize("call", ["raises", "raises_unwritten"])
def test_what_is_not_written_yet_stays_so(student: Student, call: str) -> None:
    """NotImplementedError passes through expectations, and never counts as the expected exception."""
    arguments = ["NotImplementedError"] if call == "raises" else []
    for error in ("ValueError", "NotImplementedError", "Exception"):
        with pytest.raises(StudentRaised):
            expect_raises(error, getattr(student, call), *arguments, what="a call")
    with pytest.raises(StudentRaised):
        expect_returns(getattr(student, call), *arguments, what="a call")


def test_a_call_that_should_return_does(student: Student) -> None:
    """The result is returned, and an exception is the mistake."""
    assert expect_returns(student.same, x=3, what="a call", mistakes=["never"]) == 3
    failure = failure_of(expect_returns, student.raises, "TypeError", text="two", what="a call", mistakes=["only_2d"])
    assert (failure.observed, failure.expected, failure.mistakes) == ("TypeError: two", "a result", ("only_2d",))


def test_outcomes_are_never_taken_for_exceptions(student: Student) -> None:
    """Running out of memory and missing names pass through every expectation about exceptions."""
    for call, arguments, outcome in ((student.raises, ["MemoryError"], OutOfMemory), (student.absent, [], NameMissing)):
        with pytest.raises(outcome):
            expect_raises("Exception", call, *arguments, what="a call")
        with pytest.raises(outcome):
            expect_returns(call, *arguments, what="a call")


def test_an_attempt_gives_a_result_or_none(student: Student) -> None:
    """`attempt` never ends the check, except for outcomes that the grader decides."""
    assert attempt(student.same, 3) == 3
    assert attempt(student.raises, "ValueError") is None
    assert attempt(student.raises, "NotImplementedError") is None
    assert attempt(student.absent) is None
    with pytest.raises(OutOfMemory):
        attempt(student.raises, "MemoryError")


def test_a_file_that_does_not_load_says_so() -> None:
    """An exception at loading is an outcome, with the line that raised."""
    with pytest.raises(LoadRaised) as failure:
        local_student("x = 1\nx / 0\n")
    assert (failure.value.info.type_name, failure.value.info.line) == ("ZeroDivisionError", 2)


def test_refuses_tells_a_refusal_from_everything_else() -> None:
    """A ValueError or a subclass of the student's is a refusal; a result and any other exception are not."""
    student = local_student(SOURCE)
    assert refuses(student.raises, "ValueError")
    assert refuses(student.raises_mine)
    assert not refuses(student.same, X)
    assert not refuses(student.raises, "TypeError", text="no")
    with pytest.raises(StudentRaised):
        refuses(student.raises_unwritten)


def test_changed_arguments_are_called_by_their_names() -> None:
    """The arguments that a call changed are named in words, and with the mistakes that change them."""
    student = local_student("def scales(x, mask): mask *= 2; return x")
    student.scales(X.copy(), X.copy())
    changed = changed_by(student, "x", "mask")
    assert changed == ["mask"]
    with pytest.raises(CheckFailed) as caught:
        expect_none_changed(changed, {"changes_input": ["x"], "changes_mask": ["mask"]})
    assert caught.value.mistakes == ("changes_mask",)
    expect_none_changed([], {"changes_input": ["x"]})
