"""What `region/normandy/*.csv` say: centres, facilities, fire stations, sectors, SMUR vehicles, numbers of ambulances.

Written by hand from public knowledge; what is real in them and what is invented: docs/data.md. References between tables are checked,
so that a slip is told at once, with its line, and not as a database error later.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from kit.wire.codes.cases import MeansType, MedicalLevel
from kit.wire.codes.means import Ability, FacilityKind, OrganisationKind, VehicleType
from region.country import Centre, Commune, Convention, Department, Facility, Motive, Organisation
from region.tables import known, point, refuse_twice, rows


@dataclass(frozen=True, slots=True)
class Station:
    """A fire station and how many ambulances it has."""

    insee_code: str
    vsav: int


@dataclass(frozen=True, slots=True)
class Seats:
    """A garde sector before its communes: it gets those nearest to one of its seats (INSEE codes)."""

    code: str
    name: str
    insee_codes: tuple[str, ...]
    day_lines: int
    night_lines: int


@dataclass(frozen=True, slots=True)
class SmurVehicle:
    """A vehicle of a SMUR; `base`: the facility's name."""

    call_sign: str
    type: VehicleType
    base: str
    team_level: MedicalLevel


@dataclass(frozen=True, slots=True)
class Companies:
    """How many ambulance companies and vehicles a department has."""

    department_code: str
    companies: int
    ambulances: int
    vsl: int


@dataclass(frozen=True, slots=True)
class Authored:
    """The tables, read."""

    organisations: tuple[Organisation, ...]
    facilities: tuple[Facility, ...]
    motives: tuple[Motive, ...]
    stations: tuple[Station, ...]
    seats: tuple[Seats, ...]
    smur: tuple[SmurVehicle, ...]
    companies: tuple[Companies, ...]


def centres_in(folder: Path) -> tuple[Centre, ...]:
    """Read the regulation centres.

    Raises:
        BadRegionFile: see `authored_in`.
    """
    centres = rows(folder / "centres.csv", lambda row: Centre(code=row["code"], name=row["name"], **point(row)))
    refuse_twice("centres.csv", [centre.code for centre in centres])
    return centres


def conventions_in(folder: Path, centres: Collection[str]) -> tuple[Convention, ...]:
    """Read which vehicles centres let each other engage without asking; `centres`: the codes they may name.

    Raises:
        BadRegionFile: see `authored_in`.
    """
    conventions = rows(folder / "conventions.csv", lambda row: _convention(row, centres))
    refuse_twice("conventions.csv", [f"{one.centre_code} {one.by_centre_code} {one.means}" for one in conventions])
    return conventions


def _convention(row: Mapping[str, str], centres: Collection[str]) -> Convention:
    if row["centre_code"] == row["by_centre_code"]:
        raise ValueError("a centre needs no convention with itself")
    return Convention(
        known(row["centre_code"], centres), known(row["by_centre_code"], centres), MeansType(row["means"])
    )


def departments_in(folder: Path, centres: Collection[str]) -> tuple[Department, ...]:
    """Read the departments; `centres`: the codes they may name.

    Raises:
        BadRegionFile: see `authored_in`.
    """
    return rows(
        folder / "departments.csv",
        lambda row: Department(row["code"], row["name"], known(row["centre_code"], centres)),
    )


def centres_of_groups_in(folder: Path, centres: Collection[str]) -> dict[str, str]:
    """Read which groups of communes (EPCI) another centre works for than their department's: EPCI code → centre code.

    Raises:
        BadRegionFile: see `authored_in`.
    """
    return dict(rows(folder / "shared.csv", lambda row: (row["epci_code"], known(row["centre_code"], centres))))


def authored_in(folder: Path, communes: Mapping[str, Commune], departments: Collection[str]) -> Authored:
    """Read the tables that name communes; one without a position of its own stands at its commune's.

    Raises:
        BadRegionFile: a value has the wrong form, a key comes twice, or a line names something no other table has.
        FileNotFoundError: a table is missing.
    """
    organisations = rows(folder / "organisations.csv", _organisation)
    names = {organisation.name for organisation in organisations}
    facilities = rows(folder / "facilities.csv", lambda row: _facility(row, names, communes))
    bases = {facility.name for facility in facilities if facility.kind is FacilityKind.SMUR}
    read = Authored(
        organisations=organisations,
        facilities=facilities,
        motives=rows(folder / "motives.csv", lambda row: Motive(row["code"], row["label"])),
        stations=rows(
            folder / "stations.csv", lambda row: Station(known(row["insee_code"], communes), int(row["vsav"]))
        ),
        seats=rows(folder / "sectors.csv", lambda row: _seats(row, communes)),
        smur=rows(folder / "smur.csv", lambda row: _smur(row, bases)),
        companies=rows(folder / "companies.csv", lambda row: _companies(row, departments)),
    )
    refuse_twice("organisations.csv", [one.name for one in read.organisations])
    refuse_twice("facilities.csv", [one.name for one in read.facilities])
    refuse_twice("motives.csv", [one.code for one in read.motives])
    refuse_twice("stations.csv", [one.insee_code for one in read.stations])
    refuse_twice("sectors.csv", [one.code for one in read.seats])
    refuse_twice("smur.csv", [one.call_sign for one in read.smur])
    refuse_twice("companies.csv", [one.department_code for one in read.companies])
    return read


def _organisation(row: Mapping[str, str]) -> Organisation:
    return Organisation(kind=OrganisationKind(row["kind"]), name=row["name"], phone=None)


def _facility(row: Mapping[str, str], organisations: Collection[str], communes: Mapping[str, Commune]) -> Facility:
    commune = communes[known(row["insee_code"], communes)]
    place = point(row) if row["lon_deg"] else {"lon_deg": commune.lon_deg, "lat_deg": commune.lat_deg}
    return Facility(
        kind=FacilityKind(row["kind"]),
        name=row["name"],
        organisation=known(row["organisation"], organisations),
        centre_code=commune.centre_code,
        insee_code=commune.insee_code,
        abilities=frozenset(map(Ability, row["abilities"].split())),
        source=row["source"],
        **place,
    )


def _seats(row: Mapping[str, str], communes: Mapping[str, Commune]) -> Seats:
    seats = tuple(known(insee_code, communes) for insee_code in row["seats"].split())
    places = {(communes[seat].department_code, communes[seat].centre_code) for seat in seats}
    if len(places) != 1:
        raise ValueError(f"the seats of {row['code']} are of one department and one centre")
    return Seats(row["code"], row["name"], seats, int(row["day_lines"]), int(row["night_lines"]))


def _smur(row: Mapping[str, str], bases: Collection[str]) -> SmurVehicle:
    return SmurVehicle(
        row["call_sign"], VehicleType(row["type"]), known(row["base"], bases), MedicalLevel(row["team_level"])
    )


def _companies(row: Mapping[str, str], departments: Collection[str]) -> Companies:
    return Companies(
        known(row["department_code"], departments), int(row["companies"]), int(row["ambulances"]), int(row["vsl"])
    )
