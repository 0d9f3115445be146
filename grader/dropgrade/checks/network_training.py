"""The training of a network with one hidden layer, how mistakes change it, and what its steps reveal of the coins."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from dropgrade.checks.dropout.function import Generator, View
from dropgrade.checks.failure import Array, expect_that
from dropgrade.checks.small_network import Params, WayBack, flat, gradients, hidden_layer, labels, logits, sigmoid
from dropgrade.checks.student import Student

TRAIN, TEST = 0, 1
CLOSE: Final = 1e-6

Sets = tuple[Array, Array]
Case = tuple[Params, Sets, Sets]
"""Parameters; inputs and labels of the training set and of the test set."""


@dataclass(frozen=True)
class Training:
    """A way to train a network; mistakes change it.

    `factor` is on the hidden units and `back` on their gradients; `late` says that the backward pass uses W2 after its
    step. `sets` are trained on, in steps of `times` the learning rate, except for the parameters in `stays`; `alone`
    takes a step for each sample, and `how` may be "starts over" or "keeps gradients".
    """

    n: int = 1
    lr: float = 0.4
    factor: Any = 1.0
    back: Any = None
    late: bool = False
    sets: Sequence[int] = (TRAIN,)
    times: float = 1
    stays: Sequence[str] = field(default=())
    alone: bool = False
    how: str = "goes on"

    def params(self, case: Case) -> Params:
        """Return the parameters after n epochs."""
        first, x, y = case[0], *(np.concatenate([data[s] for s in self.sets]) for data in case[1:])
        way = WayBack(back=self.back, step=self.lr * self.times * self.late)
        params = first
        for batch in ([slice(i, i + 1) for i in range(len(x))] if self.alone else [slice(None)]) * self.n:
            grads = gradients(params if self.how == "goes on" else first, x[batch], y[batch], self.factor, way)
            start = first if self.how == "starts over" else params
            params = {k: start[k] - (0 if k in self.stays else self.lr * self.times) * grads[k] for k in start}
        return params


def losses(params: Params, case: Case, factor: float = 1.0) -> list[float]:
    """Return the mean log losses of both sets without dropout, with the hidden layer multiplied by a factor."""
    z = [logits(params, hidden_layer(params, x)[1] * factor) for x in case[1]]
    return [float((np.logaddexp(0, z[s]) - case[2][s] * z[s]).mean()) for s in (TRAIN, TEST)]


def loss_readings(case: Case, before: Params, after: Params) -> dict[str, Sequence[float]]:
    """What mistakes give as the two losses of an epoch that began and ended with some parameters; "" is right."""
    (train, test), (early, early_test) = losses(after, case), losses(before, case)
    x, y = case[1:]
    probs = [sigmoid(logits(after, hidden_layer(after, each)[1])) for each in x]
    return {
        "": (train, test),
        "measured_before_update": (early, early_test),
        "loss_of_training_pass": (early, test),
        "losses_swapped": (test, train),
        "test_loss_of_training_set": (train, train),
        "sums_losses": (train * len(y[TRAIN]), test * len(y[TEST])),
        "bits_for_nats": (train / np.log(2), test / np.log(2)),
        "squared_error": [float(((probs[s] - y[s]) ** 2).mean()) for s in (TRAIN, TEST)],
        "no_minus": (-train, -test),
        "forgets_zeros": [float(-(y[s] * np.log(probs[s])).mean()) for s in (TRAIN, TEST)],
    }


def length_of_step(case: Case, before: Params, after: Params) -> float:
    """Return how many gradients all parameters moved by, if that is the same for all, else NaN."""
    slope = flat(gradients(before, case[1][TRAIN], case[2][TRAIN]))
    lengths = ((flat(before) - flat(after)) / np.where(slope == 0, 1, slope))[abs(slope) > CLOSE]
    return float(lengths[0]) if np.allclose(lengths, lengths[0], rtol=CLOSE, atol=0) else np.nan


def showing(h: Array, rng: np.random.Generator) -> Case:
    """Return a case with the positive hidden layer h: sample i has only input i, and can only change row i of W1."""
    n, hidden = h.shape
    w2 = rng.uniform(0.05, 0.1, (hidden, 1)) * rng.choice([-1, 1], (hidden, 1))
    params = {"W1": h - 0.5, "b1": np.full(hidden, 0.5), "W2": w2, "b2": np.zeros(1)}
    return params, (np.eye(n), np.zeros((1, n))), (labels(rng, n), np.ones((1, 1)))  # the test set changes no weight


def units_by_steps(run: Callable[..., tuple[object, Params]], lr: float) -> View:
    """Return a view of what dropout leaves of a hidden layer; `run` is a training `(student, case, rng, p, lr)`.

    With a small `lr`, each step of W1 reveals one unit of one sample.
    """

    def view(student: Student, h: Array, rng: Generator | None, p: float, training: bool) -> tuple[Array, object]:  # noqa: FBT001 - a view's
        del training
        case = showing(h, np.random.default_rng() if rng is None else rng)
        params = run(student, case, rng, p, lr)[1]
        on = params["W1"] != case[0]["W1"]
        if on.all() and rng is not None:
            before, *_ = alone = showing(h[:1], rng)
            after = run(student, alone, rng, p, lr)[1]
            lost = ((after["W1"] != before["W1"]) & (after["W2"] == before["W2"]).T).sum()
            expect_that(not lost, what="the gradients of one sample", expected="none for W1 where there is none for W2",
                        observed=f"{lost} of the units without a gradient for W2 have one for W1",
                        mistakes=["gradient_not_masked"])  # fmt: skip
        inverted = Training(lr=lr, factor=on / (1 - p)).params(case)
        return h * on / (1 - p if np.allclose(flat(params), flat(inverted), rtol=1e-9) else 1), None

    return view
