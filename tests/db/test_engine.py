"""Connections end when they are asked to, whatever is still held; the driver is asked in the session's transaction."""

import asyncio

import asyncpg
import pytest

from db.engine import Writing, ask, close, driver, make_pool
from db.models.regulation import Event
from kit.ids import new_id
from kit.settings import Settings
from tests import world
from tests.tracker.live.moves import PATIENCE_S


async def test_a_pool_that_cannot_end_in_order_is_cut_short(database: Settings) -> None:
    pool = await make_pool(database, "rramu_tracker", 1)
    held = await pool.acquire()  # and never given back: closing in order would wait for it for ever
    async with asyncio.timeout(PATIENCE_S):
        await close(pool)
    with pytest.raises(asyncpg.InterfaceError):
        await held.fetchval("SELECT 1")


async def test_a_pool_at_rest_ends_in_order(database: Settings) -> None:
    pool = await make_pool(database, "rramu_tracker", 1)
    assert await pool.fetchval("SELECT 1") == 1
    await close(pool)
    assert pool.get_size() == 0


async def test_what_is_asked_of_the_driver_is_of_the_sessions_transaction_and_sees_what_it_holds(
    session: Writing,
) -> None:
    event = Event(
        id=new_id(),
        centre_id=world.CAEN,
        label="Brouillard",
        opened_at=world.NOON,
        opened_by=world.ARM_CAEN.id,
        lon_deg=0.0,
        lat_deg=49.0,
    )
    session.add(event)
    asked = await ask(session, "SELECT label, current_user::text FROM events WHERE id = $1", event.id)
    assert [tuple(row) for row in asked] == [("Brouillard", "rramu_api")]
    await driver(session).execute("UPDATE events SET label = 'Verglas' WHERE id = $1", event.id)
    await session.refresh(event)
    assert event.label == "Verglas"
