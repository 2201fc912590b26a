"""What the room's practice says of a case. Pure. Source: practice, rules 1, 2, 8, 10, 11, 16, 19, 30; national exchange models."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from kit.clock import PARIS
from kit.wire.codes.calls import CallerState, CallState, Sex
from kit.wire.codes.cases import Attribution, CareQueue, CaseState, DecisionType, Delay, MeansType, Priority
from kit.wire.codes.people import DOCTORS, Role

DESK = (Role.ARM, Role.ARM_SUIVI, *DOCTORS)
"""Who works on cases. A doctor's act is signed as a doctor only where the command asks for one."""

SEARCHERS = (*DESK, Role.INTERN, Role.OSNP)
"""Who looks for a patient by name: those who regulate one. Source: practice, rule 32: a supervisor's screens show no identity."""

READERS = (*SEARCHERS, Role.SUPERVISOR)

HANDERS = (*DESK, Role.SUPERVISOR)
"""Who hands a case over to another centre, takes one over, or lets one be read there."""

DOCTOR_QUEUES = frozenset({CareQueue.AMU, CareQueue.AMBULATORY, CareQueue.BILAN})
"""Queues in which a case waits for a doctor: only a doctor takes it out."""

FILING_KEYS = frozenset(
    {
        Attribution.D_WRONG_NUMBER,
        Attribution.D_HUNG_UP,
        Attribution.D_MALICIOUS,
        Attribution.D_ADMINISTRATIVE,
        Attribution.DR_ARM,
        Attribution.DR_INFORMATION,
    }
)
"""What one key makes of a call that is no case for a doctor."""

OPEN_STATES = frozenset({CaseState.PROGRAM, CaseState.ACTIF, CaseState.ACHEVE, CaseState.VALIDE})

_URGENCY: Mapping[Priority, int] = {priority: rank for rank, priority in enumerate(Priority)}
_ORDERED_MEANS = frozenset({MeansType.SMUR, MeansType.TSU, MeansType.SIS})
"""Means the room itself sends: a decision asking for one is settled by a mission."""


# Number


def paris_day(at: datetime) -> date:
    """Give the day of an instant in Paris: the day case numbers count in."""
    return at.astimezone(PARIS).date()


def number(centre_code: str, day: date, counter: int) -> str:
    """Write a case number: DRFR15, centre, year, day of year, counter of the day (`DRFR154402413800236`). Source: national form."""
    return f"DRFR15{centre_code}{day:%y%j}{counter:05d}"


# Priority and attribution


def lowers(before: Priority, after: Priority) -> bool:
    """Tell whether a change makes a case less urgent."""
    return _URGENCY[after] > _URGENCY[before]


def needs_doctor_to_lower(before: Priority, after: Priority) -> bool:
    """Tell whether only a doctor may make this change: lowering P0 or P1. Source: practice, rule 1."""
    return before in {Priority.P0, Priority.P1} and lowers(before, after)


def raised_by_repeat(before: Priority) -> Priority:
    """Give a case's priority after a repeat call: at least P1. Source: practice, rule 10."""
    return Priority.P1 if lowers(Priority.P1, before) else before


def is_medical(attribution: Attribution) -> bool:
    """Tell whether a doctor has acted on the case (DRM)."""
    return attribution.startswith("DRM")


def medical_attribution(queue: CareQueue | None, role: Role, *, ambulatory_on_duty: bool) -> Attribution:
    """Give the attribution a doctor's first act sets, from the path of the case and who stands in for whom.

    Source: national attribution list (INDISPMU, INDISPMG, ABSML); practice, rule 11: the server sets them.
    """
    if role is Role.SPECIALIST:
        return Attribution.DRM_SPECIALIST
    if queue is CareQueue.AMBULATORY:
        if role is Role.MRL:
            return Attribution.DRM_AMBULATORY
        return Attribution.DRM_AMBULATORY_BUSY if ambulatory_on_duty else Attribution.DRM_AMBULATORY_ABSENT
    if role is Role.MRL and queue is not None:
        return Attribution.DRM_EMERGENCY_BY_AMBULATORY
    return Attribution.DRM_AMBULATORY if role is Role.MRL else Attribution.DRM_EMERGENCY


def doctors_for(queue: CareQueue | None) -> tuple[Role, ...]:
    """Give the doctors' roles, the one of the case's path first, for an account that holds several."""
    return (Role.MRL, Role.MRU, Role.SPECIALIST) if queue is CareQueue.AMBULATORY else DOCTORS


# Relief


def may_relieve(role: Role) -> tuple[Role, ...]:
    """Give the roles that may take over what a post holds: desks relieve desks, doctors relieve doctors and their interns."""
    if role in {Role.ARM, Role.ARM_SUIVI}:
        return (Role.ARM, Role.ARM_SUIVI)
    return DOCTORS if role in {*DOCTORS, Role.INTERN} else (role,)


def may_hold(queue: CareQueue | None, *, taken: bool) -> tuple[Role, ...]:
    """Give the roles that may hold a case: the desk's while nobody has taken it, else those who take from its queue."""
    if not taken:
        return may_relieve(Role.ARM)
    return (Role.OSNP,) if queue is CareQueue.OSNP else DOCTORS


def takers_of(queue: CareQueue | None) -> tuple[Role, ...]:
    """Give who may take a case: a doctor, or an intern under one; in their own queue OSNP first. Source: practice, rules 9, 30 and 35."""
    return (Role.OSNP, *DOCTORS) if queue is CareQueue.OSNP else (*doctors_for(queue), Role.INTERN)


