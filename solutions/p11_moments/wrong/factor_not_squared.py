"""It looks as if the factor 1 / (1 - p) enters the variance once. A variance is an average of squares: what
multiplies the output multiplies its variance twice.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    variance_of_mask = p * (1 - p)
    return x**2 * variance_of_mask / (1 - p)
