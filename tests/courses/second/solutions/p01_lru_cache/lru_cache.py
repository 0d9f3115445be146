"""The cache: the reference."""


class LRUCache:
    """A dictionary whose first key is the one that was used least recently."""

    def __init__(self, capacity):
        if capacity < 1:
            raise ValueError("the capacity must be at least 1")
        self.capacity = capacity
        self.entries = {}

    def get(self, key, default=None):
        """Return the value of a key, or the default."""
        if key not in self.entries:
            return default
        value = self.entries.pop(key)
        self.entries[key] = value
        return value

    def put(self, key, value):
        """Keep a value."""
        self.entries.pop(key, None)
        self.entries[key] = value
        if len(self.entries) > self.capacity:
            del self.entries[next(iter(self.entries))]

    def keys(self):
        """Return the keys, from the one that was used least recently on."""
        return list(self.entries)
