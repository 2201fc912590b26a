"""A box given another credential: it says that it has it, is cut, and comes back with it; nothing it kept is lost on the way."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random

import asyncpg
import pytest
from msgspec import structs
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import connect_arguments, writing
from gateways.cli.embedded import reset, start, temporary_name
from gateways.mqtt import serve as tracker
from gateways.worker.broker import Broker
from kit.clock import Clock
from kit.mqtt import tls_context
from kit.settings import Settings
from kit.wire.boxes import BoxEntry, CredentialEntry, NewCredential
from kit.wire.codes.means import VehicleType
from kit.wire.demo import DemoBox
from simulators.box import Box
from simulators.credentials import Credentials
from simulators.journal import Journal
from simulators.travel import Place
from socle.boxes import park
from socle.boxes.credential import mark
from tests.gateways.mqtt.boxes import PATIENCE_S
from tests.socle.boxes.world_of_boxes import MANAGER, SPARE, furnish

Engines = dict[str, AsyncEngine]
STEP_S = 0.05
HERE = Place(lon_deg=-0.37, lat_deg=49.18, speed_mps=0.0, heading_deg=None)


def test_the_newest_two_are_kept_across_boots(tmp_path: Path) -> None:
    with Journal(tmp_path / "box.sqlite") as journal:
        held = Credentials(journal, "first")
        held.take("second")
        held.take("third")
    with Journal(tmp_path / "box.sqlite") as journal:
        held = Credentials(journal, "second")  # what it was provisioned with once is not newer for being told again
        assert (held.in_use, held.mark) == ("third", mark("third"))
        held.refused()
        assert (held.in_use, held.mark) == ("second", mark("third"))
        held.refused()
        assert held.in_use == "third"
        assert Credentials(journal, "fourth").in_use == "fourth"


def test_what_it_was_provisioned_with_at_first_never_comes_back(tmp_path: Path) -> None:
    with Journal(tmp_path / "box.sqlite") as journal:
        held = Credentials(journal, "first")
        held.take("second")
        held.take("third")
        held = Credentials(journal, "first")
        assert (held.in_use, held.mark) == ("third", mark("third"))
        held.refused()
        assert held.in_use == "second"


@pytest.fixture(scope="module")
def own_broker() -> Iterator[Settings]:
    """Give an instance that is a broker alone, which the worker tells who may connect."""
    instance = temporary_name("testkey")
    yield start(instance, only={"mosquitto"})
    reset(instance)


@pytest.fixture
async def settings(database: Settings, own_broker: Settings, engines: Engines) -> Settings:
    """Give a furnished database of the test's own, and that broker."""
    await furnish(engines["rramu_owner"])
    return database.model_copy(update={"mqtt": own_broker.mqtt, "boxes": own_broker.boxes})


@asynccontextmanager
async def at_work(settings: Settings, engines: Engines, monkeypatch: pytest.MonkeyPatch) -> AsyncGenerator[None]:
    """Run a tracker that writes the park down at once, and the part of the worker that tells the broker."""
    monkeypatch.setattr(tracker, "PARK_S", 0.1)
    broker = Broker(engines["rramu_worker"], Clock(), settings.mqtt, settings.boxes)
    stop = asyncio.Event()

    async def tell() -> None:
        while not stop.is_set():
            await broker.step()
            with suppress(TimeoutError):
                async with asyncio.timeout(STEP_S):
                    await stop.wait()

    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(tracker.serve(settings, stop))
        tasks.create_task(tell())
        try:
            yield
        finally:
            stop.set()


class Seen(Box):
    """The box, and which credential each of its connections was made with."""

    def __init__(self, settings: Settings, identity: DemoBox, journal: Journal) -> None:
        self.connections: asyncio.Queue[str] = asyncio.Queue()
        super().__init__(
            identity, journal, Clock(), settings.mqtt, tls_context(settings.mqtt), chance=Random(1),
            on_order=lambda _: None,
        )  # fmt: skip

    def _connected(self, session_kept: bool) -> None:
        super()._connected(session_kept)
        self.connections.put_nowait(self._credentials.in_use)


def identity(made: NewCredential) -> DemoBox:
    return DemoBox(
        name=made.name, partition=made.partition, credential=made.credential, call_sign="AMB Caen 8",
        type=VehicleType.TSU_AMB, base_lon_deg=-0.37, base_lat_deg=49.18,
    )  # fmt: skip


async def held_at_the_broker(settings: Settings, made: NewCredential) -> tuple[object, ...]:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        query = (
            "SELECT b.next_hash, s.credential_mark FROM boxes b JOIN box_states s ON s.box_id = b.id WHERE b.id = $1"
        )
        return tuple(await connection.fetchrow(query, made.box_id) or ())
    finally:
        await connection.close()


async def test_a_box_given_another_credential_says_so_and_comes_back_with_it(
    settings: Settings, engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with writing(engines["rramu_api"], None, ()) as session:
        old = await park.provision(session, MANAGER, Clock(), BoxEntry(name="rotated", vehicle_id=SPARE))
    async with at_work(settings, engines, monkeypatch), asyncio.timeout(PATIENCE_S):
        with Journal(tmp_path / "box.sqlite") as journal:
            box = Seen(settings, identity(old), journal)
            running = asyncio.create_task(box.run())
            assert await box.connections.get() == old.credential
            box.record(HERE)
            async with writing(engines["rramu_api"], None, ()) as session:
                new = await park.renew(
                    session, MANAGER, Clock(), old.box_id, CredentialEntry(), settings=settings.boxes
                )  # fmt: skip
            box.take_credential(new.credential)
            assert await box.connections.get() == new.credential
            box.record(HERE)
            await box.until_settled()
            assert await held_at_the_broker(settings, old) == (None, mark(new.credential))
            running.cancel()
            await asyncio.wait({running})


async def test_a_box_whose_new_credential_is_not_taken_yet_connects_with_the_old_one(
    settings: Settings, engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with writing(engines["rramu_api"], None, ()) as session:
        old = await park.provision(session, MANAGER, Clock(), BoxEntry(name="handed", vehicle_id=SPARE))
        new = await park.renew(session, MANAGER, Clock(), old.box_id, CredentialEntry(), settings=settings.boxes)
    with Journal(tmp_path / "box.sqlite") as journal:
        Credentials(journal, old.credential)
        # Given at the garage while it was off: its first word is with the old one, by which the new one is taken.
        box = Seen(settings, structs.replace(identity(old), credential=new.credential), journal)
        async with at_work(settings, engines, monkeypatch), asyncio.timeout(PATIENCE_S):
            running = asyncio.create_task(box.run())
            assert await box.connections.get() == old.credential
            assert await box.connections.get() == new.credential
            running.cancel()
            await asyncio.wait({running})
