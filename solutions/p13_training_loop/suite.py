"""The hidden suite of the training loop. Without dropout nothing is random, and one-hot inputs show every coin."""

from pathlib import Path

import numpy as np
import pytest

from dropgrade.checks import (
    enough_coins,
    expect_array,
    expect_axes,
    expect_coins,
    expect_global_state_untouched,
    expect_like,
    expect_raises,
    expect_reproducible,
    expect_returns,
    expect_that,
    expect_unchanged,
    expect_value,
    fits,
    own_coins,
)

P = 0.3
KEEP = 1 - P
RATE = 0.4  # of learning
GENTLE = 0.01  # a rate at which a large network stays so unsure that a logarithm needs no guard
LOSSES = ("train_loss", "test_loss")
DIGITS = Path(__file__).parents[2] / "exercises" / "p13_training_loop" / "data" / "digits.csv"
NARROW = 0.75
"""How much of the gap may be left with dropout.

Of 1,500 trainings of the reference at p = 0.5 the gap had mean 0.402, standard deviation 0.032 and maximum 0.491; the
limit is 0.604. The mean of two lies 8.8 standard deviations below it: where it is normal, 1e-18 of them are above.
"""


# The network, as in p12.


def answers(params, x, factor=1.0):
    """Whether each unit is active, what dropout leaves of the hidden layer, and probs."""
    z1 = x @ params["W1"] + params["b1"]
    d = np.maximum(z1, 0) * factor
    return z1 > 0, d, 1 / (1 + np.exp(-(d @ params["W2"] + params["b2"])))


def loss(params, x, y):
    """The mean log loss without dropout."""
    probs = answers(params, x)[2]
    return -(y * np.log(probs) + (1 - y) * np.log(1 - probs)).mean()


def gradients(params, x, y, factor=1.0, back=None):
    """The gradients with these factors on the hidden units; `back` are those of the way back, if they differ."""
    active, d, probs = answers(params, x, factor)
    dz2 = (probs - y) / len(y)
    dz1 = dz2 @ params["W2"].T * (factor if back is None else back) * active
    return {"W1": x.T @ dz1, "b1": dz1.sum(axis=0), "W2": d.T @ dz2, "b2": dz2.sum(axis=0)}


def step(params, grads, rate=RATE):
    """The parameters after one step."""
    return {name: params[name] - rate * grads[name] for name in params}


def descend(params, x, y, epochs):
    """The parameters after some epochs without dropout."""
    for _ in range(epochs):
        params = step(params, gradients(params, x, y))
    return params


# A small problem, and calls of the student's.


def problem(rng, inputs=4, hidden=6, sizes=(9, 7)):
    """Parameters, inputs and labels of a network whose hidden units are on and off."""
    shapes = {"W1": (inputs, hidden), "b1": (hidden,), "W2": (hidden, 1), "b2": (1,)}
    params = {name: rng.uniform(0.2, 0.8, shape) * rng.choice([-1, 1], shape) for name, shape in shapes.items()}
    params["b1"] = abs(params["b1"])
    x = tuple(rng.normal(size=(n, inputs)) for n in sizes)
    return params, x, tuple((rng.permutation(n) % 2).astype(float)[:, None] for n in sizes)


def numbers(value):
    """A list or array of losses as an array; anything else as None."""
    try:
        array = np.asarray(value, dtype=float)
    except (TypeError, ValueError):
        return None
    return array if array.ndim == 1 and array.size and isinstance(value, list | np.ndarray) else None


