"""A company asks for a box in one of its vehicles; the manager of the park refuses, or provisions one; its first fix ends the request.

Source: domain, C11; ADR 0121.
"""

from uuid import UUID

from db.engine import Reading, Writing
from db.models.boxes import BoxRequest
from db.models.directory import REGION_CHAIN_ID
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, Forbidden, NotFound
from kit.ids import CentreId, VehicleId, new_id
from kit.wire.boxes import BoxRequestEntry, BoxRequestRefusal, BoxRequestView, RefusedFixView
from kit.wire.codes.boxes import BoxObstacle, RequestState
from kit.wire.codes.people import Role
from socle.audit import service as audit
from socle.boxes import lists, repository
from socle.boxes.rules import obstacles
from socle.boxes.service import tell

PARK = (Role.ADMINISTRATOR, Role.SUPERVISOR)
"""Who sees the whole park. A company sees its own."""

WORDS = {
    BoxObstacle.NO_EMERGENCY_VEHICLE: "it is never sent to an emergency",
    BoxObstacle.NOT_ON_REGISTRY: "its organisation runs no vehicles for the room",
    BoxObstacle.NO_PHONE: "the room has no number to call its company at",
    BoxObstacle.HAS_BOX: "it has a box",
    BoxObstacle.ALREADY_ASKED: "a box is asked for already",
}


class NotEligible(Conflict):
    """Something stands against a box in this vehicle; `detail` says all of it."""

    title = "No box for this vehicle"


class Answered(Conflict):
    """The request was answered, or withdrawn, in between."""

    title = "The request does not wait any more"


def author(caller: Caller, *roles: Role) -> Author:
    """Give the author of an act on the region's boxes, in the first of `roles` held anywhere.

    Raises:
        Forbidden: none is.
    """
    for role in roles:
        for centre_id in caller.centres_of(frozenset({role})):
            return caller.acting_at(centre_id, role)
    raise Forbidden("this act needs one of these roles: " + ", ".join(roles))


async def scope(session: Reading, caller: Caller) -> UUID | None:
    """Give the organisation whose boxes alone a caller sees; none for whoever sees the whole park.

    Raises:
        Forbidden: a company's account that belongs to no company.
    """
    if caller.centres_of(frozenset(PARK)):
        return None
    organisation_id = await repository.organisation_of(session, caller.account_id)
    if organisation_id is None:
        raise Forbidden("this account belongs to no company")
    return organisation_id


async def refused(session: Writing, caller: Caller, clock: Clock, box_id: UUID) -> list[RefusedFixView]:
    """Give what was refused of a box in the week; it tells where a vehicle was said to be, so the look is written down.

    A company is given what was refused since the box came into its vehicle.
    Raises: NotFound, also for another company's.
    """
    organisation_id = await scope(session, caller)
    found = await lists.boxes(session, clock.epoch, organisation_id, box_id)
    if not found:
        raise NotFound("no such box of yours")
    region, roles = (
        CentreId(REGION_CHAIN_ID),
        (*PARK, Role.COMPANY),
    )  # nobody's own: the look is in their own centre's trail
    await audit.look_by(session, caller, roles, region, "box.refused_looked", f"box:{box_id}", clock.now())
    linked_at = None if organisation_id is None else found[0].in_vehicle_since
    return await lists.refused(session, found[0].name, None if linked_at is None else clock.epoch.real(linked_at))


async def ask(session: Writing, caller: Caller, clock: Clock, entry: BoxRequestEntry) -> BoxRequestView:
    """Ask for a box in a vehicle.

    Raises:
        NotFound: no such vehicle, or another company's.
        NotEligible: something stands against it.
    """
    by = author(caller, Role.COMPANY, Role.ADMINISTRATOR)
    await repository.hold_vehicle(session, entry.vehicle_id)
    row = await eligible(session, await scope(session, caller), entry.vehicle_id)
    now = clock.now()
    request = BoxRequest(
        id=new_id(),
        vehicle_id=entry.vehicle_id,
        organisation_id=row.organisation_id,
        state=RequestState.ASKED,
        asked_by=caller.account_id,
        asked_at=now,
    )
    session.add(request)
    await session.flush()
    await tell(session, by, "box.requested", now, {"request_id": request.id}, VehicleId(entry.vehicle_id))
    return await _view(session, request.id)


async def eligible(
    session: Reading, organisation_id: UUID | None, vehicle_id: UUID, *, asked: bool = False
) -> lists.VehicleRow:
    """Give a vehicle that may get a box. `asked`: that one is asked for is no obstacle.

    Raises: NotFound, NotEligible.
    """
    found = await lists.vehicles(session, organisation_id, vehicle_id)
    if not found:
        raise NotFound("no such vehicle of yours")
    against = obstacles(found[0].standing)
    if asked:
        against = [obstacle for obstacle in against if obstacle is not BoxObstacle.ALREADY_ASKED]
    if against:
        raise NotEligible("; ".join(WORDS[obstacle] for obstacle in against), obstacles=against)
    return found[0]


async def refuse(
    session: Writing, caller: Caller, clock: Clock, request_id: UUID, entry: BoxRequestRefusal
) -> BoxRequestView:
    """Refuse a request, saying why.

    Raises: NotFound, Answered.
    """
    by = author(caller, Role.ADMINISTRATOR)
    request = await _waiting(session, None, request_id)
    request.state, request.refusal = RequestState.REFUSED, entry.words
    return await _answered(session, by, clock, request, "box.request_refused")


async def withdraw(session: Writing, caller: Caller, clock: Clock, request_id: UUID) -> BoxRequestView:
    """Ask no more.

    Raises: NotFound, also for another company's; Answered.
    """
    by = author(caller, Role.COMPANY, Role.ADMINISTRATOR)
    request = await _waiting(session, await scope(session, caller), request_id)
    request.state = RequestState.WITHDRAWN
    return await _answered(session, by, clock, request, "box.request_withdrawn")


async def _waiting(session: Writing, organisation_id: UUID | None, request_id: UUID) -> BoxRequest:
    request = await session.get(BoxRequest, request_id, with_for_update=True, populate_existing=True)
    if request is None or organisation_id not in {None, request.organisation_id}:
        raise NotFound("no such request")
    if request.state != RequestState.ASKED:
        raise Answered(request.state)
    return request


async def _answered(session: Writing, by: Author, clock: Clock, request: BoxRequest, kind: str) -> BoxRequestView:
    now = clock.now()
    request.answered_at = now
    await session.flush()
    body = {"request_id": request.id, "refusal": request.refusal}
    await tell(session, by, kind, now, body, VehicleId(request.vehicle_id))
    return await _view(session, request.id)


async def _view(session: Reading, request_id: UUID) -> BoxRequestView:
    return (await lists.requests(session, None, request_id))[0]
