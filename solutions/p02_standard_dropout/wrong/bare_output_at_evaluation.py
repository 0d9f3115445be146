"""It looks as if evaluation returns the output alone. The caller unpacks two values in both modes: a function
whose kind of result depends on a flag breaks it.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p)
    mask = rng.random(x.shape) >= p
    return x * mask, mask
