"""The built-in Normandy is whole and plausible, and a slip in a file is told with its line."""

import shutil
from collections import Counter
from pathlib import Path

import pytest
import shapely

from kit.geo import distance_m
from kit.wire.codes import MedicalLevel, VehicleType
from region.places import (
    BadRegionFile,
    Facility,
    FacilityKind,
    FleetVehicle,
    OrganisationKind,
    read_outlines,
    read_region,
)
from region.tables import NORMANDY
from tests.country import folder, region

REGION = region()


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
    outlines = read_outlines(folder())
    assert outlines.keys() == {commune.insee_code for commune in REGION.communes}
    for commune in REGION.communes:
        assert shapely.from_wkb(outlines[commune.insee_code]).contains(
            shapely.Point(commune.lon_deg, commune.lat_deg)
        ), commune


@pytest.mark.parametrize(
    ("insee_code", "name", "centre", "postal_code", "coastal"),
    [
        ("14118", "Caen", "140", "14000", False),
        ("14581", "Aurseulles", "140", "14250", False),
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
    commune = next(one for one in REGION.communes if one.insee_code == insee_code)
    assert (commune.name, commune.centre_code, commune.is_coastal) == (name, centre, coastal)
    assert postal_code in commune.postal_codes


def test_no_two_communes_share_a_place() -> None:
    places = Counter((commune.lon_deg, commune.lat_deg) for commune in REGION.communes)
    assert max(places.values()) == 1


def test_each_smur_has_an_emergency_department_beside_it() -> None:
    emergencies = {(f.lon_deg, f.lat_deg) for f in REGION.facilities if f.kind is FacilityKind.EMERGENCY}
    bases = [f for f in REGION.facilities if f.kind is FacilityKind.SMUR]
    assert len(bases) == 27
    assert all((base.lon_deg, base.lat_deg) in emergencies for base in bases)


def test_each_facility_and_vehicle_is_near_a_commune_of_its_centre() -> None:
    places: list[Facility | FleetVehicle] = [*REGION.facilities, *REGION.vehicles]
    for place in places:
        nearest = min(
            distance_m(place.lon_deg, place.lat_deg, commune.lon_deg, commune.lat_deg)
            for commune in REGION.communes
            if commune.centre_code == place.centre_code
        )
        assert nearest < 5_000, place


def test_the_fleet_has_about_a_hundred_vehicles_each_with_a_fitting_team() -> None:
    assert 95 <= len(REGION.vehicles) <= 120
    for vehicle in REGION.vehicles:
        medical = vehicle.team_level in {MedicalLevel.MED, MedicalLevel.PARAMED}
        assert medical == vehicle.type.startswith("SMUR."), vehicle
    assert {vehicle.type for vehicle in REGION.vehicles} == {
        VehicleType.SMUR_VLM,
        VehicleType.SMUR_AR,
        VehicleType.SMUR_HELI,
        VehicleType.TSU_AMB,
        VehicleType.SIS_VSAV,
    }


def test_phones_are_in_the_range_kept_for_fiction() -> None:
    phones = [o.phone for o in REGION.organisations if o.kind is OrganisationKind.TSU]
    assert all(phone is not None and phone.startswith("+3326191") and len(phone) == 12 for phone in phones)


@pytest.mark.parametrize(
    ("file", "line", "fault"),
    [
        ("departments.csv", "99,Nulle-Part,999", "departments.csv, line 2: '999'"),
        ("centres.csv", "999,Nulle-Part,nan,49.1", "centres.csv, line 2: nan"),
        ("centres.csv", "140,Caen bis,0.1,49.1", "centres.csv: '140' comes 2 times"),
        ("facilities.csv", "CLINIC,Clinique,140,0.1,49.1", "facilities.csv, line 2: .*CLINIC"),
        ("vehicles.csv", "X 1,TSU.AMB,Personne,140,Base,0.1,49.1,SECOURS,GARDE", "vehicles.csv, line 2: 'Personne'"),
        ("motives.csv", "M99", "motives.csv, line 2"),
    ],
)
def test_a_wrong_line_is_told(tmp_path: Path, file: str, line: str, fault: str) -> None:
    tables = tmp_path / "tables"
    shutil.copytree(NORMANDY, tables)
    header, *rest = (tables / file).read_text(encoding="utf-8").splitlines()
    (tables / file).write_text("\n".join([header, line, *rest]) + "\n", encoding="utf-8")
    with pytest.raises(BadRegionFile, match=fault):
        read_region(folder(), tables)
