"""The one ground an engagement quotes, checked. Source: practice, rules 2 to 4 and 7."""

from datetime import datetime
from uuid import UUID

from db.engine import Writing
from db.models.regulation import Case
from dispatch.assignment import rules as assignment_rules
from dispatch.cases import service as cases
from dispatch.decisions import service as decisions
from dispatch.decisions.service import DecisionEnded
from dispatch.missions import repository, rules, service
from kit.errors import Conflict, Forbidden, Invalid, NotFound
from kit.wire.codes.cases import DecisionType, MeansType, Priority
from kit.wire.codes.missions import Ground
from kit.wire.codes.people import DOCTORS
from kit.wire.missions import Engagement
from kit.wire.vehicles import VehicleView


class NotCovered(Forbidden):
    """The ground quoted does not allow this vehicle."""

    title = "Engagement without a ground"


class DecisionServed(Conflict):
    """A vehicle is already under way on this decision; `current` is its mission."""

    title = "Decision already served"


async def check(session: Writing, case: Case, vehicle: VehicleView, entry: Engagement, at: datetime | None) -> None:
    """Check the one ground an engagement quotes. Source: practice, rules 2 to 4.

    `at`: when the doctor named must be at work (domain time); none when that was seen to as the vehicle was asked for: an order given
    outlasts its doctor's shift.

    Raises:
        Invalid: a member the ground needs is missing; what is not a helicopter is not asked, nor on another ground than a decision.
        NotFound: no such decision of this case.
        NotCovered, DecisionEnded, DecisionServed: the ground does not hold.
    """
    _check_asking(vehicle, entry)
    if entry.ground is not Ground.DECISION and entry.decision_id is not None:
        raise Invalid("only ground DECISION quotes a decision", path="$.decision_id")
    if entry.ground not in {Ground.ORDRE_VERBAL, Ground.RENFORT} and entry.doctor_id is not None:
        raise Invalid("only a verbal order or a reinforcement names a doctor", path="$.doctor_id")
    match entry.ground:
        case Ground.DECISION:
            await _check_decision(session, case, vehicle, entry)
        case Ground.REFLEXE:
            await _check_reflex(session, case, vehicle)
        case Ground.ORDRE_VERBAL:
            await _check_doctor(session, case, entry.doctor_id, at)
        case Ground.RENFORT:
            await _check_doctor(session, case, entry.doctor_id, at)
            if not await repository.running_types(session, case.id, but=rules.BEFORE_ARRIVAL):
                raise NotCovered("reinforcement is asked by a crew on scene: none has arrived")
        case Ground.PARTENAIRE:
            if rules.means_of(vehicle.type) is not MeansType.SIS:
                raise NotCovered("only a partner's own vehicle is recorded as under way")


def _check_asking(vehicle: VehicleView, entry: Engagement) -> None:
    """Check that what is asked is a helicopter, under a decision. Source: practice, rule 7."""
    if entry.asked and vehicle.type not in assignment_rules.ON_REQUEST:
        raise Invalid(f"{vehicle.call_sign} is ordered, not asked", path="$.asked")
    if entry.asked and entry.ground is not Ground.DECISION:
        raise Invalid("a helicopter is asked under a doctor's decision", path="$.ground")


async def _check_decision(session: Writing, case: Case, vehicle: VehicleView, entry: Engagement) -> None:
    """Check that a decision in force covers the vehicle, and nobody is under way on it; a road vehicle does not wait for a pilot."""
    if entry.decision_id is None:
        raise Invalid("ground DECISION quotes a decision", path="$.decision_id")
    decision = await decisions.find(session, entry.decision_id)
    if decision.case_id != case.id:
        raise NotFound("no such decision of this case")
    if decision.ended_at is not None:
        raise DecisionEnded("this decision is no longer in force", current=await cases.view(session, case.id))
    if decision.type != DecisionType.INTER or decision.means != rules.means_of(vehicle.type):
        asked = f"{decision.type}/{decision.means}" if decision.means else decision.type
        raise NotCovered(f"the decision asks for {asked}: it does not cover {vehicle.call_sign}")
    serving = await repository.serving(session, decision, or_asked=entry.asked)
    if serving is not None:
        current = await service.view(session, serving)
        raise DecisionServed(f"{current.call_sign} is already under way on this decision", current=current)


async def _check_reflex(session: Writing, case: Case, vehicle: VehicleView) -> None:
    """Check the reflex table: P0, a motive of the table, a SMUR; an ambulance only in addition to one."""
    if case.priority != Priority.P0 or case.motive_code not in rules.REFLEX_MOTIVES:
        raise NotCovered("a reflex departure needs priority P0 and a motive of the reflex table")
    running = {vehicle_type.partition(".")[0] for vehicle_type in await repository.running_types(session, case.id)}
    means = rules.means_of(vehicle.type)
    if means is MeansType.SMUR and MeansType.SMUR in running:
        raise NotCovered("a SMUR is already under way: another one needs a doctor")
    if means is MeansType.TSU and MeansType.SMUR not in running:
        raise NotCovered("by reflex an ambulance goes only in addition to a SMUR")
    if means is MeansType.SIS:
        raise NotCovered("the fire service sends its own vehicles")


async def _check_doctor(session: Writing, case: Case, doctor_id: UUID | None, at: datetime | None) -> None:
    """Check that a doctor is named who regulates for the centre, signed in at a domain time when one is given."""
    if doctor_id is None:
        raise Invalid("name the regulating doctor who says so", path="$.doctor_id")
    if at is not None and not await cases.is_at_work(session, doctor_id, case.centre_id, DOCTORS, at):
        raise NotCovered("no such regulating doctor is signed in at the centre")
