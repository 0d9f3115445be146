"""A cache that forgets what was used least recently
=================================================

What to write
-------------
A class `LRUCache(capacity)` with the methods

- `get(key, default=None)`: the value that is kept for the key, or the default;
- `put(key, value)`: keep the value; where there is one entry too many, forget the one that was used least recently;
- `keys()`: a list of the keys, the one that was used least recently first.

Conventions
-----------
- To get an entry and to put one are uses of it; `keys` is none, and neither is a `get` that finds nothing.
- A capacity below 1 raises `ValueError`.
- No call takes longer because the cache is larger, but for `keys`.

An example
----------
    cache = LRUCache(2)
    cache.put("a", 1), cache.put("b", 2), cache.get("a"), cache.put("c", 3)
    cache.keys() is then ["a", "c"]

Reading: Python documentation, dict.
"""


class LRUCache:
    """A cache with a capacity."""

    def __init__(self, capacity):
        raise NotImplementedError

    def get(self, key, default=None):
        """Return the value of a key, or the default."""
        raise NotImplementedError

    def put(self, key, value):
        """Keep a value."""
        raise NotImplementedError

    def keys(self):
        """Return the keys, from the one that was used least recently on."""
        raise NotImplementedError
