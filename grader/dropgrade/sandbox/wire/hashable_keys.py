"""What can be a key or a member of a set: looking one up must not take as long as the sender likes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dropgrade.sandbox.wire.values import MAX_SAME_HASH, Foreign


def hashable(members: Sequence[object]) -> list[object] | None:
    """Members of a set or keys of a dictionary: what has no hash by its description; None where too many share one."""
    if all(type(member) is str for member in members):  # whose hashes nobody can choose
        return list(members)
    keys = [_key(member) for member in members]
    shared = Counter(map(hash, keys)).most_common(1)
    return None if shared and shared[0][1] > MAX_SAME_HASH else keys


def _key(value: object) -> object:
    try:
        hash(value)
    except TypeError:
        return Foreign(f"a key of class {type(value).__name__}")
    return value
