"""A network with prepared outputs, which records how often a program calls it, and with what."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.inputs import probe

MOST_ROWS = 1000


class ScriptedNetwork:
    """Stands in for a network with dropout on: returns its prepared outputs in turn, and records its arguments.

    The program should ask for `n` passes over x, of shape (inputs, 5). `outputs` holds three times as many outputs, of
    the given shape. With the usual shape (inputs, classes) each row of x gets the next of its own outputs, so that
    passes over single rows, or over copies of x, can be judged too.
    """

    def __init__(self, rng: np.random.Generator, usual: tuple[int, int], shape: tuple[int, ...] | None = None) -> None:
        self.n = int(rng.integers(5, 10))
        self.x = probe((usual[0], 5), rng)
        self.by_rows = shape in (None, usual)
        self.outputs = 0.05 + 0.9 * rng.random((3 * self.n, *(usual if shape is None else shape)))
        self.calls = 0
        self.other: object = None  # the first thing it was given that is not x
        self.extras = self.turned_off = False  # whether there was more than x, and whether that was False
        self._seen = [0] * len(self.x)

    def __call__(self, x: Any = None, *extras: object, **named: object) -> object:  # noqa: ANN401 - anything may come
        """Return the next output, or their average if a flag turns dropout off."""
        self.calls += 1
        same = isinstance(x, np.ndarray) and x.dtype == self.x.dtype and np.array_equal(x, self.x)
        if self.other is None and not same:
            self.other = "nothing" if x is None else x
        self.extras = self.extras or bool(extras or named)
        if any(extra is False for extra in (*extras, *named.values())):
            self.turned_off = True
            return _plain(self.outputs[: self.n].mean(axis=0))
        rows = self._rows_in(x) if self.by_rows else None
        if rows is None:
            return _plain(self.outputs[(self.calls - 1) % len(self.outputs)])
        return np.array([self._next_of(row) for row in rows]).reshape(*x.shape[:-1], self.outputs.shape[-1])

    def _rows_in(self, given: object) -> Array | None:
        """Return which rows of x an array holds, or None if it holds anything else."""
        if not isinstance(given, np.ndarray) or given.ndim < 1 or given.shape[-1:] != self.x.shape[1:]:
            return None
        found = (given.reshape(-1, 1, given.shape[-1])[:MOST_ROWS] == self.x).all(axis=-1)
        return found.argmax(axis=1) if 0 < given.size <= MOST_ROWS and found.any(axis=1).all() else None

    def _next_of(self, row: int) -> Array:
        self._seen[row] += 1
        return np.asarray(self.outputs[(self._seen[row] - 1) % len(self.outputs), row])

    @property
    def is_given_as_much(self) -> bool:
        """Whether every argument had the shape of x."""
        return self.other is None or getattr(self.other, "shape", None) == self.x.shape

    def passes(self) -> list[Array]:
        """Return the passes that a program may have averaged: the first n, the last n, or all that it asked for."""
        last = max(self.calls, self.n)
        every = np.arange(self.calls) % len(self.outputs)
        counted = max(self.n - 1, 1) <= self.calls <= MOST_ROWS
        return [self.outputs[: self.n], self.outputs[last - self.n : last], *([self.outputs[every]] if counted else [])]

    def expect_x_alone(self, *, changed: bool) -> None:
        """Expect calls with x as it is and nothing else; `changed` says whether the program changed x."""
        what, x = "what forward is given", self.x
        expect_that(self.calls > 0, what="the calls of forward", observed="none", expected=f"{self.n}")
        more = {"turns_dropout_off": self.turned_off, "passes_extra_arguments": not self.turned_off}
        expect_that(not self.extras, what=what, observed="x and something else", expected="x alone", mistakes=more)
        shape = getattr(self.other, "shape", None)
        mistakes = {
            "perturbs_input": shape == x.shape and not changed,
            "one_row_at_a_time": shape in (x.shape[1:], (1, *x.shape[1:])),
            "stacks_copies_of_x": shape in ((self.n * len(x), *x.shape[1:]), (self.n, *x.shape)),
        }
        observed = "an array of its shape with other values" if shape == x.shape else self.other
        expected = f"x itself, an array of shape {x.shape}"
        expect_that(self.other is None, what=what, observed=observed, expected=expected, mistakes=mistakes)


def expect_passes(networks: Sequence[ScriptedNetwork]) -> None:
    """Expect that each of two networks was called its own n times."""
    numbers, calls = [network.n for network in networks], [network.calls for network in networks]
    named = {
        "one_pass": [1, 1],
        "one_pass_too_few": [n - 1 for n in numbers],
        "one_pass_too_many": [n + 1 for n in numbers],
        "fresh_samples_for_variance": [2 * n for n in numbers],
        "fixed_number_of_passes": [calls[0]] * 2 if calls[0] > 1 else None,
    }
    whole = all(network.is_given_as_much for network in networks)
    expect_that(
        calls == numbers,
        what=f"the number of times that forward is called for n_samples = {numbers[0]} and {numbers[1]}",
        observed=" and ".join(map(str, calls)),
        expected=" and ".join(map(str, numbers)),
        mistakes={name: whole and calls == count for name, count in named.items()},
    )


def _plain(output: Array) -> object:
    return output if output.shape else float(output)
