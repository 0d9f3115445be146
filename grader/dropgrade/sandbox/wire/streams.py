"""Generators as numbers: their position in the stream, their number of children, and their seed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from sys import getrefcount

import numpy as np

from dropgrade.sandbox.wire.values import Seed, WireError

BITS = (128, 128, 1, 32)
"""The bits of the state, of the increment, of the flag for a stored half word, and of that half word."""
MOST_CHILDREN = 10_000
LIMITS = (*(2**bits for bits in BITS), MOST_CHILDREN)
MOST_WORDS = 64


def checked_position(values: list[object]) -> tuple[int, ...]:
    """Return a received generator position; raises `WireError` if it is not valid."""
    if type(values) is not list or len(values) != len(BITS) + 1:
        raise WireError("the state of a generator is invalid")
    for value, limit in zip(values, LIMITS, strict=True):
        if type(value) is not int or not 0 <= value < limit:
            raise WireError("the state of a generator is invalid")
    if not values[1] % 2:  # type: ignore[operator] # the stream may then stand still, and drawing from it never end
        raise WireError("the state of a generator is invalid")
    return tuple(values)  # type: ignore[arg-type]


def checked_seed(value: object) -> Seed | None:
    """Return a received seed of a generator; raises `WireError` if it is not valid."""
    if value is None:
        return None
    if type(value) is not list or len(value) != 2 or any(type(v) is not list or len(v) > MOST_WORDS for v in value):  # noqa: PLR2004 - entropy and spawn key
        raise WireError("the seed of a generator is invalid")
    entropy, key = (tuple(_below(2**256, n) for n in words) for words in value)
    return entropy, key


def _below(limit: int, value: object) -> int:
    if type(value) is not int or not 0 <= value < limit:
        raise WireError("the state of a generator is invalid")
    return value


def stream_position(rng: np.random.Generator) -> tuple[int, ...]:
    """Return the position of a PCG64 generator: state, increment, stored half word, and number of children."""
    state = rng.bit_generator.state
    sequence = rng.bit_generator.seed_seq
    children = sequence.n_children_spawned if isinstance(sequence, np.random.SeedSequence) else 0
    return state["state"]["state"], state["state"]["inc"], state["has_uint32"], state["uinteger"], children


def held(generators: Mapping[int, np.random.Generator]) -> Iterator[tuple[int, np.random.Generator]]:
    """Yield the generators that something besides this table refers to, wholly or in part; others cannot move.

    A check may lend a thousand of them, one per call, and reading a position takes as long as a small call.
    """
    for number, rng in generators.items():
        if (getrefcount(rng), *map(getrefcount, _parts(rng))) != ALONE:
            yield number, rng


def _parts(rng: np.random.Generator) -> tuple[object, object]:
    return rng.bit_generator, rng.bit_generator.seed_seq


def _alone() -> tuple[int, ...]:
    """Return the reference counts of a generator that only a table holds, in a loop like the one above."""
    for _, rng in {0: np.random.Generator(np.random.PCG64(0))}.items():  # noqa: PERF102 - a loop like the other
        counted = getrefcount(rng), *map(getrefcount, _parts(rng))
    return counted


ALONE = _alone()


def seed_of(rng: np.random.Generator) -> Seed | None:
    """Return the entropy and the spawn key of a generator, or None without a NumPy seed sequence."""
    sequence = rng.bit_generator.seed_seq
    if not isinstance(sequence, np.random.SeedSequence) or sequence.entropy is None:
        return None
    entropy = [sequence.entropy] if isinstance(sequence.entropy, int) else sequence.entropy
    return tuple(map(int, entropy)), tuple(map(int, sequence.spawn_key))


def generator_from(seed: Seed | None) -> np.random.Generator:
    """Return a generator with this seed, at the beginning of its stream."""
    entropy, key = seed or ((0,), ())
    with np.errstate(all="ignore"):  # a submission may have changed NumPy's settings
        sequence = np.random.SeedSequence(entropy[0] if len(entropy) == 1 else entropy, spawn_key=key)
        return np.random.Generator(np.random.PCG64(sequence))


def move_stream(rng: np.random.Generator, position: tuple[int, ...]) -> None:
    """Move a PCG64 generator to a position from `stream_position`, spawning children that it lacks."""
    state, increment, has_half, half, children = position
    rng.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": has_half,
        "uinteger": half,
    }
    sequence = rng.bit_generator.seed_seq
    if isinstance(sequence, np.random.SeedSequence) and children > sequence.n_children_spawned:
        sequence.spawn(children - sequence.n_children_spawned)
