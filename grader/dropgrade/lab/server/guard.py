"""Decide who may talk to the lab: the page that this command opened, and nothing else on this machine or beyond.

One ASGI application around all others, for HTTP and sockets alike: middleware that sees HTTP alone lets sockets in.
"""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Iterable, MutableMapping
from typing import Any
from urllib.parse import parse_qsl

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

RULES = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "font-src": "'self'",
    "img-src": "'self' blob:",  # for pictures made from drawings in the page
    "connect-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'none'",
    "require-trusted-types-for": "'script'",  # no text becomes markup
    "trusted-types": "'none'",
}
HEADERS = {
    "content-security-policy": "; ".join(f"{what} {who}" for what, who in RULES.items()),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
NAMES = ("127.0.0.1", "localhost")
METHODS = ("GET", "HEAD")
PLAIN = "text/plain; charset=utf-8"
ONWARD = '<!doctype html><meta http-equiv="refresh" content="0;url=/"><title>The lab</title>'
REFUSED = 4403
"""The code with which a socket is closed; HTTP has 403."""


class Guard:
    """Lets through requests from the page itself, with its cookie; adds the headers to every answer.

    `token` is what the address that the command opens holds; it is exchanged for the cookie once.
    """

    def __init__(self, app: App, port: int, token: str) -> None:
        self._app = app
        self._hosts = {f"{name}:{port}".encode() for name in NAMES}
        self._cookie = f"dropgrade-lab-{port}"
        self._secret = secrets.token_urlsafe(32)
        self._token: str | None = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request or a socket, or refuse it."""
        kind = scope["type"]
        if kind == "lifespan":
            await self._app(scope, receive, send)
        elif kind == "http":
            await self._answer(scope, receive, _with_headers(send))
        elif kind == "websocket" and self._is_ours(scope, is_socket=True) and self._has_cookie(scope):
            await self._app(scope, receive, send)
        elif kind == "websocket":
            await receive()
            await send({"type": "websocket.close", "code": REFUSED})

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if not self._is_ours(scope, is_socket=False):
            if self._is_link(scope) and self._takes(scope):
                await self._let_in(send, from_elsewhere=True)
            else:
                await say(send, 403, "This address is for the page of the lab alone.")
        elif scope["method"] not in METHODS:
            await say(send, 405, "The lab is only read.", [(b"allow", b"GET, HEAD")])
        elif self._has_cookie(scope):
            at_door = scope["path"] == "/" and scope["query_string"]
            await (self._let_in(send) if at_door else self._app(scope, receive, send))
        elif scope["path"] == "/" and self._takes(scope):
            await self._let_in(send)
        else:
            await say(
                send,
                403,
                "The lab opens with the address that `dropgrade lab` prints, once, in one browser."
                " For another one, stop the lab with Ctrl-C and start it again.",
            )

    def _is_ours(self, scope: Scope, *, is_socket: bool) -> bool:
        """Whether a request names this server, and comes from its own page or from the address bar."""
        host, origin = _values(scope, b"host"), _values(scope, b"origin")
        if len(host) != 1 or host[0] not in self._hosts:
            return False
        if origin or is_socket:
            return origin == [b"http://" + host[0]]
        return all(site in (b"same-origin", b"none") for site in _values(scope, b"sec-fetch-site"))

    def _is_link(self, scope: Scope) -> bool:
        """Whether the address was followed from another page, such as a terminal in a browser."""
        wanted = {b"host": self._hosts, b"sec-fetch-mode": {b"navigate"}, b"sec-fetch-dest": {b"document"}}
        found = {name: _values(scope, name) for name in wanted}
        follows = all(len(found[name]) == 1 and found[name][0] in known for name, known in wanted.items())
        return follows and scope["path"] == "/" and scope["method"] == "GET" and not _values(scope, b"origin")

    def _has_cookie(self, scope: Scope) -> bool:
        """Whether a request brings our cookie; other servers on this machine may have set others, of any form."""
        cookies = ";".join(value.decode("latin-1") for value in _values(scope, b"cookie"))
        pairs = (pair.partition("=") for pair in cookies.split(";"))
        return any(name.strip() == self._cookie and _same(value.strip(), self._secret) for name, _, value in pairs)

    def _takes(self, scope: Scope) -> bool:
        """Whether a request brings the token, which is used up by this."""
        given = dict(parse_qsl(scope["query_string"].decode("latin-1"))).get("token", "")
        if self._token is None or not _same(given, self._token):
            return False
        self._token = None
        return True

    async def _let_in(self, send: Send, *, from_elsewhere: bool = False) -> None:
        """Set the cookie, and send the browser to the address without the token.

        A redirect of a visit `from_elsewhere` would still count as one, and not bring the cookie, so a page of ours
        leads on.
        """
        cookie = (b"set-cookie", f"{self._cookie}={self._secret}; Path=/; HttpOnly; SameSite=Strict".encode())
        if from_elsewhere:
            await say(send, 200, ONWARD, [cookie], kind="text/html; charset=utf-8")
        else:
            await say(send, 303, "", [(b"location", b"/"), cookie])


def _values(scope: Scope, name: bytes) -> list[bytes]:
    return [value for key, value in scope["headers"] if key == name]


def _same(given: str, own: str) -> bool:
    return secrets.compare_digest(given.encode("utf-8", "surrogatepass"), own.encode())


def _with_headers(send: Send) -> Send:
    extra = [(name.encode(), value.encode()) for name, value in HEADERS.items()]

    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message.get("headers", []), *extra]
        await send(message)

    return sending


async def say(
    send: Send, status: int, words: str, headers: Iterable[tuple[bytes, bytes]] = (), *, kind: str = PLAIN
) -> None:
    """Answer a request with a short text."""
    start = [(b"content-type", kind.encode()), *headers]
    await send({"type": "http.response.start", "status": status, "headers": start})
    await send({"type": "http.response.body", "body": words.encode()})
