"""Looks every few seconds at what waits in the database, and shows it as metrics: the trail's tail, orders, box messages, the archive."""

import time
from dataclasses import dataclass, field

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
from kit.wire.health import Part

LATE_S = 60.0
"""A trail whose oldest row waits longer for its number is behind: the alert's own limit (docs/operations/alerts.yml)."""

_ARCHIVER = text("SELECT last_archived_time, failed_count FROM pg_stat_archiver")


@dataclass
class Measures:
    """Reads and shows."""

    engine: AsyncEngine
    _lags_s: dict[str, float] = field(default_factory=dict[str, float])
    """By centre's code."""
    _read_at: float = field(default_factory=time.monotonic)

    def __post_init__(self) -> None:
        """Show the pool's use at each asking."""
        show_pool(*use_of(self.engine))

    def parts(self) -> list[Part]:
        """Tell whether every centre's trail is numbered in time, as last read."""
        unread_s = time.monotonic() - self._read_at
        if unread_s > LATE_S:
            return [Part(name="sealer", ok=False, detail=f"not looked at for {unread_s:.0f} s")]
        late = {code: lag_s for code, lag_s in self._lags_s.items() if lag_s > LATE_S}
        return [
            Part(name="sealer", ok=not late, detail=", ".join(f"{code} {late[code]:.0f} s" for code in sorted(late)))
        ]

    async def step(self) -> bool:
        """Read once; a job's step, with never more to do at once."""
        async with reading(self.engine, None, ()) as session:
            centres = {row.id: row.code for row in await session.execute(select(Centre.id, Centre.code))}
        async with reading(self.engine, None, list(centres)) as session:
            for centre_id, code in centres.items():
                self._lags_s[code] = await _trail(session, centre_id, code)
                waiting = select(func.count()).where(OutboxRow.centre_id == centre_id, OutboxRow.done_at.is_(None))
                ORDERS_WAITING.labels(code).set(await session.scalar(waiting) or 0)
            unapplied = select(func.count()).select_from(BoxMessage).where(BoxMessage.applied_at.is_(None))
            BOX_MESSAGES_WAITING.set(await session.scalar(unapplied) or 0)
            self._read_at = time.monotonic()
            archived_at, failures = (await session.execute(_ARCHIVER)).one()
        ARCHIVE_FAILURES.set(failures)
        if archived_at is not None:
            ARCHIVE_AGE.set((real_now() - archived_at).total_seconds())
        return False


async def _trail(session: Reading, centre_id: object, code: str) -> float:
    """Show what of a centre's trail has no number yet; gives the age of the oldest, seconds."""
    tail = select(func.count(), func.min(AuditEntry.recorded_at)).where(
        AuditEntry.centre_id == centre_id, AuditEntry.number.is_(None)
    )
    rows, oldest_at = (await session.execute(tail)).one()
    UNSEALED.labels(code).set(rows)
    lag_s: float = 0.0 if rows == 0 else (real_now() - oldest_at).total_seconds()
    SEALING_LAG.labels(code).set(lag_s)
    return lag_s
