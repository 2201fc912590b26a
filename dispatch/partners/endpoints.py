"""Routes of those outside the room, each for its own only."""

from typing import Annotated

from fastapi import Depends, Request, Response

from db.engine import Reading, Writing
from dispatch.partners import service
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, clock, describes, look, make_router, require, transaction
from kit.wire.live import LivePosition
from kit.wire.partners import Arrival, CompanyMission, CrewMission, GardeLine, NeedView
from kit.wire.vehicles import VehicleView

router = make_router("partners")

Looking = Annotated[Reading, Depends(look, scope="function")]
Transaction = Annotated[Writing, Depends(transaction, scope="function")]
Now = Annotated[Clock, Depends(clock)]
Company = Annotated[Caller, Depends(require("company.read"))]
Coordinator = Annotated[Caller, Depends(require("coordination.read"))]


@router.get("/company/vehicles", **describes(None, list[VehicleView]))
async def company_vehicles(caller: Company, session: Looking, now: Now) -> Response:
    """The company's own vehicles."""
    return answer(await service.company_vehicles(session, caller, now))


@router.get("/company/positions", **describes(None, list[LivePosition]))
async def company_positions(request: Request, caller: Company, session: Looking, now: Now) -> Response:
    """Where the company's own vehicles are, while they are on garde, declared available, or on a mission."""
    return answer(await service.company_positions(session, caller, now, request.app.state.fleet))


@router.get("/company/missions", **describes(None, list[CompanyMission]))
async def company_missions(caller: Company, session: Looking) -> Response:
    """Missions under way of the company's own vehicles: no motive, no name."""
    return answer(await service.company_missions(session, caller))


@router.get("/coordination/needs", **describes(None, list[NeedView]))
async def needs(_: Coordinator, session: Looking) -> Response:
    """Ambulances asked for, without medical content."""
    return answer(await service.needs(session))


@router.get("/coordination/vehicles", **describes(None, list[VehicleView]))
async def coordinator_vehicles(_: Coordinator, session: Looking, now: Now) -> Response:
    """Every ambulance, with its crew and availability."""
    return answer(await service.coordinator_vehicles(session, now))


@router.get("/coordination/garde", **describes(None, list[GardeLine]))
async def garde(_: Coordinator, session: Looking, now: Now) -> Response:
    """The table of garde of the coming day."""
    return answer(await service.garde(session, now))


@router.get("/crew/missions", **describes(None, list[CrewMission]))
async def crew_missions(
    caller: Annotated[Caller, Depends(require("crew.read"))], session: Transaction, now: Now
) -> Response:
    """The missions of the crew's vehicle, running or over for less than twelve hours."""
    return answer(await service.crew_missions(session, caller, now))


@router.get("/emergency/arrivals", **describes(None, list[Arrival]))
async def arrivals(
    request: Request,
    caller: Annotated[Caller, Depends(require("emergency.read"))],
    session: Transaction,
    now: Now,
) -> Response:
    """Patients on their way to the emergency department: who, what for, when."""
    return answer(await service.arrivals(session, caller, now, request.app.state.fleet))
