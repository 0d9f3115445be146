"""Variants inside larger networks beside PyTorch: attention, transformers, recurrent networks, blocks."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from torch.nn import functional

from dropgrade.checks import fits
from tests.oracles.reference import Array, reference, same

P = 0.3


def attention_inputs(rng: np.random.Generator) -> tuple[Array, Array, Array]:
    """Queries, keys and values of 2 samples and 3 heads, with lengths that differ."""
    return rng.normal(size=(2, 3, 5, 8)), rng.normal(size=(2, 3, 7, 8)), rng.normal(size=(2, 3, 7, 4))


@pytest.mark.parametrize("training", [True, False])
def test_attention_without_dropout(training: bool, rng: np.random.Generator) -> None:
    """p16: at p = 0, and at evaluation at any p, attention is PyTorch's scaled_dot_product_attention."""
    q, k, v = attention_inputs(rng)
    out, _ = reference("p16_attention_dropout").attention(q, k, v, 0.0 if training else P, training, rng)
    assert same(out, functional.scaled_dot_product_attention(*map(torch.from_numpy, (q, k, v))))


def test_attention_with_its_mask(rng: np.random.Generator) -> None:
    """p16: in training the weights are PyTorch's softmax times a mask of the right rate and factor, and make out."""
    q, k, v = attention_inputs(rng)
    out, weights = reference("p16_attention_dropout").attention(q, k, v, P, True, rng)
    tensors = tuple(map(torch.from_numpy, (q, k, v)))
    softmax = functional.softmax(tensors[0] @ tensors[1].mT / np.sqrt(8), dim=-1)
    mask = torch.from_numpy((weights != 0).astype(float))
    assert same(weights, softmax * mask / (1 - P))
    assert same(out, (softmax * mask / (1 - P)) @ tensors[2])
    assert fits(int(mask.sum()), mask.numel(), 1 - P)


def test_residual_dropout(rng: np.random.Generator) -> None:
    """p17: with a linear layer of PyTorch's as the sublayer, out is x plus that layer's output, masked and scaled."""
    torch.manual_seed(0)
    layer = torch.nn.Linear(6, 6, dtype=torch.float64)

    def sublayer(x: Array) -> Array:
        result: Array = layer(torch.from_numpy(x)).detach().numpy()
        return result

    residual = reference("p17_transformer_dropout").residual_dropout
    x = rng.normal(size=(20, 30, 6))
    assert same(residual(x, sublayer, P, False, None), torch.from_numpy(x) + layer(torch.from_numpy(x)))
    out = residual(x, sublayer, P, True, rng)
    mask = ~np.isclose(out, x, rtol=0, atol=1e-12)
    assert same(out, torch.from_numpy(x) + layer(torch.from_numpy(x)) * torch.from_numpy(mask) / (1 - P))
    assert fits(int(mask.sum()), mask.size, 1 - P)


def test_embedding_dropout(rng: np.random.Generator) -> None:
    """p17: embedding dropout has the factor and the rate of PyTorch's dropout, entry by entry."""
    embedded = 1 + rng.random((20, 30, 6))
    out = reference("p17_transformer_dropout").embedding_dropout(embedded, P, True, rng)
    torch.manual_seed(0)
    theirs = functional.dropout(torch.from_numpy(embedded), P).numpy()
    both = (out != 0) & (theirs != 0)
    assert np.allclose(out[both], theirs[both], rtol=1e-12)
    assert fits(int((out != 0).sum()), out.size, 1 - P)


def torch_rnn(x: Array, h0: Array, w_x: Array, w_h: Array, b: Array) -> torch.Tensor:
    """The states of PyTorch's own tanh network on one sequence."""
    rnn = torch.nn.RNN(*w_x.shape, batch_first=True, dtype=torch.float64)
    weights = {"weight_ih_l0": w_x.T, "weight_hh_l0": w_h.T, "bias_ih_l0": b, "bias_hh_l0": np.zeros_like(b)}
    rnn.load_state_dict({name: torch.from_numpy(value.copy()) for name, value in weights.items()})
    states: torch.Tensor = rnn(torch.from_numpy(x[None]), torch.from_numpy(h0[None, None]))[0][0]
    return states


@pytest.mark.parametrize("training", [True, False])
def test_recurrent_network(training: bool, rng: np.random.Generator) -> None:
    """p21: each sequence is PyTorch's RNN with the rows of w_h times its mask / (1 - p): one network a sequence."""
    x, h0 = rng.normal(size=(6, 40, 3)), rng.normal(size=(6, 5))
    w_x, w_h, b = rng.normal(size=(3, 5)), rng.normal(size=(5, 5)), rng.normal(size=5)
    hs, mask = reference("p21_variational_dropout").variational_rnn(x, h0, w_x, w_h, b, P, training, rng)
    factors = mask / (1 - P) if training else np.ones_like(h0)
    for states, inputs, start, factor in zip(hs, x, h0, factors, strict=True):
        assert same(states, torch_rnn(inputs, start, w_x, factor[:, None] * w_h, b), 1e-9)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_blocks_are_pooled_seeds(size: int, rng: np.random.Generator) -> None:
    """p19: what is dropped are unions of whole blocks, as max pooling of all blocks in it by PyTorch says."""
    x = 1 + rng.random((4, 3, 9, 11))
    out, mask = reference("p19_dropblock").dropblock(x, P, size, True, rng)
    dropped = torch.from_numpy(1.0 - mask)
    whole = -functional.max_pool2d(-dropped, size, 1)  # 1 where a block of dropped entries begins
    pooled = functional.max_pool2d(functional.pad(whole, [size - 1] * 4), size, 1)
    assert dropped.any()
    assert torch.equal(pooled, dropped)
    assert same(out, x * mask * mask.size / mask.sum())


def test_share_of_blocks(rng: np.random.Generator) -> None:
    """p19: entries are kept as often as PyTorch's pooling of the paper's coins keeps them."""
    size, shape = 3, (400, 1, 9, 11)
    _, mask = reference("p19_dropblock").dropblock(np.ones(shape), P, size, True, rng)
    gamma = P / size**2 * 9 * 11 / (7 * 9)
    torch.manual_seed(0)
    seeds = (torch.rand(400, 1, 7, 9) < gamma).double()
    theirs = 1 - functional.max_pool2d(functional.pad(seeds, [size - 1] * 4), size, 1).mean(dim=(2, 3)).numpy()
    errors = np.hypot(mask.mean(axis=(2, 3)).std(), theirs.std()) / np.sqrt(400)
    assert abs(mask.mean() - theirs.mean()) < 6 * errors
