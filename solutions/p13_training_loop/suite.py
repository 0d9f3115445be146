"""The hidden suite of the training loop. Without dropout nothing is random, and one-hot inputs show every coin."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest

from dropgrade.checks import (
    expect_array,
    expect_coins,
    expect_like,
    expect_returns,
    expect_that,
    expect_value,
    fits,
    refuses,
)
from dropgrade.checks.dropout import Dropout, rate
from dropgrade.checks.inputs import probe
from dropgrade.checks.network_training import TEST, TRAIN, Training, length_of_step, losses, showing, units_by_steps
from dropgrade.checks.readings import explained_by, measured
from dropgrade.checks.refusals import expect_p_refused
from dropgrade.checks.small_network import flat, hidden_layer, irregular_params, labels, logits, sigmoid

LR, GENTLE = 0.4, 0.05
LOSSES = ("train_loss", "test_loss")
SETS = TRAIN, TEST
DIGITS = Path(__file__).parents[2] / "exercises" / Path(__file__).parent.name / "data" / "digits.csv"


def expect_params(observed, case, mistakes, *, what, more=None, **right):
    """Expect parameters that are trained right; `mistakes` train them otherwise, `more` are names as they are."""
    expected = Training(**right).params(case)
    found = explained_by(flat(observed), lambda **how: flat(Training(**{**right, **how}).params(case)), mistakes)
    with measured(None if more or "factor" in right else flat(observed)):  # what is exact, without coins
        for name in expected:
            expect_array(observed[name], expected[name], what=f"{what}, {name}", mistakes=found | (more or {}))


def problem(rng, inputs=4, hidden=6, sizes=(9, 7)):
    """Parameters, inputs and labels of a network whose hidden units are on and off."""
    params = irregular_params(rng, inputs, hidden)
    params["b1"] = abs(params["b1"])
    return params, tuple(rng.normal(size=(n, inputs)) for n in sizes), tuple(labels(rng, n) for n in sizes)


def run(student, case, rng, p, lr=LR, epochs=1):
    """One training: its history as it came, and its parameters, checked for their form."""
    history = student.train(*case, p, lr, epochs, rng)
    missing = [k for k in (*LOSSES, "params") if k not in history] if isinstance(history, dict) else ["dict"]
    expect_that(not missing, what="history", observed=history if missing == ["dict"] else f"no {', '.join(missing)}",
                expected="a dict with train_loss, test_loss and params")  # fmt: skip
    params = history["params"]
    right = isinstance(params, dict) and set(params) == set(case[0])
    expect_that(right, what='history["params"]', observed=params, expected="a dict with W1, b1, W2 and b2")
    return history, {k: expect_like(params[k], v, what=f'history["params"]["{k}"]') for k, v in case[0].items()}


def recorded(history):
    """Both losses of a history as arrays of finite numbers, whatever their length."""
    found = []
    for key in LOSSES:
        try:
            values = np.asarray(history[key], dtype=float)
        except (TypeError, ValueError, OverflowError):
            values = np.empty(0)
        sound = isinstance(history[key], list | tuple | np.ndarray) and values.ndim == 1 and values.size
        expect_that(bool(sound and np.isfinite(values).all()), what=f'history["{key}"]', observed=history[key],
                    expected="finite numbers, one for each epoch")  # fmt: skip
        found.append(values)
    return found


def no_dropout(student, rng):
    """The rate of training without dropout: 0, or next to it, where 0 is refused; that is another check's matter."""
    return 1e-15 if refuses(student.train, *problem(rng), 0.0, LR, 1, rng) else 0.0


