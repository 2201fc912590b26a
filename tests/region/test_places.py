"""The built-in Normandy is whole and plausible, and a slip in a file is told with its line."""

import shutil
from collections import Counter
from pathlib import Path

import pytest

from kit.geo import distance_m
from kit.wire.codes import MedicalLevel, VehicleType
from region.places import NORMANDY, BadRegionFile, Facility, FacilityKind, FleetVehicle, OrganisationKind, read_region

REGION = read_region()

# Boxes around the departments: west, south, east, north. Source: IGN outlines, rounded outwards.
DEPARTMENTS = {
    "14": (-1.17, 48.74, 0.47, 49.45),
    "27": (0.28, 48.65, 1.82, 49.50),
    "50": (-1.96, 48.44, -0.72, 49.74),
    "61": (-0.88, 48.17, 0.99, 48.99),
    "76": (0.05, 49.23, 1.81, 50.09),
}


def test_the_six_centres_have_their_national_codes() -> None:
    assert {centre.code: centre.name for centre in REGION.centres} == {
        "140": "Caen",
        "270": "Évreux",
        "500": "Saint-Lô",
        "610": "Alençon",
        "760": "Rouen",
        "761": "Le Havre",
    }


def test_each_commune_lies_in_its_department_and_belongs_to_one_of_its_centres() -> None:
    for commune in REGION.communes:
        department = commune.insee_code[:2]
        west, south, east, north = DEPARTMENTS[department]
        assert west <= commune.lon_deg <= east, commune
        assert south <= commune.lat_deg <= north, commune
        assert commune.centre_code.startswith(department), commune
        assert 100 <= commune.population <= 200_000, commune


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
        ("communes.csv", "14999,Nulle-Part,999,10,0.1,49.1", "communes.csv, line 2: '999'"),
        ("communes.csv", "14999,Nulle-Part,140,10,nan,49.1", "communes.csv, line 2: nan"),
        ("communes.csv", "14999,Nulle-Part,140,beaucoup,0.1,49.1", "communes.csv, line 2: .*beaucoup"),
        ("communes.csv", "14118,Caen bis,140,10,0.1,49.1", "communes.csv: '14118' comes 2 times"),
        ("facilities.csv", "CLINIC,Clinique,140,0.1,49.1", "facilities.csv, line 2: .*CLINIC"),
        ("vehicles.csv", "X 1,TSU.AMB,Personne,140,Base,0.1,49.1,SECOURS,GARDE", "vehicles.csv, line 2: 'Personne'"),
        ("motives.csv", "M99", "motives.csv, line 2"),
    ],
)
def test_a_wrong_line_is_told(tmp_path: Path, file: str, line: str, fault: str) -> None:
    folder = tmp_path / "region"
    shutil.copytree(NORMANDY, folder)
    header, *rest = (folder / file).read_text(encoding="utf-8").splitlines()
    (folder / file).write_text("\n".join([header, line, *rest]) + "\n", encoding="utf-8")
    with pytest.raises(BadRegionFile, match=fault):
        read_region(folder)
