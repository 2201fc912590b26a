"""The inquest file of a case: everything that was written about it, and the proof that nobody changed it since."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.missions import MissionView


class InquestEntry(Struct, frozen=True, kw_only=True):
    """One row of the trail: a fact of the case, or somebody's look at it (then without `fact_id`)."""

    centre_code: str
    number: int | None
    """In its centre's chain; none: not sealed yet."""
    hash: str | None
    at: datetime
    """Domain time."""
    recorded_at: datetime
    """The database's own clock, real time."""
    kind: str
    author: str
    role: str
    operator_centre_code: str | None
    """The centre whose right the author used."""
    fact_id: UUID | None
    body: dict[str, object]


class InquestDecision(Struct, frozen=True, kw_only=True):
    """A doctor's decision, ended ones included."""

    id: UUID
    patient: str | None
    type: str
    means: str | None
    delay: str | None
    care_level: str | None
    words: str | None
    decided_at: datetime
    decided_by: str
    ended_at: datetime | None
    ended_because: str | None


class InquestFix(Struct, frozen=True, kw_only=True):
    """Where the vehicle of a mission was."""

    mission_id: UUID
    measured_at: datetime
    lon_deg: float
    lat_deg: float
    speed_mps: float | None


class InquestStretch(Struct, frozen=True, kw_only=True):
    """Part of a chain whose rows were hashed again, both numbers included."""

    first: int
    last: int
    begins_signed: bool
    """The row before it is signed outside the database, or it begins the chain."""
    ends_signed: bool


class InquestProof(Struct, frozen=True, kw_only=True):
    """What a walk over the chain of a centre found."""

    centre_code: str
    sound: bool
    sealed: int
    head: str
    signed_heads: int
    faults: list[str]
    walked: list[InquestStretch] | None = None
    """What was hashed again: the rows about the case and those between them; none: the whole chain."""


class Inquest(Struct, frozen=True, kw_only=True):
    """The file."""

    number: str
    case_id: UUID
    centre_code: str
    state: str
    priority: str
    place: str | None
    opened_at: datetime
    closed_at: datetime | None
    patients: list[str]
    decisions: list[InquestDecision]
    missions: list[MissionView]
    entries: list[InquestEntry]
    """In the order they were written, looks included."""
    proposals: list[dict[str, object]]
    """Who could have gone, ranked, and why others could not, as shown when it was asked."""
    positions: list[InquestFix]
    proof: list[InquestProof]
    made_at: datetime
    """Real time."""
    motive: str
    made_by: str = ""
    """Who asked for it; empty: made on the server itself."""


class InquestAsked(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """For whom and why the file of a case is made: it stays in the trail."""

    motive: Annotated[str, Meta(min_length=3, max_length=400)]


class InquestFile(Struct, frozen=True, kw_only=True):
    """The file of a case, twice: for programs and for people."""

    inquest: Inquest
    pdf: bytes
    """In base64."""
