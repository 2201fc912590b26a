"""A crew on its own: the buttons it presses in order, and what interrupts it. Its clock runs a day in half a minute."""

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import msgspec
import pytest
from msgspec import Struct, structs

from kit.clock import Clock, ClockEpoch, real_now
from kit.geo import distance_m
from kit.ids import new_id
from kit.settings import MqttSettings
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import MissionStatus
from kit.wire.demo import DemoBox
from kit.wire.telemetry import Order
from simulators import mission
from simulators.box import Box
from simulators.crew import Crew
from simulators.hospitals import Hospitals
from simulators.journal import Journal, Kind, Message, Number
from simulators.pace import Pace
from simulators.plan.laws.failings import Failings
from simulators.service import serve
from simulators.ways import Ways

RATE = 3_000.0
PATIENCE_S = 60.0
BASE = (-0.37, 49.18)
SCENE = (-0.45, 49.22)
HOSPITAL = (-0.357, 49.206)
NO_FAILINGS = Failings(refusing_share=0.0, silent_share=0.0, breakdown_share=0.0)


class Said(Struct):
    """What matters of a button or a receipt."""

    status: str | None = None
    availability: str | None = None
    state: str | None = None

    def word(self) -> str:
        """Give the one of them that is there."""
        return self.status or self.availability or self.state or ""


class HeardJournal(Journal):
    """A journal whose buttons and receipts a test can wait for."""

    def __init__(self, file: Path) -> None:
        super().__init__(file)
        self.said: asyncio.Queue[str] = asyncio.Queue()

    def write(self, kind: Kind, at: datetime, make: Callable[[Number], Struct]) -> Message:
        """Write, and let the test hear."""
        message = super().write(kind, at, make)
        if kind is not Kind.TRACK:
            self.said.put_nowait(msgspec.json.decode(message.body, type=Said).word())
        return message


class Aboard:
    """A vehicle with its crew, without a network."""

    def __init__(self, folder: Path, kind: VehicleType = VehicleType.TSU_AMB, failings: Failings | None = None) -> None:
        start = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
        self.identity = DemoBox(
            name="box-0001", partition="p01", credential="-", call_sign="TSU 14-01", type=kind,
            base_lon_deg=BASE[0], base_lat_deg=BASE[1],
        )  # fmt: skip
        self.clock = Clock(epoch=ClockEpoch(real_at=real_now(), domain_at=start, rate=RATE))
        self.journal = HeardJournal(folder / "box.sqlite")
        self.crew = Crew(self.identity, Pace(self.clock), Random(1), Ways(None), Hospitals(Pace(self.clock), 1), seed=1)
        self.crew.failings = failings or NO_FAILINGS
        self.box = Box(
            self.identity, self.journal, self.clock, MqttSettings(), None, chance=Random(1), on_order=self.crew.take
        )  # fmt: skip
        self.crew.board(self.box)

    def order(self, **change: object) -> Order:
        """Give an order to the scene, as changed."""
        now = self.clock.now()
        order = Order(
            mission_id=new_id(),
            version=1,
            cancelled=False,
            vehicle=self.identity.call_sign,
            ordered_at=now,
            expires_at=now + timedelta(hours=1),
            place="Bretteville",
            lon_deg=SCENE[0],
            lat_deg=SCENE[1],
        )
        return structs.replace(order, **change)

    async def says(self, *words: str) -> None:
        """Wait for the crew to say exactly this."""
        async with asyncio.timeout(PATIENCE_S):
            assert [await self.journal.said.get() for _ in words] == list(words)

    def is_at(self, point: tuple[float, float]) -> bool:
        """Tell whether the vehicle stands there."""
        return distance_m(*self.crew.place().point, *point) < 1.0


def failing(**shares: float) -> Failings:
    """Give a crew's failings, certain where named."""
    return replace(NO_FAILINGS, **shares)


@asynccontextmanager
async def running(vehicle: Aboard, until: datetime | None = None) -> AsyncGenerator[asyncio.Task[None]]:
    """Let a crew live for the length of a block, at most until the end of its service."""
    task = asyncio.create_task(serve(vehicle.crew, until, [SCENE]))
    try:
        yield task
    finally:
        task.cancel()
        await asyncio.wait({task})
        vehicle.journal.close()


