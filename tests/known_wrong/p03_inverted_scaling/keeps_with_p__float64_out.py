"""p is used as the chance of keeping, and float32 becomes float64."""


def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x, None
    mask = (rng.random(x.shape) < p).astype(float)
    return x * mask / p, mask
