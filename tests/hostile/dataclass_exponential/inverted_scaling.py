"""Returns dataclasses that name each other twice, a hundred deep."""

import dataclasses


@dataclasses.dataclass
class Node:
    left: object = None
    right: object = None


def inverted_dropout(x, p, training=True, rng=None):
    node = Node()
    for _ in range(100):
        node = Node(node, node)
    return node, [node] * 1000
