"""Every backward pass beside PyTorch's autograd, which differentiates the forward pass with the mask held."""

from __future__ import annotations

import numpy as np
import torch
from torch.nn import functional

from tests.oracles.autograd import leaf
from tests.oracles.reference import Array, reference, same

P = 0.3


def masked_gradient(x: Array, mask: Array, dout: Array) -> torch.Tensor:
    """The gradient of sum(dout * x * mask / (1 - p)) by x, by autograd."""
    entry = leaf(x)
    (torch.from_numpy(dout) * entry * torch.from_numpy(mask.astype(float)) / (1 - P)).sum().backward()
    assert entry.grad is not None
    return entry.grad


def test_dropout_backward(rng: np.random.Generator) -> None:
    """p04: dropout_backward is the gradient of the forward pass with its mask."""
    module = reference("p04_dropout_backward")
    x, dout = rng.normal(size=(2, 20, 30))
    _, mask = module.dropout_forward(x, P, training=True, rng=rng)
    assert same(module.dropout_backward(dout, mask, P), masked_gradient(x, mask, dout))


def test_dropout_backward_beside_pytorchs_own_dropout(rng: np.random.Generator) -> None:
    """p04: with the mask that PyTorch's dropout drew, dropout_backward gives PyTorch's gradient."""
    x, dout = 1 + rng.random((2, 20, 30))
    torch.manual_seed(0)
    entry = leaf(x)
    out = functional.dropout(entry, P, training=True)
    out.backward(torch.from_numpy(dout))
    mask = (out != 0).numpy()
    assert same(reference("p04_dropout_backward").dropout_backward(dout, mask, P), entry.grad)


def test_layer_backward(rng: np.random.Generator) -> None:
    """p05: a layer's backward uses the coins of its last forward."""
    x, dout = 1 + rng.random((2, 20, 30))
    layer = reference("p05_dropout_layer").DropoutLayer(P, rng)
    mask = layer.forward(x) != 0
    assert same(layer.backward(dout), masked_gradient(x, mask, dout))


def test_spatial_backward(rng: np.random.Generator) -> None:
    """p07: the backward pass of spatial dropout is the gradient with the (N, C, 1, 1) mask."""
    module = reference("p07_spatial_dropout_2d")
    x, dout = rng.normal(size=(2, 3, 4, 5, 6))
    _, mask = module.spatial_dropout_2d(x, P, training=True, rng=rng)
    assert same(module.spatial_dropout_2d_backward(dout, mask, P), masked_gradient(x, mask, dout))


def network(rng: np.random.Generator) -> tuple[dict[str, Array], Array, Array]:
    """Parameters of a network with 6 hidden units, 9 samples and their labels."""
    params = {"W1": rng.normal(size=(4, 6)), "b1": rng.normal(size=6),
              "W2": rng.normal(size=(6, 1)), "b2": rng.normal(size=1)}  # fmt: skip
    return params, rng.normal(size=(9, 4)), rng.integers(0, 2, (9, 1)).astype(float)


def hidden_factors(params: dict[str, Array], x: Array, p: float, seed: int) -> Array:
    """What each hidden unit of a reference's training pass is multiplied by: read off networks with one output weight.

    The pass is repeated with equal coins, each time with W2 zero but for one unit.
    """
    forward = reference("p12_network_with_dropout").forward
    hidden = np.maximum(x @ params["W1"] + params["b1"], 0)
    columns = []
    for unit in range(hidden.shape[1]):
        alone = {**params, "W2": np.eye(hidden.shape[1])[:, [unit]], "b2": np.zeros(1)}
        probs, _ = forward(alone, x, p, True, np.random.default_rng(seed))
        columns.append(np.log(probs / (1 - probs))[:, 0])
    read = np.array(columns).T
    return np.divide(read, hidden, out=np.zeros_like(read), where=hidden > 0)


def loss_gradients(
    params: dict[str, Array], x: Array, y: Array, factors: Array
) -> tuple[torch.Tensor, dict[str, torch.Tensor | None]]:
    """PyTorch's logits of a network, and the gradients of its mean log loss, with the units' factors held."""
    tensors = {name: leaf(value) for name, value in params.items()}
    hidden = functional.relu(torch.from_numpy(x) @ tensors["W1"] + tensors["b1"]) * torch.from_numpy(factors)
    logits = hidden @ tensors["W2"] + tensors["b2"]
    functional.binary_cross_entropy_with_logits(logits, torch.from_numpy(y)).backward()
    return logits, {name: value.grad for name, value in tensors.items()}


def test_network_gradients_in_training(rng: np.random.Generator) -> None:
    """p12: probabilities and gradients are those of PyTorch's binary cross-entropy, with the coins held."""
    module = reference("p12_network_with_dropout")
    params, x, y = network(rng)
    factors = hidden_factors(params, x, P, seed=5)
    assert set(np.round(np.unique(factors), 9)) == {0.0, round(1 / (1 - P), 9)}
    probs, cache = module.forward(params, x, P, True, np.random.default_rng(5))
    logits, grads = loss_gradients(params, x, y, factors)
    assert same(probs, torch.sigmoid(logits), 1e-9)
    ours = module.backward(params, cache, y)
    assert all(same(ours[name], grads[name], 1e-9) for name in params)


def test_network_gradients_at_evaluation(rng: np.random.Generator) -> None:
    """p12: at evaluation no unit is dropped or scaled, and the gradients are those of the whole network."""
    module = reference("p12_network_with_dropout")
    params, x, y = network(rng)
    probs, cache = module.forward(params, x, P, False, None)
    logits, grads = loss_gradients(params, x, y, np.ones((9, 6)))
    assert same(probs, torch.sigmoid(logits))
    ours = module.backward(params, cache, y)
    assert all(same(ours[name], grads[name]) for name in params)
