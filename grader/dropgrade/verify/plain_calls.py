"""Call the checks of a suite without pytest: with a case, and with the suite's fixtures."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

import pytest

from dropgrade.grading.examples import is_of_hypothesis, tried

EXAMPLES = 3
"""The number of examples for a check that draws its inputs."""


def call_plainly(suite: ModuleType, function: str, given: Mapping[str, object], case: int | None, seed: int) -> None:
    """Run a test on one of its cases with its fixtures; `given` has the values of ours.

    A fixture with parameters gets its first one.
    """
    test = getattr(suite, function)
    with ExitStack() as ending:
        made: dict[str, object] = {**given, **_parameters(test, case or 0)}
        fixtures = _fixtures(suite)
        used = [name for mark in getattr(test, "pytestmark", []) if mark.name == "usefixtures" for name in mark.args]
        for name in [*used, *_asked(test)]:
            _make(name, made, fixtures, ending)
        arguments = {name: made[name] for name in _asked(test)}
        if is_of_hypothesis(test):
            tried(test, arguments, seed, lambda: lambda: False, EXAMPLES)
        else:
            test(**arguments)


def _asked(function: Callable[..., object]) -> list[str]:
    """Return the arguments without a default."""
    parameters = inspect.signature(function).parameters.values()
    return [p.name for p in parameters if p.default is p.empty and p.kind is not p.VAR_KEYWORD]


def _parameters(test: Any, case: int) -> dict[str, object]:  # noqa: ANN401 - a function of the suite
    """Return the values of a case; further `parametrize` marks contribute their first values."""
    found: dict[str, object] = {}
    for mark in getattr(test, "pytestmark", []):
        if mark.name == "parametrize":
            words, every = mark.args[0], list(mark.args[1])
            names = [n.strip() for n in words.split(",")] if isinstance(words, str) else list(words)
            value = every[case] if case < len(every) else every[0]
            values = value.values if isinstance(value, type(pytest.param())) else (value,) if len(names) == 1 else value
            found |= dict(zip(names, values, strict=True))
    return found


def _fixtures(suite: ModuleType) -> dict[str, Any]:
    """Return the fixtures of a suite by name, with their markers; their location depends on pytest's version."""
    every = {
        name: (value, getattr(value, "_fixture_function_marker", getattr(value, "_pytestfixturefunction", None)))
        for name, value in vars(suite).items()
        if callable(value)
    }
    return {name: each for name, each in every.items() if type(each[1]).__name__ == "FixtureFunctionMarker"}


def _make(name: str, made: dict[str, object], fixtures: Mapping[str, Any], ending: ExitStack) -> None:
    """Create a fixture, and first those that it needs."""
    if name == "tmp_path" and name not in made:  # only on demand: creating a folder takes longer than most checks
        made[name] = Path(ending.enter_context(TemporaryDirectory(prefix="dropgrade-")))
    if name in made or name not in fixtures:
        return
    function, marker = fixtures[name][0].__wrapped__, fixtures[name][1]
    for each in _asked(function):
        _make(each, made, fixtures, ending)
    request = type("Request", (), {"param": (marker.params or (None,))[0]})()
    result = function(**{each: request if each == "request" else made[each] for each in _asked(function)})
    made[name] = ending.enter_context(_yielded(result)) if isinstance(result, Generator) else result


@contextmanager
def _yielded(fixture: Generator[object, None, None]) -> Iterator[object]:
    """Return what a fixture yields, and run the rest of it at the end."""
    yield next(fixture)
    next(fixture, None)
