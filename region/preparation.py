"""Compile the listed communes into a folder that opens in a moment: `places/` for programs, `map/` for screens.

Done once per source and version of this code; the mark in `places/` says from what the folder was made.
"""

import hashlib
from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec
import shapely

from region import maps, sources
from region.authored import authored_in, centres_in, centres_of_groups_in, conventions_in, departments_in
from region.country import Centre, Commune, Department, Region
from region.fleet import Ground, fleet_of
from region.outlines import Land, inner_point, land_of
from region.places import region_file
from region.sectors import sectors_of
from region.sources import ListedCommune
from region.tables import NORMANDY

NEIGHBOURS = frozenset({"28", "35", "53", "60", "72", "78", "80", "95"})
"""The departments around: what the region's edge shares with them is no coast."""
FURTHER = frozenset({
    "02", "03", "08", "10", "18", "21", "22", "29", "36", "37", "39", "41", "44", "45", "49", "51", "52", "54",
    "55", "56", "58", "59", "62", "70", "71", "75", "77", "79", "85", "86", "88", "89", "91", "92", "93", "94",
})  # fmt: skip
"""Those the map shows behind them: as far as a screen may look."""
SEEN = shapely.box(-6.0, 46.8, 5.5, 51.6)
"""What a screen may look at, in degrees (`regulation_ui/src/map/room_map.tsx`)."""
DIGITS = 5
"""Of a degree: about 1 m."""


def is_prepared(folder: Path) -> bool:
    """Tell whether the folder was made from the sources installed now, by this code.

    Raises:
        region.sources.NoSource: the package with the communes is not installed.
    """
    mark = _mark(folder)
    return mark.is_file() and mark.read_text(encoding="ascii") == _origin()


def prepare(folder: Path, tables: Path = NORMANDY) -> None:
    """Compile the places of the region into `folder`; what others keep there stays. Takes a few seconds.

    Raises:
        region.sources.NoSource: the package with the communes is not installed.
        region.tables.BadRegionFile: a line of a table is wrong.
        ValueError: the communes do not cover the region.
    """
    centres = centres_in(tables)
    departments = departments_in(tables, {centre.code for centre in centres})
    codes = frozenset(department.code for department in departments)
    listed = sources.communes(codes | NEIGHBOURS | FURTHER)
    ours = [commune for commune in listed if commune.department_code in codes]
    land = land_of(ours, [commune for commune in listed if commune.department_code in NEIGHBOURS])
    beyond = [
        commune.outline for commune in listed if commune.outline is not None and commune.department_code not in codes
    ]
    communes = _communes(ours, land, departments, centres_of_groups_in(tables, {centre.code for centre in centres}))
    region = _region(tables, centres, departments, communes, land)
    _mark(folder).unlink(missing_ok=True)
    _write(region_file(folder), msgspec.msgpack.encode(region))
    for name, content in maps.layers(
        land, communes, departments, [shapely.intersection(outline, SEEN) for outline in beyond]
    ).items():
        _write(folder / "map" / name, content)
    _write(_mark(folder), _origin().encode())


def _communes(
    listed: Sequence[ListedCommune], land: Land, departments: Sequence[Department], groups: Mapping[str, str]
) -> tuple[Commune, ...]:
    """Give the communes; `groups`: the centre of those whose group of communes has another than their department."""
    centres = {department.code: department.centre_code for department in departments}
    communes: list[Commune] = []
    for commune in listed:
        place = inner_point(commune, land.outlines[commune.insee_code])
        communes.append(
            Commune(
                insee_code=commune.insee_code,
                name=commune.name,
                department_code=commune.department_code,
                centre_code=groups.get(commune.epci_code or "", centres[commune.department_code]),
                postal_codes=commune.postal_codes,
                population=commune.population,
                lon_deg=round(place.x, DIGITS),
                lat_deg=round(place.y, DIGITS),
                is_coastal=land.is_coastal(commune.insee_code),
            )
        )
    return tuple(communes)


def _region(
    tables: Path,
    centres: tuple[Centre, ...],
    departments: tuple[Department, ...],
    communes: tuple[Commune, ...],
    land: Land,
) -> Region:
    known = {commune.insee_code: commune for commune in communes}
    authored = authored_in(tables, known, {department.code for department in departments})
    sectors = sectors_of(authored.seats, known)
    fleet = fleet_of(authored, Ground(departments, known, sectors, land.outlines))
    return Region(
        centres=centres,
        conventions=conventions_in(tables, {centre.code for centre in centres}),
        departments=departments,
        communes=communes,
        outlines={code: shapely.to_wkb(outline) for code, outline in land.outlines.items()},
        facilities=authored.facilities + fleet.stations,
        organisations=authored.organisations + fleet.companies,
        motives=authored.motives,
        sectors=sectors,
        vehicles=fleet.vehicles,
    )


def _mark(folder: Path) -> Path:
    return folder / "places" / "made-from"


def _origin() -> str:
    """Digest everything the result depends on."""
    digest = hashlib.sha256(f"{shapely.__version__} {sorted(sources.digests().items())}".encode())
    for file in [*sorted(NORMANDY.parent.glob("*.py")), *sorted(NORMANDY.glob("*.csv"))]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _write(file: Path, content: bytes) -> None:
    """Replace a file at once, so that who reads it meanwhile has the old one or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)
