"""It looks as if the squares of the output are averaged, and not the squares of its distances from the
mean. Without any dropout, at p = 0, that gives x squared, where nothing varies at all.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x**2 / (1 - p)
