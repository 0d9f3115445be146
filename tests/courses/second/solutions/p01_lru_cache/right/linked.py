"""A linked list beside a dictionary, as textbooks have it."""


class Node:
    def __init__(self, key, value):
        self.key, self.value, self.before, self.after = key, value, self, self


class LRUCache:
    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("too small")
        self.capacity, self.nodes, self.ring = capacity, {}, Node(None, None)

    def _cut(self, node):
        node.before.after, node.after.before = node.after, node.before

    def _newest(self, node):
        last = self.ring.before
        last.after = self.ring.before = node
        node.before, node.after = last, self.ring

    def get(self, key, default=None):
        if key not in self.nodes:
            return default
        node = self.nodes[key]
        self._cut(node)
        self._newest(node)
        return node.value

    def put(self, key, value):
        if key in self.nodes:
            self._cut(self.nodes.pop(key))
        elif len(self.nodes) == self.capacity:
            oldest = self.ring.after
            self._cut(oldest)
            del self.nodes[oldest.key]
        self.nodes[key] = node = Node(key, value)
        self._newest(node)

    def keys(self):
        keys, node = [], self.ring.after
        while node is not self.ring:
            keys.append(node.key)
            node = node.after
        return keys
