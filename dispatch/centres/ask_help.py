"""Ask another centre for one of its vehicles: asked, then engaged by the answer, refused, or taken back. Source: practice, rule 28.

A request holds the engagement that its answer carries out, in the same transaction: the mission is the asker's, ordered by whoever
answered, and the vehicle is claimed then, as by any engagement. The other centre reads the case from the asking to the mission's end.
"""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import and_, exists, or_, select

from db.engine import Reading, Writing
from db.models.centres import HelpRequest
from db.models.regulation import Case, Mission
from dispatch.assignment.service import Fleet
from dispatch.cases import repository, service
from dispatch.centres import asked, help_requests, shares
from dispatch.missions import engage, rules
from dispatch.missions import service as missions
from dispatch.vehicles import service as vehicles
from dispatch.vehicles.occupancy import VehicleBusy
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, Invalid, NotFound
from kit.ids import CentreId, new_id
from kit.wire.centres import HelpRefusalEntry, HelpView
from kit.wire.codes.centres import HelpState, ShareReason
from kit.wire.missions import Engagement, MissionView


class HelpPending(Conflict):
    """The vehicle is asked for already, for this case; `current` is the request."""

    title = "Vehicle already asked for"


class HelpOver(Conflict):
    """The request was answered or taken back meanwhile; `current` is how it stands."""

    title = "Request over"


async def ask(session: Writing, caller: Caller, clock: Clock, fleet: Fleet, entry: Engagement) -> HelpView:
    """Ask a vehicle's centre for it.

    Raises:
        NotFound, CaseClosed: no such case or vehicle, or the case never changes again.
        Invalid: the vehicle is engaged without asking: one's own, or under a convention.
        HelpPending: it is asked for already.
        VehicleBusy: it is on a mission.
        Whatever `dispatch.missions.engage.check` raises.
    """
    case = await service.lock(session, entry.case_id)
    author = caller.acting_at(CentreId(case.centre_id), *rules.ENGAGERS)
    now = clock.now()
    vehicle = await vehicles.view(session, now, entry.vehicle_id)
    if vehicle.centre_id is None or not await engage.must_ask(session, clock, case, vehicle):
        raise Invalid("this vehicle is engaged without asking", path="$.vehicle_id")
    await engage.check(session, clock, fleet, case, vehicle, entry)
    pending = await _asked(session, case.id, vehicle.id)
    if pending is not None:
        raise HelpPending("this vehicle is asked for already", current=await help_requests.view(session, pending))
    if vehicle.mission_id is not None:
        raise VehicleBusy(f"{vehicle.call_sign} is on a mission")
    request = HelpRequest(
        id=new_id(),
        version=1,
        case_id=case.id,
        centre_id=case.centre_id,
        to_centre_id=vehicle.centre_id,
        vehicle_id=vehicle.id,
        engagement=msgspec.to_builtins(entry),
        state=HelpState.ASKED.value,
        asked_by=caller.account_id,
        asked_role=author.role,
        asked_at=now,
    )
    session.add(request)
    await shares.give(session, case, vehicle.centre_id, ShareReason.HELP, author.account_id, now)
    await session.flush()
    body = {
        **_named(request),
        "vehicle": vehicle.call_sign,
        "ground": entry.ground.value,
        "decision_id": None if entry.decision_id is None else str(entry.decision_id),
    }
    await service.record(session, author, case, "case.help_asked", now, body)
    return await help_requests.view(session, request.id)


async def accept(session: Writing, caller: Caller, clock: Clock, fleet: Fleet, request_id: UUID) -> MissionView:
    """Lend the vehicle: it is engaged and ordered at once. Accepting again what one's centre has accepted changes nothing.

    Raises:
        NotFound: no such request of the caller's centres.
        Forbidden: the caller engages no vehicle of the centre asked.
        HelpOver: taken back, or refused, meanwhile.
        CaseClosed: the asker has closed the case.
        Whatever `dispatch.missions.engage.send` raises: the request then waits on.
    """
    found = await _find(session, request_id)
    if found.mission_id is not None:
        caller.acting_at(CentreId(found.to_centre_id), *rules.ENGAGERS)
        return await missions.view(session, found.mission_id)
    author = await asked.work_for_both(session, caller, found, rules.ENGAGERS)
    case, request = await service.lock(session, found.case_id), await _lock(session, found.id)
    now = clock.now()
    vehicle = await vehicles.view(session, now, request.vehicle_id)
    entry = msgspec.convert(request.engagement, Engagement)
    mission = await engage.send(session, author, clock, fleet, case, vehicle, entry, was_asked=True)
    asked.answer(request, HelpState.ENGAGED, now, caller.account_id)
    request.mission_id = mission.id
    body = {**_named(request), "mission_id": str(mission.id)}
    await service.record(session, author, case, "case.help_engaged", now, body)
    return mission


