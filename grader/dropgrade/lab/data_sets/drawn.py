"""The sources of the examples: the package's digits, those of p13, and random points."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import numpy as np

from dropgrade.course.course import installed_course
from dropgrade.errors import CourseError

Array = np.ndarray[Any, Any]
OF_COURSE = "exercises/p13_training_loop/data/digits.csv"
BRIGHTEST = 16


def many_digits() -> tuple[Array, Array]:
    """1,797 images of shape (1797, 64), grey values from 0 to 1, and their digits (Alpaydin and Kaynak, 1998)."""
    return _images(gzip.decompress(Path(__file__).with_name("digits.csv.gz").read_bytes()))


def digits_of_course() -> tuple[Array, Array]:
    """The 200 digits of p13, in its order; raises `CourseError` where the installed course does not have them."""
    file = installed_course().root / OF_COURSE
    try:
        return _images(file.read_bytes())
    except OSError as error:
        raise CourseError(f"The digits of p13 cannot be read: {error.strerror}.", f"They belong in {file}.") from None


def _images(text: bytes) -> tuple[Array, Array]:
    rows = np.array([line.split(b",") for line in text.split()], dtype=float)
    return rows[:, :-1] / BRIGHTEST, rows[:, -1].astype(np.int64)


def two_moons(examples: int, noise: float, seed: int) -> tuple[Array, Array]:
    """Points on two interleaving half circles with normal noise, of shape (examples, 2), and their classes."""
    rng = np.random.default_rng(seed)
    label = rng.permutation(np.arange(examples) % 2)
    angle = np.pi * rng.random(examples)
    upper = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], axis=1)
    points = np.where(label[:, None] == 0, upper, lower)
    return points + noise * rng.standard_normal(points.shape), label.astype(np.int64)
