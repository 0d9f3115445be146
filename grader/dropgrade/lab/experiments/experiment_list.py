"""All experiments, in the order in which they are offered: the five of the first article, then the others."""

from __future__ import annotations

from dropgrade.errors import TargetError
from dropgrade.lab.experiments import (
    active_units,
    fifth_dropped,
    half_dropped,
    most_dropped,
    no_dropout,
    norm_shift,
    pass_spread,
    rate_sweep,
    value_spread,
    weight_sizes,
    whole_maps,
)
from dropgrade.lab.experiments.experiment import Experiment

GUIDED = 5
"""How many experiments come from the first article."""
MODULES = (
    no_dropout, fifth_dropped, half_dropped, most_dropped, active_units,
    rate_sweep, weight_sizes, value_spread, whole_maps, norm_shift, pass_spread,
)  # fmt: skip
EXPERIMENTS: dict[str, Experiment] = {module.EXPERIMENT.name: module.EXPERIMENT for module in MODULES}


def experiment_named(name: str) -> Experiment:
    """The experiment of a name; raises `TargetError` where there is none."""
    if name not in EXPERIMENTS:
        raise TargetError(f"There is no experiment {name[:40]!r}.", f"There are {', '.join(EXPERIMENTS)}.")
    return EXPERIMENTS[name]
