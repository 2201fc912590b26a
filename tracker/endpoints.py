"""Routes of the positions: a vehicle's trail, each look at which is audited, and the vehicles near a place."""

from datetime import timedelta
from typing import Annotated
from uuid import UUID

from fastapi import Depends, Query, Request, Response

from db.engine import Reading, Writing
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, clock, look, make_router, require, transaction
from kit.openapi import describes
from kit.wire.vehicles import NearbyVehicle, Trail
from socle.accounts.rights import ACTIONS
from socle.audit import service as audit
from tracker import trails
from tracker.live.replica import Replica

router = make_router("positions")

Now = Annotated[Clock, Depends(clock)]


@router.get("/vehicles/nearby", **describes(None, list[NearbyVehicle]))
async def nearby(
    *,
    _: Annotated[Caller, Depends(require("vehicle.nearby"))],
    session: Annotated[Reading, Depends(look, scope="function")],
    now: Now,
    request: Request,
    lon_deg: Annotated[float, Query(ge=-180, le=180, allow_inf_nan=False)],
    lat_deg: Annotated[float, Query(ge=-90, le=90, allow_inf_nan=False)],
    limit: Annotated[int, Query(ge=1, le=100)] = 10,
) -> Response:
    """The vehicles the room may see that are nearest to a place in a straight line, nearest first."""
    fleet: Replica = request.app.state.fleet
    found = fleet.nearest(lon_deg, lat_deg, limit, await trails.visible_vehicles(session, now.now()))
    positions = fleet.positions()
    return answer(
        [
            NearbyVehicle(
                vehicle_id=near.vehicle_id,
                distance_m=near.distance_m,
                lon_deg=positions[near.vehicle_id].lon_deg,
                lat_deg=positions[near.vehicle_id].lat_deg,
                measured_at=positions[near.vehicle_id].measured_at,
            )
            for near in found
        ]
    )


@router.get("/vehicles/{vehicle_id}/trail", **describes(None, Trail))
async def trail(
    *,
    caller: Annotated[Caller, Depends(require("vehicle.trail"))],
    session: Annotated[Writing, Depends(transaction, scope="function")],
    now: Now,
    vehicle_id: UUID,
    minutes: Annotated[int, Query(ge=1, le=240)] = 30,
    zoom: Annotated[float | None, Query(ge=0, le=22)] = None,
) -> Response:
    """Where a vehicle was in the last minutes of domain time, oldest first, while the room might see it; the look is written down.

    Given the zoom of the map it is drawn on, fixes within a pixel of the line are left out: nobody could see them. Without, all are there.
    """
    at = now.now()
    looker = min(right.centre_id for right in caller.rights if right.role in ACTIONS["vehicle.trail"])
    author = caller.acting_at(looker, *sorted(ACTIONS["vehicle.trail"]))
    points = await trails.trail(session, vehicle_id, at - timedelta(minutes=minutes), at)
    await audit.look(session, author, looker, "trail.looked", f"vehicle:{vehicle_id}", at)
    within_m = trails.pixel_m(zoom, points[0][1]) if zoom is not None and points else 0.0
    drawn = trails.simplified(points, within_m) if within_m else points
    return answer(Trail(vehicle_id=vehicle_id, points=drawn, within_m=within_m))