@pytest.mark.points(0.5)
@pytest.mark.needs("test_losses")
def test_history(student, rng):
    """history holds the two losses of every epoch, and the trained parameters."""
    for epochs in (1, 3):
        sizes = [values.size for values in recorded(run(student, problem(rng), rng, rate(rng), epochs=epochs)[0])]
        known = {"records_the_start": epochs + 1 in sizes, "records_the_end_only": epochs > 1 and 1 in sizes}
        expect_that(sizes == [epochs] * 2, what=f"how many losses history holds of {epochs} epochs, train and test",
                    observed=f"{sizes[TRAIN]} and {sizes[TEST]}", expected=f"{epochs} and {epochs}",
                    mistakes=known)  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_one_step(student, rng):
    """Without dropout, an epoch takes lr times each gradient of the training loss from each parameter."""
    case = params, x, _ = problem(rng)
    n = len(x[TRAIN])
    observed = run(student, case, rng, no_dropout(student, rng))[1]
    length = length_of_step(case, params, observed)
    ignores_lr = not np.isnan(length) and not any(np.isclose(length, LR * times) for times in (0, 1, -1, n))
    mistakes = {
        "climbs": {"times": -1},
        "sums_over_batch": {"times": n},
        "trains_on_test_too": {"sets": SETS},
        "trains_on_test_set": {"sets": (TEST,)},
        "updates_output_first": {"late": True},
        "forgets_biases": {"stays": ("b1", "b2")},
        "returns_first_params": {"stays": tuple(params)},
        "steps_by_sample": {"alone": True},
        "one_epoch_too_many": {"n": 2},
    }
    more = {"ignores_lr": True} if ignores_lr else {}
    expect_params(observed, case, mistakes, what="after one epoch", more=more)


@pytest.mark.points(1)
@pytest.mark.needs("test_one_step")
def test_every_epoch(student, rng):
    """Without dropout, every epoch goes on from where the last one ended, and adds its losses to the history."""
    case, p, n = problem(rng), no_dropout(student, rng), 4
    histories, params = zip(*(run(student, case, rng, p, epochs=epochs) for epochs in range(1, n + 1)), strict=True)
    mistakes = {
        "starts_over": {"how": "starts over"},
        "one_epoch_too_few": {"n": n - 1},
        "one_epoch_too_many": {"n": n + 1},
        "keeps_first_gradients": {"how": "keeps gradients"},
    }
    more = {"decays_lr": True} if 0 < length_of_step(case, *params[:2]) < 0.999 * LR else {}
    expect_params(params[-1], case, mistakes, n=n, what=f"after {n} epochs", more=more)
    ends = np.array([[values[-1] for values in recorded(history)] for history in histories])
    for key, values, expected in zip(LOSSES, recorded(histories[-1]), ends.T, strict=True):
        expect_array(values[-n:], expected, what=f'history["{key}"], beside the ends of shorter trainings')


@pytest.mark.points(1)
def test_losses(student, rng):
    """The losses of an epoch are the mean log losses after its step, of the training and of the test set."""
    case, p = problem(rng), rate(rng)
    first, x, y = case
    for each in (p, no_dropout(student, rng)):  # what dropout does to them is another check's matter
        history, params = run(student, case, rng, each)
        observed = [values[-1] for values in recorded(history)]
        if any(np.allclose(observed, losses(after, case), rtol=1e-5) for after in (params, Training().params(case))):
            return
    (train, test), (early, early_test) = losses(params, case), losses(first, case)
    probs = [sigmoid(logits(params, hidden_layer(params, x[s])[1])) for s in SETS]
    readings = {
        "measured_before_update": (early, early_test),
        "loss_of_training_pass": (early, test),
        "losses_swapped": (test, train),
        "test_loss_of_training_set": (train, train),
        "sums_losses": (train * len(y[TRAIN]), test * len(y[TEST])),
        "bits_for_nats": (train / np.log(2), test / np.log(2)),
        "squared_error": [((probs[s] - y[s]) ** 2).mean() for s in SETS],
        "no_minus": (-train, -test),
        "forgets_zeros": [-(y[s] * np.log(probs[s])).mean() for s in SETS],
    }
    mistakes = {name: bool(np.allclose(observed, reading, rtol=1e-5)) for name, reading in readings.items()}
    with measured(np.array(observed)):
        for key, value, right in zip(LOSSES, observed, (train, test), strict=True):
            expect_value(value, right, what=f'the last of history["{key}"]', mistakes=mistakes, rtol=1e-5)


