"""What is known of each box, written now and then."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import make_pool, reading
from db.models.boxes import BoxState
from kit.settings import Settings
from kit.wire.telemetry import BoxHealth
from tests import world
from tests.world import NOON
from tracker.park import LONGEST_WORD, MOST_BELIEVED_S, Park

BOX = world.AMBULANCE_CAEN.box_id
Engines = dict[str, AsyncEngine]


async def _written(database: Settings, engines: Engines, park: Park) -> BoxState:
    pool = await make_pool(database, "rramu_tracker", 1)
    try:
        await park.write(pool)
        await park.write(pool)  # nothing changed: nothing is written
    finally:
        await pool.close()
    async with reading(engines["rramu_api"], None, ()) as session:
        return (await session.scalars(select(BoxState).where(BoxState.box_id == BOX))).one()


async def test_the_newest_of_each_kind_of_word_is_kept(database: Settings, engines: Engines) -> None:
    park = Park()
    heard = park.heard(BOX, NOON)
    heard.online = True
    heard.health, heard.health_at = BoxHealth(at=NOON, queue_length=3, firmware="2" * 99, battery_percent=80.0), NOON
    first = await _written(database, engines, park)
    assert (first.heard_at, first.online, first.queue_length, first.clock_ahead_s) == (NOON, True, 3, None)
    assert first.firmware == "2" * LONGEST_WORD

    another = Park()  # the next process that follows it
    another.heard(BOX, NOON + timedelta(minutes=1))
    then = await _written(database, engines, another)
    assert (then.heard_at, then.online, then.queue_length) == (NOON + timedelta(minutes=1), True, 3)


async def test_what_an_earlier_process_still_says_changes_nothing(database: Settings, engines: Engines) -> None:
    late, early = Park(), Park()
    late.heard(BOX, NOON).online = True
    early.heard(BOX, NOON - timedelta(seconds=5)).online = False
    await _written(database, engines, late)
    assert (await _written(database, engines, early)).online is True


async def test_a_row_no_column_holds_costs_the_others_nothing(database: Settings, engines: Engines) -> None:
    park = Park()
    park.heard(BOX, NOON).online = True
    other = park.heard(world.AMBULANCE_BAYEUX.box_id, NOON)
    other.health, other.health_at = BoxHealth(at=NOON, queue_length=1, firmware="\ud800"), NOON  # no UTF-8 for it
    assert (await _written(database, engines, park)).online is True


@pytest.mark.parametrize(("ahead_s", "believed_s"), [(40.0, 40.0), (-40.0, 0.0), (4000.0, MOST_BELIEVED_S)])
def test_how_much_of_a_clock_ahead_is_believed(ahead_s: float, believed_s: float) -> None:
    park = Park()
    assert park.ahead(BOX) == timedelta()
    for _ in range(3):
        park.heard(BOX, NOON).clock.hear(NOON + timedelta(seconds=ahead_s), NOON)
    assert park.ahead(BOX) == timedelta(seconds=believed_s)
    park.forget([BOX])
    assert park.ahead(BOX) == timedelta()
