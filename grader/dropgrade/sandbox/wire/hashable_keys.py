"""Limit what can be a key or a member of a set, so that the sender cannot make look-ups slow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dropgrade.sandbox.wire.values import MAX_SAME_HASH, Foreign


def hashable(members: Sequence[object]) -> list[object] | None:
    """Return hashable members of a set or keys of a dict, or None if too many share a hash.

    A member without a hash is replaced by its description.
    """
    if all(type(member) is str for member in members):  # nobody can choose their hashes
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
