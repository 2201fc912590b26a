"""Who gets there first."""

from datetime import UTC, datetime

import pytest

from kit.geo import distance_m
from kit.wire.codes.cases import MedicalLevel
from kit.wire.codes.means import VehicleType
from region.places import FleetVehicle
from simulators.offline.agenda import Agenda
from simulators.offline.fleet import Fleet, Unit
from simulators.offline.travel import StraightLines
from simulators.travel import speed_mps

NOON = datetime(2026, 11, 24, 11, tzinfo=UTC)
CAEN, BAYEUX = (-0.37, 49.18), (-0.70, 49.28)
AMBULANCES = [VehicleType.TSU_AMB]


def _unit(name: str, place: tuple[float, float], until: float = 1e6, kind: VehicleType = VehicleType.TSU_AMB) -> Unit:
    vehicle = FleetVehicle(
        call_sign=name, type=kind, organisation="A", department_code="14", centre_code="140", sector_code=None, base=name,
        lon_deg=place[0], lat_deg=place[1], team_level=MedicalLevel.SECOURS, seen_for=None,
    )  # fmt: skip
    return Unit(vehicle, [(0.0, until)])


def test_the_nearest_free_vehicle_of_its_kind_on_duty_goes() -> None:
    agenda = Agenda()
    busy, off, other = (
        _unit("busy", CAEN),
        _unit("off", CAEN, until=-1.0),
        _unit("vsav", CAEN, kind=VehicleType.SIS_VSAV),
    )
    near, far = _unit("near", (-0.40, 49.18)), _unit("far", BAYEUX)
    busy.is_busy = True
    fleet = Fleet([busy, off, other, far, near], agenda, StraightLines())
    found = fleet.first_to(CAEN, AMBULANCES, NOON)
    assert found is not None
    unit, time_s = found
    assert unit is near
    assert time_s == pytest.approx(distance_m(*near.base, *CAEN) / speed_mps(VehicleType.TSU_AMB, urgent=True))


def test_nobody_goes_when_nobody_is_free() -> None:
    fleet = Fleet([_unit("off", CAEN, until=-1.0)], Agenda(), StraightLines())
    assert fleet.first_to(CAEN, AMBULANCES, NOON) is None


def test_a_vehicle_on_its_way_home_is_where_it_is_by_then() -> None:
    unit = _unit("one", CAEN)
    unit.drive(BAYEUX, 0.0, 0.0)
    unit.drive(CAEN, 100.0, 1000.0)
    assert unit.place(100.0) == pytest.approx(BAYEUX)
    assert distance_m(*unit.place(600.0), *CAEN) == pytest.approx(distance_m(*BAYEUX, *CAEN) / 2, rel=0.01)
    assert unit.place(5000.0) == CAEN
    unit.stop(600.0)
    assert distance_m(*unit.place(5000.0), *CAEN) == pytest.approx(distance_m(*BAYEUX, *CAEN) / 2, rel=0.01)
