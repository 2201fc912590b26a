"""Fan-out: 200 screens that watch 2,000 vehicles move, with a frozen screen among them and without; then a page's own work in Chromium.

Source of the bars: issue of the tracker. Positions come to the API as a tracker tells them, by the feeds. The windows alternate; a ratio is
the others' p99 with a frozen screen ÷ without, of two windows side by side, and the median pair counts. Then the other screens leave, and
one real page shows the fleet. `--minutes`: for how long, 1 by default; its memory is looked at from beginning to end.
"""

import asyncio
import os
from argparse import ArgumentParser
from contextlib import AsyncExitStack
from statistics import median
from uuid import UUID

import msgspec
import uvloop
from sqlalchemy import select

from db.engine import make_engine, reading
from db.models.fleet import Vehicle
from gateways.cli.embedded import SERVICES, reset, settings_file, start, temporary_name
from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from kit.wire.telemetry import PARTITIONS
from load import page
from load.feeding import Fleet
from load.fleet import PASSWORD, fill
from load.latency import LOGIN, token
from load.processor import Processor, spent_ms
from load.report import Found, machine
from load.screens import Door
from load.sides import say, side
from load.watchers import Ages, Watch, percentile

SCREENS = 200
DECODING = 20
"""One screen in so many decodes what it reads, so that the machine's cores are the server's: the others read and answer heartbeats."""
VEHICLES = 2000
PAIRS = 5
WINDOW_S = 5.0
MINUTES = 1.0


def run(*words: str) -> Found:
    """Measure, in an instance of the bench's own, deleted afterwards.

    Raises: SystemExit: the words are not `--minutes N`.
    """
    parser = ArgumentParser(prog="rramu bench fanout")
    parser.add_argument("--minutes", type=float, default=MINUTES, help="how long the page is looked at")
    minutes: float = parser.parse_args(words).minutes
    instance = temporary_name("bench")
    try:
        settings = start(instance, only=set(SERVICES))
        figures, ratios = uvloop.run(_measure(instance, settings, minutes))
    finally:
        reset(instance)
    command = " ".join(("./rramu bench fanout", *words))
    return Found(bench="fanout", command=command, ratios=ratios, figures=figures, machine=machine())


async def _measure(
    instance: str, settings: Settings, minutes: float
) -> tuple[dict[str, float | list[float]], dict[str, float]]:
    centre = await fill(settings, {f"moving-{number:04d}": number % len(PARTITIONS) for number in range(VEHICLES)})
    await asyncio.to_thread(start, instance, only={"api"})
    environment = os.environ | {SETTINGS_FILE_VARIABLE: str(settings_file(instance))}
    door = Door(f"http://{settings.http.host}:{settings.http.port}", await token(settings, centre))
    figures: dict[str, float | list[float]] = {"screens": SCREENS, "vehicles": VEHICLES}
    async with AsyncExitStack() as feeding:
        async with AsyncExitStack() as watching:
            watch = Watch(address=door.live, token=door.token, screens=SCREENS, decoding=DECODING)
            watchers = await side(watching, environment, "load.watchers", watch)
            await side(feeding, environment, "load.feeding", Fleet(vehicle_ids=await _vehicle_ids(settings)))
            await _window(watchers)  # warm
            healthy, beside_frozen, processor = list[Ages](), list[Ages](), Processor(instance)
            before = processor.seconds()
            for turn in range(PAIRS):
                if turn % 2:
                    healthy.append(await _window(watchers))
                frozen = await door.freeze()
                beside_frozen.append(await _window(watchers))
                frozen.transport.abort()
                await frozen.wait_closed()
                if not turn % 2:
                    healthy.append(await _window(watchers))
            spent = spent_ms(before, processor.seconds(), "api")
        worked = await page.watch(settings, LOGIN, PASSWORD, VEHICLES, minutes * 60)
    pairs = [ages.p99_ms / alone.p99_ms for ages, alone in zip(beside_frozen, healthy, strict=True)]
    third = max(1, len(worked.heap_mb) // 3)
    figures |= {
        "healthy_p50_ms": round(median(one.p50_ms for one in healthy), 1),
        "healthy_p99_ms": round(median(one.p99_ms for one in healthy), 1),
        "others_p99_ms": round(median(one.p99_ms for one in beside_frozen), 1),
        "others_p99_of_each_pair": [round(one, 3) for one in pairs],
        "fixes_per_screen_per_s": round(median(one.fixes for one in healthy) / WINDOW_S / (SCREENS / DECODING)),
        "api_processor_ms_per_s": round(spent / (2 * PAIRS * WINDOW_S)),
        "updates": len(worked.update_ms),
        "script_p50_ms": round(percentile(worked.update_ms, 0.5), 2),
        "script_p99_ms": round(percentile(worked.update_ms, 0.99), 2),
        "heap_mb": [round(one, 1) for one in worked.heap_mb],
        "page_minutes": minutes,
    }
    ratios = {
        "others_p99": round(median(pairs), 3),
        "heap_growth": round(median(worked.heap_mb[-third:]) / median(worked.heap_mb[:third]), 3),
    }
    return figures, ratios


async def _window(watchers: asyncio.subprocess.Process) -> Ages:
    """Give the ages of what the screens decoded in a window."""
    await say(watchers, b"")
    await asyncio.sleep(WINDOW_S)
    return msgspec.json.decode(await say(watchers, b""), type=Ages)


async def _vehicle_ids(settings: Settings) -> list[UUID]:
    engine = make_engine(settings, "rramu_api")
    async with reading(engine, None, ()) as session:
        found = list(await session.scalars(select(Vehicle.id)))
    await engine.dispose()
    return found
