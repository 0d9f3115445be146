"""Who is refused: hosts, origins, tokens, methods and paths that no page of the lab's has."""

from __future__ import annotations

import pytest
from websockets.exceptions import InvalidStatus

from dropgrade.course.course import find_course
from dropgrade.lab.server.serving import Serving, serve
from tests.conftest import ROOT
from tests.lab.server.conftest import Client, cookie_of

PLACES = ["/", "/page/app.js", "/nowhere"]
HOSTS = ["evil.example", "evil.example:{port}", "127.0.0.1", "127.0.0.1:1", "0.0.0.0:{port}", "[::1]:{port}", ""]
HOSTS += [
    "127.0.0.1:{port}.evil.example",
    "localhost.evil.example:{port}",
    "127.0.0.1:{port}@evil.example",
    "127.1:{port}",
]
ORIGINS = ["null", "http://evil.example", "https://127.0.0.1:{port}", "http://localhost:{port}", "http://127.0.0.1"]
ORIGINS += ["http://127.0.0.1:{port}.evil.example", "http://127.0.0.1:{port}/", "file://", "http://127.0.0.1:1"]


def test_the_page_is_let_in(page: Client) -> None:
    """With the cookie, from the address bar or from the page itself, every file of the page is there."""
    for path in ("/", "/page/index.html", "/page/app.js", "/page/model.js"):
        for headers in ([], [("Origin", f"http://{page.host}"), ("Sec-Fetch-Site", "same-origin")]):
            assert page.request(path, headers).status == 200, path
    assert page.request("/", method="HEAD").body == b""


@pytest.mark.parametrize("host", HOSTS)
def test_another_host_is_refused(page: Client, host: str) -> None:
    """A page whose name leads here by a trick of the DNS gets nothing, cookie or not."""
    named = host.format(port=page.port)
    assert {page.request(path, host=named).status for path in PLACES} <= {400, 403}


def test_two_hosts_are_refused(page: Client) -> None:
    """A second Host cannot hide behind the right one."""
    hosts = [("Host", page.host), ("Host", "evil.example")]
    assert page.request("/", hosts).status in (400, 403)
    assert page.request("/", [*reversed(hosts)]).status in (400, 403)


def test_a_socket_to_another_host_is_refused(page: Client) -> None:
    """What holds for requests holds for sockets."""
    for host in ("evil.example", f"evil.example:{page.port}", "127.0.0.1"):
        with pytest.raises(InvalidStatus, match="403"), page.socket(host=host, origin=f"http://{host}"):
            pass


@pytest.mark.parametrize("origin", ORIGINS)
def test_another_origin_is_refused(page: Client, origin: str) -> None:
    """No other page on the web or on this machine gets an answer or a socket, `null` among them."""
    named = origin.format(port=page.port)
    assert {page.request(path, [("Origin", named)]).status for path in PLACES} == {403}
    with pytest.raises(InvalidStatus, match="403"), page.socket(origin=named):
        pass


def test_a_socket_without_an_origin_is_refused(page: Client) -> None:
    """Browsers always send the origin of a socket; a client that does not is not a browser."""
    with pytest.raises(InvalidStatus, match="403"), page.socket(origin=None):
        pass


def test_a_request_from_another_site_is_refused(page: Client) -> None:
    """A request that another page started is refused even with the cookie and without an origin."""
    for site in ("cross-site", "same-site"):
        assert page.request("/page/app.js", [("Sec-Fetch-Site", site)]).status == 403


def test_without_the_cookie_there_is_nothing(stranger: Client) -> None:
    """Files, places that do not exist and the socket are the same to a stranger: refused."""
    other = "dropgrade-lab-{}={}"
    for value in ("", "x", "x" * 43, "\u00e9"):
        client = Client(stranger.port, other.format(stranger.port, value) if value else "")
        assert {client.request(path).status for path in PLACES} == {403}
        with pytest.raises(InvalidStatus, match="403"), client.socket():
            pass


def test_other_cookies_do_not_keep_the_page_out(page: Client) -> None:
    """Whatever else on this machine has set cookies, of any form, the page's own counts."""
    client = Client(page.port, f'a={{"b": 1}}; dropgrade-lab-1=x; ;=; {page.cookie}; "q')
    assert client.request("/").status == 200


@pytest.mark.parametrize("query", ["", "token=", "token=x", "token=%00", "token=%ff", "TOKEN={token}", "t={token}"])
def test_a_wrong_token_is_refused(serving: Serving, stranger: Client, query: str) -> None:
    """Only the whole token opens the door, and only under its name."""
    assert stranger.request(f"/?{query.format(token=serving.token)}").status == 403


