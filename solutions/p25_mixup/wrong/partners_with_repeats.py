"""It looks as if each partner is drawn from the whole batch, so that one row may be drawn twice and another
never. A permutation uses every row exactly once.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    j = rng.integers(0, len(x), size=len(x))
    return lam * x + (1 - lam) * x[j], lam * y + (1 - lam) * y[j], lam
