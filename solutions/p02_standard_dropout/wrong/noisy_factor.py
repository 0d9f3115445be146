"""It looks as if the survivors change by amounts that differ from entry to entry, as with noise that is
multiplied in or a number that is added. Dropout removes an entry or leaves it, nothing in between.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return (x * mask * rng.normal(1, 0.1, x.shape)).astype(x.dtype), mask