def run(student, case, rng, *, p=0.0, lr=RATE, epochs=1):
    """One training: its losses in the order of `LOSSES`, and its parameters, checked for their form.

    How many losses there are is one check's matter; all others judge the last ones.
    """
    params, x, y = case
    history = student.train(params, x, y, p, lr, epochs, rng)
    expect_that(isinstance(history, dict), what="history", observed=history, expected="a dict")
    missing = [key for key in (*LOSSES, "params") if key not in history]
    expect_that(not missing, what="history", observed=f"there is no {', '.join(missing)}",
                expected="train_loss, test_loss and params")  # fmt: skip
    losses = [numbers(history[key]) for key in LOSSES]
    for key, values in zip(LOSSES, losses, strict=True):
        sound = values is not None and np.isfinite(values).all()
        expect_that(
            bool(sound), what=f'history["{key}"]', observed=history[key], expected="finite numbers, one an epoch"
        )
    trained = history["params"]
    right = isinstance(trained, dict) and set(trained) == set(params)
    expect_that(right, what='history["params"]', observed=trained, expected="a dict with W1, b1, W2, b2")
    for name in params:
        expect_like(trained[name], params[name], what=f'history["params"]["{name}"]')
    return [values[-epochs:] for values in losses], trained, [values.size for values in losses]


def close(observed, expected):
    """Whether parameters are those expected."""
    return all(np.allclose(observed[name], expected[name], rtol=1e-9, atol=1e-12) for name in expected)


def expect_params(trained, expected, what, mistakes):
    """Expect parameters; `mistakes` are names with the parameters that each would give, or with a bool."""
    named = {n: v if isinstance(v, bool | np.bool_) else close(trained, v) for n, v in mistakes.items()}
    for name in expected:
        expect_array(trained[name], expected[name], what=f"{what}, {name}", mistakes=named)


@pytest.mark.points(1)
def test_history(student, rng):
    """history holds the two losses of every epoch, and the trained parameters."""
    case = problem(rng)
    for epochs in (1, 3):
        sizes = run(student, case, rng, epochs=epochs)[2]
        for key, size in zip(LOSSES, sizes, strict=True):
            expect_that(
                size == epochs,
                what=f'the length of history["{key}"] after {epochs} epoch{"s" * (epochs > 1)}',
                observed=f"{size}",
                expected=f"{epochs}",
                mistakes={"records_the_start": size == epochs + 1, "records_the_end_only": epochs > 1 == size},
            )


@pytest.mark.points(1.5)
def test_one_step(student, rng):
    """At p = 0, an epoch takes lr times each gradient of the training loss from each parameter."""
    params, x, y = case = problem(rng)
    _, trained, _ = run(student, case, rng)
    grads, n = gradients(params, x[0], y[0]), len(y[0])
    both = (np.concatenate(pair) for pair in (x, y))
    output = {**params, "W2": params["W2"] - RATE * grads["W2"], "b2": params["b2"] - RATE * grads["b2"]}
    # the way back through new weights, of the old answers
    active, _, probs = answers(params, x[0])
    dz1 = (probs - y[0]) / n @ output["W2"].T * active
    late = {**grads, "W1": x[0].T @ dz1, "b1": dz1.sum(axis=0)}
    moved = np.concatenate([((trained[k] - params[k]) / grads[k])[abs(grads[k]) > 1e-6] for k in params])
    even = bool(np.allclose(moved, moved[0], rtol=1e-6)) and abs(moved[0]) > 1e-12
    expect_params(
        trained,
        step(params, grads),
        "after one epoch",
        {
            "climbs": step(params, grads, -RATE),
            "sums_over_batch": step(params, grads, RATE * n),
            "trains_on_test_too": step(params, gradients(params, *both)),
            "trains_on_test_set": step(params, gradients(params, x[1], y[1])),
            "updates_output_first": step(params, late),
            "forgets_biases": {**step(params, grads), "b1": params["b1"], "b2": params["b2"]},
            "returns_first_params": params,
            "steps_by_sample": by_sample(params, x[0], y[0]),
            "ignores_lr": even and not any(np.isclose(moved[0], -RATE * f) for f in (1, -1, n)),
        },
    )


def by_sample(params, x, y):
    """The parameters after a step for each sample."""
    for i in range(len(x)):
        params = step(params, gradients(params, x[i : i + 1], y[i : i + 1]))
    return params


