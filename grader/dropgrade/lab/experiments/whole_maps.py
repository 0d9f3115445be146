"""Single values against whole maps: how much the neighbours of a dropped value still reveal."""

from __future__ import annotations

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench
from dropgrade.lab.data_sets import data_set
from dropgrade.lab.experiments.experiment import Chart, Choice, Claim, Experiment, Explaining, Found, Measured, Watch
from dropgrade.lab.figures.figure import dropped
from dropgrade.pictures.data import cells

RATES = (0.1, 0.3, 0.5, 0.7, 0.9)
SINGLE, WHOLE = "single values (p03)", "whole maps (p07)"
CALLED = {SINGLE: "inverted_dropout", WHOLE: "spatial_dropout_2d"}
IMAGES, CHANNELS, SIDE = 60, 8, 8
MUCH = 0.2
DRAWN = "drawn, "


def measure(bench: Bench, seed: int, watch: Watch) -> Measured:
    """The share of what was dropped that neighbours explain, at each rate, for both kinds."""
    rng = np.random.default_rng(seed)
    x = feature_maps(rng)
    found: Measured = {}
    for name, function in CALLED.items():
        found[name] = np.empty(len(RATES))
        for place, rate in enumerate(RATES):
            kept = dropped(bench, function, x, rate, rng) != 0
            found[name][place] = explained(x, kept)
            watch(name, place, found[name][place : place + 1])
            if rate == RATES[1]:
                found[DRAWN + name] = kept[0, :3].astype(float)
    return found


def feature_maps(rng: np.random.Generator) -> Array:
    """The maps of eight smooth random filters for digits: (images, channels, 6, 6), never exactly 0."""
    images = data_set("digits").x[rng.permutation(1000)[:IMAGES]].reshape(-1, SIDE, SIDE)
    windows = np.lib.stride_tricks.sliding_window_view(images, (3, 3), axis=(1, 2))
    filters = rng.normal(size=(CHANNELS, 3, 3))
    maps: Array = np.einsum("nhwij,cij->nchw", windows, filters) + rng.normal(0, 1e-3, (IMAGES, CHANNELS, 6, 6))
    return maps


def explained(x: Array, kept: Array) -> float:
    """The share of the dropped values' variance that the mean of their kept neighbours explains; at least 0."""
    total, count = _around(x * kept), _around(kept.astype(float))
    known = ~kept & (count > 0)
    if not known.any():
        return 0.0
    guess = np.where(known, total / np.maximum(count, 1), x.mean())
    off = ((x - guess)[~kept] ** 2).mean()
    return float(max(0.0, 1 - off / x[~kept].var()))


def _around(maps: Array) -> Array:
    """The sum over the eight neighbours of each pixel."""
    padded = np.pad(maps, ((0, 0), (0, 0), (1, 1), (1, 1)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, (3, 3), axis=(2, 3))
    found: Array = windows.sum(axis=(-1, -2)) - maps
    return found


def conclude(measured: Measured) -> Found:
    """Both shares at p = 0.3."""
    single, whole = (float(measured[name][:, 1].mean()) for name in CALLED)
    option = {(True, False): 0, (True, True): 1, (False, False): 2, (False, True): 3}[single > MUCH, whole > MUCH]
    sentence = (
        f"At p = 0.3 the kept neighbours explain {single:.0%} of what single dropped values had, and {whole:.0%} "
        "of what whole dropped maps had."
    )
    grids = {f"{name}, map {n + 1}": measured[DRAWN + name][0][n] for name in CALLED for n in range(3)}
    panel = cells("Three maps of one image, p = 0.3", grids, rows="rows", columns="columns")
    return Found(sentence, (panel,), option)


def margins(measured: Measured) -> tuple[Array, ...]:
    """How much more is explained of single values, at p = 0.3."""
    return (measured[SINGLE][:, 1] - measured[WHOLE][:, 1] - MUCH,)


EXPERIMENT = Experiment(
    name="whole_maps",
    title="Single values against whole maps",
    about="Eight filters make eight maps of each digit. Values are dropped one by one, or map by map. Each dropped "
    "value is then guessed as the mean of its neighbours in the same map that were kept.",
    functions=tuple(CALLED.values()),
    chart=Chart("rate p", "share explained", RATES, tuple(CALLED), 1.0),
    question=Choice(
        "At p = 0.3, how much of what was dropped can be guessed from the kept neighbours?",
        (
            "Much of the single values, nothing of the whole maps.",
            "Much of both.",
            "Nothing of either.",
            "Much of the whole maps, nothing of the single values.",
        ),
    ),
    explaining=Explaining(
        (
            "Whole maps hold more values, so more is lost.",
            "A pixel is much like those beside it; when the whole map is gone, none of them is left.",
            "Spatial dropout has a larger factor.",
        ),
        1,
        "Both kinds drop the same share of values, with the same factor. What differs is what is left beside them.",
    ),
    claim=Claim("Neighbours explain more of single dropped values than of whole dropped maps.", 1e-6, 40),
    article="Neighbouring values say the same, so dropping single ones does little; whole maps should go.",
    data="So it is: and the more single values are dropped, the less the few that are left explain.",
    source="Tompson et al. (2015), section 3.2",
    measure=measure,
    conclude=conclude,
    margins=margins,
)
