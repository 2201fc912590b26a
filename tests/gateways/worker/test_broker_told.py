"""The word to the broker that its files changed: kept until it is given, and given once. The broker here is the test itself."""

import asyncio
import os
import signal
import socket
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from db.models.boxes import BoxCertificate
from gateways.worker.broker import Broker, taken
from kit.clock import Clock, real_now
from kit.ids import new_id
from kit.settings import BoxesSettings, Settings
from kit.wire.boxes import BoxEntry
from socle.boxes import park
from tests.socle.boxes.world_of_boxes import MANAGER, furnish

Engines = dict[str, AsyncEngine]


class Told:
    """A process that is told, by the signal a broker would be."""

    def __init__(self, folder: Path) -> None:
        self.pid_file = folder / "broker.pid"
        self.word = signal.SIGHUP
        self.times = 0

    def here(self) -> None:
        """Say who is to be told."""
        self.pid_file.write_text(f"{os.getpid()}\n", encoding="ascii")


@pytest.fixture
def told(tmp_path: Path) -> Iterator[Told]:
    """Stand where the broker would."""
    one = Told(tmp_path)

    def hear(*_: object) -> None:
        one.times += 1

    before = signal.signal(one.word, hear)
    one.here()
    yield one
    signal.signal(one.word, before)


@pytest.fixture
async def settings(database: Settings, engines: Engines, told: Told, tmp_path: Path) -> Settings:
    """A furnished database, a folder of its own, and nobody's certificate."""
    await furnish(engines["rramu_owner"])
    mqtt = database.mqtt.model_copy(
        update={"accounts_folder": tmp_path, "pid_file": told.pid_file, "certificate_port": None}
    )
    return database.model_copy(update={"mqtt": mqtt})


def _broker(settings: Settings, engines: Engines, clock: Clock) -> Broker:
    return Broker(engines["rramu_worker"], clock, settings.mqtt, settings.boxes)


async def _provision(engines: Engines, clock: Clock, name: str) -> UUID:
    async with writing(engines["rramu_api"], None, ()) as session:
        return (await park.provision(session, MANAGER, clock, BoxEntry(name=name))).box_id


async def _revoke_a_certificate(engines: Engines, clock: Clock, name: str) -> None:
    box_id = await _provision(engines, clock, name)
    async with engines["rramu_owner"].begin() as connection:
        now = real_now()
        row = {"id": new_id(), "box_id": box_id, "serial": "1f", "signed_at": now, "ends_at": now, "revoked_at": now}
        await connection.execute(insert(BoxCertificate).values(row))


def _authority(folder: Path) -> BoxesSettings:
    """Make an authority of the test's own."""
    key, now = ec.generate_private_key(ec.SECP256R1()), real_now()
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "invented authority")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    certificate, secret = folder / "authority.pem", folder / "authority.key"
    certificate.write_bytes(made.public_bytes(Encoding.PEM))
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return BoxesSettings(authority_file=certificate, authority_key_file=secret)


async def test_the_broker_is_told_at_the_start_and_of_each_change_once(
    settings: Settings, engines: Engines, clock: Clock, told: Told
) -> None:
    broker = _broker(settings, engines, clock)
    for _ in range(3):
        await broker.step()
    assert told.times == 1
    await _provision(engines, clock, "told-1")
    for _ in range(3):
        await broker.step()
    assert told.times == 2


@pytest.mark.parametrize("half_written", ["", "  \n", "12x"])
async def test_a_word_that_could_not_be_given_is_given_later(
    settings: Settings, engines: Engines, clock: Clock, told: Told, half_written: str
) -> None:
    broker = _broker(settings, engines, clock)
    await broker.step()
    told.pid_file.write_text(half_written, encoding="ascii")
    await _provision(engines, clock, "told-2")
    with pytest.raises(ValueError, match="invalid literal"):
        await broker.step()
    told.here()
    await broker.step()
    assert told.times == 2


async def test_passwords_are_told_though_the_authority_cannot_be_read(
    settings: Settings, engines: Engines, clock: Clock, told: Told, tmp_path: Path
) -> None:
    absent = BoxesSettings(authority_file=tmp_path / "absent.pem", authority_key_file=tmp_path / "absent.key")
    mqtt = settings.mqtt.model_copy(update={"certificate_port": 1})
    broker = _broker(settings.model_copy(update={"mqtt": mqtt, "boxes": absent}), engines, clock)
    for name, times in (("told-3", 1), ("told-4", 2)):
        await _provision(engines, clock, name)
        with pytest.raises(FileNotFoundError):
            await broker.step()
        assert told.times == times


async def test_a_certificate_revoked_is_told_once_where_none_are_taken(
    settings: Settings, engines: Engines, clock: Clock, told: Told
) -> None:
    await _revoke_a_certificate(engines, clock, "told-5")
    broker = _broker(settings, engines, clock)
    for _ in range(3):
        await broker.step()
    assert told.times == 1


async def test_a_certificate_revoked_is_told_once_while_its_session_cannot_be_ended(
    settings: Settings, engines: Engines, clock: Clock, told: Told, tmp_path: Path
) -> None:
    await _revoke_a_certificate(engines, clock, "told-6")
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))  # and not listening: whoever connects is refused
        mqtt = settings.mqtt.model_copy(update={"certificate_port": nobody.getsockname()[1]})
        broker = _broker(settings.model_copy(update={"mqtt": mqtt, "boxes": _authority(tmp_path)}), engines, clock)
        for _ in range(3):
            await broker.step()
    assert told.times == 1


@pytest.mark.parametrize("said", ["20 03 00 00 00", "20 83 01 00 00"])
async def test_a_name_the_broker_took_is_taken(said: str) -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(bytes.fromhex(said))
    await taken(reader)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("20 03 00 88 00", ConnectionRefusedError),
        ("20 83 01 00 87", ConnectionRefusedError),
        ("e0 02 8b 00", ConnectionRefusedError),
        ("20 03 00", asyncio.IncompleteReadError),
        ("", asyncio.IncompleteReadError),
    ],
)
async def test_a_name_the_broker_refused_is_not_taken(said: str, error: type[Exception]) -> None:
    reader = asyncio.StreamReader()
    reader.feed_data(bytes.fromhex(said))
    reader.feed_eof()
    with pytest.raises(error):
        await taken(reader)
