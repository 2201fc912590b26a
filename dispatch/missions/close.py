"""What changes a mission under way and ends it: its destination, standing it down, and its outcome."""

from uuid import UUID

from db.engine import Writing
from db.models.regulation import Case, Mission
from db.secrets import cell, keyring, private
from dispatch.cases import service as cases
from dispatch.cases import settling
from dispatch.missions import orders, repository, rules, service
from dispatch.missions.service import Told
from dispatch.vehicles import service as vehicles
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, Invalid
from kit.ids import CentreId, MissionId
from kit.wire.codes.means import FacilityKind
from kit.wire.codes.missions import Ground, MissionStatus, Outcome, PilotRefusal, ReceiptState, StatusSource
from kit.wire.missions import Cancellation, Closing, DestinationChoice, MissionView


class OrderRefused(Conflict):
    """The crew has refused the order and has not left: stand the mission down and send another; `current` is the mission."""

    title = "Order refused by the crew"


RECEIVING = frozenset({FacilityKind.EMERGENCY, FacilityKind.HOSPITAL})
"""Kinds of facility a patient is brought to."""


class MissionOver(Conflict):
    """The mission has ended, or is too far for this; `current` is the mission."""

    title = "Mission too far for this"


async def choose_destination(
    session: Writing, caller: Caller, clock: Clock, mission_id: UUID, entry: DestinationChoice
) -> MissionView:
    """Say where the patient goes; the crew is told by a new version of its order. Choosing the same again changes nothing.

    Raises:
        NotFound: no such mission among the transaction's centres.
        Invalid: no such facility, or not one that receives patients.
        MissionOver: the patient is already there, or there is none any more.
        OrderRefused: the crew has refused the order: it is not ordered again.
    """
    mission = await service.lock(session, mission_id)
    author = caller.acting_at(CentreId(mission.centre_id), *rules.ENGAGERS)
    facility = await repository.facility(session, entry.facility_id)
    if facility is None or facility.kind not in RECEIVING:
        raise Invalid("no such receiving facility", path="$.facility_id")
    if mission.destination_id == facility.id:
        return await service.view(session, mission_id)
    await _check_open(session, mission, mission.status in rules.DESTINATION_OPEN)
    if mission.receipt == ReceiptState.REFUSED and mission.status in rules.BEFORE_DEPARTURE:
        raise OrderRefused("the crew has refused this order", current=await service.view(session, mission_id))
    now = clock.now()
    mission.destination_id = facility.id
    mission.destination_at, mission.destination_seen_at = now, None
    body = {"facility_id": str(facility.id), "facility": facility.name}
    fact_id = await service.record(session, author, mission, "mission.destination_chosen", now, body)
    if mission.ground == Ground.PARTENAIRE:
        mission.version += 1
    else:
        orders.next_version(mission)
        await orders.tell(session, clock, mission, fact_id)
    return await service.view(session, mission_id)


async def cancel(session: Writing, caller: Caller, clock: Clock, mission_id: UUID, entry: Cancellation) -> MissionView:
    """Stand a mission down before arrival: the crew is told, the vehicle and its team are free at once.

    Raises:
        NotFound: no such mission among the transaction's centres.
        Forbidden: a SMUR is stood down by a doctor.
        MissionOver: the crew has arrived, or the mission has ended.
    """
    mission = await service.lock(session, mission_id)
    status = MissionStatus(mission.status)
    means = rules.means_of(await repository.vehicle_type(session, mission.vehicle_id))
    roles = rules.who_cancels(means, Ground(mission.ground), status, asked=mission.asked)
    author = caller.acting_at(CentreId(mission.centre_id), *roles)
    await _check_open(session, mission, status in rules.BEFORE_ARRIVAL)
    await _annul(session, author, clock, mission, entry.motive, StatusSource.OPERATOR)
    return await service.view(session, mission_id)


async def stand_down(session: Writing, author: Author, clock: Clock, mission: Mission, motive: str) -> None:
    """Call off a locked mission whose crew has refused it or does not answer, so that another is sent.

    Raises:
        MissionOver: the crew has arrived, or the mission has ended.
    """
    await _check_open(session, mission, mission.status in rules.BEFORE_ARRIVAL)
    await _annul(session, author, clock, mission, motive, StatusSource.OPERATOR)


