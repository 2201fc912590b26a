"""The worker keeps a real broker in step with the park: who is let in, who is cut, what holds meanwhile."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from db.models.boxes import Box, BoxCertificate, BoxRequest, BoxState
from db.models.directory import REGION_CHAIN_ID
from db.models.positions import LastPosition
from db.models.trail import Fact
from gateways.cli.embedded import reset, start, temporary_name
from gateways.worker.broker import Broker
from kit.clock import Clock, real_now
from kit.mqtt import MqttClient, tls_context
from kit.settings import Settings
from kit.wire.boxes import BoxEntry, BoxRequestEntry, CertificateEntry, CredentialEntry, NewCredential
from kit.wire.codes.boxes import BoxStock, RequestState
from socle.boxes import park, requests
from socle.boxes.credential import mark
from tests.socle.boxes.world_of_boxes import COMPANY, MANAGER, SPARE, furnish
from tests.world import NOON

Engines = dict[str, AsyncEngine]
PATIENCE_S = 30


class Refused(Exception):
    """The connection came to nothing, or was not had again."""


class Box1:
    """A box that connects once, and says when it was let in and when it was cut."""

    def __init__(self, settings: Settings, name: str, password: str, certificate: Path | None = None) -> None:
        mqtt = settings.mqtt
        context = tls_context(mqtt)
        assert context is not None
        if certificate is not None:
            assert mqtt.certificate_port is not None
            mqtt = mqtt.model_copy(update={"port": mqtt.certificate_port})
            context.load_cert_chain(certificate)
        self.up = asyncio.Event()
        self.down = asyncio.Event()
        self._tries = 0
        self.client = MqttClient(
            mqtt,
            context,
            client_id=name,
            password=password,
            on_message=lambda _: None,
            on_up=lambda _: self.up.set(),
            on_down=self.down.set,
            before_connecting=self._once,
        )

    async def _once(self) -> None:
        self._tries += 1
        if self._tries > 1:
            raise Refused


@asynccontextmanager
async def connected(box: Box1) -> AsyncGenerator[Box1]:
    """Keep a box connected until it is cut, or the block ends."""
    running = asyncio.create_task(box.client.run())
    try:
        async with asyncio.timeout(PATIENCE_S):
            await box.up.wait()
            yield box
    finally:
        await box.client.close()
        await asyncio.gather(running, return_exceptions=True)


async def is_refused(box: Box1) -> bool:
    async with asyncio.timeout(PATIENCE_S):
        with pytest.raises(Refused):
            await box.client.run()
    return not box.up.is_set()


@pytest.fixture(scope="module")
def own_broker() -> Iterator[Settings]:
    """An instance that is a broker alone, with what the worker needs to tell it."""
    instance = temporary_name("testpark")
    yield start(instance, only={"mosquitto"})
    reset(instance)


@pytest.fixture
async def settings(database: Settings, own_broker: Settings, engines: Engines) -> Settings:
    """A furnished database of the test's own, and that broker."""
    await furnish(engines["rramu_owner"])
    return database.model_copy(update={"mqtt": own_broker.mqtt, "boxes": own_broker.boxes})


@pytest.fixture
def broker(settings: Settings, engines: Engines, clock: Clock) -> Broker:
    """The worker's side."""
    return Broker(engines["rramu_worker"], clock, settings.mqtt, settings.boxes)


async def _provision(engines: Engines, clock: Clock, name: str) -> NewCredential:
    async with writing(engines["rramu_api"], None, ()) as session:
        return await park.provision(session, MANAGER, clock, BoxEntry(name=name))


