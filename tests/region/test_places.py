"""The region is whole and plausible: somebody from there recognises it."""

from collections import Counter

import pytest
import shapely

from kit.geo import distance_m
from kit.wire.codes.cases import MedicalLevel
from kit.wire.codes.means import Ability, FacilityKind, OrganisationKind, VehicleType, VisibilityReason
from region.places import Facility, FleetVehicle
from tests.country import region

REGION = region()
COMMUNES = {commune.insee_code: commune for commune in REGION.communes}


def test_the_six_centres_have_their_national_codes() -> None:
    assert {centre.code: centre.name for centre in REGION.centres} == {
        "140": "Caen",
        "270": "Évreux",
        "500": "Saint-Lô",
        "610": "Alençon",
        "760": "Rouen",
        "761": "Le Havre",
    }


def test_the_communes_are_those_of_five_departments() -> None:
    assert Counter(commune.department_code for commune in REGION.communes) == {
        "14": 526, "27": 585, "50": 445, "61": 381, "76": 707,
    }  # fmt: skip
    assert 3_300_000 < sum(commune.population for commune in REGION.communes) < 3_360_000
    for commune in REGION.communes:
        assert commune.insee_code.startswith(commune.department_code), commune
        assert commune.centre_code.startswith(commune.department_code), commune
        assert commune.postal_codes, commune
        assert all(code.isdigit() and len(code) == 5 for code in commune.postal_codes), commune


def test_each_commune_lies_inside_its_outline() -> None:
    assert REGION.outlines.keys() == COMMUNES.keys()
    for commune in REGION.communes:
        assert _is_inside(commune.insee_code, commune.lon_deg, commune.lat_deg), commune


def test_outlines_leave_no_gap() -> None:
    whole = shapely.union_all(shapely.from_wkb(list(REGION.outlines.values())))
    holes = [shapely.Polygon(ring) for polygon in shapely.get_parts(whole) for ring in polygon.interiors]
    assert (
        max((hole.area for hole in holes), default=0.0) < 2e-5
    )  # a bay's pond of a tenth of a square kilometre at most
    assert 3.68 < whole.area < 3.72  # square degrees: 30,000 km² at this latitude


@pytest.mark.parametrize(
    ("insee_code", "name", "centre", "postal_code", "coastal"),
    [
        ("14118", "Caen", "140", "14000", False),
        ("14581", "Aurseulles", "140", "14240", False),
        ("76351", "Le Havre", "761", "76600", True),
        ("76259", "Fécamp", "761", "76400", True),
        ("76540", "Rouen", "760", "76000", False),
        ("76217", "Dieppe", "760", "76200", True),
        ("27016", "Les Andelys", "270", "27700", False),
        ("27676", "Les Trois Lacs", "270", "27700", False),
        ("61214", "L'Aigle", "610", "61300", False),
        ("50129", "Cherbourg-en-Cotentin", "500", "50100", True),
        ("14333", "Honfleur", "140", "14600", True),
    ],
)
def test_known_communes(insee_code: str, name: str, centre: str, postal_code: str, coastal: bool) -> None:
    commune = COMMUNES[insee_code]
    assert (commune.name, commune.centre_code, commune.is_coastal) == (name, centre, coastal)
    assert postal_code in commune.postal_codes


def test_no_two_communes_share_a_place() -> None:
    places = Counter((commune.lon_deg, commune.lat_deg) for commune in REGION.communes)
    assert max(places.values()) == 1


def test_le_havre_works_for_the_estuary_and_the_coast_to_fecamp() -> None:
    population = Counter[str]()
    for commune in REGION.communes:
        if commune.department_code == "76":
            population[commune.centre_code] += commune.population
    assert 350_000 < population["761"] < 450_000
    assert 800_000 < population["760"] < 900_000


def test_each_facility_lies_in_its_commune() -> None:
    for facility in REGION.facilities:
        assert _is_inside(facility.insee_code, facility.lon_deg, facility.lat_deg), facility
        assert facility.centre_code == COMMUNES[facility.insee_code].centre_code, facility
        assert facility.source, facility


def test_each_smur_stands_with_an_emergency_department() -> None:
    emergencies = _of(FacilityKind.EMERGENCY)
    bases = _of(FacilityKind.SMUR)
    assert len(bases) == 27
    for base in bases:
        nearest = min(_apart_m(base, emergency) for emergency in emergencies)
        assert nearest < (10_000 if base.name == "SMUR du Havre" else 10), base  # two sites of one hospital
    assert {vehicle.base for vehicle in REGION.vehicles if vehicle.type is VehicleType.SMUR_VLM} == {
        base.name for base in bases
    }


