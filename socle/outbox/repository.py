"""The outbox's SQL. Rows are seen under row-level security by the mission's centre. Times are real."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import insert, text, update

from db.engine import Writing
from db.models.trail import OutboxRow
from kit.ids import BoxId, CentreId, FactId, MissionId, new_id


async def insert_order(
    session: Writing,
    *,
    fact_id: FactId,
    centre_id: CentreId,
    box_id: BoxId,
    partition: int,
    mission_id: MissionId,
    version: int,
    body: Mapping[str, object],
    now: datetime,
    expires_at: datetime | None,
) -> None:
    """Insert one row of channel `box`, due at once."""
    await session.execute(
        insert(OutboxRow).values(
            id=new_id(),
            channel="box",
            centre_id=centre_id,
            fact_id=fact_id,
            partition=partition,
            box_id=box_id,
            mission_id=mission_id,
            version=version,
            body=dict(body),
            created_at=now,
            next_at=now,
            attempts=0,
            expires_at=expires_at,
        )
    )


async def end(session: Writing, mission_id: MissionId, *, before_version: int, because: str, at: datetime) -> bool:
    """End the waiting rows of a mission older than a version; True when there was one."""
    ended = await session.scalars(
        update(OutboxRow)
        .where(
            OutboxRow.mission_id == mission_id,
            OutboxRow.version < before_version,
            OutboxRow.done_at.is_(None),
        )
        .values(done_at=at, done_because=because)
        .returning(OutboxRow.id)
    )
    return len(ended.all()) > 0


async def wake_partition(session: Writing, partition: int) -> None:
    """Wake, at commit, the tracker that owns the partition."""
    await session.execute(text("SELECT pg_notify('outbox_box', :partition)"), {"partition": str(partition)})
