"""Figures of masks: how many there are, how they thin a network, and where their zeros are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from dropgrade.checks.failure import Array
from dropgrade.lab.bench import Bench
from dropgrade.lab.figures.figure import Figure, dropped, mask_of
from dropgrade.lab.figures.panels import Lines, Panel, Rows, line, networks, plain
from dropgrade.pictures.data import cells, numbers

ATOMS = (("atoms of the Earth, about 10⁵⁰", 50.0), ("atoms in the observable universe, about 10⁸⁰", 80.0))
MOST_COUNTED = 12
"""The most units for which all masks are made and counted: 4,096 masks."""
LAYERS = (3, 5, 4, 1)
EIGHT = np.array([1.5, 2.0, -1.0, 0.5, 3.0, -2.0, 1.0, 0.8])
RATES = (0.0, 0.3, 0.5, 0.7)


def counts(bench: Bench, seed: int) -> Sequence[Panel]:
    """2^n by the formula up to a thousand units, and by counting the masks of a few."""
    del seed
    few, many = np.arange(1, MOST_COUNTED + 1), np.arange(1, 1001)
    counted = [_different(bench.call("all_masks", int(n)), int(n)) for n in few]
    ten = np.log10(2.0)
    lines = line("2^n", many, many * ten), line("counted: all_masks(n)", few, np.log10(counted), is_points=True)
    note = "It takes 167 units to pass the atoms of the Earth, and 266 to pass those of the universe."
    shown = Lines("Sub-networks of n units", ("units", "sub-networks"), lines, ATOMS, is_log=True, note=note)
    table = tuple((int(n), float(count)) for n, count in zip(few, counted, strict=True))
    return [shown, Rows("Counted", ("units", "different masks"), table)]


def _different(masks: object, n: int) -> int:
    found = numbers(masks, "what `all_masks` returns")
    return len(np.unique(found.reshape(len(found), -1), axis=0)) if found.size % n == 0 else len(found)


def _thinned(bench: Bench, p: float, rng: np.random.Generator) -> list[Array]:
    """A mask for each layer; inputs and the output are never dropped here."""
    hidden = [mask_of(bench, (units,), p, rng) for units in LAYERS[1:-1]]
    return [np.ones(LAYERS[0]), *hidden, np.ones(LAYERS[-1])]


def four(bench: Bench, seed: int) -> Sequence[Panel]:
    """Four sub-networks of one network at p = 0.5, and the whole of it."""
    rng = np.random.default_rng(seed)
    shown = [(f"step {n}", _thinned(bench, 0.5, rng)) for n in range(1, 5)]
    whole = ("at evaluation", [np.ones(units) for units in LAYERS])
    note = f"9 hidden units: one of 2^9 = {2**9} sub-networks in each step, all with the same weights."
    return [networks("Four training steps, and the whole network", [*shown, whole], note=note)]


def thinned(bench: Bench, seed: int) -> Sequence[Panel]:
    """The whole network beside one that dropout has thinned, inputs included."""
    rng = np.random.default_rng(seed)
    inputs = [mask_of(bench, (LAYERS[0],), 0.2, rng)]
    mask = [*inputs, *_thinned(bench, 0.5, rng)[1:]]
    shown = [("all units", [np.ones(units) for units in LAYERS]), ("one training step", mask)]
    return [networks("Before and after", shown, note="p = 0.2 for the inputs, p = 0.5 for the hidden units.")]


def one_mask(bench: Bench, seed: int) -> Sequence[Panel]:
    """Eight activations, a mask, and their product, without a factor and with it."""
    rng = np.random.default_rng(seed)
    mask = mask_of(bench, EIGHT.shape, 0.5, rng)
    inverted = dropped(bench, "inverted_dropout", EIGHT, 0.5, rng)
    head = ("values", *(str(n) for n in range(1, 9)))
    rows = ("h", EIGHT), ("mask (p01)", mask), ("h * mask", EIGHT * mask + 0.0), ("inverted dropout (p03)", inverted)
    note = "The last row has coins of its own: what they keep is doubled."
    table = Rows("Eight units, p = 0.5", head, tuple((name, *plain(values)) for name, values in rows), note)
    return [table, cells("The mask", {"mask": mask[None]}, rows="example", columns="unit")]


def at_rates(bench: Bench, seed: int) -> Sequence[Panel]:
    """A layer after inverted dropout at four rates."""
    rng = np.random.default_rng(seed)
    x = np.clip(rng.normal(1.0, 0.3, (20, 32)), 0.1, None)
    grids = {f"p = {p:g}": dropped(bench, "inverted_dropout", x, p, rng) for p in RATES}
    shares = {name: float(np.mean(grid == 0)) for name, grid in grids.items()}
    on = {name: (grid != 0).astype(float) for name, grid in grids.items()}
    note = "Each row is an example with coins of its own."
    shown = cells("Which units are kept", on, rows="examples", columns="units", most=(20, 32), note=note)
    rows = tuple((name, p, shares[name], 1 / (1 - p)) for name, p in zip(grids, RATES, strict=True))
    return [shown, Rows("Dropped, of 640", ("rate", "expected", "dropped", "factor of the kept"), rows)]


def scattered(bench: Bench, seed: int) -> Sequence[Panel]:
    """A sequence under dropout of single values, and under spatial dropout."""
    rng = np.random.default_rng(seed)
    x = np.clip(rng.normal(1.0, 0.3, (1, 20, 16)), 0.1, None)
    single = dropped(bench, "inverted_dropout", x, 0.3, rng)[0]
    whole = dropped(bench, "spatial_dropout_1d", x, 0.3, rng)[0]
    grids = {"single values (p03)": (single != 0).astype(float), "whole features (p06)": (whole != 0).astype(float)}
    note = "One sequence of 20 time steps with 16 features, p = 0.3. A feature that is dropped is gone at every step."
    return [cells("Scattered zeros, and columns of them", grids, rows="time", columns="features", note=note)]


SRIVASTAVA = "Srivastava et al. (2014)"
MASK_FIGURES = (
    Figure(
        "subnetwork_counts", "2^n sub-networks", "The number of sub-networks against the number of units, on a log "
        "scale, with the atoms of the Earth and of the universe as marks. It puts the Earth's at 100 units.",
        f"{SRIVASTAVA}, section 1", ("all_masks",), counts,
    ),
    Figure(
        "four_subnetworks", "Four sub-networks", "Four diagrams of one network, each with other units dropped.",
        f"{SRIVASTAVA}, section 4", ("bernoulli_mask",), four,
    ),
    Figure(
        "thinned_network", "A thinned network", "A network in which some units and their connections are crossed out.",
        f"{SRIVASTAVA}, figure 1", ("bernoulli_mask",), thinned,
    ),
    Figure(
        "one_mask", "One mask, with numbers", "Eight activations and a mask drawn at p = 0.5, multiplied.",
        f"{SRIVASTAVA}, section 4", ("bernoulli_mask", "inverted_dropout"), one_mask,
    ),
    Figure(
        "masks_at_rates", "Masks at four rates", "Activations of a layer at p = 0, 0.3, 0.5 and 0.7 as heat maps.",
        f"{SRIVASTAVA}, section 4", ("inverted_dropout",), at_rates,
    ),
    Figure(
        "scattered_or_columns", "Single values or whole features", "Two heat maps of a sequence: scattered zeros, "
        "and whole columns of them.", "Tompson et al. (2015), section 3.2",
        ("inverted_dropout", "spatial_dropout_1d"), scattered,
    ),
)  # fmt: skip
