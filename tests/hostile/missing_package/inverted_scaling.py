"""Imports a package that is not there."""

import torch


def inverted_dropout(x, p, training=True, rng=None):
    return torch.nn.functional.dropout(torch.as_tensor(x), p, training), None
