"""With the standard library's own means."""

from collections import OrderedDict


class LRUCache:
    def __init__(self, capacity):
        if not capacity >= 1:
            raise ValueError(capacity)
        self.data, self.size = OrderedDict(), capacity

    def get(self, key, default=None):
        if key in self.data:
            self.data.move_to_end(key)
            return self.data[key]
        return default

    def put(self, key, value):
        self.data[key] = value
        self.data.move_to_end(key)
        while len(self.data) > self.size:
            self.data.popitem(last=False)

    def keys(self):
        return [*self.data]
