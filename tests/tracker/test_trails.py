"""A trail is simplified by metres and never by more, and read from the days asked for, however many are kept."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from math import cos, radians
from typing import Any

import asyncpg
import msgspec
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import connect_arguments, reading
from kit.geo import METRES_PER_DEG
from kit.settings import Settings
from load.recording import Statement, listen, recording
from tests.world import AMBULANCE_CAEN, NOON
from tracker.trails import pixel_m, simplified, trail

DAYS = 30
NORTH_DEG = 49.0

near = some.tuples(some.floats(-0.4, -0.3), some.floats(49.1, 49.2))


def _line(points: list[tuple[float, float, float]], lat_deg: float) -> shapely.LineString:
    wide = cos(radians(lat_deg))
    return shapely.LineString([(lon * wide * METRES_PER_DEG, lat * METRES_PER_DEG) for lon, lat, _ in points])


@given(some.lists(near, min_size=3, max_size=60), some.floats(0.5, 500.0))
def test_no_fix_is_further_from_the_line_than_said(places: list[tuple[float, float]], within_m: float) -> None:
    points = [(lon, lat, float(at)) for at, (lon, lat) in enumerate(places)]
    kept = simplified(points, within_m)
    assert kept[0] == points[0]
    assert kept[-1] == points[-1]
    assert [point for point in points if point in kept] == kept, "fixes as they were, in their order"
    drawn = _line(kept, points[0][1])
    far = [shapely.Point(place).distance(drawn) for place in _line(points, points[0][1]).coords]
    assert max(far) <= within_m * 1.001


@pytest.mark.parametrize("count", [0, 1, 2])
def test_what_is_no_line_stays_as_it_is(count: int) -> None:
    points = [(0.0, NORTH_DEG, float(at)) for at in range(count)]
    assert simplified(points, 10.0) == points


def test_a_vehicle_that_stands_is_two_fixes() -> None:
    points = [(-0.37, 49.18, float(at)) for at in range(1800)]
    assert simplified(points, 1.0) == [points[0], points[-1]]


def test_a_pixel_halves_with_each_zoom() -> None:
    assert pixel_m(0, 0.0) == pytest.approx(40_030_230 / 512, rel=1e-3)
    assert pixel_m(16, 60.0) == pytest.approx(pixel_m(15, 60.0) / 2)
    assert pixel_m(16, 60.0) == pytest.approx(pixel_m(16, 0.0) / 2)


async def test_a_trail_reads_the_days_asked_for_whatever_is_kept(
    database: Settings, engines: Mapping[str, AsyncEngine]
) -> None:
    """As the API's own role: planned for these values, and once for all values, as after the fifth asking."""
    await _drive_for_days(engines["rramu_owner"])
    until = NOON.replace(hour=2)
    sent = await _trail_statement(engines["rramu_api"], until - timedelta(hours=4), until)
    connection = await asyncpg.connect(**connect_arguments(database, "rramu_api"))
    read: list[set[str]] = []
    for mode in ("force_custom_plan", "force_generic_plan"):
        async with connection.transaction():
            await connection.execute(f"SET LOCAL plan_cache_mode = {mode}")
            await connection.execute(f"PREPARE read AS {sent.sql}")
            given_values = ", ".join(f"'{value}'" for value in sent.given)
            explained = await connection.fetchval(
                f"EXPLAIN (ANALYZE, TIMING OFF, FORMAT JSON) EXECUTE read ({given_values})"
            )
            await connection.execute("DEALLOCATE read")
        (plan,) = msgspec.json.decode(explained)
        read.append({name for name in _read(plan["Plan"]) if name.startswith("positions")})
    await connection.close()
    asked = {"positions_20261120", "positions_20261121"}
    assert read == [asked, asked]


async def _drive_for_days(owner: AsyncEngine) -> None:
    """Let an ambulance send a fix a minute for `DAYS` days."""
    async with owner.begin() as connection:
        await connection.execute(
            text("SELECT make_position_days(:first, :last)"),
            {"first": (NOON - timedelta(days=DAYS)).date(), "last": NOON.date()},
        )
        await connection.execute(
            text(
                """
                INSERT INTO positions (box_id, boot, seq, measured_at, received_at, vehicle_id, late, lon_deg, lat_deg, h3_9)
                SELECT :box, 1, n, at, at, :vehicle, false, -0.3, 49.1, 0
                FROM generate_series(1, :fixes) n, LATERAL (SELECT CAST(:noon AS timestamptz) - n * interval '1 minute' AS at) t"""
            ),
            {
                "box": AMBULANCE_CAEN.box_id,
                "vehicle": AMBULANCE_CAEN.vehicle_id,
                "noon": NOON,
                "fixes": (DAYS - 1) * 1440,
            },
        )
        await connection.execute(text("ANALYZE positions"))


async def _trail_statement(api: AsyncEngine, from_at: datetime, to_at: datetime) -> Statement:
    listen(api)
    async with recording() as sent, reading(api, None, ()) as session:
        assert len(await trail(session, AMBULANCE_CAEN.vehicle_id, from_at, to_at)) == 240
    return next(one for one in sent if "FROM positions" in one.sql)


def _read(plan: dict[str, Any]) -> Iterator[str]:
    """Name the tables a plan went to; what is pruned when it begins is not in it."""
    if "Relation Name" in plan:
        yield plan["Relation Name"]
    for part in plan.get("Plans", ()):
        yield from _read(part)
