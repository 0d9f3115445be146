"""It looks as if x is changed in place, as by `x *= x`. The caller's array holds other numbers after the
call, and the layer that uses it next works with wrong values.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    x *= x
    x *= p / (1 - p)
    return x
