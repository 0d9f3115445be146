"""The server in a thread of its own, so that Ctrl-C reaches the command and not the library."""

from __future__ import annotations

import errno
import logging
import secrets
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass, field

import uvicorn

from dropgrade.course.course import Course
from dropgrade.errors import GraderFault, TargetError
from dropgrade.lab.lab_session import Session
from dropgrade.lab.server.app import lab_app
from dropgrade.lab.server.lifetime import Lifetime
from dropgrade.lab.server.page_socket import LONGEST_ASK

HOST = "127.0.0.1"
SOON = 0.05
LAST_WORDS = 2
"""Seconds for open pages to close, and then for their sessions to end their runs."""


@dataclass(frozen=True, slots=True)
class Serving:
    """A running lab: its address, with the token that opens it once, and when it is over."""

    port: int
    token: str
    lifetime: Lifetime = field(default_factory=Lifetime)

    @property
    def address(self) -> str:
        """What to open in a browser."""
        return f"http://{HOST}:{self.port}/?token={self.token}"


@contextmanager
def serve(course: Course, problem: str | None, port: int, lifetime: Lifetime | None = None) -> Iterator[Serving]:
    """Serve the lab until the block ends; port 0 is a free one. Raises `TargetError` where the port is taken."""
    with _listening(port) as listener:
        serving = Serving(listener.getsockname()[1], secrets.token_urlsafe(24), lifetime or Lifetime())
        closing: list[Future[None]] = []
        app = lab_app(
            lambda send: Session(course, send, problem), serving.port, serving.token, serving.lifetime, closing
        )
        config = uvicorn.Config(
            app,
            ws="websockets-sansio",
            ws_max_size=LONGEST_ASK,
            log_config=None,
            log_level=logging.CRITICAL,  # its messages are not for the person at the terminal
            access_log=False,
            server_header=False,
            date_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=LAST_WORDS,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
        thread.start()
        try:
            _wait_for(server, thread)
            yield serving
        finally:
            server.should_exit = True
            thread.join()
            wait(closing, LAST_WORDS)


def _listening(port: int) -> socket.socket:
    listener = socket.socket()
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((HOST, port))
    except OSError as error:
        listener.close()
        if error.errno not in (errno.EADDRINUSE, errno.EACCES):
            raise
        why = "is taken" if error.errno == errno.EADDRINUSE else "is not yours to use"
        raise TargetError(f"Port {port} {why}.", "Leave --port out, and a free one is found.") from error
    return listener


def _wait_for(server: uvicorn.Server, thread: threading.Thread) -> None:
    while not server.started:
        thread.join(SOON)
        if not thread.is_alive():
            raise GraderFault("The server of the lab did not start.", "Try `dropgrade doctor`.")
