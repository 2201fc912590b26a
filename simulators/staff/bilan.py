"""A crew's bilan and where its patient goes: what the patient needs, then the time by road. Source: practice, rules 17 to 19."""

from collections.abc import Sequence
from uuid import UUID

from kit.wire.accounts import FacilityView
from kit.wire.cases import CaseView, DecisionEntry
from kit.wire.codes.cases import DecisionType, MeansType
from kit.wire.codes.means import FacilityKind
from kit.wire.codes.missions import MissionStatus, Outcome
from kit.wire.missions import Closing, DestinationChoice, MissionView
from simulators.plan import Patient
from simulators.plan.room import NEAREST_SHARE
from simulators.staff.desk import Desk, Post


def waits_for_a_word(mission: MissionView) -> bool:
    """Tell whether a crew has given its bilan and knows nothing yet of what follows."""
    return mission.status is MissionStatus.BILAN and mission.destination is None and mission.closed_at is None


def is_with_patient(mission: MissionView) -> bool:
    """Tell whether a crew is with its patient and knows nothing yet of what follows."""
    at_work = mission.status in {MissionStatus.PEC, MissionStatus.BILAN}
    return at_work and mission.destination is None and mission.closed_at is None


def patient_id_of(case: CaseView, mission: MissionView) -> UUID | None:
    """Give whom a mission is for: the patient of the decision it quotes, else the case's first one."""
    quoted = next((one.patient_id for one in case.decisions if one.id == mission.decision_id), None)
    return quoted or (case.patients[0].id if case.patients else None)


def story_of(desk: Desk, case: CaseView, patient_id: UUID | None) -> Patient | None:
    """Give what a patient of a case turns out to have, none when nobody of the desk has heard of them."""
    event = desk.events.get(case.id)
    rank = next((rank for rank, patient in enumerate(case.patients) if patient.id == patient_id), 0)
    return event.patients[rank] if event is not None and rank < len(event.patients) else None


async def conclude(post: Post, case: CaseView) -> None:
    """Say for each patient whose crew waits where they go, or that they stay, and write the decision down."""
    missions = post.desk.missions(case.id)
    # A crew that rang may not have pressed its button yet.
    waiting = list(filter(waits_for_a_word, missions)) or list(filter(is_with_patient, missions))
    for patient_id in dict.fromkeys(patient_id_of(case, mission) for mission in waiting):
        crews = [mission for mission in waiting if patient_id_of(case, mission) == patient_id]
        patient = story_of(post.desk, case, patient_id)
        outcome = Outcome.TRANSPORTED if patient is None or patient.outcome is None else patient.outcome
        facility = None
        if outcome is Outcome.TRANSPORTED:
            facility = _chosen(post.desk, case, patient_id) or await nearest(post, case, patient)
        for mission in crews:
            await _tell(post, mission, facility, outcome)
        kind, means = (DecisionType.ORIENT, MeansType.HOSPIT) if facility else (DecisionType.PASPLUS, None)
        entry = DecisionEntry(type=kind, means=means, patient_id=patient_id)
        await post.post(f"/api/cases/{case.id}/decisions", entry, CaseView)


async def _tell(post: Post, mission: MissionView, facility: FacilityView | None, outcome: Outcome) -> None:
    if facility is not None:
        choice = DestinationChoice(facility_id=facility.id)
        await post.post(f"/api/missions/{mission.id}/destination", choice, MissionView)
    else:
        # Where nothing is said of it, nobody was to be carried.
        ended = Outcome.LEFT_ON_SCENE if outcome is Outcome.TRANSPORTED else outcome
        await post.post(f"/api/missions/{mission.id}/close", Closing(outcome=ended), MissionView)


def _chosen(desk: Desk, case: CaseView, patient_id: UUID | None) -> FacilityView | None:
    """Give where another crew already takes this patient."""
    names = {
        mission.destination for mission in desk.missions(case.id) if patient_id_of(case, mission) == patient_id
    } - {None}
    return next((facility for facility in desk.receiving if facility.name in names), None)


def _suitable(receiving: Sequence[FacilityView], patient: Patient | None) -> Sequence[FacilityView]:
    wanted = () if patient is None else patient.abilities
    able = [facility for facility in receiving if not set(wanted).isdisjoint(facility.abilities)]
    return able or [facility for facility in receiving if facility.kind == FacilityKind.EMERGENCY]


async def nearest(post: Post, case: CaseView, patient: Patient | None) -> FacilityView | None:
    """Give the nearest place by road that can do what the patient needs, else the nearest emergency department."""
    desk, place = post.desk, case.place
    suitable = _suitable(desk.receiving, patient)
    if place is None or not suitable:
        return None
    ends = [(one.lon_deg, one.lat_deg) for one in suitable]
    seconds = await desk.ways.seconds((place.lon_deg, place.lat_deg), ends, desk.pace.now())
    ranked = [facility for _, facility in sorted(zip(seconds, suitable, strict=True), key=lambda one: one[0])]
    return ranked[0 if len(ranked) == 1 or post.chance.random() < NEAREST_SHARE else 1]
