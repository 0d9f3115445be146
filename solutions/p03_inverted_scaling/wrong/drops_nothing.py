"""It looks as if nothing is dropped in training: every entry survives with its value unchanged. A frequent cause is
precedence: `rng.random(x.shape) < (1 - p) / (1 - p)` compares with 1.
"""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = rng.random(x.shape) < (1 - p) / (1 - p)
    return x * mask, mask
