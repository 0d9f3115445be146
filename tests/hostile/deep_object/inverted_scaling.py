"""Returns objects that hold one another, 100,000 deep, and die by as many destructors."""

class Link:
    def __init__(self, to):
        self.to = to


def inverted_dropout(x, p, training=True, rng=None):
    link = None
    for _ in range(100_000):
        link = Link(link)
    return link, None
