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
    own_coins,
    refuses,
)
from dropgrade.checks.dropout import Dropout, rate
from dropgrade.checks.formulas import explained_by
from dropgrade.checks.inputs import probe
from dropgrade.checks.refusals import expect_refused, rates_outside

LR, GENTLE = 0.4, 0.05
LOSSES = ("train_loss", "test_loss")
TRAIN, TEST = 0, 1
DIGITS = Path(__file__).parents[2] / "exercises" / Path(__file__).parent.name / "data" / "digits.csv"


# The network of p12, and how mistakes change its training.


def answers(params, x, factor=1.0):
    """Whether each unit is active, what dropout leaves of the hidden layer, and probs."""
    z1 = x @ params["W1"] + params["b1"]
    d = np.maximum(z1, 0) * factor
    return z1 > 0, d, 1 / (1 + np.exp(-(d @ params["W2"] + params["b2"])))


def loss(params, x, y):
    """The mean log loss without dropout."""
    probs = answers(params, x)[2]
    return -(y * np.log(probs) + (1 - y) * np.log(1 - probs)).mean()


def gradients(params, x, y, factor=1.0, back=None, late=0.0):
    """The gradients; `back` are the factors of the way back, which may pass through W2 after its step of `late`."""
    active, d, probs = answers(params, x, factor)
    dz2 = (probs - y) / len(y)
    w2 = params["W2"] - late * d.T @ dz2
    dz1 = dz2 @ w2.T * (factor if back is None else back) * active
    return {"W1": x.T @ dz1, "b1": dz1.sum(axis=0), "W2": d.T @ dz2, "b2": dz2.sum(axis=0)}


def trained(case, n=1, *, lr=LR, on="train", times=1, stays=(), alone=False, how="goes on", **more):
    """The parameters after n epochs."""
    first, x, y = case
    x, y = {"train": (x[TRAIN], y[TRAIN]), "test": (x[TEST], y[TEST]),
            "both": (np.concatenate(x), np.concatenate(y))}[on]  # fmt: skip
    batches = [slice(i, i + 1) for i in range(len(x))] if alone else [slice(None)]
    params = first
    for _ in range(n):
        for batch in batches:
            seen = params if how == "goes on" else first
            grads = gradients(seen, x[batch], y[batch], **more)
            start = first if how == "starts over" else params
            params = {k: start[k] - (0 if k in stays else lr * times) * grads[k] for k in start}
    return params


def flat(params):
    """All parameters in one array."""
    return np.concatenate([params[name].ravel() for name in ("W1", "b1", "W2", "b2")])


def expect_params(observed, case, mistakes, n=1, *, what, more=None, **right):
    """Expect the parameters after n epochs; `mistakes` change how they are trained, `more` are names as they are."""
    expected = trained(case, n, **right)
    found = explained_by(flat(observed), lambda **how: flat(trained(case, **{"n": n, **right, **how})), mistakes)
    for name in expected:
        expect_array(observed[name], expected[name], what=f"{what}, {name}", mistakes=found | (more or {}))


# Problems, and calls of the student's.


def problem(rng, inputs=4, hidden=6, sizes=(9, 7)):
    """Parameters, inputs and labels of a network whose hidden units are on and off."""
    shapes = {"W1": (inputs, hidden), "b1": (hidden,), "W2": (hidden, 1), "b2": (1,)}
    params = {name: rng.uniform(0.2, 0.8, shape) * rng.choice([-1, 1], shape) for name, shape in shapes.items()}
    params["b1"] = abs(params["b1"])
    x = tuple(rng.normal(size=(n, inputs)) for n in sizes)
    return params, x, tuple((rng.permutation(n) % 2).astype(float)[:, None] for n in sizes)


def visible(h, rng):
    """A problem whose hidden layer is h, positive: sample i has input i alone, and moves row i of W1 where it can.

    The test set moves no weight of W1.
    """
    n, hidden = h.shape
    params = {"W1": h - 0.5, "b1": np.full(hidden, 0.5), "b2": np.zeros(1),
              "W2": rng.uniform(0.05, 0.1, (hidden, 1)) * rng.choice([-1, 1], (hidden, 1))}  # fmt: skip
    y = (rng.permutation(n) % 2).astype(float)[:, None]
    return params, (np.eye(n), np.zeros((1, n))), (y, np.ones((1, 1)))


