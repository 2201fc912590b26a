"""Routes of the fleet: read only, no medical word."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Response

from db.engine import Reading
from dispatch.vehicles import service
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, clock, look, make_router, require
from kit.openapi import describes
from kit.wire.vehicles import VehicleView

router = make_router("vehicles")

Looking = Annotated[Reading, Depends(look, scope="function")]
Reader = Annotated[Caller, Depends(require("vehicle.read"))]
Now = Annotated[Clock, Depends(clock)]


@router.get("/vehicles", **describes(None, list[VehicleView]))
async def vehicles(_: Reader, session: Looking, now: Now) -> Response:
    """Every vehicle of the region, with its crew, availability and occupancy."""
    return answer(await service.views(session, now.now()))


@router.get("/vehicles/{vehicle_id}", **describes(None, VehicleView))
async def vehicle(_: Reader, session: Looking, now: Now, vehicle_id: UUID) -> Response:
    """One vehicle."""
    return answer(await service.view(session, now.now(), vehicle_id))
