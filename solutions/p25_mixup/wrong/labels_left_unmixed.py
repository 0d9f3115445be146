"""It looks as if the labels come back as they were. A picture that is 30 % dog is then still called a pure
cat: the network is told to ignore what it sees of the dog, and learns noise in place of an even change.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    perm = rng.permutation(len(x))
    return lam * x + (1 - lam) * x[perm], y, lam
