"""It looks as if p outside [0, 1) is accepted. At p = 1 the factor 1 / (1 - p) is infinite, and above it survivors would
change their sign: such a p is always a mistake of the caller's, and must be refused where it is made.
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
