"""The position of a generator in its stream, as numbers."""

from __future__ import annotations

import numpy as np

from dropgrade.sandbox.wire.values import WireError


def checked_position(values: list[object]) -> tuple[int, int, int, int]:
    """A generator's position as it came over the pipe, or `WireError`."""
    state, increment, has_half, half = (_below(2**b, v) for v, b in zip(values, (128, 128, 1, 32), strict=True))
    if not increment % 2:  # the stream may then stand still, and drawing from it never end
        raise WireError("the state of a generator is none")
    return state, increment, has_half, half


def _below(limit: int, value: object) -> int:
    if type(value) is not int or not 0 <= value < limit:
        raise WireError("the state of a generator is none")
    return value


def stream_position(rng: np.random.Generator) -> tuple[int, int, int, int]:
    """Where a PCG64 generator is in its stream: state, increment, and the half word kept back."""
    state = rng.bit_generator.state
    return state["state"]["state"], state["state"]["inc"], state["has_uint32"], state["uinteger"]


def move_stream(rng: np.random.Generator, position: tuple[int, int, int, int]) -> None:
    """Put a PCG64 generator where `stream_position` says."""
    state, increment, has_half, half = position
    rng.bit_generator.state = {
        "bit_generator": "PCG64",
        "state": {"state": state, "inc": increment},
        "has_uint32": has_half,
        "uinteger": half,
    }
