"""Orders as a mission writes them."""

from datetime import timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from kit.caller import Author
from kit.clock import real_now
from kit.ids import MissionId
from socle.audit import service as audit
from socle.outbox import service as outbox
from tests import world

UNIT = world.AMBULANCE_CAEN


async def write_order(engine: AsyncEngine, mission_id: MissionId, version: int, *, expires_s: float = 3600.0) -> None:
    """Write an order to the ambulance of Caen: fact, audit and outbox in one transaction."""
    now = real_now()
    expires_at = now + timedelta(seconds=expires_s)
    body = {
        "mission_id": str(mission_id),
        "version": version,
        "cancelled": False,
        "vehicle": UNIT.call_sign,
        "ordered_at": now.isoformat(),
        "expires_at": expires_at.isoformat(),
        "place": "12 rue inventée, Caen",
    }
    async with writing(engine, None, [world.CAEN]) as session:
        fact_id = await audit.record(
            session, Author(None, "TEST"), world.CAEN, "mission.ordered", now, {}, mission_id=mission_id
        )
        await outbox.append_order(
            session, fact_id, world.CAEN, UNIT.box_id, UNIT.partition, mission_id, version, body, expires_at
        )
