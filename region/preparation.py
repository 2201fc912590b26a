"""Compile the listed communes into a folder that opens in a moment: `places/` for programs, `map/` for screens.

Done once per source and version of this code; the mark in `places/` says from what the folder was made.
"""

import hashlib
from collections.abc import Mapping
from pathlib import Path

import msgspec
import shapely

from region import maps, outlines, sources
from region.country import Commune, Department
from region.outlines import inner_point, land_of
from region.places import communes_file, outlines_file
from region.tables import NORMANDY, rows

NEIGHBOURS = frozenset({"28", "35", "53", "60", "72", "78", "80", "95"})
"""The departments around: what the region's edge shares with them is no coast."""
FURTHER = frozenset(
    f"{number:02}"
    for number in (
        2,
        8,
        10,
        18,
        22,
        29,
        36,
        37,
        41,
        44,
        45,
        49,
        51,
        56,
        58,
        59,
        62,
        75,
        77,
        79,
        85,
        86,
        89,
        91,
        92,
        93,
        94,
    )
)
"""Those the map shows behind them: as far as a screen may look."""
SEEN = shapely.box(-6.0, 46.8, 4.5, 51.6)
"""What a screen may look at, in degrees (`regulation_ui/src/map/room_map.tsx`)."""
CODE = ("country.py", "maps.py", "outlines.py", "preparation.py", "sources.py")
AUTHORED = ("departments.csv", "shared.csv")
DIGITS = 5
"""Of a degree: about 1 m."""


def is_prepared(folder: Path) -> bool:
    """Tell whether the folder was made from the sources installed now, by this code.

    Raises:
        region.sources.NoSource: the package with the communes is not installed.
    """
    mark = _mark(folder)
    return mark.is_file() and mark.read_text(encoding="ascii") == _origin()


def prepare(folder: Path) -> None:
    """Compile the places of the region into `folder`; what others keep there stays. Takes a few seconds.

    Raises:
        region.sources.NoSource: the package with the communes is not installed.
        ValueError: the communes do not cover the region.
    """
    departments = rows(
        NORMANDY / "departments.csv", lambda row: Department(row["code"], row["name"], row["centre_code"])
    )
    codes = frozenset(department.code for department in departments)
    listed = sources.communes(codes | NEIGHBOURS | FURTHER)
    ours = [commune for commune in listed if commune.department_code in codes]
    land = land_of(ours, [commune for commune in listed if commune.department_code in NEIGHBOURS])
    beyond = [
        commune.outline for commune in listed if commune.outline is not None and commune.department_code not in codes
    ]
    centres = {department.code: department.centre_code for department in departments}
    shared = dict(rows(NORMANDY / "shared.csv", lambda row: (row["epci_code"], row["centre_code"])))
    communes: list[Commune] = []
    for commune in ours:
        place = inner_point(commune, land.outlines[commune.insee_code])
        communes.append(
            Commune(
                insee_code=commune.insee_code,
                name=commune.name,
                department_code=commune.department_code,
                centre_code=shared.get(commune.epci_code or "", centres[commune.department_code]),
                postal_codes=commune.postal_codes,
                population=commune.population,
                lon_deg=round(place.x, DIGITS),
                lat_deg=round(place.y, DIGITS),
                is_coastal=land.is_coastal(commune.insee_code),
            )
        )
    _mark(folder).unlink(missing_ok=True)
    _write(communes_file(folder), msgspec.json.encode(communes))
    _write(outlines_file(folder), msgspec.msgpack.encode(_packed(land.outlines)))
    for name, content in maps.layers(
        land, communes, departments, [shapely.intersection(outline, SEEN) for outline in beyond]
    ).items():
        _write(folder / "map" / name, content)
    _write(_mark(folder), _origin().encode())


def _packed(shapes: Mapping[str, shapely.Geometry]) -> dict[str, bytes]:
    return {code: shapely.to_wkb(shape) for code, shape in shapes.items()}


def _mark(folder: Path) -> Path:
    return folder / "places" / "made-from"


def _origin() -> str:
    """Digest everything the result depends on."""
    here = Path(outlines.__file__).parent
    digest = hashlib.sha256(f"{shapely.__version__} {sorted(sources.digests().items())}".encode())
    for file in [*(here / name for name in CODE), *(NORMANDY / name for name in AUTHORED)]:
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _write(file: Path, content: bytes) -> None:
    """Replace a file at once, so that who reads it meanwhile has the old one or the new one."""
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(content)
    beside.replace(file)
