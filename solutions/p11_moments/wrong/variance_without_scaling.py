"""It looks as if the variance is that of mask * x, without the factor 1 / (1 - p). A factor of the output
enters its variance as well, and there by its square; your noise would fade as p goes to 1, where it is
largest.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x**2 * p * (1 - p)
