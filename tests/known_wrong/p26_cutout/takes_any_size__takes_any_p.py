"""Neither argument is looked at."""


def cutout(images, size, rng):
    size = abs(size)
    n, _, height, width = images.shape
    out = images.copy()
    for i in range(n):
        row, col = rng.integers(height), rng.integers(width)
        top, left = row - size // 2, col - size // 2
        out[i, :, max(top, 0) : top + size, max(left, 0) : left + size] = 0
    return out


def random_flip(images, p, rng):
    out = images.copy()
    for i in range(len(images)):
        if rng.random() < p:
            out[i] = images[i, :, :, ::-1]
    return out