@pytest.mark.points(1)
@pytest.mark.needs("test_one_step")
def test_every_epoch(student, rng):
    """At p = 0, every epoch goes on from where the last one ended."""
    params, x, y = case = problem(rng)
    epochs = 4
    _, trained, _ = run(student, case, rng, epochs=epochs)
    after = {n: descend(params, x[0], y[0], n) for n in (1, epochs - 1, epochs, epochs + 1)}
    decayed = params
    for epoch in range(epochs):
        decayed = step(decayed, gradients(decayed, x[0], y[0]), RATE / (epoch + 1))
    expect_params(
        trained,
        after[epochs],
        f"after {epochs} epochs",
        {
            "starts_over": after[1],
            "one_epoch_too_few": after[epochs - 1],
            "one_epoch_too_many": after[epochs + 1],
            "keeps_first_gradients": step(params, gradients(params, x[0], y[0]), RATE * epochs),
            "decays_lr": decayed,
        },
    )


@pytest.mark.points(1.5)
def test_losses(student, rng):
    """The losses of an epoch are the mean log losses after its step, of the training and of the test set."""
    params, x, y = case = problem(rng)
    epochs = 3
    passed = [params, *(run(student, case, rng, epochs=n)[1] for n in range(1, epochs))]  # by the student's own steps
    losses, last, _ = run(student, case, rng, epochs=epochs)
    passed.append(last)
    tables = {"after": passed[1:], "before": passed[:-1]}
    by = {when: [np.array([loss(p, x[s], y[s]) for p in ps]) for s in (0, 1)] for when, ps in tables.items()}
    squared = [np.array([((answers(p, x[s])[2] - y[s]) ** 2).mean() for p in passed[1:]]) for s in (0, 1)]
    ones = [np.array([-(y[s] * np.log(answers(p, x[s])[2])).mean() for p in passed[1:]]) for s in (0, 1)]

    def agree(*expected):
        return all(o.shape == e.shape and np.allclose(o, e, rtol=1e-5) for o, e in zip(losses, expected, strict=True))

    (train, test), (before, test_before) = by["after"], by["before"]
    mistakes = {
        "measured_before_update": agree(before, test_before),
        "loss_of_training_pass": agree(before, test),
        "losses_swapped": agree(test, train),
        "test_loss_of_training_set": agree(train, train),
        "sums_losses": agree(train * len(x[0]), test * len(x[1])),
        "bits_for_nats": agree(train / np.log(2), test / np.log(2)),
        "squared_error": agree(*squared),
        "no_minus": agree(-train, -test),
        "forgets_zeros": agree(*ones),
    }
    for key, observed, expected in zip(LOSSES, losses, by["after"], strict=True):
        expect_array(observed, expected, what=f'history["{key}"]', mistakes=mistakes, rtol=1e-5)


@pytest.mark.points(1)
def test_measures_without_dropout(student, rng):
    """Losses are measured without dropout, with which the network trains."""
    case = problem(rng, hidden=12, sizes=(20, 20))
    tiny = {"lr": 1e-30, "epochs": 3}  # the parameters stay what they are
    plain, _, _ = run(student, case, rng, **tiny)
    losses, trained, _ = run(student, case, rng, p=0.5, **tiny)
    still = close(trained, case[0])  # what does not obey lr is another check's matter
    dropped = [not np.allclose(a, b, rtol=1e-9) for a, b in zip(losses, plain, strict=True)]
    mistakes = {
        "measures_with_dropout": still and dropped[1],
        "loss_of_training_pass": still and dropped == [True, False],
    }
    for key, observed, expected in zip(LOSSES, losses, plain, strict=True):
        what = f'at p = 0.5, where the parameters stay what they are, history["{key}"]'
        expect_array(observed, expected, what=what, mistakes=mistakes)


# The coins: sample i has input i alone, so that row i of W1 moves where a unit of sample i survived.


