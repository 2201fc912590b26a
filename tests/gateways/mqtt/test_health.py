"""What a box says of itself cannot end the tracker that hears it."""

import asyncio
from collections.abc import Mapping

import asyncpg
import pytest

from db.engine import connect_arguments
from gateways.mqtt import serve
from kit.settings import Settings
from tests.gateways.mqtt.boxes import PATIENCE_S, connected, fix
from tests.gateways.mqtt.conftest import Tracking

AT = "2026-11-21T12:00:00Z"


async def _health(settings: Settings) -> tuple[object, ...]:
    """Give what is kept of the one box's word, once it is written."""
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
    query = (
        "SELECT queue_length, oldest_queued_at, battery_percent, firmware FROM box_states WHERE health_at IS NOT NULL"
    )
    try:
        async with asyncio.timeout(PATIENCE_S):
            while (row := await connection.fetchrow(query)) is None:
                pass
        return tuple(row)
    finally:
        await connection.close()


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ({"queue_length": 10**22}, (None, None, None, "2.4.1")),
        ({"queue_length": 3, "battery_percent": 1e300}, (3, None, None, "2.4.1")),
        ({"queue_length": 3, "oldest_queued_at": "0001-01-01T00:00:00+14:00"}, (3, None, None, "2.4.1")),
    ],
    ids=["queue", "battery", "oldest"],
)
async def test_a_number_out_of_range_is_not_kept_and_the_tracker_goes_on(
    settings: Settings,
    tracking: Tracking,
    monkeypatch: pytest.MonkeyPatch,
    said: Mapping[str, object],
    kept: tuple[object, ...],
) -> None:
    monkeypatch.setattr(serve, "PARK_S", 0.05)
    async with connected(settings) as box, tracking(box):
        await box.say("health", {"at": AT, "firmware": "2.4.1", **said})
        assert await _health(settings) == kept
        await box.say("track", [fix(1)])
        await box.until_stored(1)
