"""The fleet: a box and a crew in each vehicle that is crewed, hundreds in one process; in the others nobody sits and the box is off."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from random import Random
from ssl import SSLContext

import msgspec
import structlog

from kit.mqtt import NotAllowed, SessionTakenOver
from kit.settings import MqttSettings
from kit.wire.codes.means import VehicleType
from kit.wire.demo import DemoBox
from simulators.box import Box
from simulators.crew import Crew, Memory, Phone
from simulators.faults import Faults
from simulators.hospitals import Hospitals
from simulators.journal import Journal
from simulators.pace import Pace
from simulators.rota import Rota, Service
from simulators.service import serve, towns_around
from simulators.travel import Point
from simulators.troubled import TroubledBox
from simulators.ways import Ways

START_WITHIN_S = 3.0
"""Real seconds over which the boxes of a fleet connect."""
LATEST_S = 15 * 60.0
"""By how much a relief may be late; domain time."""
LOOK_AGAIN_S = 6 * 3600.0
FLUSH_S, FLUSH_TRIES = 30.0, 60
"""Real seconds a box stays on for its last words to be receipted."""

BY_SERVICE = frozenset({VehicleType.TSU_AMB, VehicleType.SIS_VSAV})
"""Crewed for a garde, for a while by day, or as long as their station has people; the others always are."""

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Garage:
    """What the vehicles of a process share. `folder` holds the boxes' disks."""

    folder: Path
    pace: Pace
    broker: MqttSettings
    context: SSLContext | None
    towns: Sequence[Point]
    ways: Ways
    hospitals: Hospitals
    rota: Rota
    faults: Faults
    seed: int
    phone: Phone | None = None
    """See `Crew`."""


async def live(identity: DemoBox, garage: Garage) -> None:
    """Run one vehicle until cancelled: always, or service after service. A box the broker refuses for good ends alone."""
    pace = garage.pace
    await asyncio.sleep(Random(f"{garage.seed}:{identity.name}:start").uniform(0.0, START_WITHIN_S))
    if identity.type not in BY_SERVICE:
        await _drive(identity, garage, None)
        return
    heard = True
    while heard:
        service = garage.rota.next(identity.call_sign, pace.now())
        if service is not None and service.from_at <= pace.now():
            heard = await _drive(identity, garage, service)
            await pace.until(service.until)
        elif _left_on_duty(identity, garage):
            heard = await _drive(identity, garage, Service(pace.now(), pace.now()))
        else:
            await pace.sleep(LOOK_AGAIN_S if service is None else (service.from_at - pace.now()).total_seconds())


def _left_on_duty(identity: DemoBox, garage: Garage) -> bool:
    """Tell whether a crew of before this process never said that it left."""
    file = _disk(identity, garage)
    if not file.is_file():
        return False
    with Journal(file) as journal:
        noted = journal.noted("crew")
    return noted is not None and msgspec.json.decode(noted, type=Memory).on_duty


def _disk(identity: DemoBox, garage: Garage) -> Path:
    return garage.folder / f"{identity.name}.sqlite"


async def _drive(identity: DemoBox, garage: Garage, service: Service | None) -> bool:
    """Drive for one service, none: without end; tell whether the broker would have the box again."""
    name, pace = identity.name, garage.pace
    chance = Random(f"{garage.seed}:{name}:crew:{service and service.from_at}")
    until = None if service is None else service.until + timedelta(seconds=chance.uniform(0, LATEST_S))
    crew = Crew(identity, pace, chance, garage.ways, garage.hospitals, seed=garage.seed, phone=garage.phone)
    with Journal(_disk(identity, garage)) as journal:
        jitter = Random(f"{garage.seed}:{name}")
        box = TroubledBox(
            identity,
            journal,
            pace.clock,
            garage.broker,
            garage.context,
            faults=garage.faults,
            chance=jitter,
            on_order=crew.take,
        )
        crew.board(box)
        is_known = True
        try:
            async with asyncio.TaskGroup() as tasks:
                running = [tasks.create_task(box.run()), tasks.create_task(_record(box, crew))]
                await serve(crew, until, towns_around(crew.base, garage.towns))
                await _flush(box)
                for task in running:
                    task.cancel()
        except* (SessionTakenOver, NotAllowed) as group:
            for error in group.exceptions:
                log.warning("box_refused", box=name, error=repr(error))
            is_known = False
    return is_known


async def _record(box: Box, crew: Crew) -> None:
    """Take a fix at the interval the server asks for."""
    while True:
        box.record(crew.place())
        crew.remember()
        await asyncio.sleep(box.interval_s)


async def _flush(box: Box) -> None:
    """Wait until what the box said is receipted; what is not stays on its disk for its next service."""
    for _ in range(FLUSH_TRIES):
        if not box.waiting:
            return
        await asyncio.sleep(FLUSH_S / FLUSH_TRIES)
    log.warning("box_left_unheard", box=box.identity.name, waiting=box.waiting)
