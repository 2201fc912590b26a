"""Which process owns which partition: an advisory lock each, in PostgreSQL, on one connection kept for that.

The lock lasts as long as the connection. A connection lost with the database away costs nothing, since nobody else can take a lock
then; once the database answers again every lock is asked for anew, and what somebody else took meanwhile is lost.
"""

import asyncio
from contextlib import suppress

import asyncpg

from db.engine import connect_arguments
from db.trouble import PASSING
from kit.process import heed_cancellation
from kit.settings import Settings
from kit.wire.telemetry import PARTITIONS

LOCK_CLASS = 7_266
"""First half of the advisory lock keys of trackers; the second is the partition's number, or `PRESENCE`."""
PRESENCE = 1_000
"""Held shared by every tracker process, to count them."""
ANSWER_S = 5.0
"""A database that does not answer for so long is away, real seconds."""
RETRY_S = 1.0

_COUNT = """
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class PartitionLost(Exception):
    """Another process owns the partition."""


class Locks:
    """The locks of this process."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection: asyncpg.Connection | None = None
        self._held: set[str] = set()
        self._one_at_a_time = asyncio.Lock()

    @property
    def held(self) -> frozenset[str]:
        """Give the partitions whose lock this process has, as far as it knows."""
        return frozenset(self._held)

    async def take(self, partition: str) -> bool:
        """Try to take a partition's lock.

        Raises: an error of `db.trouble.PASSING` while the database is away.
        """
        async with self._one_at_a_time:
            if await self._lock(await self._connected(), partition):
                self._held.add(partition)
        return partition in self._held

    async def give_back(self, partition: str) -> None:
        """Let another process have a partition. With the database away the lock is gone already."""
        async with self._one_at_a_time:
            ours = partition in self._held
            self._held.discard(partition)
            if ours and self._connection is not None and not self._connection.is_closed():
                try:
                    await self._connection.execute(
                        "SELECT pg_advisory_unlock($1, $2)", LOCK_CLASS, PARTITIONS.index(partition), timeout=ANSWER_S
                    )
                except PASSING:
                    self._connection.terminate()

    async def confirm(self, partition: str) -> None:
        """Make sure that the partition is still ours, waiting for the database if it is away.

        Raises:
            PartitionLost: somebody else has it.
        """
        while True:
            try:
                async with self._one_at_a_time:
                    connection = await self._connected()
                    await connection.execute("SELECT 1", timeout=ANSWER_S)
            except PASSING:
                heed_cancellation()
                self._drop()
                await asyncio.sleep(RETRY_S)
                continue
            if partition not in self._held:
                raise PartitionLost(partition)
            return

    async def share(self) -> int:
        """Give how many partitions this process should own: all of them divided among the trackers that live, rounded up.

        Raises: an error of `db.trouble.PASSING` while the database is away.
        """
        async with self._one_at_a_time:
            connection = await self._connected()
            trackers: int = await connection.fetchval(_COUNT, LOCK_CLASS, PRESENCE, timeout=ANSWER_S)
        return -(-len(PARTITIONS) // max(trackers, 1))

    async def close(self) -> None:
        """Give everything back, and be counted no more."""
        self._held.clear()
        if self._connection is not None and not self._connection.is_closed():
            with suppress(*PASSING):
                await self._connection.execute("SELECT pg_advisory_unlock_all()", timeout=ANSWER_S)
        self._drop()

    def _drop(self) -> None:
        if self._connection is not None:
            self._connection.terminate()
            self._connection = None

    async def _connected(self) -> asyncpg.Connection:
        """Give the connection; a new one first asks again for everything held."""
        if self._connection is None or self._connection.is_closed():
            self._connection = connection = await asyncpg.connect(**connect_arguments(self._settings, "rramu_tracker"))
            try:
                await connection.execute("SELECT pg_advisory_lock_shared($1, $2)", LOCK_CLASS, PRESENCE)
                self._held = {partition for partition in sorted(self._held) if await self._lock(connection, partition)}
            except BaseException:
                connection.terminate()
                raise
        return self._connection

    async def _lock(self, connection: asyncpg.Connection, partition: str) -> bool:
        return bool(
            await connection.fetchval(
                "SELECT pg_try_advisory_lock($1, $2)", LOCK_CLASS, PARTITIONS.index(partition), timeout=ANSWER_S
            )
        )