@pytest.mark.points(1)
@pytest.mark.needs("test_losses")
def test_measures_without_dropout(student, rng):
    """Losses are measured without dropout, with which the network trains."""
    case, p = problem(rng, hidden=12, sizes=(20, 20)), rate(rng)
    tiny = {"lr": 1e-30, "epochs": 3}  # the parameters stay what they are
    history, params = run(student, case, rng, p, **tiny)
    found = np.array([values[-3:] for values in recorded(history)])
    right = np.array(losses(params, case))
    if np.allclose(found.T, right, rtol=1e-5) or not np.array_equal(flat(params), flat(case[0])):
        return
    varies = [bool(np.ptp(values) > 1e-9 * abs(values[0])) for values in found]
    alone = [True, False], [False, True]  # one of the losses, under its own name or the other's
    known = {"measures_with_dropout": varies[TEST], "loss_of_training_pass": varies in alone,
             "losses_swapped": varies == alone[1]}  # fmt: skip
    which = " and ".join(key for key, varied in zip(LOSSES, varies, strict=True) if varied)
    expect_that(not any(varies), what="the losses where the parameters stay what they are", mistakes=known,
                observed=f"{which} differ from epoch to epoch", expected="the same in every epoch")  # fmt: skip
    plain = recorded(run(student, case, rng, no_dropout(student, rng), **tiny)[0])
    factors = {"scales_at_evaluation": 1 - p, "divides_at_evaluation": 1 / (1 - p), "evaluation_times_p": p}
    for s, key in enumerate(LOSSES):  # a wrong loss is another check's matter, and the same at any rate
        mistakes = {name: losses(params, case, factor)[s] for name, factor in factors.items()}
        expect_value(found[s][-1], plain[s][-1], what=f'history["{key}"] at p = {p}, where the parameters stay what '
                     "they are, beside that without dropout", mistakes=mistakes, rtol=1e-5)  # fmt: skip


UNITS = Dropout("train", units="hidden units", view=units_by_steps(run, GENTLE), names={0: "samples", 1: "units"},
                sharing={"one_coin_per_sample": (1,)})  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_drop_rate(student, rng):
    """In training, each hidden unit is dropped with probability p."""
    UNITS.expect_rate(student, rng)


