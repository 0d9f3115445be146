"""The lab as a web application: the files of the page, and one socket."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from dropgrade.lab.server.guard import App, Guard
from dropgrade.lab.server.lifetime import Lifetime
from dropgrade.lab.server.page_socket import MOST_PAGES, TOO_MANY, talk

if TYPE_CHECKING:
    from dropgrade.lab.lab_session import Send, Session

PAGE = Path(__file__).resolve().parent.parent / "page"
KINDS = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".txt": "text/plain; charset=utf-8",
    ".json": "application/json",
}


def lab_app(
    open_session: Callable[[Send], Session], port: int, token: str, lifetime: Lifetime, closing: list[Future[None]]
) -> App:
    """The application with its guard; `open_session` is called for each page, and its end is added to `closing`."""
    files = {file.relative_to(PAGE).as_posix(): file for file in PAGE.rglob("*") if file.suffix in KINDS}
    open_pages: set[WebSocket] = set()

    async def page_file(request: Request) -> Response:
        """A file of the page; only files that existed at the start have an address."""
        file = files.get(request.path_params.get("name") or "index.html")
        if file is None:
            raise HTTPException(404, "The lab has no such page.")
        return Response(file.read_bytes(), media_type=KINDS[file.suffix])

    async def socket(websocket: WebSocket) -> None:
        if len(open_pages) >= MOST_PAGES:
            await websocket.close(TOO_MANY, "Too many pages of the lab are open.")
            return
        open_pages.add(websocket)
        try:
            with lifetime.page():
                await talk(websocket, open_session, closing)
        finally:
            open_pages.discard(websocket)

    routes = [Route("/", page_file), Route("/page/{name:path}", page_file), WebSocketRoute("/socket", socket)]
    return Guard(Starlette(routes=routes), port, token)