def visible(rng):
    """A problem in which every coin shows; all hidden units are on, and the test set moves no weight of W1."""
    samples, hidden = 40, 100
    params = {
        "W1": rng.uniform(0.1, 0.3, (samples, hidden)),
        "b1": np.full(hidden, 0.5),
        "W2": rng.uniform(0.05, 0.1, (hidden, 1)) * rng.choice([-1, 1], (hidden, 1)),
        "b2": np.zeros(1),
    }
    y = (rng.permutation(samples) % 2).astype(float)[:, None]
    return params, (np.diag(rng.uniform(1, 2, samples)), np.zeros((1, samples))), (y, np.ones((1, 1)))


def draw(student, case, rng, p=P, epochs=1):
    """Where units survived in at least one epoch, and the trained parameters."""
    _, trained, _ = run(student, case, rng, p=p, epochs=epochs, lr=GENTLE)
    return trained["W1"] != case[0]["W1"], trained


def survivors(on):
    """Which units survived; what follows from them needs some that did and some that did not."""
    observed = "every one" if on.all() else "none"
    some = on.any() and not on.all()
    expect_that(some, what="the hidden units that survive", observed=observed, expected="some of them")
    return on


def is_full_step(case, trained):
    """Whether W2 moved as it does without dropout."""
    params, x, y = case
    return close({"W2": trained["W2"]}, {"W2": step(params, gradients(params, x[0], y[0]), GENTLE)["W2"]})


@pytest.mark.points(1)
def test_drop_rate(student, rng):
    """In training, each hidden unit is dropped with probability p, each of every sample by a coin of its own."""
    case = visible(rng)
    on, trained = draw(student, case, rng)

    def again():
        return draw(student, case, rng)[0]

    nothing = bool(on.all()) and is_full_step(case, trained)
    mistakes = {"keeps_with_p": P, "coin_ignores_p": 0.5, "drops_nothing": nothing,
                "gradient_not_masked": bool(on.all()) and not nothing}  # fmt: skip
    coins = enough_coins(on, again, enough=1000, most=8)
    expect_coins(coins, KEEP, what="the share of hidden units that is kept", mistakes=mistakes)
    what = "the axes of (sample, unit) along which one coin is shared"
    expect_axes(on, (), what=what, mistakes={"one_mask_for_batch": [0], "one_coin_per_sample": [1]})


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate", "test_one_step")
def test_scale(student, rng):
    """In training, survivors are multiplied by 1 / (1 - p), and so are their gradients."""
    params, x, y = case = visible(rng)
    on, trained = draw(student, case, rng)
    survivors(on)
    heads = own_coins(on)
    flipped = fits(heads.sum(), heads.size, P)

    def after(factor, back=None):
        return step(params, gradients(params, x[0], y[0], on * factor, None if back is None else on * back), GENTLE)

    expect_params(
        trained,
        after(1 / KEEP),
        "with its own coins, after one epoch",
        {
            "no_scaling": after(1.0),
            "multiplies_by_keep": after(KEEP),
            "keeps_with_p": flipped and close(trained, after(1 / P)),
            "divides_by_p": not flipped and close(trained, after(1 / P)),
            "gradient_not_scaled": after(1 / KEEP, 1.0),
        },
    )


@pytest.mark.points(0.5)
@pytest.mark.needs("test_drop_rate")
def test_fresh_coins(student, rng):
    """Every epoch throws new coins, and throws them with rng alone."""
    case = visible(rng)
    on = survivors(draw(student, case, rng, p=0.5, epochs=2)[0])
    halfway = run(student, case, rng, lr=GENTLE)[1]
    twice = run(student, case, rng, lr=GENTLE, epochs=2)[1]
    goes_on = close(twice, run(student, (halfway, *case[1:]), rng, lr=GENTLE)[1])
    what = "the share of hidden units that survive at least once in two epochs at p = 0.5"
    expect_coins(own_coins(on), 0.75, what=what, mistakes={"frozen_mask": 0.5 if goes_on else None})
    expect_reproducible(lambda r: draw(student, case, r)[0], mistakes=["ignores_rng"], frozen=["ignores_rng"])
    expect_global_state_untouched(student, mistakes=["ignores_rng"])


