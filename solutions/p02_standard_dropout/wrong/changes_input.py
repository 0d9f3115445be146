"""It looks as if x is changed in place, in training or at evaluation, as by `x *= mask`. The caller's array
is then different after the call, and whatever else uses it, such as the backward pass of the layer before,
works with wrong values.
"""


def standard_dropout(x, p, training, rng):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    if not training:
        x *= 1 - p
        return x, None
    mask = rng.random(x.shape) >= p
    x *= mask
    return x, mask
