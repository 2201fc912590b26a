"""Orders for vehicle boxes: appended with the fact that causes them, ended by the box's receipt, by a newer version, or by time."""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from db.engine import Writing
from kit.clock import real_now
from kit.ids import BoxId, CentreId, FactId, MissionId
from socle.outbox import repository

Because = Literal["RECEIPT", "SUPERSEDED", "EXPIRED"]


async def append_order(  # noqa: PLR0917 - the columns of a row, in their order
    session: Writing,
    fact_id: FactId,
    centre_id: CentreId,
    box_id: BoxId,
    partition: int,
    mission_id: MissionId,
    version: int,
    body: Mapping[str, object],
    expires_at_real: datetime | None,
) -> None:
    """Tell a box one version of a mission's order; older versions of it stop being told. The tracker of `partition` wakes at commit.

    `body` holds JSON values only, in the form of `kit.wire.telemetry.Order`.
    """
    now = real_now()
    await repository.end(session, mission_id, before_version=version, because="SUPERSEDED", at=now)
    await repository.insert_order(
        session,
        fact_id=fact_id,
        centre_id=centre_id,
        box_id=box_id,
        partition=partition,
        mission_id=mission_id,
        version=version,
        body=body,
        now=now,
        expires_at=expires_at_real,
    )
    await repository.wake_partition(session, partition)


async def end_order(session: Writing, mission_id: MissionId, version: int, because: Because = "RECEIPT") -> bool:
    """Stop telling a mission's order up to `version`; False when nothing was being told any more."""
    return await repository.end(session, mission_id, before_version=version + 1, because=because, at=real_now())
