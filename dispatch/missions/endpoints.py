"""Routes of missions."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from db.engine import Writing
from dispatch.missions import close, countersign, engage, follow, service
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, body, clock, make_router, require, transaction
from kit.openapi import describes
from kit.wire.missions import Cancellation, Closing, DestinationChoice, Engagement, MissionView, StatusEntry

router = make_router("missions")

Transaction = Annotated[Writing, Depends(transaction, scope="function")]
Now = Annotated[Clock, Depends(clock)]


@router.post("/missions", **describes(Engagement, MissionView, 201))
async def engage_vehicle(
    request: Request,
    caller: Annotated[Caller, Depends(require("mission.engage"))],
    entry: Annotated[Engagement, Depends(body(Engagement))],
    session: Transaction,
    now: Now,
) -> Response:
    """Engage a vehicle; one taken a moment ago answers 409 with the next best candidate in `current`."""
    return answer(await engage.engage(session, caller, now, request.app.state.fleet, entry), 201)


@router.get("/missions/{mission_id}", **describes(None, MissionView))
async def mission(
    caller: Annotated[Caller, Depends(require("mission.read"))], session: Transaction, now: Now, mission_id: UUID
) -> Response:
    """One mission: the look is written in the trail."""
    return answer(await service.read(session, caller, now, mission_id))


@router.post("/missions/{mission_id}/countersign", **describes(None, MissionView))
async def countersign_order(
    caller: Annotated[Caller, Depends(require("mission.countersign"))],
    session: Transaction,
    now: Now,
    mission_id: UUID,
) -> Response:
    """A doctor signs an order given in their name."""
    return answer(await countersign.countersign(session, caller, now, mission_id))


@router.post("/missions/{mission_id}/statuses", **describes(StatusEntry, MissionView))
async def set_status(
    caller: Annotated[Caller, Depends(require("mission.status"))],
    entry: Annotated[StatusEntry, Depends(body(StatusEntry))],
    session: Transaction,
    now: Now,
    mission_id: UUID,
) -> Response:
    """Give a status by hand, as told by voice."""
    return answer(await follow.set_status(session, caller, now, mission_id, entry))


@router.post("/missions/{mission_id}/cancel", **describes(Cancellation, MissionView))
async def cancel_mission(
    caller: Annotated[Caller, Depends(require("mission.cancel"))],
    entry: Annotated[Cancellation, Depends(body(Cancellation))],
    session: Transaction,
    now: Now,
    mission_id: UUID,
) -> Response:
    """Stand a mission down before arrival."""
    return answer(await close.cancel(session, caller, now, mission_id, entry))


@router.post("/missions/{mission_id}/destination", **describes(DestinationChoice, MissionView))
async def choose_destination(
    caller: Annotated[Caller, Depends(require("mission.destination"))],
    entry: Annotated[DestinationChoice, Depends(body(DestinationChoice))],
    session: Transaction,
    now: Now,
    mission_id: UUID,
) -> Response:
    """Say where the patient goes; the crew's order is told again."""
    return answer(await close.choose_destination(session, caller, now, mission_id, entry))


@router.post("/missions/{mission_id}/close", **describes(Closing, MissionView))
async def close_mission(
    caller: Annotated[Caller, Depends(require("mission.close"))],
    entry: Annotated[Closing, Depends(body(Closing))],
    session: Transaction,
    now: Now,
    mission_id: UUID,
) -> Response:
    """End a mission with what became of its patient."""
    return answer(await close.close(session, caller, now, mission_id, entry))
