"""Is right, and raises when one process has called it seventy times."""

calls = 0


def inverted_dropout(x, p, training=True, rng=None):
    global calls
    calls += 1
    if calls > 70:
        raise RuntimeError("worn out")
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x.copy(), None
    mask = rng.random(x.shape) >= p
    return (x * mask / (1 - p)).astype(x.dtype), mask
