"""The third guided experiment: a rate of 0.5, a higher training loss and a lower validation loss."""

from __future__ import annotations

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench
from dropgrade.lab.experiments.digit_runs import FUNCTIONS, SETTING, chart, ends, in_seeds, named, train_at
from dropgrade.lab.experiments.experiment import Choice, Claim, Experiment, Explaining, Found, Measured, Watch, last

RATES = (0.0, 0.2, 0.5)


def measure(bench: Bench, seed: int, watch: Watch) -> Measured:
    """Both losses at three rates."""
    return train_at(bench, RATES, seed, watch)


def conclude(measured: Measured) -> Found:
    """Both losses at 0.5 against those without dropout."""
    training, validation = margins(measured)
    higher, better = training.mean() > 0, validation.mean() > 0
    option = {(True, True): 0, (False, True): 1, (True, False): 2, (False, False): 3}[bool(higher), bool(better)]
    light = last(measured, named("validation", 0.2)).mean()
    sentence = (
        f"At p = 0.5 the training loss is higher {in_seeds(training)} and the validation loss lower "
        f"{in_seeds(validation)} than without dropout: {last(measured, named('validation', 0.0)).mean():.3f} falls to "
        f"{last(measured, named('validation', 0.5)).mean():.3f}, where p = 0.2 gives {light:.3f}."
    )
    return Found(sentence, ends(measured, RATES), option)


def margins(measured: Measured) -> tuple[Array, ...]:
    """By how much the training loss is higher and the validation loss lower at 0.5 than without dropout."""
    before, after = (
        {which: last(measured, named(which, rate)) for which in ("training", "validation")} for rate in (0.0, 0.5)
    )
    return after["training"] - before["training"], before["validation"] - after["validation"]


EXPERIMENT = Experiment(
    name="half_dropped",
    title="Dropout at 0.5",
    about=f"{SETTING} The rates are 0, 0.2 and 0.5.",
    functions=FUNCTIONS,
    chart=chart(RATES, 2.4),
    question=Choice(
        "Compared with no dropout, where do the losses end at p = 0.5?",
        (
            "Training loss higher, validation loss lower.",
            "Both lower.",
            "Both higher.",
            "Training loss lower, validation loss higher.",
        ),
    ),
    explaining=Explaining(
        (
            "A network trained with dropout fits its training digits less exactly, and others better.",
            "Half of the units are gone for good, so the network is half as large.",
            "The losses are measured with dropout on, which adds noise to both.",
        ),
        0,
        "All units are on when the losses are measured; dropout only changes what was learnt.",
    ),
    claim=Claim(
        "At p = 0.5 the training loss ends higher and the validation loss lower than without dropout.", 1e-6, 40
    ),
    article="The third guided experiment: 0.5 is strong; the training loss may be higher, but the validation loss "
    "improves.",
    data="So it is here: fewer of the wrong labels are learnt. It takes longer, too: after 60 epochs the "
    "validation loss was still higher than without dropout.",
    source="Srivastava et al. (2014), section 7.3",
    measure=measure,
    conclude=conclude,
    margins=margins,
)
