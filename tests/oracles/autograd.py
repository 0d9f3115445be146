"""What the modules that ask PyTorch share."""

from __future__ import annotations

import torch

from tests.oracles.reference import Array


def leaf(x: Array) -> torch.Tensor:
    """An array as a tensor whose gradient is asked for."""
    return torch.from_numpy(x.copy()).requires_grad_()
