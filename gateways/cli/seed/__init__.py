"""The demo world: the region, invented people, a fleet with boxes, and the files that tell their passwords.

`seed` can be repeated: what is there stays, what is missing is added, and a lost file gets new passwords.
"""

import asyncio
from pathlib import Path

from db import domain_clock
from db.engine import make_engine, reading, writing
from dispatch.centres import conventions
from gateways.cli.errors import CommandError
from gateways.cli.seed import fleet, people, reference
from gateways.cli.seed.files import Files
from kit.clock import REAL_TIME, Clock
from kit.settings import Settings
from kit.wire.centres import ConventionEntry
from kit.wire.demo import BrokerAddress, SimulationFile
from region.places import Region, read_region

__all__ = ["Files", "seed", "seed_world"]


def seed(settings: Settings, folder: Path, region: Region | None = None) -> None:
    """Do what `seed_world` does, from where there is no event loop; `folder` is the instance's."""
    asyncio.run(seed_world(settings, Files(folder), region))


async def seed_world(settings: Settings, files: Files, region: Region | None = None) -> None:
    """Fill the database of a demo or an exercise, and write `accounts.json`, `boxes.json` and `simulators.json` (mode 600).

    `region`: the prepared one unless another is given, with fewer vehicles. The broker must be told of the boxes afterwards.

    Raises:
        CommandError: the instance is a production one.
    """
    if settings.instance.kind == "production":
        raise CommandError("invented people and boxes have no place on a production instance")
    region = region or read_region(settings.region.folder)
    as_api, as_worker = make_engine(settings, "rramu_api"), make_engine(settings, "rramu_worker")
    try:
        async with writing(as_worker, None, ()) as session:
            centres = await reference.load(session, region)
        async with writing(as_api, None, ()) as session:
            if await domain_clock.read(session) == REAL_TIME:
                start = REAL_TIME.with_rate(1.0, Clock().now())
                await domain_clock.write(session, start, None)
        async with reading(as_api, None, ()) as session:
            clock = Clock(epoch=await domain_clock.read(session))
        async with writing(as_api, None, ()) as session:
            boxes = await fleet.settle(session, clock, region, centres, files.boxes())
        async with writing(as_api, None, list(centres.values())) as session:
            agreed = [
                ConventionEntry(
                    centre_id=centres[one.centre_code], by_centre_id=centres[one.by_centre_code], means=one.means
                )
                for one in region.conventions
            ]
            await conventions.load(session, people.SEED, clock, agreed)
        accounts = await people.settle(as_api, clock, people.shown(region), centres, files.accounts())
        programs = await people.settle(as_api, clock, people.programs(region.centres), centres, files.programs())
    finally:
        await as_api.dispose()
        await as_worker.dispose()
    files.write_accounts(accounts)
    files.write_boxes(boxes)
    files.write_simulation(
        SimulationFile(
            public_url=settings.instance.public_url,
            region_folder=str(settings.region.folder),
            broker=BrokerAddress(
                host=settings.mqtt.host,
                port=settings.mqtt.port,
                tls=settings.mqtt.tls,
                ca_file=None if settings.mqtt.ca_file is None else str(settings.mqtt.ca_file),
            ),
            programs=programs,
        )
    )
