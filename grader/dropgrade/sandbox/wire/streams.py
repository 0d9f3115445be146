"""Generators as numbers: where they are in their streams, how many children they have, and what they were made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from sys import getrefcount

import numpy as np

from dropgrade.sandbox.wire.values import Seed, WireError

BITS = (128, 128, 1, 32)
"""Of the state, the increment, whether half a word is kept back, and that half."""
MOST_CHILDREN = 10_000
LIMITS = (*(2**bits for bits in BITS), MOST_CHILDREN)
MOST_WORDS = 64


def checked_position(values: list[object]) -> tuple[int, ...]:
    """A generator's position as it came over the pipe, or `WireError`."""
    if type(values) is not list or len(values) != len(BITS) + 1:
        raise WireError("the state of a generator is none")
    for value, limit in zip(values, LIMITS, strict=True):
        if type(value) is not int or not 0 <= value < limit:
            raise WireError("the state of a generator is none")
    if not values[1] % 2:  # type: ignore[operator] # the stream may then stand still, and drawing from it never end
        raise WireError("the state of a generator is none")
    return tuple(values)  # type: ignore[arg-type]


def checked_seed(value: object) -> Seed | None:
    """What a generator was made of, as it came over the pipe, or `WireError`."""
    if value is None:
        return None
    if type(value) is not list or len(value) != 2 or any(type(v) is not list or len(v) > MOST_WORDS for v in value):  # noqa: PLR2004 - entropy and spawn key
        raise WireError("the seed of a generator is none")
    entropy, key = (tuple(_below(2**256, n) for n in words) for words in value)
    return entropy, key


def _below(limit: int, value: object) -> int:
    if type(value) is not int or not 0 <= value < limit:
        raise WireError("the state of a generator is none")
    return value


def stream_position(rng: np.random.Generator) -> tuple[int, ...]:
    """Where a PCG64 generator is: state, increment, the half word kept back, and its number of children."""
    state = rng.bit_generator.state
    sequence = rng.bit_generator.seed_seq
    children = sequence.n_children_spawned if isinstance(sequence, np.random.SeedSequence) else 0
    return state["state"]["state"], state["state"]["inc"], state["has_uint32"], state["uinteger"], children


def held(generators: Mapping[int, np.random.Generator]) -> Iterator[tuple[int, np.random.Generator]]:
    """The generators that something beside this table holds, or a part of them; nothing can move the others.

    A check may lend a thousand of them, one for each call, and to read where one is takes as long as a small call.
    """
    for number, rng in generators.items():
        if (getrefcount(rng), *map(getrefcount, _parts(rng))) != ALONE:
            yield number, rng


def _parts(rng: np.random.Generator) -> tuple[object, object]:
    return rng.bit_generator, rng.bit_generator.seed_seq


def _alone() -> tuple[int, ...]:
    """What is counted for a generator that only a table holds, in a loop as above."""
    for _, rng in {0: np.random.Generator(np.random.PCG64(0))}.items():  # noqa: PERF102 - a loop like the other
        counted = getrefcount(rng), *map(getrefcount, _parts(rng))
    return counted


ALONE = _alone()


def seed_of(rng: np.random.Generator) -> Seed | None:
    """The entropy and the spawn key of a generator, where it has a seed sequence of NumPy's."""
    sequence = rng.bit_generator.seed_seq
    if not isinstance(sequence, np.random.SeedSequence) or sequence.entropy is None:
        return None
    entropy = [sequence.entropy] if isinstance(sequence.entropy, int) else sequence.entropy
    return tuple(map(int, entropy)), tuple(map(int, sequence.spawn_key))


def generator_from(seed: Seed | None) -> np.random.Generator:
    """A generator of this seed, at the beginning of its stream."""
    entropy, key = seed or ((0,), ())
    with np.errstate(all="ignore"):  # what a submission has made of NumPy's settings is no reason to fail
        sequence = np.random.SeedSequence(entropy[0] if len(entropy) == 1 else entropy, spawn_key=key)
        return np.random.Generator(np.random.PCG64(sequence))


def move_stream(rng: np.random.Generator, position: tuple[int, ...]) -> None:
    """Put a PCG64 generator where `stream_position` says; children that it is behind are spawned."""
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
