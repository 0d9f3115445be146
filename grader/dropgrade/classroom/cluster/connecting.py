"""Connect to a cluster's scheduler, and say in plain words why that fails."""

from __future__ import annotations

import asyncio
import json
import logging
import socket
import ssl
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from distributed import Client, Security

from dropgrade.classroom.cluster.scheduler_address import SchedulerAddress
from dropgrade.errors import GraderFault, TargetError

PATIENCE = 10.0
"""Seconds in which a scheduler has to answer."""
SLOW = 60.0
"""Seconds for a scheduler that answers to say its versions, which may need slow imports."""
WHERE = "Is it running, and is this its address? Its own output says where it listens."
SAME = "Install the same versions for the scheduler, the workers and this command."


@asynccontextmanager
async def connected(address: SchedulerAddress) -> AsyncIterator[Client]:
    """A client of the scheduler, for as long as it is needed.

    Raises `TargetError` where nothing answers there as a scheduler does, and `GraderFault` where its versions differ.
    """
    with _silenced():
        await _refuse_silence(address)
        client = Client(
            address.url,
            security=_security(address),
            asynchronous=True,
            timeout=PATIENCE,
            set_as_default=False,
            direct_to_workers=False,
            name="dropgrade",
        )
        try:
            await _begun(client, address)
            await _refuse_other_versions(client, address)
            yield client
        finally:
            with suppress(OSError):  # a scheduler that is gone, or too slow to close the connection
                await client.close(timeout=PATIENCE)


async def _begun(client: Client, address: SchedulerAddress) -> None:
    """Connect the client; give up on a server that accepts the connection and then says nothing."""
    try:
        await asyncio.wait_for(client, 2 * PATIENCE)
    except (OSError, ValueError, TypeError) as error:  # a timeout is an OSError, too
        raise await asyncio.to_thread(_refused, address, error) from None


class _silenced:  # noqa: N801 - a context manager
    """Keep Dask's own log messages and warnings off the screen."""

    def __enter__(self) -> None:
        self._before = logging.root.manager.disable
        logging.disable(logging.CRITICAL)
        self._warnings = warnings.catch_warnings(action="ignore")
        self._warnings.__enter__()

    def __exit__(self, *_: object) -> None:
        self._warnings.__exit__(None, None, None)
        logging.disable(self._before)


def _security(address: SchedulerAddress) -> Security | None:
    certificates = address.certificates
    if certificates is None:
        return None
    return Security(
        tls_ca_file=str(certificates.ca),
        tls_client_cert=str(certificates.cert),
        tls_client_key=str(certificates.key),
        require_encryption=True,
    )


async def _refuse_silence(address: SchedulerAddress) -> None:
    """Raise at once if nothing listens, because Dask would retry for a while."""
    try:
        _, writer = await asyncio.wait_for(asyncio.open_connection(address.host, address.port), PATIENCE)
        writer.close()
    except socket.gaierror:
        raise TargetError(f"No machine is known by the name {address.host}.", WHERE) from None
    except TimeoutError:
        raise TargetError(f"{address.url} did not answer within {PATIENCE:.0f} seconds.", WHERE) from None
    except OSError as error:
        why = "nothing listens there" if isinstance(error, ConnectionRefusedError) else error.strerror or error
        raise TargetError(f"{address.url} cannot be reached: {why}.", WHERE) from None


def _refused(address: SchedulerAddress, error: Exception) -> TargetError:
    """Why a scheduler that listens did not answer: a second TLS handshake says what failed."""
    if address.certificates is not None:
        try:
            with (
                socket.create_connection((address.host, address.port), PATIENCE) as plain,
                address.certificates.context().wrap_socket(plain) as wrapped,
            ):
                wrapped.recv(1)
        except ssl.SSLError as refusal:
            return _tls_refused(address, refusal)
        except OSError:
            pass
    return TargetError(f"{address.url} does not answer as a scheduler of Dask's: {_first_line(error)}.", WHERE)


def _tls_refused(address: SchedulerAddress, error: ssl.SSLError) -> TargetError:
    reason = str(error.reason or error)
    if isinstance(error, ssl.SSLCertVerificationError):
        message = f"The scheduler's certificate was not signed by the authority in --tls-ca ({error.verify_message})."
    elif "ALERT" in reason:
        message = f"{address.url} refused the certificate in --tls-cert ({reason.replace('_', ' ').lower()})."
    else:
        message = f"{address.url} does not speak TLS ({reason.replace('_', ' ').lower()})."
    return TargetError(message, "Use the certificates with which the cluster was started.")


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0].rstrip(".")


async def _refuse_other_versions(client: Client, address: SchedulerAddress) -> None:
    """Raise if versions differ: the scheduler imports the function that grades, so it needs the same dropgrade."""
    from dropgrade.classroom.cluster.warm_sandboxes import versions  # imports what Dask's workers need

    own = versions()
    try:
        theirs = json.loads(await asyncio.wait_for(client.run_on_scheduler(_versions_as_json), SLOW))
    except TimeoutError:
        raise GraderFault(
            f"The scheduler at {address.url} did not say its versions in {SLOW:.0f} seconds.", SAME
        ) from None
    except Exception as error:  # noqa: BLE001 - whatever the scheduler raised when it looked for us
        why = f"{type(error).__name__}: {_first_line(error)}"
        raise GraderFault(
            f"The scheduler at {address.url} has no dropgrade {own['dropgrade']} ({why}).", SAME
        ) from None
    for name, version in own.items():
        if theirs.get(name) != version:
            message = f"The scheduler at {address.url} has {name} {theirs.get(name)}, and this command {version}."
            raise GraderFault(message, SAME)


def _versions_as_json() -> str:
    from dropgrade.classroom.cluster.warm_sandboxes import versions

    return json.dumps(versions())
