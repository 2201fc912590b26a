"""Positions of an invented fleet, and tasks that run for the length of a test."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any
from uuid import UUID

from kit.wire.live import LivePosition
from tests import world

PATIENCE_S = 60.0
"""How long a test waits for what must come, before it fails."""


def position(vehicle: int, seq: int, lon_deg: float = -0.37, lat_deg: float = 49.18, *, boot: int = 1) -> LivePosition:
    """Give the fix number `seq` of a vehicle of the world, one second after the one before."""
    at = world.NOON + timedelta(seconds=seq)
    return LivePosition(
        vehicle_id=vehicle_id(vehicle),
        boot=boot,
        seq=seq,
        measured_at=at,
        received_at=at,
        lon_deg=lon_deg,
        lat_deg=lat_deg,
        speed_mps=12.5,
        heading_deg=None,
        accuracy_m=4.0,
    )


def vehicle_id(number: int) -> UUID:
    """Give the id of a vehicle of the world."""
    return world.fixed_id(4, number)


@asynccontextmanager
async def working(*works: Coroutine[Any, Any, None]) -> AsyncGenerator[None]:
    """Run these until the end of the block; one that failed fails the test."""
    tasks = [asyncio.create_task(work) for work in works]
    try:
        async with asyncio.timeout(PATIENCE_S):
            yield
        assert not [task for task in tasks if task.done()]
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert not [error for error in ended if error is not None and not isinstance(error, asyncio.CancelledError)]
