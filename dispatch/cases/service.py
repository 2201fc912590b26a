"""What every use case of this step and later steps need: a case locked for a change, its view, its log, and settling it."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

import msgspec
from msgspec.structs import replace

from db.engine import Reading, Writing
from db.models.patients import Patient
from db.models.regulation import Call, Case, Decision
from db.models.tasks import Task
from db.secrets import Keyring, cell, keyring
from dispatch.calls import service as calls
from dispatch.cases import blinds, opinions, repository, rules
from dispatch.cases.withheld import withhold, withhold_log
from kit.caller import Author, Caller
from kit.clock import Clock, real_now
from kit.errors import Conflict, NotFound
from kit.ids import CallId, CaseId, CentreId, FactId
from kit.wire.cases import CaseFile, CaseView, DecisionView, LogEntry, Orientation, PatientView, Place
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
from kit.wire.codes.missions import Outcome
from kit.wire.codes.people import Role
from kit.wire.relief import TaskView
from socle.accounts import posts
from socle.audit import service as audit

SERVER = Author(None, "SERVER")
"""Author of what the server does by itself: the states a case goes through as it is settled."""


class CaseClosed(Conflict):
    """The case is closed, or filed, and never changes again; `current` is the case."""

    title = "Case closed"


async def lock(session: Writing, case_id: UUID) -> Case:
    """Give an open case for a change, its row locked.

    Raises:
        NotFound: no such case among the transaction's centres.
        CaseClosed: it is never changed again.
    """
    case = await repository.lock(session, case_id)
    if case is None:
        raise NotFound("no such case")
    if CaseState(case.state) not in rules.OPEN_STATES:
        raise CaseClosed(f"case {case.number} is closed", current=await view(session, case_id))
    return case


async def find(session: Reading, case_id: UUID) -> Case:
    """Give a case as it is, not locked.

    Raises:
        NotFound: no such case among the transaction's centres.
    """
    case = await session.get(Case, case_id)
    if case is None:
        raise NotFound("no such case")
    return case


def sealed_number(session: Reading, case_id: UUID, call: Call) -> str | None:
    """Give the number of a call as a case keeps it."""
    number = calls.number_of(session, call)
    return keyring(session).encrypt(call.centre_id, number, cell(Case.caller_number, case_id))


async def patients(session: Reading, case: Case) -> dict[UUID, Patient]:
    """Give the patients of a case by id, by rank."""
    return {patient.id: patient for patient in await repository.patients(session, [case.id])}


async def record(  # noqa: PLR0917 - the same order as the trail's own
    session: Writing,
    author: Author,
    case: Case,
    kind: str,
    at: datetime,
    body: Mapping[str, object],
    call_id: CallId | None = None,
) -> FactId:
    """Write a fact of a case."""
    return await audit.record(
        session, author, CentreId(case.centre_id), kind, at, body, case_id=CaseId(case.id), call_id=call_id
    )


async def settle(session: Writing, case: Case, at: datetime) -> None:
    """Bring a locked case to the state it stands in: ACTIF while something is owed, else ACHEVE, VALIDE once complete.

    To be called after anything that may owe or settle: queue, patients, decisions, missions, edits. Each change of state is a fact.
    """
    await session.flush()
    reached = rules.state_of(await standing(session, case))
    if case.state == CaseState.ACTIF and reached is CaseState.VALIDE:
        await _enter(session, case, CaseState.ACHEVE, at)
    await _enter(session, case, reached, at)


def let_go(case: Case) -> None:
    """Let nobody hold a locked case any more."""
    case.taken_by = case.taken_at = case.offered_to = case.orphaned_at = None


async def reopen(session: Writing, case: Case, at: datetime) -> None:
    """Bring a locked case to ACTIF: something is under way for it now."""
    await _enter(session, case, CaseState.ACTIF, at)


async def _enter(session: Writing, case: Case, state: CaseState, at: datetime) -> None:
    """Change the state of a locked case and write it down; nothing to do when it stands there."""
    if case.state != state:
        body = {"from": case.state, "to": state.value}
        case.state = state.value
        case.version += 1
        await record(session, SERVER, case, "case.state_changed", at, body)


async def standing(session: Reading, case: Case) -> rules.Standing:
    """Gather what decides whether a case is settled and complete. Three queries."""
    known = await patients(session, case)
    decisions = await repository.decisions(session, [case.id])
    missions = await repository.missions(session, [case.id])
    return rules.Standing(
        queue=None if case.queue is None else CareQueue(case.queue),
        patients=frozenset(known),
        decisions=tuple(
            rules.InForce(
                DecisionType(decision.type),
                None if decision.means is None else MeansType(decision.means),
                decision.patient_id,
            )
            for decision, *_ in decisions
            if decision.ended_at is None
        ),
        missions=tuple(
            rules.Sent(
                means=MeansType(mission.vehicle_type.partition(".")[0]),
                patient_id=mission.patient_id,
                over=mission.closed_at is not None,
                cared=mission.outcome not in {None, Outcome.CANCELLED},
            )
            for mission in missions
        ),
        has_place=case.place_label is not None,
        has_motive=case.motive_code is not None,
        priority=Priority(case.priority),
        unsigned=any(mission.unsigned for mission in missions)
        or any(one.decision.senior_id is not None and one.decision.countersigned_at is None for one in decisions),
    )


async def doctor_acts(session: Reading, case: Case, role: Role, at: datetime) -> None:
    """Make a locked case medical (DRM) at a doctor's first act; the server says who stands in for whom."""
    if rules.is_medical(Attribution(case.attribution)):
        return
    queue = None if case.queue is None else CareQueue(case.queue)
    ambulatory_on_duty = any(
        one.role is Role.MRL for one in await posts.at_work(session, [case.centre_id], at, real_now())
    )
    case.attribution = rules.medical_attribution(queue, role, ambulatory_on_duty=ambulatory_on_duty).value


