"""The lab's networks against PyTorch: parameters as it counts them, batch norm and convolutions as it computes them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import torch
from torch import nn

from dropgrade.lab.network.counting import Counted, checked_network, count_network
from dropgrade.lab.network.presets import PRESETS
from dropgrade.lab.training.inside.passes import BatchNorm, Convolution
from tests.oracles.reference import same

PLAIN = {"flatten": nn.Flatten, "relu": nn.ReLU, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh}


def module(each: Counted) -> nn.Module:
    """PyTorch's layer of the kind; what drops weights has those of a dense layer, what drops units none."""
    layer, before = each.layer, each.before
    if layer.kind in ("dense", "output", "dropconnect", "targeted_dropout"):
        return nn.Linear(before[-1], layer.units)
    if layer.kind == "conv":
        return nn.Conv2d(before[0], layer.channels, layer.size)
    if layer.kind == "batch_norm":
        return nn.BatchNorm2d(before[0]) if len(before) == 3 else nn.BatchNorm1d(before[-1])
    if layer.kind == "stochastic_depth":
        return nn.Sequential(*map(module, each.branch))
    return PLAIN.get(layer.kind, nn.Identity)()


@pytest.mark.parametrize("key", PRESETS)
def test_parameters_and_shapes_are_pytorchs(key: str) -> None:
    """A network of the lab has as many parameters as the same one in PyTorch, and the same shape behind each layer."""
    network = checked_network(PRESETS[key])
    count, _ = count_network(network)
    modules = [module(each) for each in count.layers]
    assert count.parameters == sum(value.numel() for value in nn.Sequential(*modules).parameters())
    x = torch.zeros(3, *network.input)
    for each, layer in zip(count.layers, modules, strict=True):
        x = layer(x)
        assert tuple(x.shape) == (3, *each.shape), each.place


@pytest.mark.parametrize("shape", [(8, 5), (8, 3, 4, 4)])
def test_batch_norm_is_pytorchs(shape: tuple[int, ...], rng: np.random.Generator) -> None:
    """In training and at evaluation, forward and backward, with the statistics that it keeps."""
    features, kind = shape[1], nn.BatchNorm2d if len(shape) == 4 else nn.BatchNorm1d
    ours, theirs = BatchNorm("1", features, len(shape)), kind(features, dtype=torch.float64)
    for name, their_name in (("gamma", "weight"), ("beta", "bias")):
        ours.parameters[name][...] = rng.normal(size=features)
        getattr(theirs, their_name).data = torch.tensor(ours.parameters[name])
    for _ in range(3):
        x, gradient = rng.normal(1.0, 2.0, shape), rng.normal(size=shape)
        watched = torch.tensor(x, requires_grad=True)
        theirs.zero_grad()
        out = theirs(watched)
        out.backward(torch.tensor(gradient))
        assert same(ours.forward(x, training=True), out)
        assert same(ours.backward(gradient), watched.grad, 1e-9)
        assert same(ours.gradients["gamma"], theirs.weight.grad, 1e-9)
        assert same(ours.gradients["beta"], theirs.bias.grad, 1e-9)
    theirs.eval()
    assert same(ours.state["var"], theirs.running_var)
    assert same(ours.forward(x, training=False), theirs(torch.tensor(x)))


def test_convolutions_are_pytorchs(rng: np.random.Generator) -> None:
    """Forward, and every gradient."""
    ours = Convolution("1", 2, 4, 3, 1.0, rng)
    theirs: Any = nn.Conv2d(2, 4, 3, dtype=torch.float64)
    theirs.weight.data, theirs.bias.data = torch.tensor(ours.parameters["W"]), torch.tensor(ours.parameters["b"])
    x = rng.normal(size=(5, 2, 7, 6))
    watched = torch.tensor(x, requires_grad=True)
    out = theirs(watched)
    gradient = rng.normal(size=out.shape)
    out.backward(torch.tensor(gradient))
    assert same(ours.forward(x, training=True), out)
    assert same(ours.backward(gradient), watched.grad)
    assert same(ours.gradients["W"], theirs.weight.grad)
    assert same(ours.gradients["b"], theirs.bias.grad)
