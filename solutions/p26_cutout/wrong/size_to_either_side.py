"""It looks as if size is the distance from the centre to the border of the square. The square is then twice
as wide as asked for, and blanks four times as many pixels.
"""


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be at least 1")
    n, _, height, width = images.shape
    out = images.copy()
    for i in range(n):
        row, col = rng.integers(height), rng.integers(width)
        top, left = row - size // 2, col - size // 2
        out[i, :, max(row - size, 0):row + size, max(col - size, 0):col + size] = 0
    return out


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p must lie in [0, 1]")
    out = images.copy()
    for i in range(len(images)):
        if rng.random() < p:
            out[i] = images[i, :, :, ::-1]
    return out
