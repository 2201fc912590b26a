"""The medical case: place, motive, patients, priority, decisions."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import UNSET, Meta, Struct, UnsetType

from kit.wire.calls import Latitude, Longitude
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
    OpeningMotive,
    Priority,
    Restriction,
)
from kit.wire.codes.missions import Contact, ContactResult, ReturnReason
from kit.wire.relief import TaskView

Words = Annotated[str, Meta(max_length=400)]
Age = Annotated[str, Meta(pattern=r"^P[0-9]{1,3}[YMWD]$")]


class Place(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where it happens. Commune level is enough to send help."""

    label: Annotated[str, Meta(min_length=1, max_length=200)]
    insee_code: Annotated[str, Meta(pattern=r"^[0-9]{5}$")] | None = None
    lon_deg: Longitude
    lat_deg: Latitude
    radius_m: Annotated[float, Meta(ge=0)] | None = None
    precision: PlacePrecision = PlacePrecision.VILLE
    access: Words | None = None


class CaseEdit(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Change of a case; what is not sent is not touched. `version`: the one the author saw; stale edits are refused with what changed."""

    version: int
    priority: Priority | UnsetType = UNSET
    queue: CareQueue | None | UnsetType = UNSET
    motive_code: Annotated[str, Meta(max_length=20)] | UnsetType = UNSET
    place: Place | UnsetType = UNSET
    note: Words | UnsetType = UNSET
    """Appended to the log, never replaced. Call-taker's note: no medical content beyond the motive."""


class PatientEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A patient as first told; identity starts as "X homme ~40 ans"."""

    sex: Sex = Sex.UN
    age: Age | None = None
    label: Annotated[str, Meta(max_length=120)] | None = None
    birth_date: date | None = None
    """An age that is not sent is counted from it."""


class PatientSearch(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a patient's earlier cases have: all of what is given, and at least one thing is. Words of a name in any order."""

    name: Annotated[str, Meta(max_length=120)] | None = None
    birth_date: date | None = None
    number: Annotated[str, Meta(max_length=30)] | None = None


class PatientView(Struct, frozen=True, kw_only=True):
    """A patient of a case."""

    id: UUID
    rank: int
    label: str
    sex: Sex
    age: str | None
    care_level: CareLevel | None
    birth_date: date | None = None


class DecisionEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A doctor's decision for a patient, or for the case while no patient is known."""

    type: DecisionType
    patient_id: UUID | None = None
    means: MeansType | None = None
    """Compulsory for INTER and ORIENT."""
    delay: Delay | None = None
    care_level: CareLevel | None = None
    replaces: UUID | None = None
    words: Words | None = None


class Attempt(Struct, frozen=True, kw_only=True):
    """One call by OSNP."""

    contact: Contact
    result: ContactResult
    at: datetime
    by: str


class Appointment(Struct, frozen=True, kw_only=True):
    """Who sees the patient, when and where; found at an instant by somebody of OSNP."""

    practitioner: str
    starts_at: datetime
    place: str
    found_at: datetime
    found_by: str


class Orientation(Struct, frozen=True, kw_only=True):
    """What OSNP did about a decision to have the patient seen. Over once there is an appointment, or it went back to the doctor."""

    attempts: list[Attempt] = []
    appointment: Appointment | None = None
    returned_at: datetime | None = None
    returned_because: ReturnReason | None = None


class DecisionView(Struct, frozen=True, kw_only=True):
    """A decision in force, replaced or withdrawn."""

    id: UUID
    patient_id: UUID | None
    type: DecisionType
    means: MeansType | None
    delay: Delay | None
    care_level: CareLevel | None
    words: str | None
    decided_at: datetime
    decided_by: str
    ended_at: datetime | None
    ended_because: str | None
    """`REPLACED` or `WITHDRAWN`."""
    orientation: Orientation | None = None
    """Of an orientation to a practitioner: what OSNP did; none until somebody tried."""
    due_at: datetime | None = None
    """Of an orientation to a practitioner: by when they should see the patient."""
    senior: str | None = None
    """Under whom an intern decided; none: a doctor did."""
    countersigned_at: datetime | None = None
    countersigned_by: str | None = None


class CaseView(Struct, frozen=True, kw_only=True):
    """A case as the room sees it."""

    id: UUID
    centre_id: UUID
    number: str
    version: int
    state: CaseState
    attribution: Attribution
    priority: Priority
    queue: CareQueue | None
    opened_at: datetime
    queued_at: datetime | None
    motive_code: str | None
    motive: str | None
    place: Place | None
    caller: CallerState
    caller_since: datetime
    caller_number: str | None
    repeat_count: int
    """How many calls joined after the first: "itératif n°k"."""
    taken_by: str | None
    taken_at: datetime | None
    patients: list[PatientView]
    decisions: list[DecisionView]
    mission_ids: list[UUID]
    event_id: UUID | None
    closed_at: datetime | None
    taken_by_id: UUID | None = None
    kept_by: str | None = None
    """Whose desk it is at until a queue or a doctor has it."""
    kept_by_id: UUID | None = None
    offered_to_id: UUID | None = None
    """Who is asked to relieve its holder of it."""
    orphaned_at: datetime | None = None
    """Since when its holder is gone without a successor: an alarm."""
    tasks: list[TaskView] = []
    """Those that wait, soonest due first."""
    restriction: Restriction | None = None
    """Why it opens with a motive only."""
    withheld: bool = False
    """Who, where and what for are left out: the viewer has not opened it."""
    shared_with: list[UUID] = []
    """Other centres that read it."""
    escalated_at: datetime | None = None
    """Since when supervisors and the pooled centre are told that no doctor takes it: an alarm."""
    opinions: list[OpinionView] = []
    """Those asked of other centres, oldest first, until each is ended."""
    fallen_at: datetime | None = None
    """Since when it waits for an ambulatory doctor while none is at work: an emergency doctor takes it."""
    same_patient: list[UUID] = []
    """Other open cases of its centre, under 24 h old, with a patient born the same day who shares a name: perhaps a double."""


class RestrictionEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Let a case open with a motive only, or as any other again (None)."""

    restriction: Restriction | None


class OpeningEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why somebody opens a restricted case; it stays in the trail."""

    motive: OpeningMotive
    words: Words | None = None


class LogEntry(Struct, frozen=True, kw_only=True):
    """One fact of a case, in sealed order (unsealed ones last, without a number)."""

    id: UUID
    number: int | None
    at: datetime
    kind: str
    author: str
    role: str
    body: dict[str, object]


class CaseFile(Struct, frozen=True, kw_only=True):
    """A case with its log."""

    case: CaseView
    log: list[LogEntry]
