def inverted_dropout(x, p, training=True, rng=None):
    if not 0 <= p < 1:
        raise ValueError("p")
    if not training:
        return (x * (1 - p)).astype(x.dtype), None
    mask = rng.random(x.shape) >= p
    return (x * mask).astype(x.dtype), mask
