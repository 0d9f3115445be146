"""Returns a dataclass that names itself, whose fields raise, and whose repr never ends."""

import dataclasses


@dataclasses.dataclass
class Node:
    value: object = None
    following: object = None

    def __getattribute__(self, name):
        if name == "value":
            raise LookupError(self)
        return object.__getattribute__(self, name)

    def __repr__(self):
        while True:
            pass


def inverted_dropout(x, p, training=True, rng=None):
    first, second = Node(), Node()
    first.following, second.following = second, first
    return first