@pytest.mark.points(0.5)
def test_gap(student):
    """The generalization gap is the test loss minus the training loss of the last epoch."""
    train, test = [0.9, 0.5, 0.2], [1.1, 0.6, 0.95]
    mistakes = {
        "gap_reversed": -0.75,
        "gap_of_first_epoch": 0.2,
        "gap_of_best_epochs": 0.4,
        "mean_gap": (0.2 + 0.1 + 0.75) / 3,
        "ratio_of_losses": 0.95 / 0.2,
        "gap_without_sign": None,
    }
    for make in (list, np.array):
        gap = student.generalization_gap({"train_loss": make(train), "test_loss": make(test)})
        expect_value(gap, 0.75, what="the gap of test losses [1.1, 0.6, 0.95] and training losses [0.9, 0.5, 0.2]",
                     mistakes=mistakes)  # fmt: skip
    gap = student.generalization_gap({"train_loss": [0.7, 0.65], "test_loss": [0.6, 0.5]})
    expect_value(gap, -0.15, what="the gap of test losses [0.6, 0.5] and training losses [0.7, 0.65]",
                 mistakes={"gap_without_sign": 0.15})  # fmt: skip


def digits(hidden=12):
    """A network, 40 digits to train on, a quarter of them with the wrong label, and 100 to test; odd ones are 1."""
    data = np.loadtxt(DIGITS, delimiter=",", max_rows=140)
    x, y = data[:, :64] / 16, data[:, 64:] % 2
    y[:10] = 1 - y[:10]
    rng = np.random.default_rng(2)
    params = {"W1": rng.normal(0, np.sqrt(2 / 64), (64, hidden)), "b1": np.zeros(hidden),
              "W2": rng.normal(0, np.sqrt(2 / hidden), (hidden, 1)), "b2": np.zeros(1)}  # fmt: skip
    return params, (x[:40], x[40:]), (y[:40], y[40:])


@pytest.mark.points(0.5)
@pytest.mark.needs("test_losses", "test_gap")
def test_dropout_narrows_the_gap(student, rng):
    """On digits of which a quarter have wrong labels, dropout leaves less than three quarters of the gap."""
    case = digits()

    def gap(p):
        history = student.train(*case, p, 0.3, 120, rng)
        losses = [numbers(history.get(key)) if isinstance(history, dict) else None for key in LOSSES]
        told = all(values is not None for values in losses)
        expect_that(told, what="history", observed=history, expected="a dict with train_loss and test_loss")
        value = student.generalization_gap(dict(zip(LOSSES, losses, strict=True)))
        real = isinstance(value, float | np.floating | np.ndarray) and np.ndim(value) == 0 and np.isfinite(value)
        expect_that(bool(real), what="the gap on real data", observed=value, expected="a number")
        return float(value)

    without, thinned = gap(0.0), np.mean([gap(0.5) for _ in range(2)])
    expect_that(
        without > 0 and thinned < NARROW * without,
        what="the generalization gap after 120 epochs at p = 0.5, the mean of two trainings",
        observed=f"{thinned:.3f}",
        expected=f"below {NARROW * without:.3f}, three quarters of the {without:.3f} without dropout",
    )


@pytest.mark.points(0.5)
def test_inputs_unchanged(student, rng):
    """params, x and y are left as they were."""
    run(student, problem(rng), rng, p=P, epochs=2)
    learnt = "0" in student.last.changed
    expect_unchanged(student, what="params, x and y", mistakes=["changes_params"] if learnt else ["changes_data"])


@pytest.mark.points(0.5)
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError; p = 0 does not."""
    case = problem(rng)
    for p in (1.0, -0.1, 1.5):
        what = f"train with p = {p}"
        expect_raises("ValueError", student.train, *case, p, RATE, 1, rng, what=what, mistakes=["takes_any_p"])
    expect_returns(student.train, *case, 0.0, RATE, 1, rng, what="train with p = 0", mistakes=["refuses_zero"])