async def pilot_refused(session: Writing, author: Author, clock: Clock, mission: Mission) -> None:
    """End a locked mission that was asked of a pilot, who has just refused: nobody went, and its decision waits for another vehicle."""
    motive = PilotRefusal.CREW.value if mission.receipt_reason is None else mission.receipt_reason
    await _annul(session, author, clock, mission, motive, StatusSource.CREW)


async def _annul(  # noqa: PLR0917 - whose word, on what, and why
    session: Writing, author: Author, clock: Clock, mission: Mission, motive: str, source: StatusSource
) -> None:
    """Call a locked mission off; its crew is told, unless it said so itself."""
    case = await cases.lock(session, mission.case_id)  # before the occupancy: engaging takes them in this order
    now = clock.now()
    told = Told(MissionStatus.ANNULE, now, 0.0, source, account_id=author.account_id)
    await service.enter(session, author, mission, told, now)
    mission.cancel_motive = motive
    mission.cancel_proposed = False
    mission.outcome = Outcome.CANCELLED.value
    mission.closed_at = now
    fact_id = await service.record(session, author, mission, "mission.cancelled", now, {"motive": motive})
    if mission.ground != Ground.PARTENAIRE and source is not StatusSource.CREW:
        orders.next_version(mission)
        await orders.tell(session, clock, mission, fact_id)
    await vehicles.free(session, MissionId(mission.id), now)
    await _settle_case(session, clock, case)


async def close(session: Writing, caller: Caller, clock: Clock, mission_id: UUID, entry: Closing) -> MissionView:
    """End a mission with what became of its patient; its case is settled when nothing else is owed.

    A crew still on scene is told that it may leave. The vehicle stays taken until its crew declares itself available or it is back
    at base; a partner's vehicle is let go at once.

    Raises:
        NotFound: no such mission among the transaction's centres.
        Invalid: this outcome is not possible in the mission's status; a partner's mission is ended by hand with words.
        MissionOver: it has ended already.
    """
    mission = await service.lock(session, mission_id)
    author = caller.acting_at(CentreId(mission.centre_id), *rules.ENGAGERS)
    await _check_open(session, mission, open_=True)
    ground = Ground(mission.ground)
    if not rules.may_end(ground, MissionStatus(mission.status), entry.outcome):
        raise Invalid(f"a mission in status {mission.status} does not end with {entry.outcome}", path="$.outcome")
    if ground is Ground.PARTENAIRE and not entry.words:
        raise Invalid("say how the partner's mission is known to have ended", path="$.words")
    case = await cases.lock(session, mission.case_id)  # before the occupancy: engaging takes them in this order
    now = clock.now()
    mission.outcome = entry.outcome.value
    told_in = cell(Mission.outcome_words, mission.id)
    mission.outcome_words = keyring(session).encrypt(mission.centre_id, entry.words, told_in)
    mission.closed_at = now
    mission.cancel_proposed = False
    mission.version += 1
    body = {"outcome": entry.outcome.value, "words": private(entry.words)}
    fact_id = await service.record(session, author, mission, "mission.closed", now, body)
    if ground is not Ground.PARTENAIRE and MissionStatus(mission.status) in rules.AT_SCENE:
        orders.next_version(mission)
        await orders.tell(session, clock, mission, fact_id)
    if ground is Ground.PARTENAIRE:
        await vehicles.free(session, MissionId(mission.id), now)
    else:
        await service.free_if_home(session, mission, now)
    await _settle_case(session, clock, case)
    return await service.view(session, mission_id)


async def _check_open(session: Writing, mission: Mission, open_: bool) -> None:
    if mission.closed_at is not None or not open_:
        raise MissionOver(f"the mission is in status {mission.status}", current=await service.view(session, mission.id))


async def _settle_case(session: Writing, clock: Clock, case: Case) -> None:
    """Let the locked case of a mission that has just ended go on."""
    case.version += 1
    await settling.settle(session, case, clock.now())
