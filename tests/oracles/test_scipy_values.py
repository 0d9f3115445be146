"""What can be worked out exactly, beside SciPy: moments, entropies, losses, ranks, squares."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import ndimage, special, stats

from tests.oracles.reference import reference, same


def test_moments_of_dropout(rng: np.random.Generator) -> None:
    """p11: mean and variance are those of SciPy's Bernoulli variable times x / (1 - p)."""
    module, x = reference("p11_moments"), rng.normal(size=(5, 6))
    for p in (0.0, 0.2, 0.5, 0.9):
        coin = stats.bernoulli(1 - p)
        assert same(module.output_mean(x, p), x / (1 - p) * coin.mean())
        assert same(module.output_variance(x, p), (x / (1 - p)) ** 2 * coin.var())


def test_predictive_entropy(rng: np.random.Generator) -> None:
    """p09: the predictive entropy is SciPy's entropy of the average, zeros included."""
    probs = rng.dirichlet(np.full(4, 0.5), size=(6, 20))
    probs[:, 0] = np.eye(4)[[0, 1, 1, 2, 0, 0]]
    ours = reference("p09_predictive_uncertainty").predictive_entropy(probs)
    assert same(ours, stats.entropy(probs.mean(axis=0), axis=-1))


def test_mutual_information(rng: np.random.Generator) -> None:
    """p09: the mutual information is SciPy's average divergence of the samples from their average."""
    probs = rng.dirichlet(np.full(4, 0.5), size=(6, 20))
    probs[:, 0] = np.eye(4)[[0, 1, 1, 2, 0, 0]]
    ours = reference("p09_predictive_uncertainty").mutual_information(probs)
    divergence = special.rel_entr(probs, probs.mean(axis=0)).sum(axis=-1)
    assert same(ours, divergence.mean(axis=0))


def test_monte_carlo_moments(rng: np.random.Generator) -> None:
    """p08: the variance over the passes is SciPy's second central moment."""
    outputs = rng.normal(size=(9, 4, 3))
    passes = iter(outputs)
    _, variance = reference("p08_mc_dropout").mc_dropout(lambda _: next(passes), np.zeros((4, 2)), 9)
    assert same(variance, stats.moment(outputs, 2, axis=0))


def test_average_of_linear_networks(rng: np.random.Generator) -> None:
    """p10: ensemble_mean is the expectation of a sum of SciPy's Bernoulli variables."""
    x, w = rng.normal(size=(2, 8))
    ours = reference("p10_thinned_networks").ensemble_mean(x, w, 0.7, 0.3)
    assert same(ours, stats.bernoulli(0.7).expect(lambda coin: coin) * (x @ w) + 0.7)


def test_masks_have_binomial_counts() -> None:
    """p10: all masks of n units hold k ones as often as SciPy's binomial coefficient says, and no mask twice."""
    masks = np.asarray(reference("p10_thinned_networks").all_masks(8))
    counts = np.bincount(masks.sum(axis=1), minlength=9)
    assert np.array_equal(counts, special.comb(8, np.arange(9)))
    assert len(np.unique(masks, axis=0)) == 2**8


def test_geometric_mean_of_softmax(rng: np.random.Generator) -> None:
    """p10: the normalised geometric mean is SciPy's weighted gmean of all sub-networks, normalised."""
    module = reference("p10_thinned_networks")
    x, w, b = rng.normal(size=6), rng.normal(size=(6, 3)), rng.normal(size=3)
    masks = module.all_masks(6)
    weights = stats.binom(6, 0.7).pmf(masks.sum(axis=1)) / special.comb(6, masks.sum(axis=1))
    probs = special.softmax((masks * x) @ w + b, axis=1)
    mean = stats.gmean(probs, axis=0, weights=np.broadcast_to(weights[:, None], probs.shape))
    assert same(module.ensemble_softmax(x, w, b, 0.3), mean / mean.sum(), 1e-10)


def test_smoothed_cross_entropy(rng: np.random.Generator) -> None:
    """p24: the loss is SciPy's log_softmax, weighted by the smoothed labels."""
    module = reference("p24_label_smoothing")
    logits, y = rng.normal(size=(9, 5)) * 30, rng.integers(0, 5, 9)
    rows = 0.9 * np.eye(5)[y] + 0.1 / 5
    assert same(
        module.smoothed_cross_entropy(logits, y, 0.1), -(rows * special.log_softmax(logits, axis=1)).sum(1).mean()
    )


def test_candidates_by_rank(rng: np.random.Generator) -> None:
    """p20: what is pruned are the weights of the lowest ranks in their column, as SciPy ranks them."""
    w = rng.normal(size=(13, 6))
    for fraction in (0.0, 0.3, 0.5, 1.0):
        kept = stats.rankdata(np.abs(w), axis=0) > int(fraction * 13)
        assert np.array_equal(reference("p20_targeted_dropout").prune(w, fraction), w * kept)


@pytest.mark.parametrize("size", [1, 2, 3, 4, 7, 30])
def test_squares_of_cutout(size: int, rng: np.random.Generator) -> None:
    """p26: every hole is SciPy's dilation of one pixel by a square whose centre is where the statement puts it."""
    images = 1 + rng.random((60, 2, 7, 9))
    out = reference("p26_cutout").cutout(images, size, rng)
    holes, offsets = [], np.arange(-size, size + 1)  # from the centre
    reach = (offsets >= -(size // 2)) & (offsets < size - size // 2)
    for row, column in np.ndindex(7, 9):
        centre = np.zeros((7 + 2 * size, 9 + 2 * size), dtype=bool)
        centre[row + size, column + size] = True
        square = ndimage.binary_dilation(centre, np.outer(reach, reach))
        holes.append(square[size:-size, size:-size])
    for image, before in zip(out, images, strict=True):
        hole = (image == 0).all(axis=0)
        assert any(np.array_equal(hole, expected) for expected in holes)
        assert np.array_equal(image, before * ~hole)
