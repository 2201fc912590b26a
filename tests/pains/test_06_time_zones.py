"""Pain 6: time-zone offsets for some devices only.

UTC inside; an instant without its offset is refused (`kit/wire/telemetry.py`). The two nights when clocks change are nights like others:
the hour that comes twice is in order, the hour that is skipped is no gap. On screen times are those of Paris
(`regulation_ui/src/panels/paris.test.ts`).
"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db import domain_clock
from db.engine import writing
from kit.clock import ClockEpoch, real_now
from kit.settings import Settings
from kit.wire.codes.boxes import FixRefusal
from tests.gateways.mqtt.boxes import connected, fix
from tests.gateways.mqtt.conftest import Tracking
from tests.pains.conftest import rows

NIGHTS = {
    "back to winter": ("2027-10-31T02:50:00+02:00", "2027-10-31T02:10:00+01:00", timedelta(minutes=20)),
    "on to summer": ("2027-03-28T01:50:00+01:00", "2027-03-28T03:10:00+02:00", timedelta(minutes=20)),
}
"""Two moments by the clock on the wall, and the time that passes between them."""


async def test_an_instant_is_the_same_in_every_offset_and_none_without(settings: Settings, tracking: Tracking) -> None:
    now = real_now().replace(microsecond=0)
    wall = now.replace(tzinfo=None)
    written = [
        f"{wall.isoformat()}Z",
        f"{(wall + timedelta(hours=2)).isoformat()}+02:00",
        f"{(wall - timedelta(hours=3, minutes=30)).isoformat()}-03:30",
    ]
    async with connected(settings) as box, tracking(box):
        await box.say("track", [fix(seq, measured_at=text) for seq, text in enumerate(written, 1)])
        await box.say("track", [fix(4, measured_at=wall.isoformat())])
        [refused] = (await box.next_refusal()).items
        assert (refused.seq, refused.reason) == (4, FixRefusal.UNREADABLE)
        await box.until_stored(4)
    assert await rows(settings, "SELECT measured_at FROM positions") == [(now,)] * 3


@pytest.mark.parametrize("night", NIGHTS.values(), ids=NIGHTS)
async def test_a_night_when_clocks_change_is_in_order(
    settings: Settings,
    tracking: Tracking,
    engines: dict[str, AsyncEngine],
    night: tuple[str, str, timedelta],
) -> None:
    before, after, passed = night
    at = datetime.fromisoformat(after)
    async with writing(engines["rramu_api"], None, ()) as session:
        await domain_clock.write(session, ClockEpoch(real_at=real_now(), domain_at=at, rate=1.0), None)
    async with connected(settings) as box, tracking(box):
        # Each alone, so that the second is judged by what the first left.
        await box.say("track", [fix(1, measured_at=before)])
        await box.say("track", [fix(2, measured_at=after, lon_deg=-0.3701)])
        await box.until_stored(2)
    stored = await rows(settings, "SELECT measured_at FROM positions ORDER BY measured_at")
    assert [row[0] for row in stored] == [at.astimezone(UTC) - passed, at.astimezone(UTC)]
    assert await rows(settings, "SELECT seq FROM last_positions") == [(2,)]
    assert await rows(settings, "SELECT seq FROM positions WHERE seq = 2 AND late") == []
