"""Seeded inputs for a reader, made of real ones: torn, strewn with signs, well-formed but odd, and endless."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from tests.fuzz.signs import Form

Read = Callable[[bytes], object]
NOISE = [
    b"\x00", b"\x1b[2J", b"\xff", b"\xc2\x9b", "\u202e".encode(), "é".encode("latin-1"), b"\xed\xa0\x80", b"9" * 5000,
    b"\xef\xbb\xbf", b" " * 40, "±²٣".encode(),
]  # fmt: skip


SMALL = 3_000
"""Bytes of a sample up to which every other input is well-formed but odd; of larger ones it is every tenth."""


@dataclass(frozen=True, slots=True)
class Reader:
    """A reader of bytes, real inputs of it, the signs that mean something to it, and the form of its files."""

    read: Read
    samples: Sequence[bytes]
    signs: Sequence[bytes]
    places: Sequence[tuple[bytes, bytes]] = ()
    """Where in a real input hard texts lie, by what is before and behind them."""
    form: Form | None = None


def inputs(reader: Reader, seed: int) -> Iterator[bytes]:
    """Inputs without end, the same for the same seed."""
    dice = random.Random(seed)
    while True:
        sample = dice.choice(reader.samples)
        chance = dice.random()
        if reader.form and chance < (0.5 if len(sample) < SMALL else 0.1):
            yield _odd(sample, reader.form, dice)
        elif reader.places and chance > 0.9:
            before, behind = dice.choice(reader.places)
            yield before + b"".join(dice.choice(reader.signs) for _ in range(dice.choice((1, 3, 9)))) + behind
        else:
            yield _torn(sample, reader, dice)


def _odd(sample: bytes, form: Form, dice: random.Random) -> bytes:
    """A whole sample, some of whose parts are exchanged, doubled or left out."""
    text = sample
    for _ in range(dice.choice((1, 1, 2, 4))):
        parts = [match.span() for match in form.parts.finditer(text)]
        if not parts:
            break
        start, end = dice.choice(parts)
        first, last = dice.choice(parts)
        new = dice.choice((dice.choice(form.odd), dice.choice(form.odd), text[first:last], text[start:end] * 2))
        text = text[:start] + new + text[end:]
    return text


def _torn(sample: bytes, reader: Reader, dice: random.Random) -> bytes:
    text = bytearray(sample)
    start = dice.randrange(max(1, len(text)))
    text = text[start : start + dice.choice((60, 600, 3000))] if dice.random() < 0.8 else text[:6000]
    for _ in range(dice.choice((1, 2, 4, 12))):
        text = _changed(text, reader, dice)
    return bytes(text)


def _changed(text: bytearray, reader: Reader, dice: random.Random) -> bytearray:
    at, until = sorted(dice.randrange(len(text) + 1) for _ in range(2))
    match dice.randrange(7):
        case 0:
            return text[:at] + text[until:]
        case 1:
            return text[:at] + text[at : at + 40] * dice.choice((2, 3, 50)) + text[at:]
        case 2:
            other = dice.choice(reader.samples)
            return text[:at] + other[dice.randrange(len(other) + 1) :][:400] + text[until:]
        case 3:
            return text[:at] + dice.choice(NOISE) + text[at:]
        case 4:
            return text[:at] + dice.choice(reader.signs) * dice.choice((1, 1, 2, 7, 200)) + text[at:]
        case 5:
            return text[:at] + dice.randbytes(dice.choice((1, 4))) + text[at:]
    return text[:at] + dice.choice(reader.signs) + text[at:until] + dice.choice(reader.signs) + text[until:]


def hard(reader: Reader, size: int, seed: int = 0) -> Iterator[bytes]:
    """Each sign, and pairs of two, so often that reading takes forever where it takes quadratic time."""
    dice = random.Random(seed)
    pairs = [a + b for a in reader.signs for b in (*reader.signs, b"a") if a != b]
    units = [*reader.signs, *dice.sample(pairs, min(len(pairs), 60)), b"a ", b"> ", b"- ", b"a\n\n", b"\\", b"a"]
    for unit in dict.fromkeys(units):
        text = (unit * (size // len(unit) + 1))[:size]
        yield text
        for before, behind in reader.places:
            yield before + text + behind
