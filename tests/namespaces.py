"""Network namespaces as hosts that see each other by a bridge alone, where the machine lets us make them."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)


@functools.cache
def why_not() -> str:
    """Why there can be no namespaces here; empty where there can be, and then they have to work."""
    if not sys.platform.startswith("linux"):
        return "this is not Linux"
    if shutil.which("ip") is None:
        return "there is no `ip`; install iproute2"
    if os.geteuid() != 0:
        return "they are made by root alone"
    tried = subprocess.run(["unshare", "--net", "true"], capture_output=True, text=True, check=False)
    return "" if tried.returncode == 0 else f"the system refuses them ({tried.stderr.strip()})"


def absence() -> list[str]:
    """A line for the end of a test run where hosts could not be tried."""
    return [f"network namespaces: {why_not()}, so no test ran on separate hosts"] if why_not() else []


@dataclass(frozen=True)
class Host:
    """A namespace with one address."""

    name: str
    address: str

    def command(self, words: Sequence[str]) -> list[str]:
        """A command as it is run on this host."""
        return ["ip", "netns", "exec", self.name, *words]


@contextmanager
def hosts(count: int) -> Iterator[list[Host]]:
    """So many hosts on one network, which is gone afterwards."""
    own = f"dg{os.getpid() % 100_000}"
    with ExitStack() as ending:
        _ip("link", "add", own, "type", "bridge")
        ending.callback(_ip, "link", "delete", own)
        _ip("link", "set", own, "up")
        made = []
        for number in range(1, count + 1):
            host = Host(f"{own}-{number}", f"10.231.77.{number}")
            _ip("netns", "add", host.name)
            ending.callback(_ip, "netns", "delete", host.name)
            link = f"{own}v{number}"
            _ip("link", "add", link, "type", "veth", "peer", "name", "eth0", "netns", host.name)
            _ip("link", "set", link, "master", own, "up")
            for words in (("addr", "add", f"{host.address}/24", "dev", "eth0"), ("link", "set", "eth0", "up"),
                          ("link", "set", "lo", "up")):  # fmt: skip
                _ip("-n", host.name, *words)
            made.append(host)
        yield made
