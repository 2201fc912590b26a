"""A recorded drive as a box lives it: each fix at its time, or all of them at once as a backlog of the recent past."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from functools import cached_property
from random import Random
from ssl import SSLContext

import structlog

from kit.clock import Clock
from kit.geo import distance_m
from kit.mqtt import tls_context
from kit.settings import MqttSettings
from kit.wire.demo import DemoBox
from kit.wire.loads import PlayedDrive
from kit.wire.telemetry import Fix
from region.drives import Drive
from simulators.faults import Fault, Faults
from simulators.journal import Disk, Journal
from simulators.logbook import Measured
from simulators.pace import Pace
from simulators.travel import Place
from simulators.troubled import TroubledBox

PARKED_MPS = 0.5
START_WITHIN_S = 2.0
BACKLOG_ENDED_AGO = timedelta(minutes=1)
SEED = 1

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Remembering(TroubledBox):
    """The troubled box, and every fix it has numbered."""

    @cached_property
    def numbered(self) -> list[Fix]:
        """Give them, oldest first."""
        return []

    def keep(self, measured: Measured) -> None:
        """Keep a fix, and remember it when it was given a number."""
        dropped = self.dropped
        super().keep(measured)
        if self.dropped == dropped and self._newest is not None:
            self.numbered.append(self._newest)


def places(drive: Drive) -> Iterator[Place]:
    """Give where the vehicle is at each fix, with the speed it comes at; next to none is none: it is parked."""
    before = drive.fixes[0]
    for fix in drive.fixes:
        passed_s = (fix.after - before.after).total_seconds()
        metres = distance_m(before.lon_deg, before.lat_deg, fix.lon_deg, fix.lat_deg)
        speed_mps = metres / passed_s if passed_s else 0.0
        yield Place(fix.lon_deg, fix.lat_deg, speed_mps if speed_mps > PARKED_MPS else 0.0, None)
        before = fix


async def play(
    drives: Sequence[Drive],
    boxes: Mapping[str, DemoBox],
    disk: Disk,
    broker: MqttSettings,
    *,
    backlog: bool,
    journals: bool,
    troubles: Mapping[Fault, float],
) -> list[PlayedDrive]:
    """Play drives side by side, each by the box that `boxes` has under its name; ends when every fix is settled.

    `journals`: the drives are where the vehicles are; what is measured there, and when, is the boxes' own, faults and all.

    Raises (in a group): what `Box.run` raises.
    """
    context = tls_context(broker)
    faults = Faults(SEED, troubles)
    async with asyncio.TaskGroup() as tasks:
        playing = [
            tasks.create_task(
                _one(drive, boxes[drive.name], disk, broker, context, faults, backlog=backlog, journals=journals)
            )
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
    journals: bool,
) -> PlayedDrive:
    chance = Random(f"{SEED}:{identity.name}")
    loop = asyncio.get_running_loop()
    journal = Journal(disk, identity.name)
    clock = Clock()
    box = Remembering(identity, journal, clock, broker, context, faults=faults, chance=chance, on_order=lambda _: None)
    first_boot = journal.boot
    await asyncio.sleep(chance.uniform(0.0, START_WITHIN_S))
    async with asyncio.TaskGroup() as tasks:
        running = tasks.create_task(box.run())
        await box.told_time.wait()
        pace = Pace(clock)
        started_at = clock.now() - (drive.duration + BACKLOG_ENDED_AGO if backlog else timedelta())
        began_s = loop.time()
        for fix, place in zip(drive.fixes, places(drive), strict=True):
            if not backlog:
                await pace.until(started_at + fix.after)
            if journals:
                box.record(place)
            else:
                box.keep(Measured(started_at + fix.after, fix.lon_deg, fix.lat_deg))
        box.find_network()  # a drive that ends out of reach is driven on until it is in reach
        await box.until_settled()
        running.cancel()
    log.info("drive_played", drive=drive.name, fixes=len(drive.fixes), refused=len(journal.refused()))
    return PlayedDrive(
        drive=drive.name,
        box=identity.name,
        boot=first_boot,
        started_at=started_at,
        real_s=loop.time() - began_s,
        journal=box.numbered if journals else None,
    )