def test_rare_abilities_are_where_they_are_known_to_be() -> None:
    able = {
        ability: {facility.name for facility in REGION.facilities if ability in facility.abilities}
        for ability in Ability
    }
    assert able[Ability.TRAUMA_A] == able[Ability.NEUROSURGERY] == {"Urgences de Caen", "Urgences de Rouen"}
    assert able[Ability.MATERNITY_3] == {"Urgences de Caen", "Urgences de Rouen", "Urgences du Havre"}
    assert able[Ability.HYPERBARIC] == {"Urgences de Cherbourg"}
    assert all(able.values())
    for centre in REGION.centres:
        here = {
            ability
            for facility in REGION.facilities
            if facility.centre_code == centre.code
            for ability in facility.abilities
        }
        assert {Ability.STROKE_UNIT, Ability.INTENSIVE_CARE, Ability.PAEDIATRICS, Ability.PSYCHIATRY} <= here, centre


def test_sectors_share_the_communes_and_the_lines_of_garde() -> None:
    shared = Counter(insee_code for sector in REGION.sectors for insee_code in sector.insee_codes)
    assert shared == Counter(COMMUNES.keys())
    assert sum(sector.day_lines for sector in REGION.sectors) == 45
    assert sum(sector.night_lines for sector in REGION.sectors) == 28
    for sector in REGION.sectors:
        members = {(COMMUNES[code].department_code, COMMUNES[code].centre_code) for code in sector.insee_codes}
        assert members == {(sector.department_code, sector.centre_code)}, sector.name


def test_the_fleet_has_its_numbers() -> None:
    ambulances = Counter(v.department_code for v in REGION.vehicles if v.type is VehicleType.TSU_AMB)
    assert ambulances == {"76": 288, "14": 161, "27": 138, "50": 114, "61": 64}
    kinds = Counter(vehicle.type for vehicle in REGION.vehicles)
    assert kinds[VehicleType.TSU_VSL] == 925
    assert kinds[VehicleType.SMUR_HELI] == 3
    assert 170 <= kinds[VehicleType.SIS_VSAV] <= 220
    assert max(Counter(vehicle.call_sign for vehicle in REGION.vehicles).values()) == 1


def test_each_vehicle_has_a_fitting_team_sector_and_visibility() -> None:
    sectors = {sector.code: sector for sector in REGION.sectors}
    for vehicle in REGION.vehicles:
        medical = vehicle.team_level in {MedicalLevel.MED, MedicalLevel.PARAMED}
        assert medical == vehicle.type.startswith("SMUR."), vehicle
        if vehicle.type is VehicleType.TSU_AMB:
            assert vehicle.sector_code is not None
            assert sectors[vehicle.sector_code].centre_code == vehicle.centre_code, vehicle
            assert sectors[vehicle.sector_code].department_code == vehicle.department_code, vehicle
        else:
            assert vehicle.sector_code is None, vehicle
        assert vehicle.seen_for is (VisibilityReason.GARDE if medical else None), vehicle


def test_each_vehicle_stands_in_a_commune_of_its_centre() -> None:
    shapes = shapely.STRtree(shapely.from_wkb(list(REGION.outlines.values())))
    codes = list(REGION.outlines)
    for vehicle in REGION.vehicles:
        there = shapes.query(shapely.Point(vehicle.lon_deg, vehicle.lat_deg), predicate="within")
        assert vehicle.centre_code in {COMMUNES[codes[index]].centre_code for index in there}, vehicle


def test_each_company_has_ambulances_and_a_phone_kept_for_fiction() -> None:
    companies = {one.name: one for one in REGION.organisations if one.kind is OrganisationKind.TSU}
    owners = {vehicle.organisation for vehicle in REGION.vehicles if vehicle.type is VehicleType.TSU_AMB}
    assert owners == companies.keys()
    phones = [company.phone for company in companies.values()]
    assert all(phone is not None and phone.startswith("+3326191") and len(phone) == 12 for phone in phones)
    assert len(set(phones)) == len(phones)


def _is_inside(insee_code: str, lon_deg: float, lat_deg: float) -> bool:
    return bool(shapely.contains_xy(shapely.from_wkb(REGION.outlines[insee_code]), lon_deg, lat_deg))


def _of(kind: FacilityKind) -> list[Facility]:
    return [facility for facility in REGION.facilities if facility.kind is kind]


def _apart_m(one: Facility | FleetVehicle, other: Facility) -> float:
    return distance_m(one.lon_deg, one.lat_deg, other.lon_deg, other.lat_deg)
