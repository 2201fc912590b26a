"""The fleet: a box and a crew in each vehicle, hundreds in one process."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from random import Random
from ssl import SSLContext

import structlog

from kit.mqtt import NotAllowed, SessionTakenOver
from kit.settings import MqttSettings
from kit.wire.demo import DemoBox
from simulators.box import Box
from simulators.crew import Crew
from simulators.journal import Journal
from simulators.pace import Pace
from simulators.travel import Point

START_WITHIN_S = 3.0
"""Real seconds over which the boxes of a fleet connect."""

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def drive(
    identity: DemoBox,
    folder: Path,
    *,
    pace: Pace,
    broker: MqttSettings,
    context: SSLContext | None,
    towns: Sequence[Point],
    seed: int,
) -> None:
    """Run one vehicle until cancelled; `folder` holds its box's disk. A box the broker refuses for good ends alone."""
    chance = Random(f"{seed}:{identity.name}")
    await asyncio.sleep(chance.uniform(0.0, START_WITHIN_S))
    with Journal(folder / f"{identity.name}.sqlite") as journal:
        crew = Crew(identity, pace, Random(f"{seed}:{identity.name}:crew"), towns)
        box = Box(identity, journal, pace.clock, broker, context, chance=chance, on_order=crew.take)
        crew.board(box)
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(box.run())
                tasks.create_task(crew.run())
                tasks.create_task(_record(box, crew))
        except* (SessionTakenOver, NotAllowed) as group:
            for error in group.exceptions:
                log.warning("box_refused", box=identity.name, error=repr(error))


async def _record(box: Box, crew: Crew) -> None:
    """Take a fix at the interval the server asks for."""
    while True:
        box.record(crew.place())
        crew.remember()
        await asyncio.sleep(box.interval_s)
