"""Standard dropout: the reference."""

import numpy as np


def standard_dropout(x, p, training, rng):
    """Return (out, mask): survivors as they are, or (x times 1 - p, None) at evaluation.

    Srivastava et al. (2014), section 4 and figure 2: at test time a unit's outgoing weights are multiplied by
    the probability that it was kept. Multiplying its output is the same.
    """
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        out = x * (1 - p)
        return out, None
    mask = rng.random(x.shape) >= p
    out = x * mask
    return out, mask
