"""The fleet: invented ambulance companies spread by population, and the vehicles of companies, SMUR and fire stations. Repeatable; pure.

Numbers are those of the tables; which company has how many vehicles, and where, follows from them by proportional shares alone.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, cycle, islice
from math import cos, pi, radians, sin
from zlib import crc32

import shapely
from shapely.geometry.base import BaseGeometry

from kit.geo import METRES_PER_DEG, distance_m
from kit.wire.codes.cases import MedicalLevel
from kit.wire.codes.means import FacilityKind, OrganisationKind, VehicleType, VisibilityReason
from region import company_names
from region.authored import Authored, Companies
from region.country import Commune, Department, Facility, FleetVehicle, Organisation, Sector
from region.tables import BadRegionFile

TOWN = 2_000
"""Inhabitants from which a commune may be the base of a company."""
SIZES = (3, 6, 4, 9, 2, 5, 7)
"""Relative sizes of the companies, in turn."""
BESIDE_M = (700.0, 400.0, 200.0)
"""How far from the middle of its commune a base without a known place stands: the furthest of these that is still inside."""


@dataclass(frozen=True, slots=True)
class Ground:
    """The land the fleet stands on."""

    departments: Sequence[Department]
    communes: Mapping[str, Commune]
    sectors: Sequence[Sector]
    outlines: Mapping[str, BaseGeometry]


@dataclass(frozen=True, slots=True)
class Fleet:
    """What follows from the tables: fire stations as facilities, ambulance companies, every vehicle."""

    stations: tuple[Facility, ...]
    companies: tuple[Organisation, ...]
    vehicles: tuple[FleetVehicle, ...]


def fleet_of(authored: Authored, ground: Ground) -> Fleet:
    """Put the region's vehicles on the road: SMUR, fire ambulances, then the companies' by department.

    Raises:
        BadRegionFile: a department has no fire service, or more companies than towns can hold.
    """
    services = {department.code: _fire_service(authored.organisations, department) for department in ground.departments}
    stations = {
        station.insee_code: _station(ground.communes[station.insee_code], services, ground)
        for station in authored.stations
    }
    companies, vehicles = _companies(authored.companies, ground)
    return Fleet(
        stations=tuple(stations.values()),
        companies=tuple(companies),
        vehicles=(
            *_smur(authored, ground),
            *chain.from_iterable(_vsav(stations[one.insee_code], one.vsav, ground) for one in authored.stations),
            *vehicles,
        ),
    )


def shares(total: int, weights: Sequence[float]) -> list[int]:
    """Share a number of whole things in proportion to weights, by highest averages (Sainte-Laguë)."""
    given = [0] * len(weights)
    for _ in range(total):
        given[max(range(len(weights)), key=lambda index: weights[index] / (2 * given[index] + 1))] += 1
    return given


def _smur(authored: Authored, ground: Ground) -> Iterator[FleetVehicle]:
    bases = {facility.name: facility for facility in authored.facilities}
    for vehicle in authored.smur:
        yield replace(
            _at(bases[vehicle.base], ground, vehicle.call_sign),
            type=vehicle.type,
            team_level=vehicle.team_level,
            seen_for=VisibilityReason.GARDE,
        )


def _vsav(station: Facility, number: int, ground: Ground) -> Iterator[FleetVehicle]:
    town = ground.communes[station.insee_code].name
    for count in range(1, number + 1):
        yield _at(station, ground, f"VSAV {town} {count}" if number > 1 else f"VSAV {town}")


def _at(base: Facility, ground: Ground, call_sign: str) -> FleetVehicle:
    """Give a vehicle of a facility: a fire ambulance, unless it is made another."""
    return FleetVehicle(
        call_sign=call_sign,
        type=VehicleType.SIS_VSAV,
        organisation=base.organisation,
        department_code=ground.communes[base.insee_code].department_code,
        centre_code=base.centre_code,
        sector_code=None,
        base=base.name,
        lon_deg=base.lon_deg,
        lat_deg=base.lat_deg,
        team_level=MedicalLevel.SECOURS,
        seen_for=None,
    )


def _fire_service(organisations: Sequence[Organisation], department: Department) -> str:
    for organisation in organisations:
        if organisation.kind is OrganisationKind.SIS and organisation.name.endswith(department.name):
            return organisation.name
    raise BadRegionFile(f"organisations.csv: no fire service of {department.name}")


def _station(commune: Commune, services: Mapping[str, str], ground: Ground) -> Facility:
    name = f"Centre de secours {of(commune.name)}"
    lon_deg, lat_deg = _beside(commune, name, ground)
    return Facility(
        kind=FacilityKind.FIRE_STATION,
        name=name,
        organisation=services[commune.department_code],
        centre_code=commune.centre_code,
        insee_code=commune.insee_code,
        lon_deg=lon_deg,
        lat_deg=lat_deg,
        abilities=frozenset(),
        source="commune plausible ; position inventée dans la commune",
    )


def _companies(numbers: Sequence[Companies], ground: Ground) -> tuple[list[Organisation], list[FleetVehicle]]:
    """Give the companies and their vehicles: call signs count on through a department, companies in the order of their towns."""
    names, phones = company_names.names(), company_names.phones()
    companies: list[Organisation] = []
    vehicles: list[FleetVehicle] = []
    for department in numbers:
        towns, people = _towns(department.department_code, ground)
        bases = list(
            chain.from_iterable(
                [town] * count for town, count in zip(towns, shares(department.companies, people), strict=True)
            )
        )
        sizes = list(islice(cycle(SIZES), len(bases)))
        owned = zip(bases, shares(department.ambulances, sizes), shares(department.vsl, sizes), strict=True)
        numbered = {kind: iter(range(1, 10_000)) for kind in (VehicleType.TSU_AMB, VehicleType.TSU_VSL)}
        for (town, sector), ambulances, seated in owned:
            company = Organisation(OrganisationKind.TSU, next(names), next(phones))
            companies.append(company)
            lon_deg, lat_deg = _beside(town, company.name, ground)
            kinds = [VehicleType.TSU_AMB] * ambulances + [VehicleType.TSU_VSL] * seated
            vehicles += [
                FleetVehicle(
                    call_sign=f"{'TSU' if kind is VehicleType.TSU_AMB else 'VSL'} {town.department_code}-{next(numbered[kind]):03}",
                    type=kind,
                    organisation=company.name,
                    department_code=town.department_code,
                    centre_code=town.centre_code,
                    sector_code=sector if kind is VehicleType.TSU_AMB else None,
                    base=f"{company.name}, {town.name}",
                    lon_deg=lon_deg,
                    lat_deg=lat_deg,
                    team_level=MedicalLevel.SECOURS if kind is VehicleType.TSU_AMB else MedicalLevel.SANS,
                    seen_for=None,
                )
                for kind in kinds
            ]
    return companies, vehicles


def _towns(department_code: str, ground: Ground) -> tuple[list[tuple[Commune, str]], list[float]]:
    """Give the towns of a department with their sector, and how many people each is the nearest town of the sector for."""
    towns: list[tuple[Commune, str]] = []
    people: list[float] = []
    for sector in ground.sectors:
        if sector.department_code != department_code:
            continue
        members = [ground.communes[code] for code in sector.insee_codes]
        possible = [commune for commune in members if commune.population >= TOWN]
        if not possible:
            raise BadRegionFile(f"sectors.csv: no town of {sector.name} can be the base of a company")
        served: defaultdict[str, float] = defaultdict(float)
        for commune in members:
            nearest = min(
                possible, key=lambda town: distance_m(commune.lon_deg, commune.lat_deg, town.lon_deg, town.lat_deg)
            )
            served[nearest.insee_code] += commune.population
        towns += [(town, sector.code) for town in possible]
        people += [served[town.insee_code] for town in possible]
    return towns, people


def _beside(commune: Commune, name: str, ground: Ground) -> tuple[float, float]:
    """Give a place of its own to a base in a commune: off the middle, in a direction that follows from its name."""
    turn = crc32(name.encode()) / 2**32 * 2 * pi
    outline = ground.outlines[commune.insee_code]
    for away_m in BESIDE_M:
        lon_deg = commune.lon_deg + away_m * sin(turn) / (METRES_PER_DEG * cos(radians(commune.lat_deg)))
        lat_deg = commune.lat_deg + away_m * cos(turn) / METRES_PER_DEG
        if shapely.contains_xy(outline, lon_deg, lat_deg):
            return round(lon_deg, 5), round(lat_deg, 5)
    return commune.lon_deg, commune.lat_deg


def of(place: str) -> str:
    """Say *of* a place in French: `de Caen`, `du Havre`, `des Andelys`, `d'Évreux`, `de L'Aigle`."""
    for article, word in (("Le ", "du "), ("Les ", "des ")):
        if place.startswith(article):
            return word + place.removeprefix(article)
    return f"d'{place}" if place.startswith(("A", "E", "É", "I", "O", "U", "Yv")) else f"de {place}"
