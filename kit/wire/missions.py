"""Candidates for a need, and one engagement: ground, orders, statuses, outcome."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.codes.cases import Delay, MeansType, MedicalLevel
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import Ground, MissionStatus, Outcome, ReceiptState, StatusSource


class Candidate(Struct, frozen=True, kw_only=True):
    """A vehicle that could go, ranked; or one dropped, with its reason."""

    vehicle_id: UUID
    call_sign: str
    type: VehicleType
    team_id: UUID | None
    team_level: MedicalLevel | None
    distance_m: float | None
    arrival_s: float | None
    """Expected seconds until arrival, turn-out included; none when the position is unknown."""
    position_age_s: float | None
    stale: bool
    dropped: str | None
    """Why it cannot go: `WRONG_TYPE`, `NO_TEAM`, `BUSY`, `UNAVAILABLE`, `NOT_VISIBLE`; `ON_REQUEST` alone: it can be asked (helicopter).

    None when it can.
    """
    ask_centre_id: UUID | None = None
    """The centre to ask for it; none: it is engaged by the case's own."""


class Proposal(Struct, frozen=True, kw_only=True):
    """The engine's answer for one decision; kept with the case."""

    id: UUID
    case_id: UUID
    decision_id: UUID
    means: MeansType
    delay: Delay | None
    method: str
    """How times were estimated: `straight-line-60kmh` until roads are loaded."""
    at: datetime
    candidates: list[Candidate]
    dropped: list[Candidate]


class Engagement(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Send a vehicle. `decision_id` is compulsory on ground DECISION; `doctor_id` on ORDRE_VERBAL."""

    case_id: UUID
    vehicle_id: UUID
    ground: Ground
    decision_id: UUID | None = None
    doctor_id: UUID | None = None
    proposal_id: UUID | None = None
    override_motive: Annotated[str, Meta(max_length=200)] | None = None
    """Compulsory when a proposal is quoted and its first candidate is not the vehicle chosen, unless that one is asked."""
    asked: bool = False
    """Ask, do not order: compulsory for a helicopter, whose pilot alone accepts or refuses; only on ground DECISION."""


class StatusEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A status given by hand. `at`: domain time it was true; now when absent."""

    status: MissionStatus
    at: Annotated[datetime, Meta(tz=True)] | None = None


class Cancellation(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Stand a mission down before arrival."""

    motive: Annotated[str, Meta(min_length=1, max_length=200)]


class Closing(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the mission ended for its patient."""

    outcome: Outcome
    words: Annotated[str, Meta(max_length=400)] | None = None


class DestinationChoice(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the patient goes."""

    facility_id: UUID


class StatusView(Struct, frozen=True, kw_only=True):
    """One line of the status history."""

    status: MissionStatus
    at: datetime
    error_s: float
    """Half-width of the time's uncertainty, seconds."""
    source: StatusSource
    author: str | None


class MissionView(Struct, frozen=True, kw_only=True):
    """A mission as the room sees it."""

    id: UUID
    centre_id: UUID
    version: int
    case_id: UUID
    case_number: str
    vehicle_id: UUID
    call_sign: str
    team_id: UUID | None
    ground: Ground
    decision_id: UUID | None
    status: MissionStatus
    status_at: datetime
    ordered_at: datetime
    order_version: int
    receipt: ReceiptState | None
    receipt_at: datetime | None
    destination: str | None
    destination_lon_deg: float | None
    destination_lat_deg: float | None
    statuses: list[StatusView]
    cancel_proposed: bool
    """A decision it quoted was withdrawn: somebody should stand it down or confirm it."""
    outcome: Outcome | None
    closed_at: datetime | None
    asked: bool = False
    """Asked of its pilot, not ordered; nobody is under way while its status is DECISION."""
    refusal: str | None = None
    """Why the crew refused its order, in its words; of a pilot one of `PilotRefusal`."""
    destination_at: datetime | None = None
    """When the destination was chosen."""
    destination_seen_at: datetime | None = None
    """When its service said that it has seen who comes; none until it has."""
    doctor: str | None = None
    """Who gave a verbal order, or agreed to a reinforcement, and signs it."""
    countersigned_at: datetime | None = None
    countersigned_by: str | None = None
