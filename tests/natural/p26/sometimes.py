def cutout(images, size, rng):
    if size < 1:
        raise ValueError("size")
    out = images.copy()
    h, w = images.shape[2:]
    for img in out:
        if rng.random() < 0.5:
            continue
        r, c = rng.integers(h), rng.integers(w)
        top, left = r - size // 2, c - size // 2
        img[:, max(top, 0) : max(top + size, 0), max(left, 0) : max(left + size, 0)] = 0
    return out


def random_flip(images, p, rng):
    if not 0 <= p <= 1:
        raise ValueError("p")
    on = rng.random(len(images)) < p
    out = images.copy()
    out[on] = out[on][..., ::-1]
    return out
