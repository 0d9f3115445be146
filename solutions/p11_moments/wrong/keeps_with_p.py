"""It looks as if p is taken as the probability of keeping an entry. Here it is the probability of dropping
one: with little dropout there is little noise, and the variance has to vanish as p goes to 0.
"""


def output_mean(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x + 0


def output_variance(x, p):
    if not 0 <= p < 1:
        raise ValueError("p must lie in [0, 1)")
    return x**2 * (1 - p) / p