@pytest.mark.points(0.5)
@pytest.mark.essential
@pytest.mark.needs("test_drop_rate", "test_one_step")
def test_scale(student, rng):
    """In training, survivors are multiplied by 1 / (1 - p), and so are their gradients."""
    case, p = showing(probe((40, 50), rng), rng), rate(rng)
    observed = run(student, case, rng, p, lr=GENTLE)[1]
    on = observed["W1"] != case[0]["W1"]
    flipped = abs(on.mean() - p) < abs(on.mean() - (1 - p))
    mistakes = {
        "no_scaling": {"factor": on * 1.0},
        "multiplies_by_keep": {"factor": on * (1 - p)},
        "keeps_with_p" if flipped else "divides_by_p": {"factor": on / p},
        "gradient_not_scaled": {"back": on},
        "gradient_scaled_twice": {"back": on / (1 - p) ** 2},
    }
    expect_params(observed, case, mistakes, what="with its own coins, after one epoch", lr=GENTLE, factor=on / (1 - p))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Each hidden unit of each sample has a coin of its own, and a new one in every epoch."""
    UNITS.expect_own_coins(student, rng)
    case, p = showing(probe((80, 90), rng), rng), rate(rng, 0.4, 0.48)
    moved = [abs(run(student, case, rng, p, lr=GENTLE, epochs=n)[1]["W1"] - case[0]["W1"]) for n in (1, 2)]
    once, twice = (np.median(m[m > 0]) if m.any() else 0.0 for m in moved)
    on = moved[0] > 0
    share = 1 - p if fits(int(on.sum()), on.size, 1 - p) else on.mean()
    expect_coins(moved[1] > 0, 1 - (1 - share) ** 2, what=f"the share that survives at least once in 2 epochs, {p = }",
                 mistakes={"frozen_mask": share if twice > 1.5 * once else None})  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_rng(student, rng):
    """Every call draws new coins, from rng alone."""
    UNITS.expect_fresh_coins(student, rng)


@pytest.mark.points(0.5)
def test_gap(student, rng):
    """The generalization gap is the test loss minus the training loss of the last epoch."""
    for sign in (1, -1):  # a test loss below the training loss is possible
        train, test = rng.uniform(0.5, 0.9, (2, int(rng.integers(3, 6)))).round(4)
        test[-1] = train[-1] + sign * round(rng.uniform(0.1, 0.3), 4)
        gap = test[-1] - train[-1]
        mistakes = {
            "gap_reversed": -gap if sign > 0 else None,
            "gap_without_sign": -gap if sign < 0 else None,
            "gap_of_first_epoch": test[0] - train[0],
            "gap_of_best_epochs": test.min() - train.min(),
            "mean_gap": (test - train).mean(),
            "ratio_of_losses": test[-1] / train[-1],
        }
        words = [", ".join(f"{value:.4f}" for value in values) for values in (test, train)]
        for make in (list, np.array):
            observed = student.generalization_gap({"train_loss": make(train), "test_loss": make(test)})
            what = f"the gap of test losses {words[0]} and training losses {words[1]}"
            with measured(observed):
                expect_value(observed, gap, what=what, mistakes=mistakes)


@pytest.mark.points(2.5)
@pytest.mark.needs(
    "test_one_step", "test_every_epoch", "test_losses", "test_measures_without_dropout", "test_drop_rate",
    "test_scale", "test_own_coins", "test_rng", "test_gap",
)  # fmt: skip
def test_gap_on_digits(student, rng):
    """On digits of which a quarter have wrong labels, the gap with dropout is that of the trained network."""
    data = np.loadtxt(DIGITS, delimiter=",", max_rows=140)
    x, y = data[:, :64] / 16, data[:, 64:] % 2
    y[:10] = 1 - y[:10]
    params = {"W1": rng.normal(0, np.sqrt(2 / 64), (64, 12)), "b1": np.zeros(12),
              "W2": rng.normal(0, np.sqrt(2 / 12), (12, 1)), "b2": np.zeros(1)}  # fmt: skip
    case = params, (x[:40], x[40:]), (y[:40], y[40:])
    history, params = run(student, case, rng, rate(rng), lr=0.3, epochs=20)
    gap = student.generalization_gap(dict(zip(LOSSES, recorded(history), strict=True)))
    train, test = losses(params, case)
    expect_value(gap, test - train, what="the gap after 20 epochs", rtol=1e-5)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_losses")
def test_inputs_unchanged(student, rng):
    """params, x and y are left as they were."""
    run(student, problem(rng), rng, rate(rng), epochs=2)
    weights, data = "0" in student.last.changed, any(place in student.last.changed for place in ("1", "2"))
    expect_that(not (weights or data), what="params, x and y after the call", expected="as before",
                observed=" and ".join(["params"] * weights + ["x or y"] * data) + " changed in place",
                mistakes={"changes_weights": weights, "changes_input": data})  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_losses")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError; p = 0 does not."""
    case = problem(rng)
    run(student, case, rng, rate(rng))  # what cannot do this refuses nothing
    expect_p_refused(lambda p, _: student.train(*case, p, LR, 1, rng), rng, (True,), what="train")
