"""The value of a survivor for the mean, and no look at p."""


def output_mean(x, p):
    return x / (1 - p)


def output_variance(x, p):
    return x**2 * p / (1 - p)
