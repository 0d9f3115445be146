"""`%dropgrade lab` in a real kernel: a widget whose requests are answered by a separate process."""

from __future__ import annotations

import io
import os
import re
import struct
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

from dropgrade.jupyter.lab_widget import PAGE, read_frames, script, style
from dropgrade.lab.server.frames import binary_frame
from tests.conftest import ROOT

PATIENCE = 60


@pytest.fixture(scope="module")
def kernel(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BlockingKernelClient]:
    """A kernel in the course's folder, with the extension loaded."""
    os.environ["IPYTHONDIR"] = str(tmp_path_factory.mktemp("ipython"))
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(ROOT), stderr=subprocess.DEVNULL)
    run(client, "%load_ext dropgrade")
    yield client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def run(client: BlockingKernelClient, code: str) -> list[dict[str, Any]]:
    """Return what the kernel publishes while it runs a cell."""
    number = client.execute(code)
    found: list[dict[str, Any]] = []
    while True:
        found.append(client.get_iopub_msg(timeout=PATIENCE))
        is_idle = found[-1]["content"].get("execution_state") == "idle"
        if is_idle and found[-1]["parent_header"].get("msg_id") == number:
            return found


def test_a_widget_asks_a_process_of_its_own(kernel: BlockingKernelClient) -> None:
    """The cell shows a widget; a request is answered, with arrays as buffers; the kernel imports no grading code."""
    published = run(kernel, "%dropgrade lab spot p03")
    assert [m for m in published if "application/vnd.jupyter.widget-view+json" in m["content"].get("data", {})]
    opened = [
        m["content"] for m in published if m["msg_type"] == "comm_open" and "_esm" in m["content"]["data"]["state"]
    ]
    comm = opened[0]["comm_id"]
    hello = asked(kernel, comm, {"id": 1, "ask": "hello"})
    assert hello["content"]["data"]["content"]["answer"]["problem"] == "p03_inverted_scaling"
    assert asked(kernel, comm, {"id": 2, "ask": "no.such"})["content"]["data"]["content"]["problem"]["message"]
    spot = asked(kernel, comm, {"id": 3, "ask": "spot.start", "problem": "p03_inverted_scaling", "seed": 4})
    described = spot["content"]["data"]["content"]["buffers"]
    assert [len(each) for each in spot["buffers"]] == [8 * int(np.prod(each["shape"])) for each in described]
    loaded = run(kernel, "print(*__import__('sys').modules)")
    names = "".join(m["content"].get("text", "") for m in loaded).split()
    assert "anywidget" in names
    assert not [name for name in names if name.startswith(("dropgrade.lab", "dropgrade.grading", "dropgrade.sandbox"))]


def asked(client: BlockingKernelClient, comm: str, message: dict[str, Any]) -> dict[str, Any]:
    """Return the answer to a request of a widget's page, skipping events."""
    data = {"method": "custom", "content": message}
    client.shell_channel.send(client.session.msg("comm_msg", {"comm_id": comm, "data": data}))
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        found: dict[str, Any] = client.get_iopub_msg(timeout=PATIENCE)
        if found["msg_type"] == "comm_msg" and found["content"]["data"].get("content", {}).get("id") == message["id"]:
            return found
    raise AssertionError("no answer")


def test_without_anywidget_it_says_how_to_get_it(kernel: BlockingKernelClient) -> None:
    """The message has one line of pip for a notebook."""
    hide = "__import__('sys').modules['anywidget'] = None\n%dropgrade lab"
    shown = [m["content"]["data"]["text/plain"] for m in run(kernel, hide) if m["msg_type"] == "display_data"]
    assert '%pip install "anywidget' in shown[0]


def test_the_process_ends_with_its_input() -> None:
    """An invalid request is answered with an error; the process ends with its input, and prints nothing else."""
    command = [sys.executable, "-P", "-m", "dropgrade.lab.over_pipe"]
    asks = b'{"id": 1, "ask": "hello"}\nnonsense\n\xff\n[]\n{"id": 2, "ask": "read.statement"}\n'
    ended = subprocess.run(command, input=asks, cwd=ROOT, capture_output=True, check=True)
    answers = [message for message, _ in read_frames(io.BytesIO(ended.stdout))]
    assert ["answer" in each for each in answers] == [True, False, False, False, False]
    assert [each["id"] for each in answers] == [1, None, None, None, 2]
    assert ended.stderr == b""


def test_frames_are_read_as_they_were_written() -> None:
    """Arrays of any size are read in sequence; a stream that breaks off ends the reading."""
    arrays = {"a": np.arange(3.0), "b": np.zeros((0, 2)), "c": np.array([1, 0, 1], bool)}
    frame = binary_frame({"event": "x"}, arrays)
    stream = struct.pack("<I", len(frame)) + frame
    (first, buffers), (second, _) = read_frames(io.BytesIO(stream * 2 + b"\x01"))
    assert first == second
    assert [bytes(each) for each in buffers] == [arrays["a"].tobytes(), b"", b"\x01\x00\x01"]


def test_the_script_and_the_style_are_whole(tmp_path: Path) -> None:
    """They contain every module and style of the page, and refer to no file."""
    text = script("read")
    for file in PAGE.rglob("*.js"):
        assert file.name == "loader.js" or f'"{file.relative_to(PAGE).as_posix()}": ' in text
    assert 'const VIEW = "read"' in text
    assert not [found for found in re.findall(r"url\(([^)]*)\)", style()) if not found.startswith('"data:')]
