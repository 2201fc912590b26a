"""A load's change of the clock is written down, and taken back."""

import asyncio

import asyncpg

from db.engine import connect_arguments
from gateways.cli.loads import clock_at
from kit.settings import Settings


async def _told(settings: Settings) -> list[str]:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        rows = await connection.fetch(
            "SELECT body->>'rate' AS rate FROM facts WHERE kind = 'clock.rate_set' ORDER BY id"
        )
    finally:
        await connection.close()
    return [row["rate"] for row in rows]


def _ran_at(settings: Settings, rate: float | None) -> None:
    with clock_at(settings, rate):
        pass


async def test_each_change_of_the_clock_leaves_its_row(database: Settings) -> None:
    await asyncio.to_thread(_ran_at, database, None)
    assert await _told(database) == []
    await asyncio.to_thread(_ran_at, database, 4.0)
    assert [float(rate) for rate in await _told(database)] == [4.0, 1.0]
