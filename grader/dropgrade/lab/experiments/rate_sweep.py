"""Rate against gap: the gap falls all the way, and the validation loss does not."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import RATES, Bench, Training
from dropgrade.lab.experiments.digit_runs import FUNCTIONS, SETTING
from dropgrade.lab.experiments.experiment import Chart, Claim, Drawing, Experiment, Explaining, Found, Measured, Watch
from dropgrade.lab.figures.panels import ranges

TOP = 2.4
MODERATE = RATES.index(0.5)
TRAINING, VALIDATION, GAP = "training loss", "validation loss", "gap"


def measure(bench: Bench, seed: int, watch: Watch) -> Measured:
    """Both losses and their gap after a training at each rate."""
    found = {name: np.empty(len(RATES)) for name in (TRAINING, VALIDATION, GAP)}
    for place, rate in enumerate(RATES):
        trained = bench.train(Training(rate, seed))
        losses = [trained.measure(name)[-1] for name in ("train_loss", "validation_loss")]
        for name, value in zip(found, (*losses, losses[1] - losses[0]), strict=True):
            found[name][place] = value
            watch(name, place, (float(value),))
    return found


def conclude(measured: Measured) -> Found:
    """Where the gap and where the validation loss is smallest."""
    gap, loss = (measured[name].mean(axis=0) for name in (GAP, VALIDATION))
    least, best = RATES[int(gap.argmin())], RATES[int(loss.argmin())]
    sentence = (
        f"The gap is smallest at p = {least:g}, where the validation loss is {loss[gap.argmin()]:.2f}; the validation "
        f"loss is smallest at p = {best:g}, {loss.min():.2f}, where the gap is {gap[loss.argmin()]:.2f}."
    )
    groups = {f"p = {rate:g}": measured[VALIDATION][:, place] for place, rate in enumerate(RATES)}
    return Found(sentence, (ranges("Validation loss", "loss", groups),))


def margins(measured: Measured) -> tuple[Array, ...]:
    """By how much the gap is smallest at the highest rate, and the validation loss smaller at a moderate one."""
    gaps, losses = measured[GAP], measured[VALIDATION]
    return (*(gaps[:, place] - gaps[:, -1] for place in range(len(RATES) - 1)), losses[:, -1] - losses[:, MODERATE])


EXPERIMENT = Experiment(
    name="rate_sweep",
    title="Rate against gap",
    about=f"{SETTING} There are ten rates, from 0 to 0.9. Without dropout the gap is about 1.1.",
    functions=FUNCTIONS,
    chart=Chart("rate p", "loss", RATES, (TRAINING, VALIDATION, GAP), TOP),
    question=Drawing("Draw the gap between validation and training loss against the rate.", GAP, GAP, RATES, 1.5),
    explaining=Explaining(
        (
            "The gap and the validation loss are smallest at the same rate.",
            "The more is dropped, the less is learnt of the training digits, and a gap needs something learnt.",
            "At high rates the factor 1 / (1 - p) makes up for what is dropped.",
        ),
        1,
        "At p = 0.9 both losses are near ln 10 = 2.30, that of a guess among ten digits: no gap, and no use.",
    ),
    claim=Claim("The gap is smallest at the highest rate, the validation loss at a lower one.", 1e-3, 40),
    article="Moderate rates, 0.3 to 0.5, are said to make the gap smallest.",
    data="The gap falls up to the last rate. It is the validation loss that has its smallest value in between.",
    source="Srivastava et al. (2014), section 7.3",
    measure=measure,
    conclude=conclude,
    margins=margins,
)
