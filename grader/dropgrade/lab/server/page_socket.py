"""The socket of a page: asks are answered in order, and frames are sent at most 30 times a second."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from typing import TYPE_CHECKING

from starlette.websockets import WebSocket, WebSocketDisconnect

from dropgrade.lab.asked import AskError
from dropgrade.lab.server.frames import PACE, read_ask
from dropgrade.lab.server.outbox import Outbox

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Send, Session

LONGEST_ASK = 2**20
"""The longest message of the page, in bytes: a large network as JSON has some hundred kilobytes."""
MOST_PAGES = 8
MALFORMED, TOO_MANY = 1003, 1013


async def talk(socket: WebSocket, open_session: Callable[[Send], Session], closing: list[Future[None]]) -> None:
    """Talk to one page until it is closed; the closing of its session is added to `closing`."""
    await socket.accept()
    loop, something = asyncio.get_running_loop(), asyncio.Event()
    outbox = Outbox(lambda: _tell(loop, something))
    session = open_session(outbox.put)
    sender = asyncio.create_task(_send(socket, outbox, something))
    thread = ThreadPoolExecutor(1, "page")
    try:
        await _receive(socket, session, thread)
    finally:
        outbox.close()
        sender.cancel()
        closing.append(thread.submit(session.close))
        thread.shutdown(wait=False)  # a long job must not keep the other pages waiting


async def _receive(socket: WebSocket, session: Session, thread: ThreadPoolExecutor) -> None:
    """Let each ask be answered before the next is read."""
    loop = asyncio.get_running_loop()
    try:
        while True:
            message = await socket.receive()
            if message["type"] == "websocket.disconnect":
                return
            ask = read_ask(message.get("text") or "")
            await loop.run_in_executor(thread, session.answer, ask)
    except AskError as error:
        with suppress(RuntimeError, WebSocketDisconnect):
            await socket.close(MALFORMED, error.message)


async def _send(socket: WebSocket, outbox: Outbox, something: asyncio.Event) -> None:
    """Send what waits, as one frame after another, until the page has gone."""
    with suppress(RuntimeError, WebSocketDisconnect, OSError):
        while True:
            await something.wait()
            something.clear()
            while (frame := outbox.take()) is not None:
                await (socket.send_bytes(frame) if isinstance(frame, bytes) else socket.send_text(frame))
                await asyncio.sleep(PACE)


def _tell(loop: asyncio.AbstractEventLoop, something: asyncio.Event) -> None:
    with suppress(RuntimeError):  # the event loop has ended
        loop.call_soon_threadsafe(something.set)