async def _certify(engines: Engines, clock: Clock, settings: Settings, box: NewCredential, folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    asked = x509.CertificateSigningRequestBuilder().subject_name(x509.Name([])).sign(key, hashes.SHA256())
    entry = CertificateEntry(request=asked.public_bytes(Encoding.PEM).decode())
    async with writing(engines["rramu_api"], None, ()) as session:
        told = await park.certify(session, MANAGER, clock, box.box_id, entry, settings=settings.boxes)
    file = folder / f"{told.serial}.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(told.certificate.encode() + secret)
    return file


async def _revoke(engines: Engines, clock: Clock, box: NewCredential) -> None:
    async with writing(engines["rramu_api"], None, ()) as session:
        await park.revoke(session, MANAGER, clock, box.box_id)


async def test_a_new_box_is_let_in_and_a_revoked_one_is_cut(
    settings: Settings, engines: Engines, clock: Clock, broker: Broker
) -> None:
    made, other = [await _provision(engines, clock, name) for name in ("park-1", "park-2")]
    await broker.step()
    async with (
        connected(Box1(settings, made.name, made.credential)) as box,
        connected(Box1(settings, other.name, other.credential)) as bystander,
    ):
        await _revoke(engines, clock, made)
        await broker.step()
        await box.down.wait()
        assert not bystander.down.is_set()
    assert await is_refused(Box1(settings, made.name, made.credential))


async def test_a_box_with_a_certificate_is_let_in_and_cut_at_once_when_revoked(
    settings: Settings, engines: Engines, clock: Clock, broker: Broker, tmp_path: Path
) -> None:
    made = await _provision(engines, clock, "park-3")
    certificate = await _certify(engines, clock, settings, made, tmp_path)
    await broker.step()
    async with connected(Box1(settings, made.name, "", certificate)) as box:
        await _revoke(engines, clock, made)
        await broker.step()
        await box.down.wait()
    assert await is_refused(Box1(settings, made.name, "", certificate))


async def test_a_box_back_before_the_list_is_read_is_cut_again(
    settings: Settings, engines: Engines, clock: Clock, tmp_path: Path
) -> None:
    watched = settings.mqtt.model_copy(update={"pid_file": None, "tls": False})  # who watches the folder is late
    broker = Broker(engines["rramu_worker"], clock, watched, settings.boxes)
    made = await _provision(engines, clock, "park-7")
    certificate = await _certify(engines, clock, settings, made, tmp_path)
    await broker.step()
    async with connected(Box1(settings, made.name, "", certificate)) as box:
        await _revoke(engines, clock, made)
        await broker.step()
        await box.down.wait()
    async with connected(Box1(settings, made.name, "", certificate)) as box:
        await broker.step()
        await box.down.wait()


async def test_a_worker_that_starts_leaves_a_box_alone_that_may_speak_again(
    settings: Settings, engines: Engines, clock: Clock, broker: Broker, tmp_path: Path
) -> None:
    made = await _provision(engines, clock, "park-8")
    await _certify(engines, clock, settings, made, tmp_path)
    await _revoke(engines, clock, made)
    async with engines["rramu_owner"].begin() as connection:
        an_hour_ago = real_now() - timedelta(hours=1)
        await connection.execute(update(BoxCertificate).values(revoked_at=an_hour_ago))
    async with writing(engines["rramu_api"], None, ()) as session:
        await park.renew(session, MANAGER, clock, made.box_id, CredentialEntry(), settings=settings.boxes)
    certificate = await _certify(engines, clock, settings, made, tmp_path)
    other = await _provision(engines, clock, "park-9")
    stale = await _certify(engines, clock, settings, other, tmp_path)
    await broker.step()
    async with (
        connected(Box1(settings, made.name, "", certificate)) as box,
        connected(Box1(settings, other.name, "", stale)) as revoked,
    ):
        await _revoke(engines, clock, other)
        await Broker(engines["rramu_worker"], clock, settings.mqtt, settings.boxes).step()
        await revoked.down.wait()
        assert not box.down.is_set()


async def test_a_certificate_of_another_authority_opens_nothing(settings: Settings, tmp_path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "tracker-p01")])
    own = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOON - timedelta(days=1))
        .not_valid_after(NOON + timedelta(days=3650))
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "own.pem"
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file.write_bytes(own.public_bytes(Encoding.PEM) + secret)
    assert await is_refused(Box1(settings, "tracker-p01", "", file))


