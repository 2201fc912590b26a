"""Hear PostgreSQL's NOTIFY on a connection of one's own, for as long as the process lives."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from typing import Any

import asyncpg
import structlog

from db.engine import connect_arguments
from db.trouble import PASSING, passes
from kit.counters import count
from kit.process import heed_cancellation
from kit.settings import DatabaseRole, Settings

log = structlog.get_logger()

Hear = Callable[[str], None]
"""Called with the payload; with an empty one after each (re)connection, since notices may have been missed."""

RETRY_S = 1.0
PROBE_S = 15.0
"""A connection that does not answer a probe is given up, so that a silent network cut is noticed."""


async def listen(settings: Settings, role: DatabaseRole, channels: Mapping[str, Hear]) -> None:
    """LISTEN on the channels until cancelled, reconnecting for ever."""
    while True:
        heed_cancellation()
        try:
            await _hear(settings, role, channels)
        except PASSING as error:
            heed_cancellation()
            if not passes(error):
                raise
            count("database.listen.lost")
            log.warning("database.listen.lost", channels=list(channels), error=type(error).__name__)
        await asyncio.sleep(RETRY_S)


async def _hear(settings: Settings, role: DatabaseRole, channels: Mapping[str, Hear]) -> None:
    connection = await asyncpg.connect(**connect_arguments(settings, role))
    lost = asyncio.Event()
    connection.add_termination_listener(lambda _: lost.set())
    try:
        for channel, hear in channels.items():
            await connection.add_listener(channel, _calls(hear))
        for hear in channels.values():
            hear("")
        while not lost.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(PROBE_S):
                    await lost.wait()
            if not lost.is_set():
                await connection.execute("SELECT 1")
    finally:
        connection.terminate()


def _calls(hear: Hear) -> Callable[[Any, int, str, object], None]:
    def heard(_connection: Any, _process: int, _channel: str, payload: object) -> None:  # noqa: ANN401 - asyncpg gives either of two classes
        hear(str(payload))

    return heard
