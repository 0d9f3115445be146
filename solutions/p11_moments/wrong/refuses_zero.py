"""It looks as if p = 0 is refused. It is a fair rate, at which nothing is dropped: the mean is x and the
variance is 0.
"""


def output_mean(x, p):
    if not 0 < p < 1:
        raise ValueError("p must lie between 0 and 1")
    return x + 0


def output_variance(x, p):
    if not 0 < p < 1:
        raise ValueError("p must lie between 0 and 1")
    return x**2 * p / (1 - p)
