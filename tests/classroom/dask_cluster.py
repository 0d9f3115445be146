"""A Dask cluster of real processes that speak TLS, and their certificates."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.conftest import ROOT

REFUSING = ROOT / "tests/sandbox/refusing.py"
LANDLOCK = "landlock_create_ruleset"
PATIENCE = 120.0


@dataclass(frozen=True)
class Files:
    """An authority's certificate, and one that it signed with its key."""

    ca: Path
    cert: Path
    key: Path

    @property
    def options(self) -> list[str]:
        """The options of `dropgrade grade`."""
        return ["--tls-ca", str(self.ca), "--tls-cert", str(self.cert), "--tls-key", str(self.key)]


def certificates(folder: Path) -> Files:
    """An authority of its own, with one certificate."""
    folder.mkdir(parents=True)
    authority, own = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    files = Files(folder / "ca.pem", folder / "cert.pem", folder / "key.pem")
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, f"authority of {folder.name}")])
    for file, key, subject, is_authority in (
        (files.ca, authority, name, True),
        (files.cert, own, x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "dask")]), False),
    ):
        begin = datetime.now(UTC) - timedelta(days=1)
        builder = x509.CertificateBuilder(
            name, subject, key.public_key(), x509.random_serial_number(), begin, begin + timedelta(days=30)
        ).add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        file.write_bytes(builder.sign(authority, hashes.SHA256()).public_bytes(serialization.Encoding.PEM))
    form = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    files.key.write_bytes(own.private_bytes(*form, serialization.NoEncryption()))
    locked = own.private_bytes(*form, serialization.BestAvailableEncryption(b"secret"))
    files.key.with_name("locked.pem").write_bytes(locked)
    return files


@dataclass
class DaskCluster:
    """A scheduler and its workers, each a process of its own; `on_host` says where a command of each name runs."""

    folder: Path
    tls: Files
    host: str = "127.0.0.1"
    on_host: Callable[[str, list[str]], list[str]] = lambda _, words: words
    scheduler: subprocess.Popen[bytes] | None = None
    workers: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    @property
    def address(self) -> str:
        """Where the scheduler listens."""
        return str(json.loads((self.folder / "scheduler.json").read_bytes())["address"])

    def begin(self, *names: str) -> None:
        """Start the scheduler, and workers of these names; a worker whose name begins with `bare` has no Landlock."""
        words = ["scheduler", "--host", self.host, "--port", "0", "--scheduler-file", str(self._file)]
        self.scheduler = self._process("scheduler", [*words, "--no-dashboard"])
        for name in names:
            self.add(name)

    def add(self, name: str, before: Sequence[str] = ()) -> None:
        """Start a worker with one thread; it waits for the scheduler itself."""
        words = ["worker", "--scheduler-file", str(self._file), "--name", name, "--nthreads", "1"]
        words += ["--no-nanny", "--no-dashboard", "--local-directory", str(self.folder / name)]
        before = [sys.executable, str(REFUSING), "ENOSYS", LANDLOCK] if name.startswith("bare") else before
        self.workers[name] = self._process(name, words, before)

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a worker a signal."""
        self.workers[name].send_signal(number)
        if number is signal.SIGKILL:
            self.workers.pop(name).wait()

    def wait_for(self, *names: str) -> None:
        """Wait until workers have joined, which their own output says."""
        self.until(lambda: all("Registered to" in self.output(name) for name in names))

    def until(self, is_so: Callable[[], bool]) -> None:
        """Wait until something is so; fail after `PATIENCE` seconds."""
        end = time.monotonic() + PATIENCE
        while not is_so():
            assert time.monotonic() < end, {name: self.output(name)[-500:] for name in ("scheduler", *self.workers)}
            time.sleep(0.05)

    def output(self, name: str) -> str:
        """What a process has printed."""
        file = self.folder / f"{name}.log"
        return file.read_text("utf-8", "replace") if file.exists() else ""

    def end(self) -> None:
        """End everything."""
        for process in [*self.workers.values(), *([self.scheduler] if self.scheduler else [])]:
            process.kill()
            process.wait()

    @property
    def _file(self) -> Path:
        return self.folder / "scheduler.json"

    def _process(self, name: str, words: list[str], before: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        self.folder.mkdir(parents=True, exist_ok=True)
        tls = ["--protocol", "tls", "--tls-ca-file", str(self.tls.ca), "--tls-cert", str(self.tls.cert)]
        command = [*before, str(Path(sys.executable).with_name("dask")), *words, *tls, "--tls-key", str(self.tls.key)]
        path = os.pathsep.join([str(REFUSING.parent), os.environ.get("PYTHONPATH", "")])
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                self.on_host(name, command), stdout=log, stderr=log, env={**os.environ, "PYTHONPATH": path}
            )
