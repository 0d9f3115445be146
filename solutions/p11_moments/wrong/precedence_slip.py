"""It looks as if `/ 1 - p` stands where a division by (1 - p) was meant. Python divides by 1 first and then
subtracts p, so that small entries even get a negative variance.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x**2 * p / 1 - p