async def _hold(engines: Engines, box: NewCredential, held: str) -> None:
    async with engines["rramu_owner"].begin() as connection:
        values = {"box_id": box.box_id, "heard_at": NOON, "credential_mark": mark(held)}
        await connection.execute(insert(BoxState).values(values))


async def test_the_old_credential_holds_until_the_box_has_the_new_one(
    settings: Settings, engines: Engines, clock: Clock, broker: Broker
) -> None:
    made = await _provision(engines, clock, "park-4")
    async with writing(engines["rramu_api"], None, ()) as session:
        new = await park.renew(session, MANAGER, clock, made.box_id, CredentialEntry(), settings=settings.boxes)
    await broker.step()
    assert await is_refused(Box1(settings, made.name, new.credential))
    async with connected(Box1(settings, made.name, made.credential)) as box:
        await _hold(engines, made, new.credential)
        await broker.step()
        await box.down.wait()
    async with connected(Box1(settings, made.name, new.credential)):
        pass
    assert await is_refused(Box1(settings, made.name, made.credential))


async def test_a_new_credential_holds_once_the_time_of_the_old_one_is_over(
    settings: Settings, engines: Engines, clock: Clock
) -> None:
    made = await _provision(engines, clock, "park-5")
    async with writing(engines["rramu_api"], None, ()) as session:
        new = await park.renew(session, MANAGER, clock, made.box_id, CredentialEntry(), settings=settings.boxes)
    later = Clock(real=lambda: NOON + timedelta(hours=settings.boxes.rotation_hours))
    await Broker(engines["rramu_worker"], later, settings.mqtt, settings.boxes).step()
    async with connected(Box1(settings, made.name, new.credential)):
        pass


async def test_a_box_heard_is_mounted_and_its_first_fix_ends_the_request(
    engines: Engines, clock: Clock, broker: Broker
) -> None:
    async with writing(engines["rramu_api"], None, ()) as session:
        await requests.ask(session, COMPANY, clock, BoxRequestEntry(vehicle_id=SPARE))
        made = await park.provision(session, MANAGER, clock, BoxEntry(name="park-6", vehicle_id=SPARE))
    await broker.step()
    assert await _standing(engines, made) == (BoxStock.ASSIGNED, RequestState.SERVED)

    await _hold(engines, made, made.credential)
    await broker.step()
    assert await _standing(engines, made) == (BoxStock.MOUNTED, RequestState.SERVED)

    async with engines["rramu_owner"].begin() as connection:
        row = LastPosition(
            vehicle_id=SPARE, partition=0, box_id=made.box_id, boot=1, seq=1, measured_at=NOON, received_at=NOON,
            lon_deg=-0.37, lat_deg=49.18, h3_9=0,
        )  # fmt: skip
        await connection.execute(insert(LastPosition).values({
            column: value for column, value in vars(row).items() if not column.startswith("_")
        }))  # fmt: skip
    await broker.step()
    assert await _standing(engines, made) == (BoxStock.MOUNTED, RequestState.DONE)
    async with reading(engines["rramu_api"], None, [REGION_CHAIN_ID]) as session:
        kinds = (await session.scalars(select(Fact.kind).order_by(Fact.id))).all()
    assert kinds == ["box.requested", "box.provisioned", "box.linked", "box.mounted", "box.request_done"]


async def _standing(engines: Engines, made: NewCredential) -> tuple[BoxStock, RequestState]:
    async with reading(engines["rramu_api"], None, ()) as session:
        stock = await session.scalar(select(Box.stock).where(Box.id == made.box_id))
        state = await session.scalar(select(BoxRequest.state).where(BoxRequest.vehicle_id == SPARE))
    return BoxStock(stock or ""), RequestState(state or "")
