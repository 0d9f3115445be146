"""It looks as if the variance does not depend on p: it is x squared at every rate, which is right at p =
0.5 alone. A unit that is hardly ever dropped hardly varies.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x**2
