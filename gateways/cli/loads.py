"""The instance a drive or a load runs on: one of its own, deleted afterwards, or a running one whose clock is given back."""

import asyncio
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from db import domain_clock
from db.engine import make_engine, reading, writing
from gateways.cli import embedded
from gateways.cli.console import step
from gateways.cli.embedded.places import places
from gateways.cli.seed.extra import provision
from gateways.cli.seed.files import Files
from kit.clock import Clock, real_now
from kit.settings import Settings
from kit.wire.demo import DemoBox


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


def boxes(
    instance: str, settings: Settings, purpose: str, names: Sequence[str], back: timedelta
) -> tuple[Path, list[DemoBox]]:
    """Provision boxes, in vehicles since `back` ago, and tell the broker; give the folder that holds `boxes.json`, and them."""
    folder = places(instance).state / purpose
    with step(f"{len(names)} boxes"):
        made = asyncio.run(_provision(settings, names, Files(folder), back))
        embedded.refresh_boxes(instance)
    return folder, made


async def _provision(settings: Settings, names: Sequence[str], files: Files, back: timedelta) -> list[DemoBox]:
    engine = make_engine(settings, "rramu_api")
    try:
        async with reading(engine, None, ()) as session:
            now = Clock(epoch=await domain_clock.read(session)).now()
        return await provision(settings, names, files, now - back)
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
    """Set the rate; give the one before."""
    engine = make_engine(settings, "rramu_api")
    try:
        async with writing(engine, None, ()) as session:
            before = await domain_clock.read(session)
            await domain_clock.set_rate(session, rate, real_now(), None)
            return before.rate
    finally:
        await engine.dispose()
