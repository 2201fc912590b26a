"""Growth: the way in and the nearest at 1,000, 10,000 and 100,000 vehicles, memory a vehicle, and a trail with 1, 10 and 30 days kept.

The way in is a whole tracker's, from bytes to commit, without the broker, which holds no more than 20,000 connections here
(`load.growing`); what the broker and TLS cost a message does not know of the fleet's size (`./rramu bench ingest`). Nearest: as in
`load.nearest`, moved at the same rate. A trail: four hours of one vehicle on the newest day, as `rramu_api`. Nothing here may grow
with the day or the fleet.
"""

import asyncio
import os
import subprocess
import sys
from datetime import datetime, timedelta
from statistics import median
from time import perf_counter
from uuid import UUID

import msgspec
import uvloop
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import make_engine, reading
from gateways.cli.embedded import reset, settings_file, start, temporary_name
from kit.clock import real_now
from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from kit.wire.telemetry import PARTITIONS
from load.fleet import fill
from load.growing import Grown, Size
from load.nearest import QUESTIONS, Fleet, Ours
from load.report import Found, machine
from tracker import trails

SIZES = (1_000, 10_000, 100_000)
FIXES = 100_000
"""In all, at each size: each vehicle sends one at least."""
DAYS = (1, 10, 30)
TRAIL = timedelta(hours=4)
TRAILS = 200
EVERY_S = 30
"""Between two fixes of the trails' vehicles."""
LONGEST_S = 300.0

_DAY = text("""
    INSERT INTO positions (box_id, boot, seq, measured_at, received_at, vehicle_id, late, lon_deg, lat_deg, h3_9)
    SELECT vehicle_id, 1, n, at, at, vehicle_id, false, -0.3 + n * 0.0001, 49.1, 0
    FROM vehicle_visibility, generate_series(0, 86399, :every) n,
         LATERAL (SELECT CAST(:day AS timestamptz) + n * interval '1 second' AS at) t""")

_BYTES = text("""
    SELECT sum(pg_total_relation_size(inhrelid)) / (SELECT count(*) FROM positions)
    FROM pg_inherits WHERE inhparent = 'positions'::regclass""")


def run() -> Found:
    """Measure, in instances of the bench's own, deleted afterwards."""
    ways = [_way_in(vehicles) for vehicles in SIZES]
    figures: dict[str, float | list[float]] = {
        "vehicles": [float(size) for size in SIZES],
        "ingest_fixes_per_s": [round(way.fixes_per_s) for way in ways],
        "bytes_per_vehicle": [round(way.bytes_per_vehicle) for way in ways],
        "nearest_p50_ms": [round(_nearest_ms(vehicles), 4) for vehicles in SIZES],
        "days_kept": [float(days) for days in DAYS],
    }
    figures |= _trails()
    return Found(bench="growth", command="./rramu bench growth", ratios={}, figures=figures, machine=machine())


def _way_in(vehicles: int) -> Grown:
    """Send through a tracker's way in, in a process of its own."""
    boxes = {f"growing-{number:06d}": number % len(PARTITIONS) for number in range(vehicles)}
    instance = temporary_name("bench")
    try:
        settings = start(instance, only={"postgres", "redis"})
        asyncio.run(fill(settings, boxes))
        size = Size(boxes=boxes, fixes_each=max(1, FIXES // vehicles))
        answered = subprocess.run(
            [sys.executable, "-m", "load.growing"],
            input=msgspec.json.encode(size),
            stdout=subprocess.PIPE,
            env=os.environ | {SETTINGS_FILE_VARIABLE: str(settings_file(instance))},
            timeout=LONGEST_S,
            check=True,
        )
    finally:
        reset(instance)
    grown = msgspec.json.decode(answered.stdout, type=Grown)
    if grown.settled != vehicles * size.fixes_each:
        raise RuntimeError(f"{grown.settled} messages settled of {vehicles * size.fixes_each}")
    return grown


def _nearest_ms(vehicles: int) -> float:
    """Give the median of a question, milliseconds, while the fleet moves."""
    return median(asyncio.run(_ask(Ours(Fleet(vehicles)))))


async def _ask(ours: Ours) -> list[float]:
    times: list[float] = []
    for _ in range(QUESTIONS):
        ours.keep_up()
        place = ours.fleet.somewhere()
        began = perf_counter()
        await ours.ask(place)
        times.append(1000 * (perf_counter() - began))
    return times


def _trails() -> dict[str, float | list[float]]:
    """Give the median of reading a trail, milliseconds, as more and more days are kept, and the bytes of a fix with its indexes."""
    instance = temporary_name("bench")
    try:
        settings = start(instance, only={"postgres"})
        return uvloop.run(_read_trails(settings))
    finally:
        reset(instance)


async def _read_trails(settings: Settings) -> dict[str, float | list[float]]:
    await fill(settings, {f"growing-{number}": number for number in range(10)})
    owner, api = make_engine(settings, "rramu_owner"), make_engine(settings, "rramu_api")
    today = real_now().replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[float] = []
    kept = 0
    async with owner.begin() as connection:
        await connection.execute(text("UPDATE vehicle_visibility SET from_at = from_at - interval '60 days'"))
        ids = list(await connection.scalars(text("SELECT vehicle_id FROM vehicle_visibility ORDER BY 1")))
    for days in DAYS:
        async with owner.begin() as connection:
            await connection.execute(text("SET LOCAL statement_timeout = 0"))
            first = (today - timedelta(days=days)).date()
            await connection.execute(
                text("SELECT make_position_days(:first, :last)"), {"first": first, "last": today.date()}
            )
            for back in range(kept + 1, days + 1):
                await connection.execute(_DAY, {"every": EVERY_S, "day": today - timedelta(days=back)})
            await connection.execute(text("ANALYZE positions"))
        kept = days
        times = [await _read_one(api, ids[turn % len(ids)], today) for turn in range(TRAILS)]
        found.append(round(median(times), 3))
    async with owner.connect() as connection:
        bytes_per_fix = float(await connection.scalar(_BYTES) or 0)
    await owner.dispose()
    await api.dispose()
    growth = round(found[-1] / found[0], 2)
    return {"trail_p50_ms": found, "trail_growth": growth, "bytes_per_fix": round(bytes_per_fix)}


async def _read_one(api: AsyncEngine, vehicle_id: UUID, today: datetime) -> float:
    async with reading(api, None, ()) as session:
        began = perf_counter()
        points = await trails.trail(session, vehicle_id, today - TRAIL, today)
        took_ms = 1000 * (perf_counter() - began)
    if len(points) != TRAIL.total_seconds() // EVERY_S:
        raise RuntimeError(f"{len(points)} fixes on the trail")
    return took_ms