@pytest.fixture
async def aboard(tmp_path: Path) -> AsyncIterator[Aboard]:
    """Give an ambulance at its base, its crew at work."""
    vehicle = Aboard(tmp_path)
    async with running(vehicle):
        yield vehicle


TO_BILAN = ("READ", "ACCEPTED", "DEPART", "ARRIVEE", "PEC", "BILAN")


async def test_a_whole_mission_waits_for_the_destination_and_ends_available(aboard: Aboard) -> None:
    order = aboard.order()
    aboard.crew.take(order)
    await aboard.says(*TO_BILAN)
    assert aboard.is_at(SCENE)
    sent_on = structs.replace(
        order, version=2, destination="Urgences", destination_lon_deg=HOSPITAL[0], destination_lat_deg=HOSPITAL[1]
    )
    aboard.crew.take(sent_on)
    await aboard.says("READ", "ACCEPTED", "ORIENTAT", "TRANSP", "DESTIN")
    assert aboard.is_at(HOSPITAL)
    await aboard.says("FINPEC", "RETOUR", "AVAILABLE")


async def test_a_crew_that_rings_does_so_before_it_says_that_its_bilan_is_given(
    aboard: Aboard, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard = asyncio.Event()

    async def phone(call_sign: str) -> None:
        assert call_sign == aboard.identity.call_sign
        assert aboard.crew.memory.done[-1] is MissionStatus.PEC
        await heard.wait()

    monkeypatch.setattr(mission, "CREWS_WHO_RING", 1.0)
    aboard.crew.phone = phone
    aboard.crew.take(aboard.order())
    await aboard.says(*TO_BILAN[:-1])
    await aboard.crew.pace.sleep(2 * 3600.0)
    assert aboard.journal.said.empty()
    heard.set()
    await aboard.says("BILAN")


async def test_a_pilot_who_is_asked_answers_and_flies_straight(tmp_path: Path) -> None:
    vehicle = Aboard(tmp_path, VehicleType.SMUR_HELI)
    async with running(vehicle):
        answers: list[str] = []
        for _ in range(40):
            vehicle.crew.take(vehicle.order(asked=True))
            await vehicle.says("READ")
            async with asyncio.timeout(PATIENCE_S):
                answers.append(await vehicle.journal.said.get())
            if answers[-1] == "ACCEPTED":
                break
        assert answers[-1] == "ACCEPTED"
        assert set(answers[:-1]) <= {"REFUSED"}
        await vehicle.says("DEPART", "ARRIVEE")
        assert vehicle.is_at(SCENE)


async def test_a_smur_is_available_only_once_back_at_its_base(tmp_path: Path) -> None:
    vehicle = Aboard(tmp_path, VehicleType.SMUR_VLM)
    async with running(vehicle):
        vehicle.crew.take(
            vehicle.order(destination="Urgences", destination_lon_deg=HOSPITAL[0], destination_lat_deg=HOSPITAL[1])
        )
        await vehicle.says(
            *TO_BILAN, "ORIENTAT", "TRANSP", "DESTIN", "FINPEC", "RETOUR", "RET-BASE", "REN-BASE", "AVAILABLE"
        )
        assert vehicle.is_at(BASE)


async def test_a_crew_stood_down_on_its_way_reads_it_and_is_available(aboard: Aboard) -> None:
    order = aboard.order()
    aboard.crew.take(order)
    await aboard.says("READ", "ACCEPTED", "DEPART")
    aboard.crew.take(structs.replace(order, version=2, cancelled=True))
    await aboard.says("READ", "AVAILABLE")


async def test_a_crew_whose_mission_ends_on_scene_leaves_and_is_available(aboard: Aboard) -> None:
    order = aboard.order()
    aboard.crew.take(order)
    await aboard.says(*TO_BILAN)
    aboard.crew.take(structs.replace(order, version=2, cancelled=True))
    await aboard.says("READ", "RETOUR", "AVAILABLE")


async def test_a_changed_place_is_read_again_and_driven_to(aboard: Aboard) -> None:
    order = aboard.order()
    aboard.crew.take(order)
    await aboard.says("READ", "ACCEPTED", "DEPART")
    aboard.crew.take(structs.replace(order, version=2, lon_deg=HOSPITAL[0], lat_deg=HOSPITAL[1]))
    await aboard.says("READ", "ACCEPTED", "ARRIVEE")
    assert aboard.is_at(HOSPITAL)


async def test_the_next_order_waits_for_the_end_of_the_present_mission(aboard: Aboard) -> None:
    first = aboard.order(destination="Urgences", destination_lon_deg=HOSPITAL[0], destination_lat_deg=HOSPITAL[1])
    aboard.crew.take(first)
    await aboard.says("READ", "ACCEPTED", "DEPART")
    aboard.crew.take(aboard.order())
    await aboard.says(
        "ARRIVEE", "PEC", "BILAN", "ORIENTAT", "TRANSP", "DESTIN", "FINPEC", "RETOUR", "AVAILABLE", "READ", "ACCEPTED"
    )


async def test_a_restarted_crew_takes_its_mission_up_where_it_was(tmp_path: Path) -> None:
    before = Aboard(tmp_path)
    async with running(before):
        before.crew.take(
            before.order(destination="Urgences", destination_lon_deg=HOSPITAL[0], destination_lat_deg=HOSPITAL[1])
        )
        await before.says(*TO_BILAN)
    after = Aboard(tmp_path)
    async with running(after):
        assert after.is_at(SCENE)
        await after.says("ORIENTAT", "TRANSP", "DESTIN", "FINPEC")


async def test_a_crew_that_refuses_waits_for_the_next_order(tmp_path: Path) -> None:
    vehicle = Aboard(tmp_path, failings=failing(refusing_share=1.0))
    async with running(vehicle):
        vehicle.crew.take(vehicle.order())
        await vehicle.says("READ", "REFUSED")
        vehicle.crew.failings = NO_FAILINGS
        vehicle.crew.take(vehicle.order())
        await vehicle.says("READ", "ACCEPTED", "DEPART")


async def test_a_crew_that_does_not_look_hears_of_the_end_first(tmp_path: Path) -> None:
    vehicle = Aboard(tmp_path, failings=failing(silent_share=1.0))
    async with running(vehicle):
        order = vehicle.order()
        vehicle.crew.take(order)
        vehicle.crew.take(structs.replace(order, version=2, cancelled=True))
        await vehicle.says("READ", "AVAILABLE")


async def test_a_vehicle_broken_down_says_so_and_is_available_once_repaired(tmp_path: Path) -> None:
    vehicle = Aboard(tmp_path, failings=failing(breakdown_share=1.0))
    async with running(vehicle):
        order = vehicle.order()
        vehicle.crew.take(order)
        await vehicle.says("READ", "ACCEPTED", "DEPART", "UNAVAILABLE")
        repaired_at = vehicle.crew.memory.repaired_at
        assert repaired_at is not None
        vehicle.crew.take(structs.replace(order, version=2, cancelled=True))
        await vehicle.says("READ", "AVAILABLE")
        assert vehicle.clock.now() >= repaired_at


async def test_a_service_begins_and_ends_with_a_word(tmp_path: Path) -> None:
    vehicle = Aboard(tmp_path)
    async with running(vehicle, vehicle.clock.now() + timedelta(hours=1)) as served:
        await vehicle.says("AVAILABLE", "UNAVAILABLE")
        await served
        assert vehicle.is_at(BASE)


async def test_an_order_that_crosses_the_last_word_is_obeyed_and_the_crew_leaves_after_it(tmp_path: Path) -> None:
    vehicle = Aboard(tmp_path)
    async with running(vehicle, vehicle.clock.now()):
        await vehicle.says("AVAILABLE", "UNAVAILABLE")
        vehicle.crew.take(
            vehicle.order(destination="Urgences", destination_lon_deg=HOSPITAL[0], destination_lat_deg=HOSPITAL[1])
        )
        await vehicle.says(*TO_BILAN, "ORIENTAT", "TRANSP", "DESTIN", "FINPEC", "RETOUR", "AVAILABLE", "UNAVAILABLE")
