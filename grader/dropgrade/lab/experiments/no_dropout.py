"""The first guided experiment: without dropout, the two losses diverge."""

from __future__ import annotations

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench
from dropgrade.lab.experiments.digit_runs import EPOCHS, FUNCTIONS, SETTING, chart, ends, gap, in_seeds, named, train_at
from dropgrade.lab.experiments.experiment import (
    Claim,
    Drawing,
    Experiment,
    Explaining,
    Found,
    Measured,
    Watch,
    last,
    places,
)

RATES = (0.0,)
TOP = 2.4
RISE = 0.1
"""The smallest rise of the validation loss that counts as more than noise."""


def measure(bench: Bench, seed: int, watch: Watch) -> Measured:
    """Both losses of one training."""
    return train_at(bench, RATES, seed, watch)


def conclude(measured: Measured) -> Found:
    """The gap at the end."""
    gaps, validation_loss = gap(measured, 0.0), measured[named("validation", 0.0)].mean(axis=0)
    training, validation = (last(measured, named(which, 0.0)).mean() for which in ("training", "validation"))
    sentence = (
        f"After {EPOCHS} epochs the training loss is {training:.3f} and the validation loss {validation:.3f}: "
        f"a gap of {gaps.mean():.3f}, above 0 {in_seeds(gaps)}. The validation loss was lowest, "
        f"{validation_loss.min():.3f}, after epoch {validation_loss.argmin() + 1}."
    )
    return Found(sentence, ends(measured, RATES))


def margins(measured: Measured) -> tuple[Array, ...]:
    """The gap, and how far the validation loss has risen from its lowest value."""
    validation = measured[named("validation", 0.0)]
    return gap(measured, 0.0), validation[:, -1] - validation.min(axis=1) - RISE


EXPERIMENT = Experiment(
    name="no_dropout",
    title="Without dropout",
    about=f"{SETTING} Nothing is dropped. The training loss will fall from about 2.3 to nearly 0.",
    functions=FUNCTIONS,
    chart=chart(RATES, TOP),
    question=Drawing(
        "Draw the validation loss over the epochs.",
        "validation loss",
        named("validation", 0.0),
        places(11, 1, EPOCHS),
        TOP,
    ),
    explaining=Explaining(
        (
            "The network also learns the wrong labels and other chance features of its training digits.",
            "The validation loss is measured with dropout on, the training loss with dropout off.",
            "The learning rate is too small for the validation digits.",
        ),
        0,
        "Both are measured in the same way. What was learnt from the training digits alone is what the others miss.",
    ),
    claim=Claim("Without dropout the validation loss rises again, and ends above the training loss.", 1e-6, 40),
    article="The first guided experiment: without dropout, notice a low training loss and a higher validation loss.",
    data="So it is here: the training loss goes to 0, wrong labels included. The validation loss falls for some 35 "
    "epochs, then rises: from there on the network learns what is wrong.",
    source="Goodfellow et al. (2016), section 5.2",
    measure=measure,
    conclude=conclude,
    margins=margins,
)
