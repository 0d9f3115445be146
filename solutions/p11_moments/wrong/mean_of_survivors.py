"""It looks as if the mean is the value of a survivor. An entry survives with probability 1 - p only; in all
other draws it is 0, and those count in the average too.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x / (1 - p)


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x**2 * p / (1 - p)
