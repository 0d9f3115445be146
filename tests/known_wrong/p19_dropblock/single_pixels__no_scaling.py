"""Entries are dropped one by one with probability p, and nothing is scaled."""


def dropblock(x, p, block_size, training, rng):
    n, c, height, width = x.shape
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not 1 <= block_size <= min(height, width):
        raise ValueError("the block does not fit")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    out = x * mask
    return out.astype(x.dtype), mask
