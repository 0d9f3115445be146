"""A lab that runs, and clients that say to it whatever they like."""

from __future__ import annotations

import http.client
import socket
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest
from websockets.sync.client import ClientConnection, connect

from dropgrade.course.course import find_course
from dropgrade.lab.server.serving import Serving, serve
from tests.conftest import ROOT

PATIENCE = 30


@dataclass(frozen=True)
class Reply:
    """An answer to a request."""

    status: int
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Client:
    """Sends requests exactly as they are given; `cookie` is what the page's browser has."""

    port: int
    cookie: str = ""

    @property
    def host(self) -> str:
        """The name under which the lab is to be called."""
        return f"127.0.0.1:{self.port}"

    def request(
        self, path: str, headers: Sequence[tuple[str, str]] = (), *, method: str = "GET", host: str | None = None
    ) -> Reply:
        """Send one request; a `Host` of its own is sent unless `headers` have some."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        if not any(name == "Host" for name, _ in headers):
            connection.putheader("Host", self.host if host is None else host)
        for name, value in (*headers, *([("Cookie", self.cookie)] if self.cookie else [])):
            connection.putheader(name, value)
        connection.endheaders()
        found = connection.getresponse()
        reply = Reply(found.status, {name.lower(): value for name, value in found.getheaders()}, found.read())
        connection.close()
        return reply

    def socket(self, *, origin: str | None = "", host: str | None = None, path: str = "/socket") -> ClientConnection:
        """Open a socket; by default as the page does, with its origin."""
        headers = [("Cookie", self.cookie)] if self.cookie else []
        address = f"ws://{host or self.host}{path}"
        return connect(
            address,
            origin=f"http://{self.host}" if origin == "" else origin,
            additional_headers=headers,
            sock=socket.create_connection(("127.0.0.1", self.port)),
            open_timeout=PATIENCE,
            proxy=None,
            max_size=None,
        )


def cookie_of(serving: Serving) -> str:
    """The cookie that the address of a lab is exchanged for."""
    parts = urlsplit(serving.address)
    return Client(serving.port).request(f"{parts.path}?{parts.query}").headers["set-cookie"].partition(";")[0]


@pytest.fixture(scope="module")
def serving() -> Iterator[Serving]:
    """The lab for the project's own course."""
    with serve(find_course(ROOT), "p03_inverted_scaling", 0) as found:
        yield found


@pytest.fixture(scope="module")
def page(serving: Serving) -> Client:
    """A client with the page's cookie."""
    return Client(serving.port, cookie_of(serving))


@pytest.fixture
def stranger(serving: Serving) -> Client:
    """A client without one."""
    return Client(serving.port)
