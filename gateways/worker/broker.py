"""Keeps the broker in step with the park: who may connect, and who must be cut.

Mosquitto reads its password file and the list of revoked certificates again on SIGHUP, and then ends by itself the sessions whose password
is worth nothing any more. It does not look again at the certificate of a session it has let in: such a session is ended by another of the
same name, opened with a certificate made for that moment (a broker has one connection per client id). Source: ADR 0121.
"""

import asyncio
import os
import signal
import ssl
import tempfile
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

import structlog
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from gateways.broker import REVOKED, replace, write_passwords
from kit.clock import Clock, real_now
from kit.counters import count
from kit.settings import BoxesSettings, MqttSettings
from socle.boxes import repository, service
from socle.boxes.certificates import Authority
from socle.boxes.settle import settle

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

CONNECT = bytes.fromhex("10 0d 0004 4d515454 05 02 003c 00 0000")
"""MQTT 5 CONNECT: clean start, 60 s, no property, no client id: the broker takes the certificate's name."""
CONNACK = 0x20
DISCONNECT = bytes.fromhex("e0 00")
ANSWER_S = 5.0
AT_ONCE = 20
"""Sessions ended at the same time: a fleet revoked at once does not take the worker's whole time."""
MOMENT = timedelta(minutes=1)
AGAIN = timedelta(minutes=1)
"""How long a session is ended anew: a box that comes back before the broker has read the list is let in once more."""
RECENT = timedelta(days=1)
"""A process that starts ends again the sessions of certificates revoked since then: the one before may not have come to it. Of a box that
may speak again since `AGAIN` only: what it has open by then is its own."""


class Broker:
    """The broker as this process last told it."""

    def __init__(self, engine: AsyncEngine, clock: Clock, mqtt: MqttSettings, boxes: BoxesSettings) -> None:
        self._engine = engine
        self._clock = clock
        self._mqtt = mqtt
        self._boxes = boxes
        self._owed = True
        """The broker may not have read its files since they changed: the word after it may have been lost with the process before."""
        self._listed: frozenset[str] | None = None
        """Serials of the revoked certificates in the list last written; none: this process has written none."""
        self._to_end: dict[str, datetime] = {}
        """Boxes whose sessions by certificate are to be ended, at each step until then at least (real)."""

    async def step(self) -> bool:
        """Settle what boxes have said, then tell the broker what changed. Never more to do at once."""
        async with writing(self._engine, None, ()) as session:
            await settle(session, self._clock.now())
        folder = self._mqtt.accounts_folder
        if folder is not None:
            await self._tell(folder)
        return False

    async def _tell(self, folder: Path) -> None:
        async with reading(self._engine, None, ()) as session:
            accounts = await service.broker_accounts(session)
            revoked = await repository.revoked_certificates(session)
        password = self._mqtt.tracker_password.get_secret_value()
        if await asyncio.to_thread(write_passwords, folder, password, accounts):
            self._owed = True
        active = frozenset(name for name, entry in accounts.items() if entry is not None)
        authority = None
        try:
            if self._mqtt.certificate_port is not None:
                authority = Authority.read(self._boxes)
                await self._list(folder / REVOKED, authority, revoked, active)
        finally:  # passwords hold where the authority cannot be read
            if self._owed:
                self._reload()
        if authority is not None:
            await self._end_all(authority, active)

    async def _list(
        self, file: Path, authority: Authority, revoked: Sequence[tuple[str, str, datetime]], active: frozenset[str]
    ) -> None:
        """Write the list of revoked certificates where it changed, and note whose sessions go with it."""
        serials = frozenset(serial for serial, _, _ in revoked)
        if serials == self._listed:
            return
        listed = authority.revocations([(serial, at) for serial, _, at in revoked])
        self._owed = True
        await asyncio.to_thread(replace, file, listed)
        known, now = self._listed, real_now()
        for serial, name, at in revoked:
            if at > now - (AGAIN if name in active else RECENT) if known is None else serial not in known:
                self._to_end[name] = now + AGAIN
        self._listed = serials

    async def _end_all(self, authority: Authority, active: frozenset[str]) -> None:
        """End the sessions that are to be ended, some at a time; those a broker that is away leaves are tried again.

        Of a box that may speak again once only: the next session may be one it has a right to.
        """
        some = asyncio.Semaphore(AT_ONCE)

        async def end(name: str) -> None:
            async with some:
                if await self._end(authority, name) and (real_now() >= self._to_end[name] or name in active):
                    del self._to_end[name]

        async with asyncio.TaskGroup() as ends:
            for name in tuple(self._to_end):
                ends.create_task(end(name))

    def _reload(self) -> None:
        """Let the broker read its files again; one that is not running reads them as it starts.

        Raises: OSError, ValueError: it cannot be told, and the word stays owed.
        """
        if self._mqtt.pid_file is not None:
            try:
                words = self._mqtt.pid_file.read_text(encoding="ascii").split()
                os.kill(int(words[0] if words else ""), signal.SIGHUP)
            except (FileNotFoundError, ProcessLookupError):
                log.warning("broker.away")
            except (OSError, ValueError):
                count("broker.untold")
                raise
        count("broker.told")
        self._owed = False

    async def _end(self, authority: Authority, name: str) -> bool:
        """End the session of a box, and tell whether that is done: with the broker away it is tried again."""
        try:
            async with asyncio.timeout(ANSWER_S):
                await self._take_over(authority, name)
        except (OSError, EOFError, TimeoutError) as error:
            log.warning("broker.uncut", box=name, error=repr(error))
            return False
        count("broker.cut")
        return True

    async def _take_over(self, authority: Authority, name: str) -> None:
        """Connect under a box's name, and leave: the connection it had is closed.

        Raises: OSError, EOFError, TimeoutError: the broker is away, or did not take the name.
        """
        context = ssl.create_default_context(
            cafile=self._mqtt.ca_file
        )  # this listener is TLS, whatever the trackers' is
        _show(context, authority, name)
        reader, writer = await asyncio.open_connection(
            self._mqtt.host, self._mqtt.certificate_port, ssl=context, server_hostname=self._mqtt.host
        )
        try:
            writer.write(CONNECT)
            await writer.drain()
            await taken(reader)
            writer.write(DISCONNECT)
            await writer.drain()
        finally:
            writer.close()


async def taken(reader: asyncio.StreamReader) -> None:
    """Read the broker's CONNACK (MQTT 5, 3.2) up to its reason.

    Raises: ConnectionRefusedError: it is no CONNACK, or says no; EOFError: the connection ended before.
    """
    kind, length = await reader.readexactly(2)
    while length & 0x80:
        (length,) = await reader.readexactly(1)
    _, reason = await reader.readexactly(2)
    if kind != CONNACK or reason:
        raise ConnectionRefusedError(f"packet {kind:#04x}, reason {reason:#04x}")


def _show(context: ssl.SSLContext, authority: Authority, name: str) -> None:
    """Give a context a certificate of this name, good for a moment; its key never outlives the call but in memory."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = authority.sign(name, key.public_key(), real_now(), MOMENT).public_bytes(Encoding.PEM)
    with tempfile.NamedTemporaryFile() as file:  # mode 600; OpenSSL reads from files only
        file.write(pem + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        context.load_cert_chain(file.name)
