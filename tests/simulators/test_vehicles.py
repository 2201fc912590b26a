"""One vehicle from service to service. Its clock runs an hour in a second; its box finds no broker, and keeps what is said on its disk."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kit.clock import Clock, ClockEpoch, real_now
from kit.settings import MqttSettings
from kit.wire.codes.means import VehicleType
from kit.wire.demo import DemoBox
from simulators import vehicles
from simulators.crew import Memory
from simulators.faults import Faults
from simulators.hospitals import Hospitals
from simulators.journal import Journal
from simulators.pace import Pace
from simulators.rota import Rota, Service
from simulators.vehicles import Garage, live
from simulators.ways import Ways
from tests.simulators.test_crew import HeardJournal

RATE = 3_600.0
NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
PATIENCE_S = 60.0
BASE = (-0.37, 49.18)
HOUR = timedelta(hours=1)


def vehicle(kind: VehicleType) -> DemoBox:
    return DemoBox(
        name="box-0001", partition="p01", credential="-", call_sign="Le véhicule", type=kind,
        base_lon_deg=BASE[0], base_lat_deg=BASE[1],
    )  # fmt: skip


class Yard:
    """A garage of one vehicle whose words a test can wait for."""

    def __init__(self, folder: Path, services: Sequence[Service]) -> None:
        pace = Pace(Clock(epoch=ClockEpoch(real_at=real_now(), domain_at=NOON, rate=RATE)))

        def of_day(day: date) -> Mapping[str, Sequence[Service]]:
            return {"Le véhicule": [one for one in services if one.from_at.date() == day]}

        self.garage = Garage(
            folder=folder,
            pace=pace,
            broker=MqttSettings(host="127.0.0.1", port=1, tls=False),
            context=None,
            towns=[],
            ways=Ways(None),
            hospitals=Hospitals(pace, 1),
            rota=Rota(of_day),
            faults=Faults(1, {}),
            seed=1,
        )
        self.words = asyncio.Queue[str]()

    async def says(self, *words: str) -> None:
        """Wait for the crews to say exactly this."""
        async with asyncio.timeout(PATIENCE_S):
            assert [await self.words.get() for _ in words] == list(words)


@pytest.fixture
def yard(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Yard:
    """Give a vehicle with two services: from an hour ago to in an hour, and another hour later."""
    made = Yard(tmp_path, [Service(NOON - HOUR, NOON + HOUR), Service(NOON + 3 * HOUR, NOON + 4 * HOUR)])

    class Overheard(HeardJournal):
        """A disk of the vehicle, whichever crew sits in it."""

        def __init__(self, file: Path) -> None:
            super().__init__(file)
            self.said = made.words

    monkeypatch.setattr(vehicles, "Journal", Overheard)
    monkeypatch.setattr(vehicles, "FLUSH_S", 0.1)
    monkeypatch.setattr(vehicles, "START_WITHIN_S", 0.1)
    return made


@asynccontextmanager
async def living(yard: Yard, kind: VehicleType) -> AsyncGenerator[None]:
    task = asyncio.create_task(live(vehicle(kind), yard.garage))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


@pytest.mark.parametrize("kind", [VehicleType.TSU_AMB, VehicleType.SIS_VSAV])
async def test_a_crew_comes_and_leaves_with_each_service(yard: Yard, kind: VehicleType) -> None:
    async with living(yard, kind):
        await yard.says("AVAILABLE", "UNAVAILABLE")
        assert yard.garage.pace.now() >= NOON + HOUR
        await yard.says("AVAILABLE", "UNAVAILABLE")
        assert yard.garage.pace.now() >= NOON + 4 * HOUR


async def test_a_crew_that_never_said_it_left_says_so(yard: Yard, tmp_path: Path) -> None:
    with Journal(tmp_path / "box-0001.sqlite") as journal:
        journal.note("crew", msgspec.json.encode(Memory(lon_deg=BASE[0], lat_deg=BASE[1], on_duty=True)))
    yard.garage = replace(yard.garage, rota=Rota(lambda _: {}))
    async with living(yard, VehicleType.SIS_VSAV):
        await yard.says("UNAVAILABLE")


async def test_a_smur_is_always_there_and_has_nothing_to_declare(yard: Yard) -> None:
    async with living(yard, VehicleType.SMUR_VLM):
        await yard.garage.pace.sleep(6 * 3600)
    assert yard.words.empty()
