"""What was refused of a box is its company's from when the box came into its vehicle."""

from datetime import timedelta

from sqlalchemy import insert
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, writing
from db.models.positions import RefusedFix
from kit.clock import Clock, ClockEpoch, real_now
from kit.wire.boxes import BoxMove
from kit.wire.codes.boxes import FixRefusal
from socle.boxes import lists, park, requests
from tests.socle.boxes.world_of_boxes import COMPANY, DEUX_RIVES, MANAGER, SPARE
from tests.world import CAEN, NOON, SMUR_CAEN


async def test_a_company_never_reads_where_another_s_vehicle_was(api: Writing, engines: dict[str, AsyncEngine]) -> None:
    now = real_now()
    clock = Clock(epoch=ClockEpoch(real_at=now, domain_at=NOON, rate=2.0), real=lambda: now)
    name, lead = SMUR_CAEN.box_name, timedelta(seconds=park.LEAD_S)
    await park.move(api, MANAGER, clock, SMUR_CAEN.box_id, BoxMove(vehicle_id=SPARE))
    shared = {"box_name": name, "reason": FixRefusal.NULL_ISLAND.value, "boot": 1, "payload": b"{}"}
    rows = [
        {"seq": 1, "sha256": b"1", "refused_at": now + 0.9 * lead, **shared},
        {"seq": 2, "sha256": b"2", "refused_at": now + 1.1 * lead, **shared},
    ]
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(insert(RefusedFix), rows)

    (own,) = await lists.boxes(api, clock.epoch, DEUX_RIVES, SMUR_CAEN.box_id)
    assert own.refused == 1
    await api.commit()
    async with writing(engines["rramu_api"], None, [CAEN]) as session:  # the look is written in their centre's trail
        assert [row.seq for row in await requests.refused(session, COMPANY, clock, SMUR_CAEN.box_id)] == [2]
        assert [row.seq for row in await requests.refused(session, MANAGER, clock, SMUR_CAEN.box_id)] == [2, 1]
