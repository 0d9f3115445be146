"""The hidden suite of the training loop. Without dropout nothing is random, and one-hot inputs show every coin."""

from pathlib import Path

import numpy as np
import pytest

from dropgrade.checks import expect_array, expect_coins, expect_that, expect_value, fits
from dropgrade.checks.behaviour import changed_by, expect_none_changed
from dropgrade.checks.by_formula import expect_by_formula
from dropgrade.checks.dropout import Dropout, rate
from dropgrade.checks.dropout.mistaken_factors import evaluation_factors, gradient_factors, survivor_factors
from dropgrade.checks.inputs import probe
from dropgrade.checks.network_training import (
    TEST,
    TRAIN,
    Training,
    length_of_step,
    loss_readings,
    losses,
    showing,
    units_by_steps,
)
from dropgrade.checks.readings import measured
from dropgrade.checks.refusals import expect_p_refused
from dropgrade.checks.small_network import flat
from dropgrade.checks.training_runs import LOSSES, LR, SIZES, expect_params, no_dropout, problem, recorded, run

GENTLE = 0.05  # a learning rate at which each step shows one unit of one sample
UNITS = Dropout("train", units="hidden units", view=units_by_steps(run, GENTLE), names={0: "samples", 1: "units"},
                sharing={"one_coin_per_sample": (1,)})  # fmt: skip
DIGITS = Path(__file__).parents[2] / "exercises" / Path(__file__).parent.name / "data" / "digits.csv"


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
    case = params, _, _ = problem(rng)
    observed = run(student, case, rng, no_dropout(student, rng))[1]
    mistakes = {
        "climbs": {"times": -1},
        "sums_over_batch": {"times": SIZES[TRAIN]},
        "trains_on_test_too": {"sets": (TRAIN, TEST)},
        "trains_on_test_set": {"sets": (TEST,)},
        "updates_output_first": {"late": True},
        "forgets_biases": {"stays": ("b1", "b2")},
        "returns_first_params": {"stays": tuple(params)},
        "steps_by_sample": {"alone": True},
        "one_epoch_too_many": {"n": 2},
    }
    length = length_of_step(case, params, observed) / LR
    free = not np.isnan(length) and not np.isclose(length, (0, 1, -1, SIZES[TRAIN])).any()
    expect_params(observed, case, mistakes, what="after one epoch", also={"ignores_lr": free})


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
    shorter = 0 < length_of_step(case, *params[:2]) < 0.999 * LR
    expect_params(
        params[-1], case, mistakes, n=n, what=f"after {n} epochs", also={"decays_lr": True} if shorter else {}
    )
    ends = np.array([[values[-1] for values in recorded(history)] for history in histories])
    for key, values, expected in zip(LOSSES, recorded(histories[-1]), ends.T, strict=True):
        expect_array(values[-n:], expected, what=f'history["{key}"], beside the ends of shorter trainings')


@pytest.mark.points(1)
def test_losses(student, rng):
    """The losses of an epoch are the mean log losses after its step, of the training and of the test set."""
    case, p = problem(rng), rate(rng)
    for each in (p, no_dropout(student, rng)):  # what dropout does to them is another check's matter
        history, params = run(student, case, rng, each)
        observed = np.array([values[-1] for values in recorded(history)])
        if any(np.allclose(observed, losses(after, case), rtol=1e-5) for after in (params, Training().params(case))):
            return
    readings = loss_readings(case, case[0], params)
    mistakes = {name: bool(np.allclose(observed, reading, rtol=1e-5)) for name, reading in readings.items() if name}
    with measured(observed):
        for key, value, right in zip(LOSSES, observed, readings[""], strict=True):
            expect_value(value, right, what=f'the last of history["{key}"]', mistakes=mistakes, rtol=1e-5)