def test_a_token_is_exchanged_once() -> None:
    """The first browser gets a cookie that no script can read; the second gets nothing, and learns what to do."""
    with serve(find_course(ROOT), None, 0) as serving:
        client, path = Client(serving.port), f"/?token={serving.token}"
        assert client.request(f"/page/app.js?token={serving.token}").status == 403
        assert client.request(path, [("Origin", "null")]).status == 403
        first, second = client.request(path), client.request(path)
        assert (first.status, first.headers["location"]) == (303, "/")
        assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(first.headers["set-cookie"].split("; "))
        assert "Domain" not in first.headers["set-cookie"]
        assert second.status == 403
        assert b"start it again" in second.body
        returning = Client(serving.port, first.headers["set-cookie"].partition(";")[0])
        assert returning.request(path).headers["location"] == "/"


def test_the_address_may_be_followed_from_another_page() -> None:
    """A terminal in a browser has links: a visit with the token is let in, and nothing else."""
    link = [("Sec-Fetch-Site", "cross-site"), ("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document")]
    with serve(find_course(ROOT), None, 0) as serving:
        client, path = Client(serving.port), f"/?token={serving.token}"
        for name, other in (("Sec-Fetch-Mode", "cors"), ("Sec-Fetch-Dest", "iframe")):
            changed = [(key, other if key == name else value) for key, value in link]
            assert client.request(path, changed).status == 403
        assert client.request("/?token=x", link).status == 403
        assert client.request(path, [*link, ("Origin", "http://evil.example")]).status == 403
        assert client.request(path, link, host="evil.example").status == 403
        entered = client.request(path, link)
        assert (entered.status, b'content="0;url=/"' in entered.body) == (200, True)
        assert client.request(path, link).status == 403
        inside = Client(serving.port, entered.headers["set-cookie"].partition(";")[0])
        assert inside.request("/").status == 200
        assert inside.request("/", link).status == 403


def test_a_cookie_is_good_for_its_own_lab_alone(page: Client) -> None:
    """Another lab, or the same one started again, does not take it."""
    with serve(find_course(ROOT), None, 0) as serving:
        own = cookie_of(serving)
        value = page.cookie.partition("=")[2]
        assert Client(serving.port, own.partition("=")[0] + "=" + value).request("/").status == 403
        assert Client(serving.port, own).request("/").status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "BREW"])
def test_the_lab_is_only_read(page: Client, method: str) -> None:
    """Requests change nothing: what is asked of the lab goes over the socket."""
    reply = page.request("/page/app.js", method=method)
    assert reply.status in (400, 405)
    assert not [name for name in reply.headers if name.startswith("access-control-")]


@pytest.mark.parametrize(
    "path",
    [
        "/page/../lab_session.py",
        "/page/%2e%2e/lab_session.py",
        "/page/..%2flab_session.py",
        "/page/%2e%2e%2f%2e%2e%2f__init__.py",
        "/page//etc/passwd",
        "/page/%2fetc%2fpasswd",
        "/page/file:///etc/passwd",
        "/page/app.js%00.css",
        "/page/./app.js",
        "/page/sub/../app.js",
        "/page/..\\lab_session.py",
        "/page/%5c..%5clab_session.py",
        "/page/APP.JS",
        "/page/app.js/",
        "/page",
        "//page/app.js",
        "http://evil.example/page/app.js",
        "/socket",
    ],
)
def test_no_other_file_is_reached(page: Client, path: str) -> None:
    """Only files that the page had at the start have an address, each exactly one."""
    reply = page.request(path)
    assert reply.status in (400, 404, 307) or (reply.status == 200 and path.startswith("http:")), reply
    assert b"root:" not in reply.body
    assert b"import" not in reply.body or path.startswith("http:")


def test_every_answer_has_the_headers(page: Client, stranger: Client) -> None:
    """Pages, refusals and errors alike name what may run, and are kept by nobody."""
    for reply in (page.request("/"), page.request("/nowhere"), stranger.request("/"), page.request("/", method="PUT")):
        policy = dict(rule.split(" ", 1) for rule in reply.headers["content-security-policy"].split("; "))
        assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
        assert policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
        assert policy["require-trusted-types-for"] == "'script'"
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["cache-control"] == "no-store"
        assert reply.headers["referrer-policy"] == "no-referrer"
        assert "server" not in reply.headers
        assert not [name for name in reply.headers if name.startswith("access-control-")]
