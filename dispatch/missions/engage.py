"""Send a vehicle: one ground, one vehicle and its team, one order. Of two who want it, one wins, the other is told the next best.

A helicopter is asked by the same command: its order is one only once its pilot has accepted it (ADR 0090).
"""

from collections.abc import Sequence
from datetime import datetime

from db.engine import Reading, Writing
from db.models.regulation import Case, Mission
from dispatch.assignment import rules as assignment_rules
from dispatch.assignment import service as assignment
from dispatch.assignment.service import Fleet, PlaceUnknown
from dispatch.cases import service as cases
from dispatch.cases import settling, signatures
from dispatch.cases.rules import is_medical
from dispatch.missions import grounds, orders, rules, service
from dispatch.vehicles import occupancy
from dispatch.vehicles import service as vehicles
from dispatch.vehicles.occupancy import TeamBusy, VehicleBusy
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, Forbidden, Invalid
from kit.ids import CentreId, MissionId, TeamId, VehicleId, new_id
from kit.wire.codes.cases import Attribution, CareQueue
from kit.wire.codes.means import VisibilityReason
from kit.wire.codes.missions import Ground, MissionStatus, StatusSource
from kit.wire.codes.people import Role
from kit.wire.missions import Candidate, Engagement, MissionView
from kit.wire.vehicles import VehicleView


class VehicleUnfit(Conflict):
    """The vehicle cannot go now; `reason` says why, `current` is the next best candidate."""

    title = "Vehicle cannot go"


class AskItsCentre(Forbidden):
    """The vehicle is another centre's, and no convention lets this one engage it."""

    title = "Vehicle of another centre"


async def engage(  # noqa: PLR0917 - what every command takes, and who may
    session: Writing,
    caller: Caller,
    clock: Clock,
    fleet: Fleet,
    entry: Engagement,
    roles: Sequence[Role] = rules.ENGAGERS,
) -> MissionView:
    """Engage a vehicle of one's centre, or of one that a convention binds. A partner's vehicle is recorded whosever it is.

    `roles`: who may, at the case's centre; the first held is written down.

    Raises:
        NotFound, CaseClosed: no such case or vehicle, or the case never changes again.
        AskItsCentre: another centre's vehicle, and no convention.
        Whatever `send` raises.
    """
    case = await cases.lock(session, entry.case_id)
    author = caller.acting_at(CentreId(case.centre_id), *roles)
    vehicle = await vehicles.view(session, clock.now(), entry.vehicle_id)
    if entry.ground is not Ground.PARTENAIRE and await must_ask(session, clock, case, vehicle):
        raise AskItsCentre(f"{vehicle.call_sign} is another centre's: ask for it")
    return await send(session, author, clock, fleet, case, vehicle, entry)


async def must_ask(session: Reading, clock: Clock, case: Case, vehicle: VehicleView) -> bool:
    """Tell whether a vehicle is asked of its centre before it is engaged for a case. Source: practice, rule 28."""
    if vehicle.centre_id == case.centre_id:
        return False
    means = rules.means_of(vehicle.type)
    return vehicle.centre_id not in await assignment.engageable_at(session, case.centre_id, means, clock.now())


async def check(  # noqa: PLR0917 - as `send`
    session: Writing,
    clock: Clock,
    fleet: Fleet,
    case: Case,
    vehicle: VehicleView,
    entry: Engagement,
    *,
    was_asked: bool = False,
) -> None:
    """Check that a vehicle may be engaged for a locked case, whosever it is and busy or not.

    `was_asked`: of its centre, with the doctor named at work then.

    Raises: as `send`, but neither VehicleBusy nor TeamBusy.
    """
    if case.place_label is None:
        raise PlaceUnknown("give the case a place first: a commune is enough")
    await grounds.check(session, case, vehicle, entry, None if was_asked else clock.now())
    await _check_choice(session, entry)
    unfit = _unfit(vehicle, entry)
    if unfit is not None:
        best = await _next_best(session, clock, fleet, case, vehicle)
        raise VehicleUnfit(f"{vehicle.call_sign} cannot go: {unfit}", reason=unfit, current=best)


