"""It looks as if x enters the variance once, not squared. An entry below 0 would then have a negative
variance, and an entry twice as large twice the variance; a variance has the units of x squared.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x * p / (1 - p)
