"""Rows of cases as the room sees them, decrypted."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from db.models.patients import Patient
from db.models.regulation import Case, Decision
from db.models.tasks import Task
from db.secrets import Keyring, cell
from dispatch.cases import appointments, blinds, repository, rules
from kit.wire.cases import CaseView, DecisionView, Orientation, PatientView, Place
from kit.wire.centres import OpinionView
from kit.wire.codes.calls import CallerState, PlacePrecision, Sex
from kit.wire.codes.cases import (
    Attribution,
    CareLevel,
    CareQueue,
    CaseState,
    DecisionType,
    Delay,
    MeansType,
    Priority,
    Restriction,
    TaskKind,
)
from kit.wire.codes.people import Role
from kit.wire.relief import TaskView


@dataclass
class Held:
    """What hangs on a case, each by its own order."""

    patients: list[PatientView] = field(default_factory=list[PatientView])
    decisions: list[DecisionView] = field(default_factory=list[DecisionView])
    mission_ids: list[UUID] = field(default_factory=list[UUID])
    tasks: list[TaskView] = field(default_factory=list[TaskView])


def case_view(keys: Keyring, row: repository.CaseRow, held: Held, opinions: list[OpinionView]) -> CaseView:
    """Give a case with what hangs on it; nothing is withheld yet."""
    case = row.case
    return CaseView(
        id=case.id,
        centre_id=case.centre_id,
        number=case.number,
        version=case.version,
        state=CaseState(case.state),
        attribution=Attribution(case.attribution),
        priority=Priority(case.priority),
        queue=None if case.queue is None else CareQueue(case.queue),
        opened_at=case.opened_at,
        queued_at=case.queued_at,
        motive_code=case.motive_code,
        motive=row.motive,
        place=place_of(keys, case),
        caller=CallerState(case.caller_state),
        caller_since=case.caller_since,
        caller_number=keys.decrypt(case.caller_number, cell(Case.caller_number, case.id)),
        repeat_count=case.repeat_count,
        taken_by=row.taken_by,
        taken_at=case.taken_at,
        patients=held.patients,
        decisions=held.decisions,
        mission_ids=held.mission_ids,
        event_id=case.event_id,
        closed_at=case.closed_at,
        taken_by_id=case.taken_by,
        kept_by=row.kept_by,
        kept_by_id=case.kept_by,
        offered_to_id=case.offered_to,
        orphaned_at=case.orphaned_at,
        tasks=held.tasks,
        restriction=None if case.restriction is None else Restriction(case.restriction),
        shared_with=row.readers or [],
        escalated_at=case.escalated_at,
        opinions=opinions,
        fallen_at=case.fallen_at,
    )


def place_of(keys: Keyring, case: Case) -> Place | None:
    """Give where a case happens, its words decrypted; none while nobody knows."""
    if case.place_label is None or case.place_lon_deg is None or case.place_lat_deg is None:
        return None
    return Place(
        label=keys.decrypt(case.place_label, cell(Case.place_label, case.id)),
        insee_code=case.place_insee_code,
        lon_deg=case.place_lon_deg,
        lat_deg=case.place_lat_deg,
        radius_m=case.place_radius_m,
        precision=PlacePrecision(case.place_precision or PlacePrecision.INCONNUE),
        access=keys.decrypt(case.place_access, cell(Case.place_access, case.id)),
    )


def patient_view(keys: Keyring, patient: Patient) -> PatientView:
    """Give a patient, decrypted."""
    return PatientView(
        id=patient.id,
        rank=patient.rank,
        label=keys.decrypt(patient.label, cell(Patient.label, patient.id)),
        birth_date=blinds.birth_date(keys, patient),
        sex=Sex(patient.sex),
        age=patient.age,
        care_level=None if patient.care_level is None else CareLevel(patient.care_level),
    )


def task_view(keys: Keyring, task: Task, owner: str | None, set_by: str) -> TaskView:
    """Give a task with the names of who owes it and who set it, decrypted."""
    return TaskView(
        id=task.id,
        kind=TaskKind(task.kind),
        words=keys.decrypt(task.words, cell(Task.words, task.id)),
        due_at=task.due_at,
        role=Role(task.role),
        owner=owner,
        owner_id=task.owner_id,
        offered_to_id=task.offered_to,
        set_by=set_by,
        overdue=task.overdue_at is not None,
        decision_id=task.decision_id,
        mission_id=task.mission_id,
    )


def decision_view(keys: Keyring, row: repository.DecisionRow) -> DecisionView:
    """Give a decision, decrypted."""
    decision = row.decision
    return DecisionView(
        id=decision.id,
        patient_id=decision.patient_id,
        type=DecisionType(decision.type),
        means=None if decision.means is None else MeansType(decision.means),
        delay=None if decision.delay is None else Delay(decision.delay),
        care_level=None if decision.care_level is None else CareLevel(decision.care_level),
        words=keys.decrypt(decision.words, cell(Decision.words, decision.id)),
        decided_at=decision.decided_at,
        decided_by=row.decided_by,
        ended_at=decision.ended_at,
        ended_because=decision.ended_because,
        orientation=orientation_of(keys, decision),
        due_at=_due_at(decision),
        senior=row.senior,
        countersigned_at=decision.countersigned_at,
        countersigned_by=row.countersigned_by,
    )


def orientation_of(keys: Keyring, decision: Decision) -> Orientation | None:
    """Give what was done about a decision so far, its words decrypted; none until somebody tried."""
    stored = decision.orientation
    return None if stored is None else appointments.opened(keys, decision.id, stored)


def _due_at(decision: Decision) -> datetime | None:
    """Give by when an orientation to a practitioner should be done; none of other decisions."""
    means = None if decision.means is None else MeansType(decision.means)
    if not rules.is_orientation(DecisionType(decision.type), means):
        return None
    return rules.due_at(decision.decided_at, None if decision.delay is None else Delay(decision.delay))
