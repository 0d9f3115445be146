"""All checks of a dropout layer, beyond what it drops.

What it drops is tested by a `Dropout` with `DropoutLayers.view`, for which each call is a pass through a new layer.
"""

from __future__ import annotations

from dropgrade.checks.layer_gradients import LayerGradients
from dropgrade.checks.layer_states import LayerStates


class DropoutLayers(LayerStates, LayerGradients):
    """A class of layers `(p=0.5, rng=None)` with `train`, `eval`, `forward` and `backward`, and its checks."""
