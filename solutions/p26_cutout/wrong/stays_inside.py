"""It looks as if the square is always placed so that all of it lies inside the image. Pixels near the
border are then hardly ever blanked, and every image loses the same amount; the authors found it
essential that squares may reach over the border.
"""


def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size must be at least 1")
    n, _, height, width = images.shape
    out = images.copy()
    for i in range(n):
        row, col = rng.integers(max(height - size, 0) + 1), rng.integers(max(width - size, 0) + 1)
        top, left = row, col
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
