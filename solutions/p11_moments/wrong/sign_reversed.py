"""It looks as if the two terms of the variance are subtracted the wrong way round: your variance is below
0. The average of squares is never smaller than the square of the average.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    second_moment = x**2 / (1 - p)
    return x**2 - second_moment
