"""It looks as if the entries of x are averaged into a single number. The average here is over the coins,
and x is fixed: every entry has a mean and a variance of its own.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x.mean()


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return (x**2).mean() * p / (1 - p)
