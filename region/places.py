"""The door to a region: its communes, compiled into a folder by `region.preparation`, with what the tables of `region/normandy/` add.

The readers check references between files (a vehicle's organisation, a facility's centre), so that a slip in a file is told at once,
with its line, and not as a database error later.
"""

from collections.abc import Collection, Mapping
from pathlib import Path

import msgspec

from kit.wire.codes import MedicalLevel, VehicleType, VisibilityReason
from region.country import (
    Centre,
    Commune,
    Department,
    Facility,
    FacilityKind,
    FleetVehicle,
    Motive,
    Organisation,
    OrganisationKind,
    Region,
)
from region.tables import NORMANDY, BadRegionFile, known, point, refuse_twice, rows

__all__ = [
    "BadRegionFile",
    "Centre",
    "Commune",
    "Department",
    "Facility",
    "FacilityKind",
    "FleetVehicle",
    "Motive",
    "Organisation",
    "OrganisationKind",
    "Region",
    "communes_file",
    "outlines_file",
    "read_communes",
    "read_outlines",
    "read_region",
]

_COMMUNES = msgspec.json.Decoder(tuple[Commune, ...])
_OUTLINES = msgspec.msgpack.Decoder(dict[str, bytes])


def communes_file(folder: Path) -> Path:
    """Give the file of a prepared folder that holds the communes, by INSEE code."""
    return folder / "places" / "communes.json"


def outlines_file(folder: Path) -> Path:
    """Give the file of a prepared folder that holds the communes' outlines."""
    return folder / "places" / "outlines.msgpack"


def read_communes(folder: Path) -> tuple[Commune, ...]:
    """Read the communes of a prepared folder, by INSEE code.

    Raises:
        FileNotFoundError: the folder is not prepared.
    """
    return _COMMUNES.decode(communes_file(folder).read_bytes())


def read_outlines(folder: Path) -> dict[str, bytes]:
    """Read the outlines of the communes of a prepared folder: INSEE code → WKB, polygons and multipolygons in degrees.

    Raises:
        FileNotFoundError: the folder is not prepared.
    """
    return _OUTLINES.decode(outlines_file(folder).read_bytes())


def read_region(folder: Path, tables: Path = NORMANDY) -> Region:
    """Read a region: the communes of a prepared folder, the rest from `tables`.

    Raises:
        BadRegionFile: a value has the wrong form, a key comes twice, or a line names something no other file has.
        FileNotFoundError: the folder is not prepared, or a table is missing.
    """
    centres = rows(tables / "centres.csv", _centre)
    codes = {centre.code for centre in centres}
    organisations = rows(tables / "organisations.csv", _organisation)
    names = {organisation.name for organisation in organisations}
    region = Region(
        centres=centres,
        departments=rows(tables / "departments.csv", lambda row: _department(row, codes)),
        communes=read_communes(folder),
        facilities=rows(tables / "facilities.csv", lambda row: _facility(row, codes)),
        organisations=organisations,
        motives=rows(tables / "motives.csv", lambda row: Motive(row["code"], row["label"])),
        vehicles=rows(tables / "vehicles.csv", lambda row: _vehicle(row, codes, names)),
    )
    refuse_twice("centres.csv", [centre.code for centre in region.centres])
    refuse_twice("facilities.csv", [facility.name for facility in region.facilities])
    refuse_twice("organisations.csv", [organisation.name for organisation in region.organisations])
    refuse_twice("motives.csv", [motive.code for motive in region.motives])
    refuse_twice("vehicles.csv", [vehicle.call_sign for vehicle in region.vehicles])
    return region


def _centre(row: Mapping[str, str]) -> Centre:
    return Centre(code=row["code"], name=row["name"], **point(row))


def _department(row: Mapping[str, str], centres: Collection[str]) -> Department:
    return Department(code=row["code"], name=row["name"], centre_code=known(row["centre_code"], centres))


def _facility(row: Mapping[str, str], centres: Collection[str]) -> Facility:
    return Facility(
        kind=FacilityKind(row["kind"]),
        name=row["name"],
        centre_code=known(row["centre_code"], centres),
        **point(row),
    )


def _organisation(row: Mapping[str, str]) -> Organisation:
    return Organisation(kind=OrganisationKind(row["kind"]), name=row["name"], phone=row["phone"] or None)


def _vehicle(row: Mapping[str, str], centres: Collection[str], organisations: Collection[str]) -> FleetVehicle:
    return FleetVehicle(
        call_sign=row["call_sign"],
        type=VehicleType(row["type"]),
        organisation=known(row["organisation"], organisations),
        centre_code=known(row["centre_code"], centres),
        base=row["base"],
        team_level=MedicalLevel(row["team_level"]),
        seen_for=VisibilityReason(row["seen_for"]),
        **point(row),
    )
