"""It looks as if the variance is the squared factor times x squared, and the coin plays no part. That is
the square of what a survivor becomes; how often there is one has to enter too.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return (x / (1 - p)) ** 2
