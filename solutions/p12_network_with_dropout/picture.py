"""A network with dropout as a picture: which weights a single sample teaches, and how its answers spread."""

import numpy as np

from dropgrade.checks import expect_pair, expect_that
from dropgrade.pictures.data import cells, histogram, numbers

INPUTS, HIDDEN, PASSES = 6, 12, 200
MEMBERS = ("probs", "cache")


def picture(student, p, rng):
    """The gradient of W1 for three passes of one sample, and the answers of many."""
    params = {
        "W1": rng.normal(size=(INPUTS, HIDDEN)),
        "b1": np.full(HIDDEN, 2.0),  # nearly all units are active, so that a zero is a drop
        "W2": 0.2 * rng.normal(size=(HIDDEN, 1)),
        "b2": np.zeros(1),
    }
    x, y = rng.uniform(0.1, 0.4, size=(1, INPUTS)), np.ones((1, 1))
    grads = {f"pass {n}": np.abs(gradient(student, params, x, y, p, rng)) for n in (1, 2, 3)}
    many = np.repeat(x, PASSES, axis=0)
    training, _ = expect_pair(student.forward(params, many, p, True, rng), MEMBERS)
    evaluated, _ = expect_pair(student.forward(params, x, p, False, None), MEMBERS)
    answers = {"training": numbers(training, "probs", (PASSES, 1)), "evaluation": numbers(evaluated, "probs", (1, 1))}
    return [
        cells("How much one sample moves each weight of W1", grads, rows="inputs", columns="hidden units", words=None,
              most=(INPUTS, HIDDEN), note="a dropped unit learns nothing: its whole column stays empty"),
        histogram(f"probs of one sample, {PASSES} times", answers, axis="probs", note="evaluation has one answer"),
    ]  # fmt: skip


def gradient(student, params, x, y, p, rng):
    """The gradient of W1 after one pass in training."""
    _, cache = expect_pair(student.forward(params, x, p, True, rng), MEMBERS)
    grads = student.backward(params, cache, y)
    held = isinstance(grads, dict) and "W1" in grads
    expect_that(held, what="what `backward` returns", observed=grads, expected="a dict with W1, b1, W2 and b2")
    return numbers(grads["W1"], 'grads["W1"]', (INPUTS, HIDDEN))