async def send(  # noqa: PLR0917 - who sends, when, among whom, for what, which
    session: Writing,
    author: Author,
    clock: Clock,
    fleet: Fleet,
    case: Case,
    vehicle: VehicleView,
    entry: Engagement,
    *,
    was_asked: bool = False,
) -> MissionView:
    """Engage a vehicle with the team on board for a locked case, and order it (a partner's is recorded, a helicopter asked).

    `was_asked`: as for `check`.

    Raises:
        NotFound: no such decision or proposal.
        PlaceUnknown: the case has no place.
        Invalid: a member the ground needs is missing; another vehicle than the first candidate needs a motive; what is not a
            helicopter is not asked, nor on another ground than a decision.
        NotCovered, DecisionEnded, DecisionServed: the ground does not hold.
        VehicleUnfit: wrong type, team or level, unavailable, or not visible; a helicopter is asked, not ordered.
        VehicleBusy, TeamBusy: engaged a moment ago; `current` is the next best candidate when known.
    """
    await check(session, clock, fleet, case, vehicle, entry, was_asked=was_asked)
    now = clock.now()
    mission_id = MissionId(new_id())
    first = MissionStatus.DEPART if entry.ground is Ground.PARTENAIRE else MissionStatus.DECISION
    try:
        await occupancy.claim(
            session,
            vehicle_id=VehicleId(vehicle.id),
            team_id=None if vehicle.team_id is None else TeamId(vehicle.team_id),
            mission_id=mission_id,
            slot="ACTIVE",
            centre_id=CentreId(case.centre_id),
            status=first,
            at=now,
        )
    except (VehicleBusy, TeamBusy) as busy:
        best = await _next_best(session, clock, fleet, case, vehicle)
        raise type(busy)(busy.detail, current=best) from busy
    mission = Mission(
        id=mission_id,
        centre_id=case.centre_id,
        version=1,
        case_id=case.id,
        vehicle_id=vehicle.id,
        team_id=vehicle.team_id,
        ground=entry.ground.value,
        decision_id=entry.decision_id,
        doctor_id=entry.doctor_id,
        proposal_id=entry.proposal_id,
        override_motive=entry.override_motive,
        engaged_by=author.account_id,
        asked=entry.asked,
        status=first.value,
        status_at=now,
        ordered_at=now,
        order_version=0 if entry.ground is Ground.PARTENAIRE else 1,
        cancel_proposed=False,
    )
    session.add(mission)
    # Who gives the order in person signs it by giving it.
    if entry.doctor_id is not None and entry.doctor_id == author.account_id:
        mission.countersigned_at, mission.countersigned_by = now, author.account_id
    await _order(session, author, clock, mission, vehicle)
    if entry.doctor_id is not None and mission.countersigned_at is None:
        await signatures.ask(session, author, case, mission, now)
    await vehicles.show(session, VehicleId(vehicle.id), VisibilityReason.MISSION, now)
    _alert_doctors(case, entry.ground, now)
    case.version += 1
    await settling.reopen(session, case, now)
    return await service.view(session, mission_id)


async def _order(session: Writing, author: Author, clock: Clock, mission: Mission, vehicle: VehicleView) -> None:
    """Write a new mission's fact and first status, and tell its order."""
    await session.flush()
    body = {
        "vehicle": vehicle.call_sign,
        "ground": mission.ground,
        "decision_id": None if mission.decision_id is None else str(mission.decision_id),
        "doctor_id": None if mission.doctor_id is None else str(mission.doctor_id),
        "proposal_id": None if mission.proposal_id is None else str(mission.proposal_id),
        "override_motive": mission.override_motive,
    }
    partner = mission.ground == Ground.PARTENAIRE
    kind = "mission.recorded" if partner else "mission.asked" if mission.asked else "mission.ordered"
    fact_id = await service.record(session, author, mission, kind, mission.ordered_at, body)
    if not partner:
        await orders.tell(session, clock, mission, fact_id)
    source = StatusSource.PARTNER if partner else StatusSource.OPERATOR
    told = service.Told(
        status=MissionStatus(mission.status),
        at=mission.ordered_at,
        error_s=rules.ERROR_S[source] if partner else 0.0,  # the order itself is the instant
        source=source,
        account_id=author.account_id,
    )
    service.keep(session, mission, told)
    await session.flush()


def _alert_doctors(case: Case, ground: Ground, at: datetime) -> None:
    """Put a locked case left by reflex in front of the doctors: nobody of them has seen it. Source: practice, rule 4."""
    if ground is Ground.REFLEXE and case.queue is None and not is_medical(Attribution(case.attribution)):
        case.queue = CareQueue.AMU.value
        case.queued_at = at


# Choice


def _unfit(vehicle: VehicleView, entry: Engagement) -> str | None:
    """Say why a vehicle cannot go. Whether it is busy is asked of the database; a helicopter is asked, never ordered (practice, rule 7)."""
    if entry.ground is Ground.PARTENAIRE:
        return None
    dropped = assignment_rules.why_dropped(vehicle, rules.means_of(vehicle.type))
    if dropped not in {None, "BUSY", "ON_REQUEST"}:
        return dropped
    return "ON_REQUEST" if vehicle.type in assignment_rules.ON_REQUEST and not entry.asked else None


async def _check_choice(session: Writing, entry: Engagement) -> None:
    """Check an engagement against the proposal it quotes: another vehicle than the first candidate needs a motive."""
    if entry.proposal_id is None:
        return
    proposal = await assignment.kept(session, entry.proposal_id)
    if proposal.case_id != entry.case_id or proposal.decision_id != entry.decision_id:
        raise Invalid("the proposal answers another decision", path="$.proposal_id")
    first = proposal.candidates[0].vehicle_id if proposal.candidates else None
    if first != entry.vehicle_id and not entry.override_motive and not entry.asked:
        raise Invalid("say why not the first candidate", path="$.override_motive")


async def _next_best(
    session: Writing, clock: Clock, fleet: Fleet, case: Case, vehicle: VehicleView
) -> Candidate | None:
    """Give the best other vehicle of the same means, now."""
    means = rules.means_of(vehicle.type)
    return await assignment.next_best(session, clock, fleet, case, means=means, but={vehicle.id})
