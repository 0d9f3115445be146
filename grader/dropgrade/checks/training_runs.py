"""Calls of a function that trains a network with one hidden layer, and what they give, checked for their form.

The function is `train(params, x, y, p, lr, epochs, rng) -> history`; x and y are pairs of a training and a test set,
and history is a dict with train_loss, test_loss and params. Without dropout nothing is random.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from dropgrade.checks.arrays import expect_array, expect_keys, expect_like
from dropgrade.checks.behaviour import refuses
from dropgrade.checks.by_formula import expect_number_list
from dropgrade.checks.dropout.function import Generator
from dropgrade.checks.failure import Array
from dropgrade.checks.network_training import Case, Training
from dropgrade.checks.readings import Changes, explained_by, measured
from dropgrade.checks.small_network import Params, flat, irregular_params, labels
from dropgrade.checks.student import Student

LR: Final = 0.4
SIZES: Final = (9, 7)
"""How many samples the training and the test set have."""
LOSSES: Final = ("train_loss", "test_loss")


def problem(rng: Generator, inputs: int = 4, hidden: int = 6, sizes: tuple[int, int] = SIZES) -> Case:
    """Parameters, inputs and labels of a network whose hidden units are on and off."""
    params = irregular_params(rng, inputs, hidden)
    params["b1"] = abs(params["b1"])
    x_train, x_test = (rng.normal(size=(n, inputs)) for n in sizes)
    y_train, y_test = (labels(rng, n) for n in sizes)
    return params, (x_train, x_test), (y_train, y_test)


def run(
    student: Student, case: Case, rng: Generator, p: float, lr: float = LR, epochs: int = 1
) -> tuple[dict[str, Any], Params]:
    """One training: its history as it came, and its parameters, checked for their form."""
    history = expect_keys(student.train(*case, p, lr, epochs, rng), (*LOSSES, "params"), what="history")
    params = expect_keys(history["params"], case[0], what='history["params"]', alone=True)
    return history, {k: expect_like(params[k], v, what=f'history["params"]["{k}"]') for k, v in case[0].items()}


def recorded(history: Mapping[str, object]) -> tuple[Array, Array]:
    """Both losses of a history as arrays of finite numbers, whatever their length."""
    train, test = (expect_number_list(history[key], None, what=f'history["{key}"]') for key in LOSSES)
    return train, test


def no_dropout(student: Student, rng: Generator) -> float:
    """The rate of training without dropout: 0, or next to it, where 0 is refused; that is another check's matter."""
    return 1e-15 if refuses(student.train, *problem(rng), 0.0, LR, 1, rng) else 0.0


def expect_params(
    observed: Params,
    case: Case,
    mistakes: Mapping[str, Changes | Sequence[Changes]],
    *,
    what: str,
    also: Mapping[str, bool] | None = None,
    **right: Any,  # noqa: ANN401 - what changes a Training
) -> None:
    """Expect parameters that a `Training` with the changes `right` gives.

    Those of `mistakes` give others; `also` has the mistakes whose numbers are free. Where a factor is among what is
    right, coins decide about the parameters.
    """

    def trained(**changes: Any) -> Array:  # noqa: ANN401
        return flat(Training(**{**right, **changes}).params(case))

    found = explained_by(flat(observed), trained, mistakes) | dict(also or {})
    with measured(None if any((also or {}).values()) or "factor" in right else flat(observed)):
        for name, expected in Training(**right).params(case).items():
            expect_array(observed[name], expected, what=f"{what}, {name}", mistakes=found)
