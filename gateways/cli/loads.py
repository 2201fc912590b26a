"""The instance a drive or a load runs on: one of its own, deleted afterwards, or a running one whose clock is given back."""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from db import domain_clock
from db.engine import make_engine, writing
from db.models.directory import REGION_CHAIN_ID
from gateways.cli import embedded
from gateways.cli.console import step
from gateways.cli.embedded.places import places
from gateways.cli.seed.extra import provision, retire
from gateways.cli.seed.files import Files
from gateways.cli.seed.people import SEED
from kit.clock import Clock, real_now
from kit.ids import CentreId
from kit.settings import Settings
from socle.audit import service as audit


@contextmanager
def ground(instance: str | None, purpose: str) -> Generator[tuple[str, Settings]]:
    """Give an instance, by name and settings, with a tracker at work: the running one named, or one for this purpose alone."""
    if instance is not None:
        yield instance, embedded.start(instance, only={*embedded.SERVICES, "tracker"})
        return
    own = embedded.temporary_name(purpose)
    try:
        yield own, embedded.start(own, only={*embedded.SERVICES, "tracker"})
    finally:
        embedded.reset(own)


@contextmanager
def boxes(instance: str, settings: Settings, purpose: str, names: Sequence[str], back: timedelta) -> Generator[Path]:
    """Provision boxes, in vehicles since `back` ago, and tell the broker; give the folder that holds `boxes.json`.

    Afterwards the room sees these vehicles no more.
    """
    folder = places(instance).state / purpose
    with step(f"{len(names)} boxes"):
        asyncio.run(_provision(settings, names, Files(folder), back))
    try:
        embedded.refresh_boxes(instance)
        yield folder
    finally:
        asyncio.run(_retire(settings, names))


async def _provision(settings: Settings, names: Sequence[str], files: Files, back: timedelta) -> None:
    await provision(settings, names, files, await _now(settings) - back)


async def _retire(settings: Settings, names: Sequence[str]) -> None:
    await retire(settings, names, await _now(settings))


async def _now(settings: Settings) -> datetime:
    """Give domain time."""
    engine = make_engine(settings, "rramu_api")
    try:
        return Clock(epoch=await domain_clock.in_force(engine)).now()
    finally:
        await engine.dispose()


@contextmanager
def clock_at(settings: Settings, rate: float | None) -> Generator[None]:
    """Let the instance's clock run at a rate meanwhile; none leaves it as it is."""
    if rate is None:
        yield
        return
    before = asyncio.run(_set_rate(settings, rate))
    try:
        yield
    finally:
        asyncio.run(_set_rate(settings, before))


async def _set_rate(settings: Settings, rate: float) -> float:
    """Set the rate, written down as when an administrator does; give the one before."""
    engine = make_engine(settings, "rramu_api")
    try:
        async with writing(engine, None, ()) as session:
            before = await domain_clock.read(session)
            epoch = await domain_clock.set_rate(session, rate, real_now(), None)
            region = CentreId(REGION_CHAIN_ID)
            await audit.record(session, SEED, region, "clock.rate_set", epoch.domain_at, {"rate": rate})
            return before.rate
    finally:
        await engine.dispose()