async def is_at_work(
    session: Reading, account_id: UUID, centre_id: UUID, roles: Collection[Role], at: datetime
) -> bool:
    """Tell whether an account is signed in, with one of these roles in force at the centre at a domain time."""
    present = await posts.at_work(session, [centre_id], at, real_now())
    return any(one.account_id == account_id and one.role in roles for one in present)


# Views


async def file(session: Writing, caller: Caller, clock: Clock, case_id: UUID) -> CaseFile:
    """Open a case with its log: a look at patients, written in the trail of the centre that looks.

    Raises:
        NotFound: no such case among the transaction's centres.
        Forbidden: the caller regulates neither at its centre nor at one it is shared with.
    """
    found = await view(session, case_id)
    centre_id = looks_from(caller, found)
    author = caller.acting_at(centre_id, *rules.READERS)
    await audit.look(session, author, centre_id, "case.read", f"case:{case_id}", clock.now())
    return CaseFile(case=found, log=await log(session, case_id))


def looks_from(caller: Caller, case: CaseView) -> CentreId:
    """Give the centre somebody looks at a case from: its own, or one it is shared with; its own where they regulate at none of these."""
    mine = caller.centres_of(frozenset(rules.READERS))
    return CentreId(next((one for one in (case.centre_id, *case.shared_with) if one in mine), case.centre_id))


async def open_cases(session: Writing, caller: Caller, clock: Clock) -> list[CaseView]:
    """List every open case of the transaction's centres: a look at each of their rooms, written in the trail."""
    for centre_id in caller.centres_of(frozenset(rules.READERS)):
        author = caller.acting_at(centre_id, *rules.READERS)
        await audit.look(session, author, centre_id, "room.watched", f"room:{centre_id}", clock.now())
    return await views(session)


async def log(session: Reading, case_id: UUID) -> list[LogEntry]:
    """Give the facts of a case with their authors and roles: sealed ones in order, those not sealed yet last.

    Raises:
        NotFound: no such case among the transaction's centres.
    """
    case = await find(session, case_id)
    keys = keyring(session)
    entries = [
        LogEntry(
            id=fact.id,
            number=number,
            at=fact.at,
            kind=fact.kind,
            author=name or fact.role,
            role=fact.role,
            body=keys.open_body(fact.body, f"fact:{fact.id}"),
        )
        for fact, number, name in await repository.log(session, case)
    ]
    closed = case.restriction is not None and not await repository.opened(session, [case_id])
    return withhold_log(entries) if closed else entries


