"""It looks as if coins are thrown at evaluation too, although the result does not use them: without an rng
your function fails there. It is a waste besides, and moves a shared rng on.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    mask = rng.random(x.shape) >= p
    return (x * mask, mask) if training else (x * (1 - p), None)
