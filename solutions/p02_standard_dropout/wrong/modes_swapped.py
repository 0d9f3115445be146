"""It looks as if the two modes are swapped: training drops nothing, and evaluation does."""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if training:
        return x * (1 - p), None
    mask = rng.random(x.shape) >= p
    return x * mask, mask