async def refuse(session: Writing, caller: Caller, clock: Clock, request_id: UUID, entry: HelpRefusalEntry) -> HelpView:
    """Keep the vehicle, saying why; what was read of the case for it is read no more.

    Raises:
        NotFound, Forbidden, CaseClosed: as `accept`.
        HelpOver: answered or taken back meanwhile.
    """
    found = await _find(session, request_id)
    author = await asked.work_for_both(session, caller, found, rules.ENGAGERS)
    case, request = await service.lock(session, found.case_id), await _lock(session, found.id)
    now = clock.now()
    asked.answer(request, HelpState.REFUSED, now, caller.account_id, entry.motive)
    await let_go(session, case, request.to_centre_id, now)
    body = {**_named(request), "motive": entry.motive.value}
    await service.record(session, author, case, "case.help_refused", now, body)
    return await help_requests.view(session, request_id)


async def take_back(session: Writing, caller: Caller, clock: Clock, request_id: UUID) -> HelpView:
    """Ask no more.

    Raises:
        NotFound: no such request of the caller's centres.
        Forbidden: the caller engages no vehicle of the asking centre.
        HelpOver: answered meanwhile.
    """
    found = await _find(session, request_id)
    author = caller.acting_at(CentreId(found.centre_id), *rules.ENGAGERS)
    case = await repository.lock(session, found.case_id)
    request = await _lock(session, request_id)
    if case is None:
        raise NotFound("no such case")
    await drop(session, author, case, request, clock.now())
    return await help_requests.view(session, request_id)


async def drop(session: Writing, author: Author, case: Case, request: HelpRequest, at: datetime) -> None:
    """Take a locked request for a locked case back."""
    asked.answer(request, HelpState.TAKEN_BACK, at, author.account_id)
    await let_go(session, case, request.to_centre_id, at)
    await service.record(session, author, case, "case.help_taken_back", at, _named(request))


async def follow_case(session: Writing, author: Author, case: Case, at: datetime) -> None:
    """Let what is asked for a locked case that has just changed hands be its new centre's; asked of that centre, it is taken back."""
    for request in await lock_asked(session, case.id):
        if request.to_centre_id == case.centre_id:
            await drop(session, author, case, request, at)
        else:
            request.centre_id = case.centre_id
            request.version += 1
    await session.flush()


async def lock_asked(session: Writing, case_id: UUID) -> list[HelpRequest]:
    """Give the requests of a case that wait for an answer, locked, in the order of their ids."""
    query = (
        select(HelpRequest)
        .where(HelpRequest.case_id == case_id, HelpRequest.state == HelpState.ASKED.value)
        .order_by(HelpRequest.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(await session.scalars(query))


async def let_go(session: Writing, case: Case, centre_id: UUID, at: datetime) -> bool:
    """End what a centre reads of a locked case for its help, unless a vehicle of its is asked for or under way. Tell whether it ended."""
    await session.flush()
    under_way = exists().where(Mission.id == HelpRequest.mission_id, Mission.closed_at.is_(None))
    goes_on = select(HelpRequest.id).where(
        HelpRequest.case_id == case.id,
        HelpRequest.to_centre_id == centre_id,
        or_(
            HelpRequest.state == HelpState.ASKED.value,
            and_(HelpRequest.state == HelpState.ENGAGED.value, under_way),
        ),
    )
    if await session.scalar(goes_on.limit(1)) is not None:
        return False
    return await shares.end(session, case, centre_id, ShareReason.HELP, at)


async def _find(session: Reading, request_id: UUID) -> HelpRequest:
    found = await session.get(HelpRequest, request_id)
    if found is None:
        raise NotFound("no such request")
    return found


async def _lock(session: Writing, request_id: UUID) -> HelpRequest:
    """Lock a request that waits for its answer; the database lets no other be changed.

    Raises: HelpOver.
    """
    found = await session.get(HelpRequest, request_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise HelpOver("this request is over", current=await help_requests.view(session, request_id))
    return found


def _named(request: HelpRequest) -> dict[str, object]:
    """Give what every fact of a request says."""
    return {
        "request_id": str(request.id),
        "to_centre_id": str(request.to_centre_id),
        "vehicle_id": str(request.vehicle_id),
    }


async def _asked(session: Reading, case_id: UUID, vehicle_id: UUID) -> UUID | None:
    query = select(HelpRequest.id).where(
        HelpRequest.case_id == case_id,
        HelpRequest.vehicle_id == vehicle_id,
        HelpRequest.state == HelpState.ASKED.value,
    )
    return await session.scalar(query)
