"""Routes of those outside the room, each for its own only."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Request, Response

from db.engine import Reading, Writing
from dispatch.partners import arrivals, search, service
from kit.caller import Caller
from kit.clock import Clock
from kit.http import answer, body, clock, look, make_router, require, transaction
from kit.openapi import describes
from kit.settings import PartnersSettings
from kit.wire.codes.people import Role
from kit.wire.live import LivePosition
from kit.wire.missions import StatusEntry
from kit.wire.partners import (
    Arrival,
    AvailabilityEntry,
    Bilan,
    CallNext,
    CompanyMission,
    CrewMission,
    GardeLine,
    NeedView,
    OrderAnswer,
)
from kit.wire.vehicles import VehicleView

router = make_router("partners")


async def policy(request: Request) -> PartnersSettings:
    """Give what this instance tells those outside the room, and how long it waits for them."""
    found: PartnersSettings = request.app.state.partners
    return found


Looking = Annotated[Reading, Depends(look, scope="function")]
Transaction = Annotated[Writing, Depends(transaction, scope="function")]
Now = Annotated[Clock, Depends(clock)]
Policy = Annotated[PartnersSettings, Depends(policy)]
Company = Annotated[Caller, Depends(require("company.read"))]
CompanyDesk = Annotated[Caller, Depends(require("company.say"))]
Coordinator = Annotated[Caller, Depends(require("coordination.read"))]
Crew = Annotated[Caller, Depends(require("crew.read"))]
CrewMember = Annotated[Caller, Depends(require("crew.say"))]
Answered = Annotated[OrderAnswer, Depends(body(OrderAnswer))]
Pressed = Annotated[StatusEntry, Depends(body(StatusEntry))]
Declared = Annotated[AvailabilityEntry, Depends(body(AvailabilityEntry))]


# Company


@router.get("/company/vehicles", **describes(None, list[VehicleView]))
async def company_vehicles(caller: Company, session: Looking, now: Now) -> Response:
    """The company's own vehicles."""
    return answer(await service.company_vehicles(session, caller, now))


@router.get("/company/positions", **describes(None, list[LivePosition]))
async def company_positions(request: Request, caller: Company, session: Looking, now: Now) -> Response:
    """Where the company's own vehicles are, while they are on garde, declared available, or on a mission."""
    return answer(await service.company_positions(session, caller, now, request.app.state.fleet))


@router.get("/company/missions", **describes(None, list[CompanyMission]))
async def company_missions(caller: Company, session: Looking, policy: Policy) -> Response:
    """Missions under way of the company's own vehicles: no motive, no name."""
    return answer(await service.company_missions(session, caller, policy))


@router.post("/company/missions/{mission_id}/answer", **describes(OrderAnswer, CompanyMission))
async def company_answers(
    caller: CompanyDesk, entry: Answered, session: Transaction, now: Now, *, policy: Policy, mission_id: UUID
) -> Response:
    """Take an order, or refuse it with a reason."""
    await service.answer(session, caller, now, policy, mission_id, entry, role=Role.COMPANY)
    return answer(await service.company_mission(session, mission_id, policy))


@router.post("/company/missions/{mission_id}/statuses", **describes(StatusEntry, CompanyMission))
async def company_presses(
    caller: CompanyDesk, entry: Pressed, session: Transaction, now: Now, *, policy: Policy, mission_id: UUID
) -> Response:
    """Give a status of a vehicle of the company."""
    await service.press(session, caller, now, policy, mission_id, entry, role=Role.COMPANY)
    return answer(await service.company_mission(session, mission_id, policy))


@router.post("/company/vehicles/{vehicle_id}/availability", **describes(AvailabilityEntry, VehicleView))
async def company_declares(
    caller: CompanyDesk, entry: Declared, session: Transaction, now: Now, vehicle_id: UUID
) -> Response:
    """Declare a vehicle of the company available, or not."""
    return answer(await service.declare(session, caller, now, vehicle_id, entry, role=Role.COMPANY))


# Coordinator


@router.get("/coordination/needs", **describes(None, list[NeedView]))
async def needs(request: Request, caller: Coordinator, session: Looking, now: Now, policy: Policy) -> Response:
    """Ambulances asked for and the search for each, without medical content."""
    return answer(await search.needs(session, caller, now, request.app.state.fleet, policy))