def losses_in(history):
    """Both losses as arrays, whatever they are; a list or an array of finite numbers each."""
    expect_that(isinstance(history, dict), what="history", observed=history, expected="a dict")
    missing = [key for key in (*LOSSES, "params") if key not in history]
    expect_that(not missing, what="history", observed=f"there is no {', '.join(missing)}",
                expected="train_loss, test_loss and params")  # fmt: skip
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


def run(student, case, rng, p, *, lr=LR, epochs=1):
    """One training: its history as it came, and its parameters, checked for their form."""
    history = student.train(*case, p, lr, epochs, rng)
    expect_that(isinstance(history, dict) and "params" in history, what="history", observed=history,
                expected="a dict with train_loss, test_loss and params")  # fmt: skip
    params = history["params"]
    right = isinstance(params, dict) and set(params) == set(case[0])
    expect_that(right, what='history["params"]', observed=params, expected="a dict with W1, b1, W2 and b2")
    return history, {k: expect_like(params[k], v, what=f'history["params"]["{k}"]') for k, v in case[0].items()}


def no_dropout(student, rng):
    """The rate of training without dropout: 0, or next to it, where 0 is refused; that is another check's matter."""
    return 1e-15 if refuses(student.train, *problem(rng), 0.0, LR, 1, rng) else 0.0


@pytest.mark.points(0.5)
@pytest.mark.needs("test_losses")
def test_history(student, rng):
    """history holds the two losses of every epoch, and the trained parameters."""
    case, p = problem(rng), rate(rng)
    for epochs in (1, 3):
        found = losses_in(run(student, case, rng, p, epochs=epochs)[0])
        for key, values in zip(LOSSES, found, strict=True):
            expect_that(
                values.size == epochs,
                what=f'the length of history["{key}"] after {epochs} epoch{"s" * (epochs > 1)}',
                observed=f"{values.size}",
                expected=f"{epochs}",
                mistakes={
                    "records_the_start": values.size == epochs + 1,
                    "records_the_end_only": epochs > 1 == values.size,
                },
            )


@pytest.mark.points(0.5)
@pytest.mark.essential
def test_one_step(student, rng):
    """Without dropout, an epoch takes lr times each gradient of the training loss from each parameter."""
    case = problem(rng)
    params, n = case[0], len(case[1][TRAIN])
    observed = run(student, case, rng, no_dropout(student, rng))[1]
    slope = flat(gradients(params, case[1][TRAIN], case[2][TRAIN]))
    lengths = ((flat(params) - flat(observed)) / np.where(abs(slope) > 1e-6, slope, np.nan))[abs(slope) > 1e-6]
    even = np.ptp(lengths) < 1e-6 * abs(lengths[0]) and not any(np.isclose(lengths[0], LR * f) for f in (1, -1, n))
    mistakes = {
        "climbs": {"times": -1},
        "sums_over_batch": {"times": n},
        "trains_on_test_too": {"on": "both"},
        "trains_on_test_set": {"on": "test"},
        "updates_output_first": {"late": LR},
        "forgets_biases": {"stays": ("b1", "b2")},
        "returns_first_params": {"stays": tuple(params)},
        "steps_by_sample": {"alone": True},
    }
    expect_params(observed, case, mistakes, what="after one epoch", more={"ignores_lr": True} if even else {})


@pytest.mark.points(1)
@pytest.mark.needs("test_one_step")
def test_every_epoch(student, rng):
    """Without dropout, every epoch goes on from where the last one ended, and adds its losses to the history."""
    case, p, n = problem(rng), no_dropout(student, rng), 4
    runs = [run(student, case, rng, p, epochs=epochs) for epochs in range(1, n + 1)]
    one, two = (flat(params) for _, params in runs[:2])
    slope = flat(gradients(runs[0][1], case[1][TRAIN], case[2][TRAIN]))
    second = ((one - two) / np.where(abs(slope) > 1e-6, slope, np.nan))[abs(slope) > 1e-6]
    decays = np.ptp(second) < 1e-6 * abs(second[0]) and 0 < second[0] < 0.999 * LR
    mistakes = {
        "starts_over": {"how": "starts over"},
        "one_epoch_too_few": {"n": n - 1},
        "one_epoch_too_many": {"n": n + 1},
        "keeps_first_gradients": {"how": "keeps gradients"},
    }
    expect_params(runs[-1][1], case, mistakes, n, what=f"after {n} epochs", more={"decays_lr": True} if decays else {})
    ends = np.array([[values[-1] for values in losses_in(history)] for history, _ in runs])
    for key, values, expected in zip(LOSSES, losses_in(runs[-1][0]), ends.T, strict=True):
        what = f'history["{key}"] of {n} epochs, beside the ends of trainings of 1 to {n} epochs'
        expect_array(values[-n:], expected, what=what)


