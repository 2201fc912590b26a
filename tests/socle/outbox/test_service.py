"""Orders kept until the box has them; the newest version alone is told."""

from datetime import timedelta

import asyncpg
import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, connect_arguments, writing
from db.models.trail import OutboxRow
from kit.caller import Author
from kit.clock import real_now
from kit.ids import MissionId
from kit.settings import Settings
from socle.audit import service as audit
from socle.outbox import service
from tests.world import AMBULANCE_CAEN, ARM_CAEN, CAEN, NOON, fixed_id

MISSION = MissionId(fixed_id(30, 1))
OTHER_MISSION = MissionId(fixed_id(30, 2))


async def _order(session: Writing, version: int, mission: MissionId = MISSION) -> None:
    fact_id = await audit.record(
        session, Author(ARM_CAEN.id, "ARM"), CAEN, "mission.ordered", NOON, {}, mission_id=mission
    )
    await service.append_order(
        session, fact_id, CAEN, AMBULANCE_CAEN.box_id, AMBULANCE_CAEN.partition, mission, version,
        {"version": version}, real_now() + timedelta(hours=1),
    )  # fmt: skip


async def _rows(session: Writing) -> list[tuple[int, str | None]]:
    rows = await session.scalars(select(OutboxRow).where(OutboxRow.mission_id == MISSION).order_by(OutboxRow.version))
    return [(row.version, row.done_because) for row in rows]


async def test_an_order_is_due_at_once(session: Writing) -> None:
    before = real_now()
    await _order(session, 1)

    row = (await session.scalars(select(OutboxRow))).one()
    assert (row.channel, row.partition, row.body, row.attempts) == ("box", AMBULANCE_CAEN.partition, {"version": 1}, 0)
    assert before <= row.next_at <= real_now()


async def test_a_higher_version_supersedes_the_waiting_one_of_its_mission_only(session: Writing) -> None:
    await _order(session, 1)
    await _order(session, 1, OTHER_MISSION)
    await _order(session, 2)

    assert await _rows(session) == [(1, "SUPERSEDED"), (2, None)]
    other = await session.scalars(select(OutboxRow.done_at).where(OutboxRow.mission_id == OTHER_MISSION))
    assert other.one() is None


async def test_a_receipt_ends_what_it_is_for(session: Writing) -> None:
    await _order(session, 1)
    await _order(session, 2)

    assert not await service.end_order(session, MISSION, 1)  # late: version 2 is being told
    assert await _rows(session) == [(1, "SUPERSEDED"), (2, None)]
    assert await service.end_order(session, MISSION, 2)
    assert await _rows(session) == [(1, "SUPERSEDED"), (2, "RECEIPT")]
    assert not await service.end_order(session, MISSION, 2)


@pytest.mark.parametrize("commits", [True, False])
async def test_the_tracker_of_the_partition_is_woken_by_the_commit(
    database: Settings, engines: dict[str, AsyncEngine], commits: bool
) -> None:
    heard: list[str] = []

    def hear(*notice: object) -> None:
        heard.append(str(notice[-1]))

    connection = await asyncpg.connect(**connect_arguments(database, "rramu_tracker"))
    try:
        await connection.add_listener("outbox_box", hear)
        async with writing(engines["rramu_api"], None, [CAEN]) as session:
            await _order(session, 1)
            assert heard == []
            if not commits:
                await session.rollback()
        await connection.execute("SELECT 1")
        seen = await connection.fetchval("SELECT count(*) FROM outbox")
    finally:
        await connection.close()
    assert (heard, seen) == (([str(AMBULANCE_CAEN.partition)], 1) if commits else ([], 0))
