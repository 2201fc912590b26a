"""What becomes of boxes by itself: a new credential takes the old one's place, a box heard is mounted, its first fix ends the request."""

from datetime import datetime

from sqlalchemy import and_, exists, select

from db.engine import Writing
from db.models.boxes import Box, BoxLink, BoxRequest, BoxState
from db.models.positions import LastPosition
from kit.caller import WORKER
from kit.ids import VehicleId
from kit.wire.codes.boxes import BoxStock, RequestState
from socle.boxes import rules, service


async def settle(session: Writing, now: datetime) -> None:
    """Do all three, each with its fact. `now` is domain time."""
    await _switch(session, now)
    await _mount(session, now)
    await _finish(session, now)


async def _switch(session: Writing, now: datetime) -> None:
    """Let the next credential hold where the box says that it has it, or its time has come."""
    query = (
        select(Box, BoxState.credential_mark)
        .outerjoin(BoxState, BoxState.box_id == Box.id)
        .where(Box.next_hash.is_not(None), Box.state == "ACTIVE")
        .order_by(Box.id)
        .with_for_update(of=Box)
    )
    for box, held in await session.execute(query):
        if box.next_hash is not None and rules.switches(box.next_mark, held, box.next_by, now):
            known = held == box.next_mark
            box.broker_hash, box.next_hash, box.next_mark, box.next_by = box.next_hash, None, None, None
            await session.flush()
            body = {"box_id": box.id, "told_by_box": known}
            await service.tell(session, WORKER, "box.credential_switched", now, body)


async def _mount(session: Writing, now: datetime) -> None:
    """Say of an assigned box that it is mounted, once it was heard from its vehicle."""
    query = (
        select(Box, BoxLink.vehicle_id)
        .join(BoxLink, and_(BoxLink.box_id == Box.id, BoxLink.to_at.is_(None)))
        .join(BoxState, BoxState.box_id == Box.id)
        .where(Box.stock == BoxStock.ASSIGNED.value, BoxState.heard_at >= BoxLink.from_at)
        .order_by(Box.id)
        .with_for_update(of=Box)
    )
    for box, vehicle_id in await session.execute(query):
        box.stock = BoxStock.MOUNTED
        await session.flush()
        await service.tell(session, WORKER, "box.mounted", now, {"box_id": box.id}, VehicleId(vehicle_id))


async def _finish(session: Writing, now: datetime) -> None:
    """End the requests whose box has told where its vehicle is, since it was meant for it."""
    told = exists().where(
        LastPosition.vehicle_id == BoxRequest.vehicle_id,
        LastPosition.box_id == BoxRequest.box_id,
        LastPosition.received_at >= BoxRequest.answered_at,
    )
    query = (
        select(BoxRequest)
        .where(BoxRequest.state == RequestState.SERVED.value, told)
        .order_by(BoxRequest.id)
        .with_for_update()
    )
    for request in await session.scalars(query):
        request.state = RequestState.DONE
        await session.flush()
        body = {"request_id": request.id, "box_id": request.box_id}
        await service.tell(session, WORKER, "box.request_done", now, body, VehicleId(request.vehicle_id))
