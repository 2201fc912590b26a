"""Read the built-in places, organisations and fleet. Longitude first, degrees; every file has one header line, UTF-8.

The readers check references between files (a commune's centre, a vehicle's organisation), so that a slip in a file is told at once,
with its line, and not as a database error later.
"""

import csv
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from kit.wire.codes import MedicalLevel, VehicleType, VisibilityReason

NORMANDY = Path(__file__).parent / "normandy"
ANTIMERIDIAN_DEG, POLE_DEG = 180.0, 90.0

Row = TypeVar("Row")


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
class Commune:
    """A commune, placed at its town hall."""

    insee_code: str
    name: str
    centre_code: str
    population: int
    lon_deg: float
    lat_deg: float


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
    """Everything the built-in set knows of a region."""

    centres: tuple[Centre, ...]
    communes: tuple[Commune, ...]
    facilities: tuple[Facility, ...]
    organisations: tuple[Organisation, ...]
    motives: tuple[Motive, ...]
    vehicles: tuple[FleetVehicle, ...]


class BadRegionFile(ValueError):
    """A line of a region file is wrong; the sentence names the file and the line."""


def read_region(folder: Path = NORMANDY) -> Region:
    """Read the six files of a region, in their order.

    Raises:
        BadRegionFile: a value has the wrong form, a key comes twice, or a line names something no other file has.
        FileNotFoundError: a file is missing.
    """
    centres = _rows(folder / "centres.csv", _centre)
    codes = {centre.code for centre in centres}
    organisations = _rows(folder / "organisations.csv", _organisation)
    names = {organisation.name for organisation in organisations}
    region = Region(
        centres=centres,
        communes=_rows(folder / "communes.csv", lambda row: _commune(row, codes)),
        facilities=_rows(folder / "facilities.csv", lambda row: _facility(row, codes)),
        organisations=organisations,
        motives=_rows(folder / "motives.csv", lambda row: Motive(row["code"], row["label"])),
        vehicles=_rows(folder / "vehicles.csv", lambda row: _vehicle(row, codes, names)),
    )
    _refuse_twice("centres.csv", [centre.code for centre in region.centres])
    _refuse_twice("communes.csv", [commune.insee_code for commune in region.communes])
    _refuse_twice("facilities.csv", [facility.name for facility in region.facilities])
    _refuse_twice("organisations.csv", [organisation.name for organisation in region.organisations])
    _refuse_twice("motives.csv", [motive.code for motive in region.motives])
    _refuse_twice("vehicles.csv", [vehicle.call_sign for vehicle in region.vehicles])
    return region


def _rows(file: Path, read: Callable[[Mapping[str, str]], Row]) -> tuple[Row, ...]:
    with file.open(encoding="utf-8", newline="") as lines:
        reader = csv.DictReader(lines, strict=True)
        rows: list[Row] = []
        for row in reader:
            try:
                rows.append(read(_whole(row)))
            except (KeyError, ValueError, TypeError) as fault:
                raise BadRegionFile(f"{file.name}, line {reader.line_num}: {fault}") from fault
    return tuple(rows)


def _whole(row: Mapping[str, str]) -> Mapping[str, str]:
    if None in row or None in row.values():  # the reader's marks of a value too many, or too few
        raise ValueError("not as many values as the header has names")
    return row


def _centre(row: Mapping[str, str]) -> Centre:
    return Centre(code=row["code"], name=row["name"], **_point(row))


def _commune(row: Mapping[str, str], centres: Collection[str]) -> Commune:
    return Commune(
        insee_code=row["insee_code"],
        name=row["name"],
        centre_code=_known(row["centre_code"], centres),
        population=int(row["population"]),
        **_point(row),
    )


def _facility(row: Mapping[str, str], centres: Collection[str]) -> Facility:
    return Facility(
        kind=FacilityKind(row["kind"]),
        name=row["name"],
        centre_code=_known(row["centre_code"], centres),
        **_point(row),
    )


def _organisation(row: Mapping[str, str]) -> Organisation:
    return Organisation(kind=OrganisationKind(row["kind"]), name=row["name"], phone=row["phone"] or None)


def _vehicle(row: Mapping[str, str], centres: Collection[str], organisations: Collection[str]) -> FleetVehicle:
    return FleetVehicle(
        call_sign=row["call_sign"],
        type=VehicleType(row["type"]),
        organisation=_known(row["organisation"], organisations),
        centre_code=_known(row["centre_code"], centres),
        base=row["base"],
        team_level=MedicalLevel(row["team_level"]),
        seen_for=VisibilityReason(row["seen_for"]),
        **_point(row),
    )


def _point(row: Mapping[str, str]) -> dict[str, float]:
    lon_deg, lat_deg = float(row["lon_deg"]), float(row["lat_deg"])
    if not (abs(lon_deg) <= ANTIMERIDIAN_DEG and abs(lat_deg) <= POLE_DEG):  # written so that NaN is refused
        raise ValueError(f"{lon_deg}, {lat_deg} is not a longitude and a latitude")
    return {"lon_deg": lon_deg, "lat_deg": lat_deg}


def _known(name: str, names: Collection[str]) -> str:
    if name not in names:
        raise ValueError(f"'{name}' is not in the file it refers to")
    return name


def _refuse_twice(file: str, keys: list[str]) -> None:
    for key, times in Counter(keys).items():
        if times > 1:
            raise BadRegionFile(f"{file}: '{key}' comes {times} times")
