"""What a region is made of: plain values. Longitude first, degrees."""

from collections.abc import Mapping
from dataclasses import dataclass

from kit.wire.codes.cases import MeansType, MedicalLevel
from kit.wire.codes.means import Ability, FacilityKind, OrganisationKind, VehicleType, VisibilityReason


@dataclass(frozen=True, slots=True)
class Centre:
    """A regulation centre; `code`: the national three characters."""

    code: str
    name: str
    lon_deg: float
    lat_deg: float


@dataclass(frozen=True, slots=True)
class Convention:
    """A centre's vehicles of a means that another centre engages without asking."""

    centre_code: str
    by_centre_code: str
    means: MeansType


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
    """A place that receives patients, or that vehicles leave from. `source`: how its position and abilities are known, in French."""

    kind: FacilityKind
    name: str
    organisation: str
    centre_code: str
    insee_code: str
    lon_deg: float
    lat_deg: float
    abilities: frozenset[Ability]
    source: str


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
class Sector:
    """A sector of the ambulance companies' garde: so many vehicles are on duty in it by day and by night."""

    code: str
    name: str
    department_code: str
    centre_code: str
    insee_codes: tuple[str, ...]
    day_lines: int
    night_lines: int


@dataclass(frozen=True, slots=True)
class FleetVehicle:
    """A vehicle with the level of the team on it.

    `sector_code`: where an ambulance takes its turn of garde, none for other vehicles. `seen_for`: why the room always sees it, none when
    it does so only while the vehicle is on garde, declared available or on a mission.
    """

    call_sign: str
    type: VehicleType
    organisation: str
    department_code: str
    centre_code: str
    sector_code: str | None
    base: str
    lon_deg: float
    lat_deg: float
    team_level: MedicalLevel
    seen_for: VisibilityReason | None


@dataclass(frozen=True, slots=True)
class Region:
    """Everything known of a region. Communes come by INSEE code, vehicles in the order they were put on the road."""

    centres: tuple[Centre, ...]
    conventions: tuple[Convention, ...]
    departments: tuple[Department, ...]
    communes: tuple[Commune, ...]
    outlines: Mapping[str, bytes]
    """Of the communes, by INSEE code: WKB, polygons and multipolygons in degrees."""
    facilities: tuple[Facility, ...]
    organisations: tuple[Organisation, ...]
    motives: tuple[Motive, ...]
    sectors: tuple[Sector, ...]
    vehicles: tuple[FleetVehicle, ...]
