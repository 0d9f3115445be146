"""It looks as if evaluation returns x as it is, or as if two factors cancel each other there. In training
only a share of every sum came through; now all of it does, and the next layer meets inputs larger than it
ever learned with. This is the mismatch of naive dropout.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return x * mask, mask
