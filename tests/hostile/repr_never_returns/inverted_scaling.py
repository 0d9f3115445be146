"""Returns an object that takes for ever to be shown."""

class Endless:
    def __repr__(self):
        while True:
            pass

    __str__ = __repr__


def inverted_dropout(x, p, training=True, rng=None):
    return Endless(), Endless()