@router.post("/coordination/needs/{decision_id}/call", **describes(CallNext, NeedView))
async def call_next(
    request: Request,
    caller: Annotated[Caller, Depends(require("coordination.call"))],
    entry: Annotated[CallNext, Depends(body(CallNext))],
    session: Transaction,
    now: Now,
    *,
    policy: Policy,
    decision_id: UUID,
) -> Response:
    """Order a vehicle on the room's behalf; whoever refused, or let its time to answer pass, is stood down first."""
    called = search.Call(decision_id, entry.vehicle_id, entry.passed_over)
    return answer(await search.call_next(session, caller, now, request.app.state.fleet, policy, called))


@router.get("/coordination/vehicles", **describes(None, list[VehicleView]))
async def coordinator_vehicles(_: Coordinator, session: Looking, now: Now) -> Response:
    """Every ambulance, with its crew and availability."""
    return answer(await search.coordinator_vehicles(session, now))


@router.get("/coordination/garde", **describes(None, list[GardeLine]))
async def garde(_: Coordinator, session: Looking, now: Now) -> Response:
    """The table of garde of the coming day."""
    return answer(await search.garde(session, now))


# Crew


@router.get("/crew/vehicle", **describes(None, list[VehicleView]))
async def crew_vehicle(caller: Crew, session: Looking, now: Now) -> Response:
    """The crew's vehicle; none for an account that has none."""
    return answer(await service.crew_vehicle(session, caller, now))


@router.get("/crew/missions", **describes(None, list[CrewMission]))
async def crew_missions(caller: Crew, session: Transaction, now: Now, policy: Policy) -> Response:
    """The missions of the crew's vehicle, running or over for less than some hours."""
    return answer(await service.crew_missions(session, caller, now, policy))


@router.post("/crew/missions/{mission_id}/answer", **describes(OrderAnswer, CrewMission))
async def crew_answers(
    caller: CrewMember, entry: Answered, session: Transaction, now: Now, *, policy: Policy, mission_id: UUID
) -> Response:
    """Take the order, or refuse it with a reason."""
    await service.answer(session, caller, now, policy, mission_id, entry, role=Role.CREW)
    return answer(await service.crew_mission(session, caller, now, mission_id, policy))


@router.post("/crew/missions/{mission_id}/statuses", **describes(StatusEntry, CrewMission))
async def crew_presses(
    caller: CrewMember, entry: Pressed, session: Transaction, now: Now, *, policy: Policy, mission_id: UUID
) -> Response:
    """Give a status."""
    await service.press(session, caller, now, policy, mission_id, entry, role=Role.CREW)
    return answer(await service.crew_mission(session, caller, now, mission_id, policy))


@router.post("/crew/missions/{mission_id}/bilan", **describes(Bilan, CrewMission))
async def crew_bilan(
    caller: CrewMember,
    entry: Annotated[Bilan, Depends(body(Bilan))],
    session: Transaction,
    now: Now,
    *,
    policy: Policy,
    mission_id: UUID,
) -> Response:
    """Tell the regulating doctor what was found: the case waits for one."""
    await service.bilan(session, caller, now, policy, mission_id, entry)
    return answer(await service.crew_mission(session, caller, now, mission_id, policy))


@router.post("/crew/vehicles/{vehicle_id}/availability", **describes(AvailabilityEntry, VehicleView))
async def crew_declares(
    caller: CrewMember, entry: Declared, session: Transaction, now: Now, vehicle_id: UUID
) -> Response:
    """Declare the crew's vehicle available, or not."""
    return answer(await service.declare(session, caller, now, vehicle_id, entry, role=Role.CREW))


# Emergency department


@router.get("/emergency/arrivals", **describes(None, list[Arrival]))
async def coming(
    request: Request,
    caller: Annotated[Caller, Depends(require("emergency.read"))],
    session: Transaction,
    now: Now,
    policy: Policy,
) -> Response:
    """Patients on their way to the emergency department: who, what for, when."""
    view = arrivals.Board(request.app.state.fleet, request.app.state.roads, policy)
    return answer(await arrivals.arrivals(session, caller, now, view))


@router.post("/emergency/arrivals/{mission_id}/seen", **describes(None, Arrival))
async def seen(
    request: Request,
    caller: Annotated[Caller, Depends(require("emergency.say"))],
    session: Transaction,
    now: Now,
    *,
    policy: Policy,
    mission_id: UUID,
) -> Response:
    """Say that the department has seen who comes (*vu*)."""
    view = arrivals.Board(request.app.state.fleet, request.app.state.roads, policy)
    return answer(await arrivals.seen(session, caller, now, view, mission_id))
