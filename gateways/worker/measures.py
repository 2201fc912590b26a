"""Looks every few seconds at what waits in the database, and shows it as metrics: the trail's tail, orders, box messages, the archive."""

from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Reading, reading, use_of
from db.models.directory import Centre
from db.models.positions import BoxMessage
from db.models.trail import AuditEntry, OutboxRow
from kit.clock import real_now
from kit.metrics import (
    ARCHIVE_AGE,
    ARCHIVE_FAILURES,
    BOX_MESSAGES_WAITING,
    ORDERS_WAITING,
    SEALING_LAG,
    UNSEALED,
    show_pool,
)

FRESH_S = 60.0
"""A worker that has not read the database for so long does not do its work."""

_ARCHIVER = text("SELECT last_archived_time, failed_count FROM pg_stat_archiver")


@dataclass
class Measures:
    """Reads and shows; `missing` tells a watcher that it no longer can."""

    engine: AsyncEngine
    now_s: Callable[[], float] = monotonic
    _read_at: float | None = None

    def __post_init__(self) -> None:
        """Show the pool's use at each asking."""
        show_pool(*use_of(self.engine))

    def missing(self) -> str | None:
        """Say what this worker lacks: the database, when it was not read lately."""
        fresh = self._read_at is not None and self.now_s() - self._read_at < FRESH_S
        return None if fresh else "database"

    async def step(self) -> bool:
        """Read once; a job's step, with never more to do at once."""
        async with reading(self.engine, None, ()) as session:
            centres = {row.id: row.code for row in await session.execute(select(Centre.id, Centre.code))}
        async with reading(self.engine, None, list(centres)) as session:
            for centre_id, code in centres.items():
                await _trail(session, centre_id, code)
                waiting = select(func.count()).where(OutboxRow.centre_id == centre_id, OutboxRow.done_at.is_(None))
                ORDERS_WAITING.labels(code).set(await session.scalar(waiting) or 0)
            unapplied = select(func.count()).select_from(BoxMessage).where(BoxMessage.applied_at.is_(None))
            BOX_MESSAGES_WAITING.set(await session.scalar(unapplied) or 0)
            archived_at, failures = (await session.execute(_ARCHIVER)).one()
        ARCHIVE_FAILURES.set(failures)
        if archived_at is not None:
            ARCHIVE_AGE.set((real_now() - archived_at).total_seconds())
        self._read_at = self.now_s()
        return False


async def _trail(session: Reading, centre_id: object, code: str) -> None:
    tail = select(func.count(), func.min(AuditEntry.recorded_at)).where(
        AuditEntry.centre_id == centre_id, AuditEntry.number.is_(None)
    )
    rows, oldest_at = (await session.execute(tail)).one()
    UNSEALED.labels(code).set(rows)
    SEALING_LAG.labels(code).set(0.0 if rows == 0 else (real_now() - oldest_at).total_seconds())
