"""It looks as if float32 input comes back as float64, because a float64 mask, random array or NumPy number
was multiplied in. Networks are trained in float32 to halve memory and time: one such layer undoes that for
everything behind it.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        return x * (1 - p), None
    mask = (rng.random(x.shape) >= p).astype(float)
    return x * mask, mask
