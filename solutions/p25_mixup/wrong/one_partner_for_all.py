"""It looks as if a single row is the partner of the whole batch. All blends of a step then share one
picture, and the others are never mixed with each other.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    j = rng.integers(len(x))
    return lam * x + (1 - lam) * x[j], lam * y + (1 - lam) * y[j], lam
