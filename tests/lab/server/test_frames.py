"""Messages with arrays as one frame."""

from __future__ import annotations

import json

import numpy as np
import pytest

from dropgrade.lab.asked import AskError, choice, real, text, whole
from dropgrade.lab.server.frames import binary_frame
from dropgrade.lab.server.outbox import Outbox


def read(frame: bytes) -> tuple[dict[str, object], list[np.ndarray]]:
    """A frame, read by its description alone."""
    length = int.from_bytes(frame[:4], "little")
    message, at, arrays = json.loads(frame[4 : 4 + length]), 4 + length, []
    for each in message["buffers"]:
        assert at % 8 == 0
        kind = np.dtype(each["dtype"]).newbyteorder("<")
        size = int(np.prod(each["shape"])) * kind.itemsize
        arrays.append(np.frombuffer(frame[at : at + size], kind).reshape(each["shape"]))
        at += -(-size // 8) * 8
    assert at == len(frame)
    return message, arrays


@pytest.mark.parametrize(
    "array",
    [
        np.arange(6.0).reshape(2, 3).T,
        np.arange(10, dtype=">f4")[::2],
        np.array(1.5),
        np.zeros((0, 3)),
        np.array([[True, False]]),
        np.arange(5, dtype=np.int64),
    ],
    ids=["transposed", "another byte order", "scalar", "empty", "truth values", "int64"],
)
def test_arrays_of_every_layout_arrive(array: np.ndarray) -> None:
    """Whatever their layout in memory, arrays arrive in C order, with their shape."""
    message, (first, second) = read(binary_frame({"event": "é"}, {"a": array, "b": array}))
    assert message["event"] == "é"
    assert first.shape == array.shape
    assert np.array_equal(first, array)
    assert np.array_equal(second, array)


def test_what_no_page_has_is_refused() -> None:
    """Types without a counterpart in a page, and numbers that JSON lacks, are a fault of ours, raised where it is."""
    for array in (np.array([1j]), np.array(["a"]), np.array([object()]), np.array([1.0], np.float16)):
        with pytest.raises(TypeError):
            binary_frame({}, {"a": array})
    with pytest.raises(ValueError, match="JSON"):
        binary_frame({"a": float("nan")}, {"a": np.zeros(1)})


def test_messages_without_arrays_share_a_frame() -> None:
    """They arrive in the order in which they were sent, around those with arrays."""
    outbox = Outbox(lambda: None)
    for number in range(5):
        outbox.put({"n": number}, {"a": np.zeros(1)} if number == 2 else {})
    frames = [outbox.take() for _ in range(4)]
    assert json.loads(frames[0]) == [{"n": 0}, {"n": 1}]
    assert read(frames[1])[0]["n"] == 2
    assert json.loads(frames[2]) == [{"n": 3}, {"n": 4}]
    assert frames[3] is None


@pytest.mark.parametrize("value", [None, True, "1", 1.5, -1, 11, 10**400, float("nan"), [1], {}])
def test_a_number_of_an_ask_is_checked(value: object) -> None:
    """Anything but a whole number in the range is refused, with the range."""
    with pytest.raises(AskError, match="from 0 to 10"):
        whole({"n": value}, "n", 0, 10)
    if value not in (1.5, 1):
        with pytest.raises(AskError, match="from 0 to 10"):
            real({"n": value}, "n", 0, 10)


def test_a_text_of_an_ask_is_checked() -> None:
    """A text that is too long, another type, or none of the choices is refused."""
    for value in (None, 1, "x" * 11, ["x"]):
        with pytest.raises(AskError):
            text({"t": value}, "t", longest=10)
    for value in (None, "c", ["a"], {}):
        with pytest.raises(AskError):
            choice({"t": value}, "t", ("a", "b"))
