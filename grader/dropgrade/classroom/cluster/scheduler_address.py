"""Where a cluster's scheduler is, and the certificates that let dropgrade speak to it."""

from __future__ import annotations

import re
import ssl
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path

from dropgrade.errors import TargetError

PORT = 8786
"""Where Dask's scheduler listens by default."""
LAST_PORT = 65535
ADDRESS = re.compile(
    r"(?:(?P<scheme>[a-z]+)://)?(?:\[(?P<six>[^\]]+)\]|(?P<host>[^:/\s\[\]]+))(?::(?P<port>\d{1,5}))?/?"
)
WHY_TLS = (
    "Dask sends pickles, which run as programs wherever they arrive, and with them your students' work. "
    "Without TLS, only a cluster on this machine is used."
)
GIVE = "Name the cluster's certificates: --tls-ca FILE --tls-cert FILE --tls-key FILE"


@dataclass(frozen=True, slots=True)
class Certificates:
    """PEM files: the authority that signed the cluster's certificates, and one of these certificates with its key."""

    ca: Path
    cert: Path
    key: Path

    def context(self) -> ssl.SSLContext:
        """A client's TLS settings; raises `TargetError` where a file cannot be used."""
        for option, file in (("--tls-ca", self.ca), ("--tls-cert", self.cert), ("--tls-key", self.key)):
            if not file.is_file():
                raise TargetError(f"{option}: there is no file {file}.", GIVE)
        try:
            context = ssl.create_default_context(ssl.Purpose.SERVER_AUTH, cafile=str(self.ca))
            context.check_hostname = False  # as in Dask, any certificate of this authority will do
        except (ssl.SSLError, OSError) as error:
            raise TargetError(
                f"--tls-ca: {self.ca} cannot be read as certificates in PEM ({_why(error)}).", GIVE
            ) from None
        try:
            context.load_cert_chain(self.cert, self.key, password=_no_passphrase)
        except _PassphraseAsked:
            raise TargetError(
                f"--tls-key: {self.key} is protected by a passphrase, which Dask cannot ask for.",
                "Name a key without one, in a file that only you can read.",
            ) from None
        except (ssl.SSLError, OSError) as error:
            message = f"--tls-cert {self.cert} and --tls-key {self.key} are not a certificate and its key in PEM"
            raise TargetError(f"{message} ({_why(error)}).", GIVE) from None
        return context


class _PassphraseAsked(Exception):
    """OpenSSL asked for a passphrase."""


def _no_passphrase() -> str:
    raise _PassphraseAsked


def _why(error: OSError) -> str:
    reason = getattr(error, "reason", None) or error.strerror or str(error)
    return str(reason).replace("_", " ").lower()


@dataclass(frozen=True, slots=True)
class SchedulerAddress:
    """Where a scheduler listens: over TLS with certificates, and only on this machine without them."""

    host: str
    port: int
    certificates: Certificates | None = None

    @property
    def url(self) -> str:
        """The address as Dask writes it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'tls' if self.certificates else 'tcp'}://{host}:{self.port}"

    @classmethod
    def of(cls, text: str, ca: Path | None, cert: Path | None, key: Path | None) -> SchedulerAddress:
        """Read an address and the options beside it; raises `TargetError` where they do not fit or cannot be used."""
        found = ADDRESS.fullmatch(text.strip())
        if found is None or found["scheme"] not in (None, "tcp", "tls") or int(found["port"] or PORT) > LAST_PORT:
            raise TargetError(
                f"{text!r} is not a scheduler's address.", "Write it as Dask prints it: tls://HOST:PORT or HOST:PORT"
            )
        certificates = _certificates(ca, cert, key)
        host = found["six"] or found["host"]
        if certificates is None:
            if found["scheme"] == "tls":
                raise TargetError(f"{text} is reached by TLS, and no certificates were named.", GIVE)
            if not is_loopback(host):
                raise TargetError(f"{text} is not on this machine. {WHY_TLS}", GIVE)
        elif found["scheme"] == "tcp":
            raise TargetError(
                f"{text} is reached without TLS, and certificates were named.", "Write tls://, or leave them out."
            )
        else:
            certificates.context()
        return cls(host, int(found["port"] or PORT), certificates)


def _certificates(ca: Path | None, cert: Path | None, key: Path | None) -> Certificates | None:
    if ca and cert and key:
        return Certificates(ca, cert, key)
    if ca or cert or key:
        missing = [option for option, file in (("--tls-ca", ca), ("--tls-cert", cert), ("--tls-key", key)) if not file]
        raise TargetError(f"For TLS, {' and '.join(missing)} is missing.", GIVE)
    return None


def is_loopback(host: str) -> bool:
    """Whether a host is this machine and cannot be reached from another."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"
