"""It looks as if the survivors are multiplied by 1 - p. That makes an output that is already too small, because
entries were dropped, smaller still: its average is (1 - p)² x. (`x * mask * 1.0 / 1.0 - p`-like slips of
precedence give odd results too: mind the brackets.)
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) >= p
    return (x * mask * (1 - p)).astype(x.dtype), mask