# Orientation to a practitioner. Source: practice, rule 35: the clock starts at the doctor's decision.

SEEN_WITHIN = timedelta(hours=48)
"""Unscheduled care: at the latest, whatever the delay. Source: domain, section 5 (SAS: within 48 h)."""

DELAYS: Mapping[Delay, timedelta] = {
    Delay.DEL0: timedelta(0),
    Delay.ASAP: timedelta(hours=1),
    Delay.M30: timedelta(minutes=30),
    Delay.M45: timedelta(minutes=45),
    Delay.H1: timedelta(hours=1),
    Delay.H2: timedelta(hours=2),
    Delay.H4: timedelta(hours=4),
    Delay.H8: timedelta(hours=8),
    Delay.H12: timedelta(hours=12),
    Delay.H24: timedelta(hours=24),
}
"""How long each delay gives; "as soon as possible" counts as an hour, an assumption of ours. RDV gives all of `SEEN_WITHIN`."""


def is_orientation(kind: DecisionType, means: MeansType | None) -> bool:
    """Tell whether a decision asks OSNP to find who sees the patient."""
    return kind is DecisionType.ORIENT and means is MeansType.LIBERAL


def due_at(decided_at: datetime, delay: Delay | None) -> datetime:
    """Give by when a patient oriented to a practitioner should be seen."""
    return decided_at + (SEEN_WITHIN if delay is None else DELAYS.get(delay, SEEN_WITHIN))


# Caller


def queue_after_repeat(queue: CareQueue | None) -> CareQueue:
    """Give the doctor's queue a repeat call returns a case to: its own, else the emergency one."""
    return queue if queue is not None and queue in DOCTOR_QUEUES else CareQueue.AMU


def caller_state(others: Collection[CallState], changed: CallState, queue: CareQueue | None) -> CallerState:
    """Say where the caller of a case is, from its other calls and the one that just changed.

    A caller gone while the case waits for a doctor, or while on hold, is to be called back. Source: practice, rule 8.
    """
    states = {*others, changed}
    if CallState.ANSWERED in states:
        return CallerState.ON_LINE
    if CallState.HELD in states:
        return CallerState.ON_HOLD
    waits = queue is not None and queue in DOCTOR_QUEUES
    if changed is CallState.HUNG_UP_ON_HOLD or waits:
        return CallerState.TO_CALL_BACK
    return CallerState.HUNG_UP


def first_identity(sex: Sex, age: str | None) -> str:
    """Name a patient as first told: "X homme ~40 ans". `age` is in the national form, `P40Y`. Source: practice, rule 16."""
    words = ["X", *{Sex.M: ["homme"], Sex.F: ["femme"]}.get(sex, [])]
    if age is not None:
        units = {"Y": ("an", "ans"), "M": ("mois", "mois"), "W": ("semaine", "semaines"), "D": ("jour", "jours")}
        one, many = units[age[-1]]
        count = int(age[1:-1])
        words.append(f"~{count} {one if count < 2 else many}")  # noqa: PLR2004 - French: the plural starts at two
    return " ".join(words)


# Settling


@dataclass(frozen=True, slots=True)
class InForce:
    """A decision in force."""

    type: DecisionType
    means: MeansType | None
    patient_id: UUID | None


@dataclass(frozen=True, slots=True)
class Sent:
    """A mission of the case. `patient_id`: of the decision it quotes. `cared`: it ended otherwise than cancelled."""

    means: MeansType
    patient_id: UUID | None
    over: bool
    cared: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides whether a case is settled and complete."""

    queue: CareQueue | None
    patients: frozenset[UUID]
    decisions: tuple[InForce, ...]
    missions: tuple[Sent, ...]
    has_place: bool
    has_motive: bool
    priority: Priority
    unsigned: bool = False
    """A doctor still owes a signature."""


def unsettled(case: Standing) -> list[str]:
    """Name what keeps a case ACTIF: `queue`, `decision` (a patient without one), `mission` (running, or decided and not yet done).

    Source: national states (ACHEVE: every possible decision taken and carried out); practice, rule 11 (waits for every patient).
    """
    subjects: frozenset[UUID | None] = case.patients or frozenset({None})
    decided = {decision.patient_id for decision in case.decisions}
    missing: list[str] = []
    if case.queue is not None:
        missing.append("queue")
    if None not in decided and not subjects <= decided:
        missing.append("decision")
    if any(not mission.over for mission in case.missions) or any(
        not _carried_out(decision, case.missions) for decision in case.decisions
    ):
        missing.append("mission")
    return missing


def _carried_out(decision: InForce, missions: Collection[Sent]) -> bool:
    """Tell whether what a decision asks the room to send has been; other decisions ask nothing of the room's missions."""
    if decision.type is not DecisionType.INTER or decision.means not in _ORDERED_MEANS:
        return True
    return any(
        mission.cared
        and mission.means is decision.means
        and (decision.patient_id is None or mission.patient_id in {None, decision.patient_id})
        for mission in missions
    )


def incomplete(case: Standing) -> list[str]:
    """Name what a settled case still lacks to be VALIDE: `place`, `motive`, `priority`, `signature`. Source: practice, rules 3 and 11."""
    lacking = {
        "place": not case.has_place,
        "motive": not case.has_motive,
        "priority": case.priority is Priority.NR,
        "signature": case.unsigned,
    }
    return [name for name, is_lacking in lacking.items() if is_lacking]


def state_of(case: Standing) -> CaseState:
    """Give the state an open case stands in."""
    if unsettled(case):
        return CaseState.ACTIF
    return CaseState.ACHEVE if incomplete(case) else CaseState.VALIDE
