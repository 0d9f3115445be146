"""A figure: its name, what the articles say about it, and how its panels are made."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from dropgrade.checks import expect_pair, expect_that
from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench
from dropgrade.lab.figures.panels import Panel, panel_json
from dropgrade.pictures.data import numbers

Draw = Callable[[Bench, int], Sequence[Panel]]
"""Makes the panels from the functions of a bench, and a seed."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the articles.

    `article` says what they show, `source` a paper with its section, `functions` are those that it calls.
    """

    name: str
    title: str
    article: str
    source: str
    functions: tuple[str, ...]
    draw: Draw

    @property
    def described(self) -> dict[str, Any]:
        """The description that a page shows in its list."""
        return {
            "name": self.name,
            "title": self.title,
            "article": self.article,
            "source": self.source,
            "functions": self.functions,
        }

    def made(self, bench: Bench, seed: int) -> dict[str, Any]:
        """The figure with its panels, as plain data."""
        return {**self.described, "seed": seed, "panels": [panel_json(each) for each in self.draw(bench, seed)]}


def dropped(bench: Bench, function: str, x: Array, p: float, rng: np.random.Generator) -> Array:
    """The out of a function that returns (out, mask) in training, checked as numbers that can be drawn."""
    out, _ = expect_pair(bench.call(function, x, p, training=True, rng=rng))
    return numbers(out, f"what `{function}` returns", x.shape)


def mask_of(bench: Bench, shape: tuple[int, ...], p: float, rng: np.random.Generator) -> Array:
    """A mask of p01, of zeros and ones."""
    mask = numbers(bench.call("bernoulli_mask", shape, p, rng), "the mask", shape)
    is_binary = bool(np.isin(mask, (0, 1)).all())
    expect_that(is_binary, what="the mask", observed="other values than 0 and 1", expected="zeros and ones")
    return mask
