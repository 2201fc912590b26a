"""What those outside the room see of its work, each in a message of their own: companies, coordinator, crews, emergency departments."""

from datetime import datetime
from uuid import UUID

from msgspec import Struct

from kit.wire.cases import PatientView, Place
from kit.wire.codes.cases import Delay, MeansType
from kit.wire.codes.missions import MissionStatus, ReceiptState


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


class Arrival(Struct, frozen=True, kw_only=True):
    """A patient on the way to an emergency department: who, what for, when; never where."""

    mission_id: UUID
    call_sign: str
    status: MissionStatus
    motive: str | None
    patients: list[PatientView]
    arrives_at: datetime | None
    """Expected, straight ahead at 60 km/h; none while the patient is not on board or the vehicle is not heard of."""
