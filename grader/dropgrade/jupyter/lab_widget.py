"""`%dropgrade lab`: show the lab below a cell, with a separate process that answers it."""

from __future__ import annotations

import base64
import json
import re
import struct
import subprocess
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import IO, Any

PAGE = Path(__file__).resolve().parent.parent / "lab" / "page"
VIEWS = ("build", "watch", "experiment", "read", "spot")
URL = re.compile(r'url\("([^"]+)"\)')
WIDTHS = {"float32": 4, "float64": 8, "int32": 4, "int64": 8, "uint8": 1}
STEP = 8
LACKS = "The lab in a notebook needs anywidget, which is not installed."
INSTALL = 'Install it, and restart the kernel: %pip install "anywidget>=0.9.13"'


def lab_widget(python: Sequence[str], words: Sequence[str]) -> dict[str, Any]:
    """Return what `%dropgrade lab VIEW PROBLEM` shows: a widget, or a sentence if anywidget is missing."""
    try:
        import anywidget
    except ImportError:
        return {"text/plain": f"dropgrade: {LACKS}\n{INSTALL}"}
    view = next((word for word in words if word in VIEWS), VIEWS[0])
    problem = [word for word in words if word not in VIEWS][:1]
    widget = anywidget.AnyWidget(_esm=script(view), _css=style())
    process = subprocess.Popen(  # noqa: S603 - ours
        [*python, "-m", "dropgrade.lab.over_pipe", *problem], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    if process.stdin is not None and process.stdout is not None:
        _connect(widget, process, process.stdin, process.stdout)
    bundle: Any = widget._repr_mimebundle_()
    shown: dict[str, Any] = bundle[0] if isinstance(bundle, tuple) else bundle
    return shown


def _connect(widget: Any, process: subprocess.Popen[bytes], asks: IO[bytes], frames: IO[bytes]) -> None:  # noqa: ANN401
    """Forward messages between the page and the process until one of them ends."""

    def ask(_widget: object, message: object, _buffers: object) -> None:
        asks.write(json.dumps(message).encode() + b"\n")
        asks.flush()

    def answer() -> None:
        for message, buffers in read_frames(frames):
            widget.send(message, buffers=buffers)

    def end(*_: object) -> None:
        process.kill()

    widget.on_msg(ask)
    widget.comm.on_close(end)
    threading.Thread(target=answer, daemon=True).start()


def read_frames(stream: IO[bytes]) -> Iterator[tuple[dict[str, Any], list[memoryview]]]:
    """Yield each message of a stream of frames, with its arrays as bytes."""
    while len(head := stream.read(4)) == 4:  # noqa: PLR2004 - the length of a length
        frame = memoryview(stream.read(struct.unpack("<I", head)[0]))
        at = 4 + struct.unpack("<I", frame[:4])[0]
        message = json.loads(bytes(frame[4:at]))
        buffers = []
        for each in message.get("buffers", ()):
            size = WIDTHS[each["dtype"]]
            for length in each["shape"]:
                size *= length
            buffers.append(frame[at : at + size])
            at += -(-size // STEP) * STEP
        yield message, buffers


def script(view: str) -> str:
    """Return the page's modules as one script that starts with a view."""
    sources = {file.relative_to(PAGE).as_posix(): file.read_text("utf-8") for file in sorted(PAGE.rglob("*.js"))}
    loader = sources.pop("loader.js")
    return f"const SOURCES = {json.dumps(sources)};\nconst VIEW = {json.dumps(view)};\n{loader}"


def style() -> str:
    """Return the page's styles as one stylesheet, with the fonts embedded."""
    return "\n".join(_with_fonts(file) for file in sorted(PAGE.rglob("*.css"), key=_rank))


def _rank(file: Path) -> tuple[bool, bool, str]:
    """Return a sort key: tokens first, then the frame around the views, in the order in which the page links them."""
    return file.name != "tokens.css", file.parent != PAGE, file.as_posix()


def _with_fonts(file: Path) -> str:
    def embedded(found: re.Match[str]) -> str:
        data = base64.b64encode((file.parent / found[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{data}")'

    return URL.sub(embedded, file.read_text("utf-8"))
