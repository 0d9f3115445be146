"""All figures, in the order of the articles."""

from __future__ import annotations

from dropgrade.errors import TargetError
from dropgrade.lab.figures.figure import Figure
from dropgrade.lab.figures.mask_figures import MASK_FIGURES
from dropgrade.lab.figures.trained_figures import TRAINED_FIGURES
from dropgrade.lab.figures.value_figures import VALUE_FIGURES

ORDER = (
    "overfitting", "subnetwork_counts", "four_subnetworks", "thinned_network", "one_mask", "before_and_after",
    "masks_at_rates", "curves_at_rates", "rate_and_gap", "two_modes", "worked_network", "scattered_or_columns",
    "with_and_without", "weights",
)  # fmt: skip
_BY_NAME = {figure.name: figure for figure in (*MASK_FIGURES, *VALUE_FIGURES, *TRAINED_FIGURES)}
FIGURES = tuple(_BY_NAME[name] for name in ORDER)


def figure_named(name: str) -> Figure:
    """The figure of a name; raises `TargetError` where there is none."""
    if name not in _BY_NAME:
        raise TargetError(f"There is no figure {name[:40]!r}.", f"There are {', '.join(ORDER)}.")
    return _BY_NAME[name]
