"""Which process owns which partition: an advisory lock each, in PostgreSQL, on one connection kept for that, and a number each time.

The lock lasts as long as the connection, and PostgreSQL ends a connection that says nothing for `LEASE_S`: of a tracker that is paused, or
cut off, as of one that died. The number (`partition_epochs`) is the fence: whoever takes a partition counts it up, and what a former owner
then writes, believing to have it still, is refused by the store. A connection lost with the database away costs nothing, since nobody else
can take a lock then; once the database answers again every lock is asked for anew, and what somebody else took meanwhile is lost.
"""

import asyncio
from collections.abc import Mapping
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
LEASE_S = 3.0
"""A tracker that says nothing to the database for so long loses what it has, real seconds: others find it within a second more."""
STORING_S = 0.5
"""What a former owner gets to end what it is storing, real seconds. A paused one never ends it."""
RETRY_S = 1.0

_COUNT = """
    SELECT count(*) AS trackers, count(*) FILTER (WHERE pid < pg_backend_pid()) AS before FROM pg_locks
    WHERE locktype = 'advisory' AND classid = $1 AND objid = $2 AND granted
      AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""
_CUT_STORING = """
    SELECT pg_terminate_backend(pid) FROM pg_locks JOIN partition_epochs ON transactionid = partition_epochs.xmax
    WHERE partition = $1 AND locktype = 'transactionid' AND granted
"""
_NEXT_EPOCH = """
    INSERT INTO partition_epochs AS held (partition, epoch) VALUES ($1, 1)
    ON CONFLICT (partition) DO UPDATE SET epoch = held.epoch + 1 RETURNING epoch
"""


class PartitionLost(Exception):
    """Another process owns the partition."""


class Locks:
    """The locks of this process."""

    def __init__(self, settings: Settings) -> None:
        self._arguments = connect_arguments(settings, "rramu_tracker")
        self._arguments["server_settings"] |= {
            "idle_session_timeout": str(int(LEASE_S * 1000)),
            "lock_timeout": str(int(STORING_S * 1000)),
        }
        self._connection: asyncpg.Connection | None = None
        self._held: dict[str, int] = {}
        self._counted = True
        self._one_at_a_time = asyncio.Lock()

    @property
    def held(self) -> Mapping[str, int]:
        """Give the partitions whose lock this process has, as far as it knows, each with the number it was taken under."""
        return self._held

    async def take(self, partition: str) -> bool:
        """Try to take a partition's lock.

        Raises: an error of `db.trouble.PASSING` while the database is away.
        """
        async with self._one_at_a_time:
            connection = await self._connected()
            if partition not in self._held:
                epoch = await self._lock(connection, partition)
                if epoch is not None:
                    self._held[partition] = epoch
        return partition in self._held

    async def give_back(self, partition: str) -> None:
        """Let another process have a partition. With the database away the lock is gone already."""
        async with self._one_at_a_time:
            ours = self._held.pop(partition, None) is not None
            if ours and self._connection is not None and not self._connection.is_closed():
                await self._unlock(self._connection, partition)

    async def keep(self) -> None:
        """Say that this process lives.

        Raises: an error of `db.trouble.PASSING` while the database is away.
        """
        async with self._one_at_a_time:
            connection = await self._connected()
            await connection.execute("SELECT 1", timeout=ANSWER_S)

    async def confirm(self, partition: str) -> None:
        """Make sure that the partition is still ours, waiting for the database if it is away.

        Raises:
            PartitionLost: somebody else has it.
        """
        while True:
            try:
                await self.keep()
            except PASSING:
                heed_cancellation()
                self._drop()
                await asyncio.sleep(RETRY_S)
                continue
            if partition not in self._held:
                raise PartitionLost(partition)
            return

    async def share(self) -> int:
        """Give how many partitions this process should own, so that all are divided among the trackers that live; and say that it lives.

        Shares differ by one at most; those connected first have the larger ones.
        Raises: an error of `db.trouble.PASSING` while the database is away.
        """
        async with self._one_at_a_time:
            connection = await self._connected()
            (row,) = await connection.fetch(_COUNT, LOCK_CLASS, PRESENCE, timeout=ANSWER_S)
        trackers: int = row["trackers"]
        before: int = row["before"]
        each, left = divmod(len(PARTITIONS), max(trackers, 1))
        return each + 1 if before < left else each

    async def leave(self) -> None:
        """Be counted no more: others may take what is given back from now on.

        Raises: an error of `db.trouble.PASSING` while the database is away.
        """
        self._counted = False
        async with self._one_at_a_time:
            connection = await self._connected()
            await connection.execute("SELECT pg_advisory_unlock_shared($1, $2)", LOCK_CLASS, PRESENCE, timeout=ANSWER_S)

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
            self._connection = connection = await asyncpg.connect(**self._arguments)
            try:
                if self._counted:
                    await connection.execute("SELECT pg_advisory_lock_shared($1, $2)", LOCK_CLASS, PRESENCE)
                for partition in sorted(self._held):
                    await self._lock_again(connection, partition)
            except BaseException:
                connection.terminate()
                raise
        return self._connection

    async def _lock_again(self, connection: asyncpg.Connection, partition: str) -> None:
        """Take a partition once more, unless it is not to be had, or somebody had it meanwhile: what we know of its boxes is old then."""
        before, epoch = self._held[partition], await self._lock(connection, partition)
        if epoch is not None and epoch == before + 1:
            self._held[partition] = epoch
            return
        del self._held[partition]
        if epoch is not None:
            await self._unlock(connection, partition)

    async def _lock(self, connection: asyncpg.Connection, partition: str) -> int | None:
        """Give the number under which a partition is ours, none when it is not.

        What a former owner is just storing counts still, and whoever is next has to know it: it is waited for, then cut. What cannot be
        cut (two connections of it hold the number, and `xmax` names neither) is left until it ends, `tracker.store.SILENCE_S` at most;
        the other partitions do not wait for that.
        """
        number = PARTITIONS.index(partition)
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1, $2)", LOCK_CLASS, number, timeout=ANSWER_S):
            return None
        try:
            try:
                epoch: int = await connection.fetchval(_NEXT_EPOCH, number, timeout=ANSWER_S)
            except asyncpg.LockNotAvailableError:
                await connection.execute(_CUT_STORING, number, timeout=ANSWER_S)
                epoch = await connection.fetchval(_NEXT_EPOCH, number, timeout=ANSWER_S)
        except asyncpg.LockNotAvailableError:
            await self._unlock(connection, partition)
            return None
        except PASSING:
            await self._unlock(connection, partition)
            raise
        return epoch

    async def _unlock(self, connection: asyncpg.Connection, partition: str) -> None:
        unlock = "SELECT pg_advisory_unlock($1, $2)"
        try:
            await connection.execute(unlock, LOCK_CLASS, PARTITIONS.index(partition), timeout=ANSWER_S)
        except PASSING:
            connection.terminate()
