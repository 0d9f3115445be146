"""The companions of dropout beside PyTorch: optimisers, losses, moments, pruning."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional
from torch.nn.utils import prune

from tests.oracles.reference import reference, same


def test_sgd_with_weight_decay(rng: np.random.Generator) -> None:
    """p23: sgd_l2_step takes the steps of torch.optim.SGD with weight_decay."""
    step = reference("p23_weight_decay").sgd_l2_step
    w = rng.normal(size=(4, 5))
    parameter = torch.nn.Parameter(torch.from_numpy(w.copy()))
    optimiser = torch.optim.SGD([parameter], lr=0.1, weight_decay=0.05)
    for _ in range(10):
        grad = rng.normal(size=w.shape)
        w = step(w, grad, 0.1, 0.05)
        parameter.grad = torch.from_numpy(grad)
        optimiser.step()
    assert same(w, parameter)


@pytest.mark.parametrize("decay", [0.0, 0.01, 0.5])
def test_adamw(decay: float, rng: np.random.Generator) -> None:
    """p23: adamw_step takes the steps of torch.optim.AdamW, over thirty steps."""
    step = reference("p23_weight_decay").adamw_step
    w = rng.normal(size=(4, 5))
    state = (0, np.zeros_like(w), np.zeros_like(w))
    parameter = torch.nn.Parameter(torch.from_numpy(w.copy()))
    optimiser = torch.optim.AdamW([parameter], lr=0.01, betas=(0.9, 0.999), eps=1e-8, weight_decay=decay)
    for _ in range(30):
        grad = rng.normal(size=w.shape) * 3
        w, state = step(w, grad, state, 0.01, decay)
        parameter.grad = torch.from_numpy(grad)
        optimiser.step()
    assert same(w, parameter, 1e-10)
    assert state[0] == 30


def test_adamw_is_not_adam_with_an_l2_penalty(rng: np.random.Generator) -> None:
    """p23: torch.optim.Adam with weight_decay, which adds it to the gradient, takes other steps."""
    w, grad = rng.normal(size=(2, 4, 5))
    ours, _ = reference("p23_weight_decay").adamw_step(w, grad, (0, np.zeros_like(w), np.zeros_like(w)), 0.01, 0.5)
    parameter = torch.nn.Parameter(torch.from_numpy(w.copy()))
    optimiser = torch.optim.Adam([parameter], lr=0.01, weight_decay=0.5)
    parameter.grad = torch.from_numpy(grad)
    optimiser.step()
    assert not same(ours, parameter, 1e-4)


@pytest.mark.parametrize("alpha", [0.0, 0.1, 0.6])
def test_label_smoothing(alpha: float, rng: np.random.Generator) -> None:
    """p24: smoothed_cross_entropy is PyTorch's cross_entropy with label_smoothing, for large logits too."""
    loss = reference("p24_label_smoothing").smoothed_cross_entropy
    y = rng.integers(0, 6, 20)
    for scale in (1, 1000):
        logits = scale * rng.normal(size=(20, 6))
        tensors = torch.from_numpy(logits), torch.from_numpy(y)
        assert same(loss(logits, y, alpha), functional.cross_entropy(*tensors, label_smoothing=alpha))


def test_smoothed_labels_as_targets(rng: np.random.Generator) -> None:
    """p24: PyTorch's cross-entropy with the rows of smooth_labels as targets is its own label smoothing."""
    y = rng.integers(0, 6, 20)
    logits = torch.from_numpy(rng.normal(size=(20, 6)))
    rows = torch.from_numpy(reference("p24_label_smoothing").smooth_labels(np.eye(6)[y], 0.1))
    theirs = functional.cross_entropy(logits, torch.from_numpy(y), label_smoothing=0.1)
    assert same(functional.cross_entropy(logits, rows), theirs)


def test_monte_carlo_moments(rng: np.random.Generator) -> None:
    """p08: the mean and variance over the passes are those of torch.var_mean without correction."""
    outputs = rng.normal(size=(9, 4, 3))
    passes = iter(outputs)
    mean, variance = reference("p08_mc_dropout").mc_dropout(lambda _: next(passes), np.zeros((4, 2)), 9)
    expected, centre = torch.var_mean(torch.from_numpy(outputs), dim=0, correction=0)
    assert same(mean, centre)
    assert same(variance, expected)


def test_pruning(rng: np.random.Generator) -> None:
    """p20: prune removes from each column what PyTorch's l1_unstructured removes from it alone."""
    w = rng.normal(size=(11, 5))
    for fraction in (0.0, 0.25, 0.5, 1.0):
        ours = reference("p20_targeted_dropout").prune(w, fraction)
        for column, weights in zip(ours.T, w.T, strict=True):
            amount = int(fraction * len(weights))
            module = torch.nn.Module()
            module.weight = torch.nn.Parameter(torch.from_numpy(weights.copy()))
            theirs = prune.l1_unstructured(module, "weight", amount=amount).weight if amount else weights
            assert same(column, theirs)


def test_geometric_mean_of_sub_networks(rng: np.random.Generator) -> None:
    """p10: the normalised geometric mean over all masks is PyTorch's softmax of the network scaled by 1 - p."""
    x, w, b = rng.normal(size=7), rng.normal(size=(7, 3)), rng.normal(size=3)
    ours = reference("p10_thinned_networks").ensemble_softmax(x, w, b, 0.3)
    scaled = torch.from_numpy(0.7 * x @ w + b)
    assert same(ours, functional.softmax(scaled, dim=0), 1e-10)
