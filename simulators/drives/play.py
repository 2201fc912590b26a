"""A recorded drive as a box lives it: each fix at its time, or all of them at once as a backlog of the recent past."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta
from random import Random
from ssl import SSLContext

import structlog

from kit.clock import Clock
from kit.mqtt import tls_context
from kit.settings import MqttSettings
from kit.wire.demo import DemoBox
from kit.wire.loads import PlayedDrive
from region.drives import Drive
from simulators.faults import Fault, Faults
from simulators.journal import Disk, Journal
from simulators.logbook import Measured
from simulators.pace import Pace
from simulators.troubled import TroubledBox

START_WITHIN_S = 2.0
BACKLOG_ENDED_AGO = timedelta(minutes=1)
SEED = 1

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


async def play(
    drives: Sequence[Drive],
    boxes: Mapping[str, DemoBox],
    disk: Disk,
    broker: MqttSettings,
    *,
    backlog: bool,
    troubles: Mapping[Fault, float],
) -> list[PlayedDrive]:
    """Play drives side by side, each by the box that `boxes` has under its name; ends when every fix is settled.

    Raises (in a group): what `Box.run` raises.
    """
    context = tls_context(broker)
    faults = Faults(SEED, troubles)
    async with asyncio.TaskGroup() as tasks:
        playing = [
            tasks.create_task(_one(drive, boxes[drive.name], disk, broker, context, faults, backlog=backlog))
            for drive in drives
        ]
    log.info("drives_played", drives=len(playing), troubles={fault.value: n for fault, n in faults.struck.items()})
    return [task.result() for task in playing]


async def _one(  # noqa: PLR0917 - what a box is made of
    drive: Drive,
    identity: DemoBox,
    disk: Disk,
    broker: MqttSettings,
    context: SSLContext | None,
    faults: Faults,
    *,
    backlog: bool,
) -> PlayedDrive:
    chance = Random(f"{SEED}:{identity.name}")
    loop = asyncio.get_running_loop()
    journal = Journal(disk, identity.name)
    clock = Clock()
    box = TroubledBox(identity, journal, clock, broker, context, faults=faults, chance=chance, on_order=lambda _: None)
    await asyncio.sleep(chance.uniform(0.0, START_WITHIN_S))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(box.run())
        await box.told_time.wait()
        pace = Pace(clock)
        started_at = clock.now() - (drive.duration + BACKLOG_ENDED_AGO if backlog else timedelta())
        began_s = loop.time()
        for fix in drive.fixes:
            if not backlog:
                await pace.until(started_at + fix.after)
            box.keep(Measured(started_at + fix.after, fix.lon_deg, fix.lat_deg))
        box.find_network()  # a drive that ends out of reach is driven on until it is in reach
        await box.until_settled()
        running.cancel()
    log.info("drive_played", drive=drive.name, fixes=len(drive.fixes), refused=len(journal.refused()))
    return PlayedDrive(
        drive=drive.name, box=identity.name, boot=journal.boot, started_at=started_at, real_s=loop.time() - began_s
    )