@pytest.mark.points(1)
@pytest.mark.needs("test_losses")
def test_measures_without_dropout(student, rng):
    """Losses are measured without dropout, with which the network trains."""
    case, p = problem(rng, hidden=12, sizes=(20, 20)), rate(rng)
    tiny = {"lr": 1e-30, "epochs": 3}  # the parameters stay what they are
    history, params = run(student, case, rng, p, **tiny)
    found = np.array([values[-3:] for values in recorded(history)])
    if np.allclose(found.T, losses(params, case), rtol=1e-5) or not np.array_equal(flat(params), flat(case[0])):
        return
    varies = [bool(np.ptp(values) > 1e-9 * abs(values[0])) for values in found]
    expect_that(
        not any(varies),
        what="the losses where the parameters stay what they are",
        observed=" and ".join(np.array(LOSSES)[varies]) + " differ from epoch to epoch",
        expected="the same in every epoch",
        mistakes={
            "measures_with_dropout": varies[TEST],
            "loss_of_training_pass": not all(varies),  # one of the losses, under its own name or the other's
            "losses_swapped": varies == [False, True],
        },
    )
    plain = recorded(run(student, case, rng, no_dropout(student, rng), **tiny)[0])
    for s, key in enumerate(LOSSES):  # a wrong loss is another check's matter, and the same at any rate
        mistakes = {name: losses(params, case, factor)[s] for name, factor in evaluation_factors(p).items() if name}
        expect_value(found[s][-1], plain[s][-1], what=f'history["{key}"] at p = {p}, where the parameters stay what '
                     "they are, beside that without dropout", mistakes=mistakes, rtol=1e-5)  # fmt: skip


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
    mistakes = {name: {"factor": on * factor} for name, factor in survivor_factors(on, p).items()}
    mistakes |= {name: {"back": on * factor} for name, factor in gradient_factors(p).items()}
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


def gap(test, train, pick=lambda losses: losses[-1], join=np.subtract):
    """The generalization gap, right by default."""
    return join(pick(test), pick(train))


GAPS = {
    "gap_reversed": {"join": lambda test, train: train - test},
    "gap_without_sign": {"join": lambda test, train: abs(test - train)},
    "gap_of_first_epoch": {"pick": lambda losses: losses[0]},
    "gap_of_best_epochs": {"pick": np.min},
    "mean_gap": {"pick": np.mean},
    "ratio_of_losses": {"join": np.divide},
}


@pytest.mark.points(0.5)
def test_gap(student, rng):
    """The generalization gap is the test loss minus the training loss of the last epoch."""
    for sign in (1, -1):  # a test loss below the training loss is possible
        train, test = rng.uniform(0.5, 0.9, (2, int(rng.integers(3, 6)))).round(4)
        test[-1] = train[-1] + sign * round(rng.uniform(0.1, 0.3), 4)
        words = [", ".join(f"{value:.4f}" for value in values) for values in (test, train)]
        for make in (list, np.array):
            observed = student.generalization_gap({"train_loss": make(train), "test_loss": make(test)})
            what = f"the gap of test losses {words[0]} and training losses {words[1]}"
            expect_by_formula(observed, gap, GAPS, test, train, what=what)


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
    observed = student.generalization_gap(dict(zip(LOSSES, recorded(history), strict=True)))
    train, test = losses(params, case)
    expect_value(observed, test - train, what="the gap after 20 epochs", rtol=1e-5)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_losses")
def test_inputs_unchanged(student, rng):
    """params, x and y are left as they were."""
    run(student, problem(rng), rng, rate(rng), epochs=2)
    known = {"changes_weights": ["params"], "changes_input": ["x", "y"]}
    expect_none_changed(changed_by(student, "params", "x", "y"), known)


@pytest.mark.points(0.5)
@pytest.mark.needs("test_losses")
def test_refuses_bad_p(student, rng):
    """p outside [0, 1) raises ValueError; p = 0 does not."""
    case = problem(rng)
    run(student, case, rng, rate(rng))  # what cannot do this refuses nothing
    expect_p_refused(lambda p, _: student.train(*case, p, LR, 1, rng), rng, (True,), what="train")
