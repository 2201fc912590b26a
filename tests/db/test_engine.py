"""Connections end when they are asked to, whatever is still held."""

import asyncio

import asyncpg
import pytest

from db.engine import close, make_pool
from kit.settings import Settings
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