@pytest.mark.points(1)
def test_losses(student, rng):
    """The losses of an epoch are the mean log losses after its step, of the training and of the test set."""
    case, p = problem(rng), rate(rng)
    if losses_agree(case, *run(student, case, rng, p)):
        return
    history, params = run(student, case, rng, no_dropout(student, rng))
    if losses_agree(case, history, trained(case)) or losses_agree(case, history, params):
        return  # with dropout they are another check's matter
    first, x, y = case
    observed = [values[-1] for values in losses_in(history)]
    (train, test), (early, early_test) = ([loss(q, x[s], y[s]) for s in (TRAIN, TEST)] for q in (params, first))
    probs = [answers(params, x[s])[2] for s in (TRAIN, TEST)]
    readings = {
        "measured_before_update": (early, early_test),
        "loss_of_training_pass": (early, test),
        "losses_swapped": (test, train),
        "test_loss_of_training_set": (train, train),
        "sums_losses": (train * len(y[TRAIN]), test * len(y[TEST])),
        "bits_for_nats": (train / np.log(2), test / np.log(2)),
        "squared_error": [((probs[s] - y[s]) ** 2).mean() for s in (TRAIN, TEST)],
        "no_minus": (-train, -test),
        "forgets_zeros": [-(y[s] * np.log(probs[s])).mean() for s in (TRAIN, TEST)],
    }
    mistakes = {name: bool(np.allclose(observed, reading, rtol=1e-5)) for name, reading in readings.items()}
    for key, value, right in zip(LOSSES, observed, (train, test), strict=True):
        expect_value(value, right, what=f'the last of history["{key}"]', mistakes=mistakes, rtol=1e-5)


def losses_agree(case, history, params):
    """Whether the last losses are those of a network with these parameters."""
    right = [loss(params, x, y) for x, y in zip(*case[1:], strict=True)]
    return np.allclose([values[-1] for values in losses_in(history)], right, rtol=1e-5)


@pytest.mark.points(1)
@pytest.mark.needs("test_losses")
def test_measures_without_dropout(student, rng):
    """Losses are measured without dropout, with which the network trains."""
    case, p = problem(rng, hidden=12, sizes=(20, 20)), rate(rng)
    history, params = run(student, case, rng, p, lr=1e-30, epochs=3)  # the parameters stay what they are
    varies = [bool(np.ptp(values) > 1e-9 * abs(values[0])) for values in losses_in(history)]
    if np.array_equal(flat(params), flat(case[0])):
        which = " and ".join(key for key, varied in zip(LOSSES, varies, strict=True) if varied)
        expect_that(not any(varies), what="the losses where the parameters stay what they are",
                    observed=f"{which} differ from epoch to epoch", expected="the same in every epoch",
                    mistakes={"measures_with_dropout": varies[TEST], "loss_of_training_pass": varies == [True, False]})  # fmt: skip


# The coins.


def view(student, h, rng, p, _training):
    """What dropout leaves of the hidden layer h in an epoch, which the steps of W1 show."""
    case = visible(h, rng)
    params = run(student, case, rng, p, lr=GENTLE)[1]
    on = params["W1"] != case[0]["W1"]
    if on.all():
        (first, x, y), h = visible(h[:1], rng), h[:1]
        after = run(student, (first, x, y), rng, p, lr=GENTLE)[1]
        lost = ((after["W1"] != first["W1"]) & (after["W2"] == first["W2"]).T).sum()
        expect_that(not lost, what="the gradients of one sample", expected="none for W1 where there is none for W2",
                    observed=f"{lost} units that were dropped have one for W1", mistakes=["gradient_not_masked"])  # fmt: skip
    is_inverted = np.allclose(flat(params), flat(trained(case, lr=GENTLE, factor=on / (1 - p))), rtol=1e-9)
    return h * on / (1 - p if is_inverted else 1), None


