"""It looks as if p outside [0, 1) is accepted. At p = 1 your formula divides by 0, and beyond it the
variance is negative: such a p is a mistake of the caller's, who should hear of it.
"""


def output_mean(x, p):
    return x + 0


def output_variance(x, p):
    return x**2 * p / (1 - p)
