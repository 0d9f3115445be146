"""It looks as if the factor is applied twice at evaluation, so that x comes out (1 - p)² times its size. The
average output in training is smaller than x by that factor only once.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p) * (1 - p), None
    mask = rng.random(x.shape) >= p
    return x * mask, mask
