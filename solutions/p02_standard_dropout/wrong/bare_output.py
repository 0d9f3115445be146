"""It looks as if the output comes back alone, without the mask. The backward pass needs to know which entries
were dropped, and nobody can throw the same coins again.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p)
    mask = rng.random(x.shape) >= p
    return x * mask
