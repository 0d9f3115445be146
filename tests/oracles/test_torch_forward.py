"""Dropout's forward passes beside PyTorch's own dropout: what is exact is compared exactly, coins are counted."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch.nn import functional

from dropgrade.checks import fits
from tests.oracles.reference import Array, reference, same

P = 0.3
ELEMENTWISE = ["p03_inverted_scaling.inverted_dropout", "p04_dropout_backward.dropout_forward"]


def function(name: str) -> Callable[..., tuple[Array, Array | None]]:
    """A reference's function by `problem.function`."""
    problem, _, wanted = name.partition(".")
    found: Callable[..., tuple[Array, Array | None]] = getattr(reference(problem), wanted)
    return found


def theirs(x: Array, seed: int = 0) -> Array:
    """PyTorch's dropout of an array."""
    torch.manual_seed(seed)
    dropped: Array = functional.dropout(torch.from_numpy(x), P, training=True).numpy()
    return dropped


def by_feature(x: Array) -> Array:
    """PyTorch's dropout1d, which has channels before time, of an array (batch, time, features)."""
    torch.manual_seed(0)
    dropped = functional.dropout1d(torch.from_numpy(x).movedim(1, 2), P, training=True)
    back: Array = dropped.movedim(2, 1).numpy()
    return back


def by_map(x: Array) -> Array:
    """PyTorch's dropout2d of an array (N, C, H, W)."""
    torch.manual_seed(0)
    dropped: Array = functional.dropout2d(torch.from_numpy(x), P, training=True).numpy()
    return dropped


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_survivors_have_the_factor_of_pytorch(name: str, rng: np.random.Generator) -> None:
    """The survivors of the reference and those of PyTorch are the same multiples of x."""
    x = 1 + rng.random((60, 70))
    ours, other = function(name)(x, P, training=True, rng=rng)[0], theirs(x)
    both = (ours != 0) & (other != 0)
    assert both.any()
    assert np.allclose(ours[both], other[both], rtol=1e-12)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_as_many_entries_survive_as_in_pytorch(name: str, rng: np.random.Generator) -> None:
    """The counts of survivors of the reference and of PyTorch both lie in the band of Binomial(n, 1 - p)."""
    x = 1 + rng.random((100, 100))
    for out in (function(name)(x, P, training=True, rng=rng)[0], theirs(x)):
        assert fits(int((out != 0).sum()), out.size, 1 - P)


@pytest.mark.parametrize("name", ELEMENTWISE)
def test_evaluation_is_that_of_pytorch(name: str, rng: np.random.Generator) -> None:
    """At evaluation the reference and PyTorch both return x."""
    x = rng.normal(size=(7, 9))
    out, mask = function(name)(x, P, training=False)
    assert mask is None
    assert np.array_equal(out, functional.dropout(torch.from_numpy(x), P, training=False).numpy())


def test_a_mask_has_the_share_of_pytorchs_bernoulli(rng: np.random.Generator) -> None:
    """The Bernoulli mask of p01 and torch.bernoulli keep shares that lie in one band."""
    torch.manual_seed(0)
    masks = (reference("p01_bernoulli_mask").bernoulli_mask((100, 90), P, rng),
             torch.bernoulli(torch.full((100, 90), 1 - P)).numpy())  # fmt: skip
    assert all(fits(int(mask.sum()), mask.size, 1 - P) for mask in masks)


def test_naive_dropout_lacks_the_factor_of_pytorch(rng: np.random.Generator) -> None:
    """Naive dropout is PyTorch's without the factor 1 / (1 - p)."""
    x = 1 + rng.random((50, 60))
    ours, other = reference("p01_bernoulli_mask").naive_dropout(x, P, True, rng), theirs(x)
    both = (ours != 0) & (other != 0)
    assert np.allclose(ours[both], other[both] * (1 - P), rtol=1e-12)


def test_standard_dropout_is_pytorchs_times_the_keep_rate(rng: np.random.Generator) -> None:
    """Standard dropout is PyTorch's times 1 - p, in training as at evaluation."""
    x = 1 + rng.random((50, 60))
    standard = reference("p02_standard_dropout").standard_dropout
    ours, other = standard(x, P, True, rng)[0], theirs(x)
    both = (ours != 0) & (other != 0)
    assert np.allclose(ours[both], other[both] * (1 - P), rtol=1e-12)
    assert same(standard(x, P, False, rng)[0], (1 - P) * functional.dropout(torch.from_numpy(x), P, training=False))


@pytest.mark.parametrize(
    ("name", "shape", "other", "within"),
    [
        ("p06_spatial_dropout_1d.spatial_dropout_1d", (90, 6, 80), by_feature, (1,)),
        ("p07_spatial_dropout_2d.spatial_dropout_2d", (90, 80, 2, 5), by_map, (2, 3)),
    ],
)
def test_spatial_dropout_shares_coins_as_pytorch_does(
    name: str,
    shape: tuple[int, ...],
    other: Callable[[Array], Array],
    within: tuple[int, ...],
    rng: np.random.Generator,
) -> None:
    """The reference and PyTorch drop whole features or maps, at the same rate and with the same factor."""
    x = 1 + rng.random(shape)
    outs = function(name)(x, P, training=True, rng=rng)[0], other(x)
    for out in outs:
        kept = (out != 0).mean(axis=within)
        assert set(np.unique(kept)) == {0.0, 1.0}
        assert fits(int(kept.sum()), kept.size, 1 - P)
    both = (outs[0] != 0) & (outs[1] != 0)
    assert np.allclose(outs[0][both], outs[1][both], rtol=1e-12)


def test_a_layer_has_the_modes_of_pytorchs_module(rng: np.random.Generator) -> None:
    """A DropoutLayer and nn.Dropout both begin in training, and both are the identity after eval()."""
    x = 1 + rng.random((30, 40))
    ours, module = reference("p05_dropout_layer").DropoutLayer(P, rng), torch.nn.Dropout(P)
    torch.manual_seed(0)
    assert (ours.forward(x) == 0).any()
    assert (module(torch.from_numpy(x)) == 0).any()
    ours.eval()
    module.eval()
    assert np.array_equal(ours.forward(x), module(torch.from_numpy(x)).numpy())
    ours.train()
    assert (ours.forward(x) == 0).any()
