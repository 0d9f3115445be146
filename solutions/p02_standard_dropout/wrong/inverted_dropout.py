"""It looks as if this is inverted dropout: survivors are scaled up in training, and evaluation returns x as
it is. That makes the two modes agree as well, and it is the next problem. Standard dropout, the older way,
has its only factor at evaluation.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return x * mask / (1 - p), mask
