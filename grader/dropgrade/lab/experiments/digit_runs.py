"""The shared part of the trained experiments: the digits' network at several rates, with both losses per epoch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench, Training
from dropgrade.lab.experiments.experiment import Chart, Measured, Watch, last, places
from dropgrade.lab.figures.panels import Ranges, ranges

EPOCHS = Training(0.0, 0).epochs
AT = places(EPOCHS, 1, EPOCHS)
FUNCTIONS = ("inverted_dropout", "dropout_backward")
SETTING = (
    f"A network with 64-100-50-10 units learns 100 digits, of which every fifth has a wrong label, for {EPOCHS} epochs "
    "(momentum 0.9, learning rate 0.01, batches of 32). 100 other digits validate it. Both losses are measured with "
    "dropout off."
)


def named(which: str, rate: float) -> str:
    """The name of a curve: which loss, at which rate."""
    return f"{which}, p = {rate:g}"


def chart(rates: Sequence[float], top: float) -> Chart:
    """The axes of both losses at some rates."""
    series = tuple(named(which, rate) for rate in rates for which in ("training", "validation"))
    return Chart("epoch", "loss", AT, series, top)


def train_at(bench: Bench, rates: Sequence[float], seed: int, watch: Watch) -> Measured:
    """Train at each rate; the curves grow epoch by epoch."""
    found: Measured = {}
    for rate in rates:

        def hear(epoch: int, row: tuple[float, ...], rate: float = rate) -> None:
            watch(named("training", rate), epoch, row[:1])
            watch(named("validation", rate), epoch, row[1:2])

        trained = bench.train(Training(rate, seed), hear)
        found[named("training", rate)] = trained.measure("train_loss")
        found[named("validation", rate)] = trained.measure("validation_loss")
    return found


def gap(measured: Mapping[str, Array], rate: float) -> Array:
    """The validation loss minus the training loss after the last epoch, for each seed."""
    return last(measured, named("validation", rate)) - last(measured, named("training", rate))


def ends(measured: Mapping[str, Array], rates: Sequence[float]) -> tuple[Ranges, ...]:
    """Both losses and the gap at the end, at each rate."""
    title = f"after {EPOCHS} epochs"
    groups = {
        "Training loss": {f"p = {p:g}": last(measured, named("training", p)) for p in rates},
        "Validation loss": {f"p = {p:g}": last(measured, named("validation", p)) for p in rates},
        "Gap": {f"p = {p:g}": gap(measured, p) for p in rates},
    }
    return tuple(ranges(f"{name} {title}", "loss", values) for name, values in groups.items())


def in_seeds(differences: Array) -> str:
    """In how many seeds a difference was above 0, in words."""
    count, seeds = int((differences > 0).sum()), len(differences)
    if seeds == 1:
        return "in the one seed" if count else "not in the one seed"
    return f"in all {seeds} seeds" if count == seeds else f"in {count} of {seeds} seeds"
