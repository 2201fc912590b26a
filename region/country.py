"""What a region is made of: plain values. Longitude first, degrees."""

from dataclasses import dataclass
from enum import StrEnum

from kit.wire.codes import MedicalLevel, VehicleType, VisibilityReason


class FacilityKind(StrEnum):
    """What a facility is for."""

    EMERGENCY = "EMERGENCY"
    SMUR = "SMUR"


class OrganisationKind(StrEnum):
    """A hospital, an ambulance company, a fire service."""

    HOSPITAL = "HOSPITAL"
    TSU = "TSU"
    SIS = "SIS"


@dataclass(frozen=True, slots=True)
class Centre:
    """A regulation centre; `code`: the national three characters."""

    code: str
    name: str
    lon_deg: float
    lat_deg: float


@dataclass(frozen=True, slots=True)
class Department:
    """A department; `centre_code`: the centre of its communes, unless they belong to a group another centre works for."""

    code: str
    name: str
    centre_code: str


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune, placed at its town hall, or at another point inside its outline."""

    insee_code: str
    name: str
    department_code: str
    centre_code: str
    postal_codes: tuple[str, ...]
    population: int
    lon_deg: float
    lat_deg: float
    is_coastal: bool
    """It touches the sea or an estuary."""


@dataclass(frozen=True, slots=True)
class Facility:
    """An emergency department or a SMUR base."""

    kind: FacilityKind
    name: str
    centre_code: str
    lon_deg: float
    lat_deg: float


@dataclass(frozen=True, slots=True)
class Organisation:
    """Whoever owns vehicles and employs teams."""

    kind: OrganisationKind
    name: str
    phone: str | None


@dataclass(frozen=True, slots=True)
class Motive:
    """A medical motive of the national list."""

    code: str
    label: str


@dataclass(frozen=True, slots=True)
class FleetVehicle:
    """A vehicle with the level of the team on it and why the room sees it."""

    call_sign: str
    type: VehicleType
    organisation: str
    centre_code: str
    base: str
    lon_deg: float
    lat_deg: float
    team_level: MedicalLevel
    seen_for: VisibilityReason


@dataclass(frozen=True, slots=True)
class Region:
    """Everything known of a region."""

    centres: tuple[Centre, ...]
    departments: tuple[Department, ...]
    communes: tuple[Commune, ...]
    facilities: tuple[Facility, ...]
    organisations: tuple[Organisation, ...]
    motives: tuple[Motive, ...]
    vehicles: tuple[FleetVehicle, ...]