async def view(session: Reading, case_id: UUID) -> CaseView:
    """Give one case.

    Raises:
        NotFound: no such case among the transaction's centres.
    """
    found = await views(session, [case_id])
    if not found:
        raise NotFound("no such case")
    return found[0]


async def views(session: Reading, ids: Collection[UUID] | None = None) -> list[CaseView]:
    """Give cases as the room sees them, by opening; the open ones when no id is given. Five queries, at most seven."""
    rows = await repository.rows(session, ids)
    keys = keyring(session)
    case_ids = [case.id for case, *_ in rows]
    patient_views: defaultdict[UUID, list[PatientView]] = defaultdict(list)
    decisions: defaultdict[UUID, list[DecisionView]] = defaultdict(list)
    mission_ids: defaultdict[UUID, list[UUID]] = defaultdict(list)
    tasks: defaultdict[UUID, list[TaskView]] = defaultdict(list)
    if case_ids:
        for patient in await repository.patients(session, case_ids):
            patient_views[patient.case_id].append(patient_view(keys, patient))
        for row in await repository.decisions(session, case_ids):
            decisions[row.decision.case_id].append(_decision_view(keys, row))
        for mission in await repository.missions(session, case_ids):
            mission_ids[mission.case_id].append(mission.id)
        for task, owner, set_by in await repository.waiting_tasks(session, case_ids):
            tasks[task.case_id].append(_task_view(keys, task, owner, set_by))
    asked = await opinions.in_force(session, [case.id for case, *_, readers in rows if readers])
    shown = [
        CaseView(
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
            motive=motive,
            place=place_of(keys, case),
            caller=CallerState(case.caller_state),
            caller_since=case.caller_since,
            caller_number=keys.decrypt(case.caller_number, cell(Case.caller_number, case.id)),
            repeat_count=case.repeat_count,
            taken_by=taken_by,
            taken_at=case.taken_at,
            patients=patient_views[case.id],
            decisions=decisions[case.id],
            mission_ids=mission_ids[case.id],
            event_id=case.event_id,
            closed_at=case.closed_at,
            taken_by_id=case.taken_by,
            kept_by=kept_by,
            kept_by_id=case.kept_by,
            offered_to_id=case.offered_to,
            orphaned_at=case.orphaned_at,
            tasks=tasks[case.id],
            restriction=None if case.restriction is None else Restriction(case.restriction),
            shared_with=shared_with or [],
            escalated_at=case.escalated_at,
            opinions=asked[case.id],
            fallen_at=case.fallen_at,
        )
        for case, motive, taken_by, kept_by, shared_with in rows
    ]
    doubles = await blinds.doubles(session, shown)
    shown = [replace(case, same_patient=doubles[case.id]) if case.id in doubles else case for case in shown]
    restricted = [case.id for case in shown if case.restriction is not None]
    closed = set(restricted) - (await repository.opened(session, restricted) if restricted else set())
    return [withhold(case) if case.id in closed else case for case in shown]


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


def _task_view(keys: Keyring, task: Task, owner: str | None, set_by: str) -> TaskView:
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


def _decision_view(keys: Keyring, row: repository.DecisionRow) -> DecisionView:
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
    if decision.orientation is None:
        return None
    done = msgspec.convert(decision.orientation, Orientation)
    if done.appointment is None:
        return done
    bound_to = cell(Decision.orientation, decision.id)
    found = replace(
        done.appointment,
        practitioner=keys.decrypt(done.appointment.practitioner, bound_to),
        place=keys.decrypt(done.appointment.place, bound_to),
    )
    return replace(done, appointment=found)


def _due_at(decision: Decision) -> datetime | None:
    """Give by when an orientation to a practitioner should be done; none of other decisions."""
    means = None if decision.means is None else MeansType(decision.means)
    if not rules.is_orientation(DecisionType(decision.type), means):
        return None
    return rules.due_at(decision.decided_at, None if decision.delay is None else Delay(decision.delay))