UNITS = Dropout("train", units="hidden units", view=view, names={0: "samples", 1: "units"},
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
    case, p = visible(probe((40, 50), rng), rng), rate(rng)
    observed = run(student, case, rng, p, lr=GENTLE)[1]
    on = observed["W1"] != case[0]["W1"]
    flipped = abs(on.mean() - p) < abs(on.mean() - (1 - p))
    mistakes = {
        "no_scaling": {"factor": on * 1.0},
        "multiplies_by_keep": {"factor": on * (1 - p)},
        "keeps_with_p" if flipped else "divides_by_p": {"factor": on / p},
        "rescales_by_realised_share": {"factor": on / max(on.mean(), 0.01)},
        "gradient_not_scaled": {"back": on},
        "gradient_scaled_twice": {"back": on / (1 - p) ** 2},
    }
    expect_params(observed, case, mistakes, what="with its own coins, after one epoch", lr=GENTLE, factor=on / (1 - p))


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_own_coins(student, rng):
    """Each hidden unit of each sample has a coin of its own, and a new one in every epoch."""
    UNITS.expect_own_coins(student, rng)
    case, p = visible(probe((80, 90), rng), rng), rate(rng, 0.4, 0.48)
    moved = [abs(run(student, case, rng, p, lr=GENTLE, epochs=n)[1]["W1"] - case[0]["W1"]) for n in (1, 2)]
    once, twice = (np.median(m[m > 0]) if m.any() else 0.0 for m in moved)
    what = f"the share of hidden units that survive at least once in two epochs at p = {p}"
    expect_coins(
        own_coins(moved[1] > 0), 1 - p**2, what=what, mistakes={"frozen_mask": (1 - p) if twice > 1.5 * once else None}
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_rng(student, rng):
    """Every call draws new coins, from rng alone."""
    UNITS.expect_fresh_coins(student, rng)


@pytest.mark.points(0.5)
def test_gap(student, rng):
    """The generalization gap is the test loss minus the training loss of the last epoch."""
    for sign in (1, -1):  # a test loss below the training loss is possible
        n = int(rng.integers(3, 6))
        train, test = rng.uniform(0.5, 0.9, n), rng.uniform(0.5, 0.9, n)
        test[-1] = train[-1] + sign * rng.uniform(0.1, 0.3)
        gap = test[-1] - train[-1]
        mistakes = {
            "gap_reversed": -gap,
            "gap_of_first_epoch": test[0] - train[0],
            "gap_of_best_epochs": test.min() - train.min(),
            "mean_gap": (test - train).mean(),
            "ratio_of_losses": test[-1] / train[-1],
            "gap_without_sign": abs(gap),
        }
        mistakes |= {"gap_reversed": None} if sign < 0 else {"gap_without_sign": None}  # the two are alike there
        for make in (list, np.array):
            observed = student.generalization_gap({"train_loss": make(train), "test_loss": make(test)})
            what = (
                f"the gap of test losses {np.round(test, 4).tolist()} and training losses {np.round(train, 4).tolist()}"
            )
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
    gap = student.generalization_gap(dict(zip(LOSSES, losses_in(history), strict=True)))
    train, test = (loss(params, x, y) for x, y in zip(*case[1:], strict=True))
    expect_value(gap, test - train, what="the gap after 20 epochs", rtol=1e-5)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_losses")
def test_inputs_unchanged(student, rng):
    """params, x and y are left as they were."""
    run(student, problem(rng), rng, rate(rng), epochs=2)
    changed = [what for place, what in (("0", "params"), ("1", "x"), ("2", "y")) if place in student.last.changed]
    expect_that(not changed, what=f"{' and '.join(changed)} after the call", observed="changed in place",
                expected="as before", mistakes={"changes_weights": "params" in changed,
                                                "changes_input": bool({"x", "y"} & set(changed))})  # fmt: skip


@pytest.mark.points(0.5)
@pytest.mark.needs("test_losses")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError; p = 0 does not."""
    case = problem(rng)

    def call(p):
        return student.train(*case, p, LR, 1, rng)

    call(rate(rng))  # what cannot do this refuses nothing
    expect_refused("train", {f"p = {p:g}": partial(call, p) for p in rates_outside(rng)}, accepts="takes_any_p")
    known = ["refuses_zero"] if refuses(call, 0.0) else []
    expect_returns(call, 0.0, what="train with p = 0", mistakes=known)
