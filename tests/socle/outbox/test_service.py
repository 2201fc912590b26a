"""An order is told until its receipt; a newer version takes its place; nobody else's order is touched."""

from sqlalchemy import text

from db.engine import Writing
from kit.caller import Author
from kit.ids import MissionId, new_id
from socle.audit import service as audit
from socle.outbox import service as outbox
from tests import world

SYSTEM = Author(None, "WORKER")
UNIT = world.AMBULANCE_CAEN


async def order(session: Writing, mission_id: MissionId, version: int) -> None:
    fact_id = await audit.record(
        session, SYSTEM, world.CAEN, "mission.ordered", world.NOON, {"version": version}, mission_id=mission_id
    )
    await outbox.append_order(
        session, fact_id, world.CAEN, UNIT.box_id, UNIT.partition, mission_id, version, {"version": version}, None
    )


async def rows(session: Writing, mission_id: MissionId) -> list[tuple[int, str | None]]:
    found = await session.execute(
        text("SELECT version, done_because FROM outbox WHERE mission_id = :id ORDER BY version"), {"id": mission_id}
    )
    return [(version, because) for version, because in found]


async def test_a_newer_version_ends_the_telling_of_the_older(session: Writing) -> None:
    mission_id = MissionId(new_id())
    await order(session, mission_id, 1)
    await order(session, mission_id, 2)
    assert await rows(session, mission_id) == [(1, "SUPERSEDED"), (2, None)]


async def test_a_receipt_ends_what_was_told_up_to_its_version(session: Writing) -> None:
    mission_id = MissionId(new_id())
    await order(session, mission_id, 1)
    assert await outbox.end_order(session, mission_id, 1)
    assert await rows(session, mission_id) == [(1, "RECEIPT")]
    assert not await outbox.end_order(session, mission_id, 1)


async def test_an_old_receipt_does_not_end_a_newer_order(session: Writing) -> None:
    mission_id = MissionId(new_id())
    await order(session, mission_id, 1)
    await order(session, mission_id, 2)
    assert not await outbox.end_order(session, mission_id, 1)
    assert await rows(session, mission_id) == [(1, "SUPERSEDED"), (2, None)]


async def test_another_missions_order_is_left_alone(session: Writing) -> None:
    one, other = MissionId(new_id()), MissionId(new_id())
    await order(session, one, 1)
    await order(session, other, 1)
    await outbox.end_order(session, one, 1)
    assert await rows(session, other) == [(1, None)]
