"""Who gets a box, where it goes, and when its new credential holds."""

from datetime import timedelta

import pytest

from kit.wire.codes.boxes import BoxObstacle
from kit.wire.codes.means import OrganisationKind, VehicleType
from socle.boxes.rules import Standing, emptiest, obstacles, switches
from tests.world import NOON

FINE = Standing(VehicleType.TSU_AMB, OrganisationKind.TSU, has_phone=True, has_box=False, is_asked=False)
LATER = NOON + timedelta(hours=1)


def test_nothing_stands_against_an_ambulance_of_a_company_that_can_be_called() -> None:
    assert obstacles(FINE) == []


@pytest.mark.parametrize(
    ("standing", "obstacle"),
    [
        (FINE._replace(type=VehicleType.TSU_VSL), BoxObstacle.NO_EMERGENCY_VEHICLE),
        (FINE._replace(organisation=OrganisationKind.LIBERAL), BoxObstacle.NOT_ON_REGISTRY),
        (FINE._replace(has_phone=False), BoxObstacle.NO_PHONE),
        (FINE._replace(has_box=True), BoxObstacle.HAS_BOX),
        (FINE._replace(is_asked=True), BoxObstacle.ALREADY_ASKED),
    ],
)
def test_each_obstacle_is_named(standing: Standing, obstacle: BoxObstacle) -> None:
    assert obstacles(standing) == [obstacle]


def test_all_obstacles_are_named_at_once() -> None:
    against = Standing(VehicleType.TSU_VSL, OrganisationKind.LIBERAL, has_phone=False, has_box=True, is_asked=True)
    assert obstacles(against) == list(BoxObstacle)


def test_a_box_goes_where_the_fewest_are() -> None:
    assert emptiest({}) == 0
    assert emptiest(dict.fromkeys(range(16), 3) | {9: 2, 12: 2}) == 9


def test_a_credential_holds_once_the_box_has_it_or_its_time_has_come() -> None:
    assert switches("new", "new", LATER, NOON)
    assert not switches("new", "old", LATER, NOON)
    assert not switches("new", None, LATER, NOON)
    assert switches("new", None, NOON, NOON)
    assert not switches(None, None, None, NOON)
