"""Whole layers and a whole training beside PyTorch: DropConnect, batch norm, stochastic depth, gradient descent."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from tests.oracles.autograd import leaf
from tests.oracles.reference import Array, reference, same

P = 0.3


@pytest.mark.parametrize("training", [True, False])
def test_dropconnect(training: bool, rng: np.random.Generator) -> None:
    """p18: forward and backward are PyTorch's linear layer with the masked weights, and its autograd."""
    module = reference("p18_dropconnect")
    x, w, b, dy = (rng.normal(size=shape) for shape in ((9, 5), (5, 7), (7,), (9, 7)))
    y, mask = module.dropconnect_forward(x, w, b, P, training, rng)
    tensors = leaf(x), leaf(w), leaf(b)
    kept = tensors[1] * torch.from_numpy(mask / (1 - P)) if training else tensors[1]
    out = functional.linear(tensors[0], kept.T, tensors[2])
    out.backward(torch.from_numpy(dy))
    assert same(y, out)
    gradients = module.dropconnect_backward(dy, x, w, mask, P)
    assert all(same(ours, tensor.grad) for ours, tensor in zip(gradients, tensors, strict=True))


def batch_norm(features: int) -> torch.nn.BatchNorm1d:
    """PyTorch's batch norm that keeps the statistics of its newest batch."""
    return torch.nn.BatchNorm1d(features, momentum=1.0, affine=False, dtype=torch.float64)


def test_dropout_before_batch_norm(rng: np.random.Generator) -> None:
    """p15: dropout_then_bn is PyTorch's batch norm that has seen the dropped batch, in both modes."""
    x = 1 + rng.random((200, 4))
    out_train, out_eval = reference("p15_batchnorm_shift").dropout_then_bn(x, P, np.random.default_rng(3))
    dropped = x * (np.random.default_rng(3).random(x.shape) >= P) / (1 - P)  # the reference draws once, in this form
    norm = batch_norm(4)
    assert same(out_train, norm(torch.from_numpy(dropped)), 1e-9)
    assert norm.running_var is not None
    norm.running_var *= 199 / 200  # PyTorch keeps the variance that divides by N - 1
    norm.eval()
    assert same(out_eval, norm(torch.from_numpy(x)), 1e-9)


def test_batch_norm_before_dropout(rng: np.random.Generator) -> None:
    """p15: bn_then_dropout is PyTorch's batch norm of x; its survivors in training are those times 1 / (1 - p)."""
    x = 1 + rng.random((200, 4))
    out_train, out_eval = reference("p15_batchnorm_shift").bn_then_dropout(x, P, rng)
    normal = batch_norm(4)(torch.from_numpy(x)).numpy()
    on = out_train != 0
    assert same(out_eval, normal, 1e-9)
    assert np.allclose(out_train[on], normal[on] / (1 - P), rtol=1e-9)


def test_variance_shift(rng: np.random.Generator) -> None:
    """p15: the closed form is near to what PyTorch's batch norm measures behind PyTorch's dropout."""
    rows = 200_000
    x = 1 + rng.random((rows, 3)) * [1, 2, 3]
    train, evaluation, ratio = reference("p15_batchnorm_shift").variance_shift(x, P)
    torch.manual_seed(0)
    norm = batch_norm(3)
    norm(functional.dropout(torch.from_numpy(x), P))
    assert norm.running_var is not None
    assert np.allclose(norm.running_var.numpy(), train, rtol=0.02)
    assert same(evaluation, torch.from_numpy(x).var(dim=0, correction=0))
    assert same(ratio, evaluation / train)


def test_stochastic_depth_at_evaluation(rng: np.random.Generator) -> None:
    """p22: at evaluation a block is the residual sum that PyTorch's modules compute."""
    torch.manual_seed(0)
    layer = torch.nn.Linear(5, 5, dtype=torch.float64)
    x = rng.normal(size=(8, 5))
    branch = layer(torch.from_numpy(x)).detach()
    assert same(
        reference("p22_stochastic_depth").drop_path(x, branch.numpy(), P, False, None), torch.from_numpy(x) + branch
    )


def test_stochastic_depth_in_training(rng: np.random.Generator) -> None:
    """p22: what is added in training is the branch through PyTorch's dropout of whole samples, up to the coins."""
    x, branch = rng.normal(size=(2, 400, 3, 4))
    added = reference("p22_stochastic_depth").drop_path(x, branch, P, True, rng) - x
    torch.manual_seed(0)
    theirs = functional.dropout1d(torch.from_numpy(branch.reshape(400, 1, 12)), P).numpy().reshape(branch.shape)
    both = ~np.isclose(added, 0, atol=1e-12).all(axis=(1, 2)) & (theirs != 0).all(axis=(1, 2))
    assert both.sum() > 100
    assert np.allclose(added[both], theirs[both], rtol=1e-9, atol=1e-12)


def test_depth_rates() -> None:
    """p22: the rates are torch.linspace from 0 to p_last, without the 0 of the input."""
    ours = reference("p22_stochastic_depth").depth_rates(7, 0.4)
    assert same(ours, torch.linspace(0, 0.4, 8, dtype=torch.float64)[1:])


def torch_training(params: dict[str, Array], x: Array, y: Array, lr: float, epochs: int) -> list[torch.Tensor]:
    """The parameters after PyTorch's gradient descent on the mean log loss, without dropout."""
    names = ("W1", "b1", "W2", "b2")
    tensors = [leaf(params[name]) for name in names]
    optimiser = torch.optim.SGD(tensors, lr=lr)
    for _ in range(epochs):
        optimiser.zero_grad()
        logits = functional.relu(torch.from_numpy(x) @ tensors[0] + tensors[1]) @ tensors[2] + tensors[3]
        functional.binary_cross_entropy_with_logits(logits, torch.from_numpy(y)).backward()
        optimiser.step()
    return tensors


def test_training_without_dropout(rng: np.random.Generator) -> None:
    """p13: at p = 0 training ends in the parameters of PyTorch's SGD, with PyTorch's losses."""
    params = {"W1": rng.normal(size=(4, 6)), "b1": np.zeros(6), "W2": rng.normal(size=(6, 1)), "b2": np.zeros(1)}
    x, y = rng.normal(size=(30, 4)), rng.integers(0, 2, (30, 1)).astype(float)
    history = reference("p13_training_loop").train(params, (x[:20], x[20:]), (y[:20], y[20:]), 0.0, 0.2, 40, rng)
    w1, b1, w2, b2 = torch_training(params, x[:20], y[:20], 0.2, 40)
    for name, tensor in zip(("W1", "b1", "W2", "b2"), (w1, b1, w2, b2), strict=True):
        assert same(history["params"][name], tensor, 1e-8)
    for part, name in ((slice(20), "train_loss"), (slice(20, None), "test_loss")):
        logits = functional.relu(torch.from_numpy(x[part]) @ w1 + b1) @ w2 + b2
        loss = functional.binary_cross_entropy_with_logits(logits, torch.from_numpy(y[part]))
        assert same(history[name][-1], loss, 1e-8)


def test_generalization_gap() -> None:
    """p13: the gap is the last test loss minus the last training loss."""
    history = {"train_loss": [0.7, 0.5], "test_loss": [0.7, 0.9]}
    assert same(
        reference("p13_training_loop").generalization_gap(history), torch.tensor(0.4, dtype=torch.float64), 1e-12
    )
