"""What those outside the room see of its work, and say of it, each in messages of their own.

Companies, the coordinator of ambulances, crews, emergency departments.
"""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from kit.wire.cases import PatientView, Place
from kit.wire.codes.cases import CareLevel, Delay, MeansType
from kit.wire.codes.means import Availability
from kit.wire.codes.missions import ArrivalMethod, CrewRefusal, MissionStatus, PassedOver, ReceiptState, Turn


class OrderAnswer(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Take an order, or say why not. `version`: of the order that was read."""

    version: int
    refusal: CrewRefusal | None = None
    """None: it is taken."""


class AvailabilityEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A crewed vehicle's word about itself, from now on."""

    availability: Availability


class Bilan(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a crew found at its patient's side, for the regulating doctor. Source: practice, rule 17."""

    words: Annotated[str, Meta(min_length=1, max_length=1000)]
    breaths_per_min: Annotated[int, Meta(ge=0, le=120)] | None = None
    pulse_per_min: Annotated[int, Meta(ge=0, le=300)] | None = None
    systolic_mmhg: Annotated[int, Meta(ge=0, le=300)] | None = None
    oxygen_percent: Annotated[int, Meta(ge=0, le=100)] | None = None
    glasgow: Annotated[int, Meta(ge=3, le=15)] | None = None


class CallNext(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Order another vehicle for a need, in place of whoever refused or stayed silent."""

    vehicle_id: UUID
    passed_over: PassedOver | None = None
    """Why not the vehicle whose turn it is; compulsory when another is called."""


class CompanyMission(Struct, frozen=True, kw_only=True):
    """A mission of a company's own vehicle: place, access, time, equipment; no motive, no name. Source: practice, rule 32."""

    id: UUID
    vehicle_id: UUID
    call_sign: str
    status: MissionStatus
    status_at: datetime
    ordered_at: datetime
    receipt: ReceiptState | None
    place: Place | None
    destination: str | None
    order_version: int = 0
    """0: recorded, nobody was ordered."""
    means: MeansType | None = None
    delay: Delay | None = None
    answer_by: datetime | None = None
    """Until when an answer is waited for; none once there is one."""
    refusal: CrewRefusal | None = None
    closed_at: datetime | None = None


class TurnView(Struct, frozen=True, kw_only=True):
    """A vehicle in the search for a need: those of the sector's garde by line, then the others by time to the place."""

    vehicle_id: UUID
    call_sign: str
    organisation: str
    phone: str | None
    """Of its company: the second channel when its order is not answered. Source: practice, rule 25."""
    line: int | None
    """Its line in the garde of the place's sector now; none: another sector's, or a volunteer."""
    turn: Turn
    why: str | None
    """Of OUT a reason of `Candidate.dropped`; of REFUSED a `CrewRefusal`, when it was said on a page."""
    arrival_s: float | None
    asked_at: datetime | None
    answer_by: datetime | None


class NeedView(Struct, frozen=True, kw_only=True):
    """An ambulance a doctor asks for, without medical content. Source: practice, rule 23."""

    decision_id: UUID
    centre_id: UUID
    means: MeansType
    delay: Delay | None
    decided_at: datetime
    place: Place | None
    call_signs: list[str]
    """Vehicles under way for it."""
    sector: str | None = None
    search_until: datetime | None = None
    """When a search that found nobody is to be told to the doctor. Source: practice, rule 25."""
    turns: list[TurnView] = []
    next_vehicle_id: UUID | None = None
    """Whose turn it is."""
    callable: bool = False
    """Whether the next may be called now: nobody is going, and nobody's time to answer runs."""


class GardeLine(Struct, frozen=True, kw_only=True):
    """Who holds a line of a sector's garde, and when."""

    sector_code: str
    line: int
    vehicle_id: UUID
    call_sign: str
    organisation: str
    from_at: datetime
    to_at: datetime


class CrewMission(Struct, frozen=True, kw_only=True):
    """A mission as its crew needs it for care; gone some hours after its end."""

    id: UUID
    call_sign: str
    status: MissionStatus
    ordered_at: datetime
    closed_at: datetime | None
    place: Place | None
    destination: str | None
    motive: str | None
    patients: list[PatientView]
    order_version: int = 0
    receipt: ReceiptState | None = None
    refusal: CrewRefusal | None = None
    status_at: datetime | None = None
    answer_by: datetime | None = None
    care_level: CareLevel | None = None
    destination_seen_at: datetime | None = None
    """When the emergency department said that it has seen who comes."""


class Arrival(Struct, frozen=True, kw_only=True):
    """A patient on the way to an emergency department: who, what for, when; never where."""

    mission_id: UUID
    call_sign: str
    status: MissionStatus
    motive: str | None
    patients: list[PatientView]
    arrives_at: datetime | None
    """None while the patient is not on board or the vehicle is not heard of."""
    method: ArrivalMethod | None = None
    """How `arrives_at` was estimated."""
    care_level: CareLevel | None = None
    announced_at: datetime | None = None
    """When this destination was chosen."""
    seen_at: datetime | None = None
    """When the department said that it has seen who comes."""
    see_by: datetime | None = None
    """Until when that word is waited for; then the room calls. Source: practice, rule 18."""
