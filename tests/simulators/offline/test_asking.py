"""A vehicle of another centre goes once it is lent: by convention at once, else by an answer, in time."""

from collections.abc import Iterable
from datetime import UTC, date, datetime
from random import Random

import pytest

from kit.wire.codes.cases import MeansType, MedicalLevel
from kit.wire.codes.means import VehicleType
from region.places import Convention, FleetVehicle
from simulators import plan
from simulators.offline import StraightLines
from simulators.offline.agenda import Agenda, Work
from simulators.offline.asking import lent
from simulators.offline.cases import Case, World
from simulators.offline.crews import Order
from simulators.offline.fleet import Fleet, Unit
from simulators.offline.hospitals import Departments
from simulators.offline.posts import Desk, Posts
from simulators.plan.laws import LAWS
from simulators.plan.room import HELP_PATIENCE
from tests import country

DAY = plan.day(country.small_region(), date(2026, 11, 24), 1)
CAEN, ROUEN = "140", "760"
EVENT = next(story.event for story in DAY.stories if story.event is not None and story.centre_code == CAEN)
ORDER = Order(MeansType.TSU, 0)
SOMEBODY = Posts(answering=2, following=1, emergency=1, ambulatory=1)


def _unit(centre_code: str) -> Unit:
    vehicle = FleetVehicle(
        call_sign="one", type=VehicleType.TSU_AMB, organisation="A", department_code="76", centre_code=centre_code,
        sector_code=None, base="one", lon_deg=1.1, lat_deg=49.4, team_level=MedicalLevel.SECOURS, seen_for=None,
    )  # fmt: skip
    return Unit(vehicle, [(0.0, 1e6)])


def _world(conventions: Iterable[Convention] = ()) -> World:
    agenda = Agenda()
    return World(
        agenda=agenda,
        day=DAY,
        midnight=datetime(2026, 11, 23, 23, tzinfo=UTC),
        conventions=frozenset(conventions),
        desks={ROUEN: Desk(agenda)},
        fleet=Fleet((), agenda, StraightLines()),
        departments=Departments((), StraightLines()),
    )


def _asked(world: World, unit: Unit, seed: int = 1) -> tuple[bool, float]:
    """Ask for a vehicle of the case in Caen; give whether it may go, and after how many seconds that is known."""
    known: list[tuple[bool, float]] = []

    def ask() -> Work[None]:
        case = Case("case-1", EVENT, world.midnight, EVENT.priority)
        may_go = yield from lent(world, case, ORDER, unit, Random(seed))
        known.append((may_go, world.agenda.now_s))

    world.agenda.start(ask())
    world.agenda.run()
    (answer,) = known
    return answer


def test_one_s_own_vehicle_and_one_under_a_convention_go_at_once() -> None:
    assert _asked(_world(), _unit(CAEN)) == (True, 0.0)
    assert _asked(_world([Convention(ROUEN, CAEN, MeansType.TSU)]), _unit(ROUEN)) == (True, 0.0)


@pytest.mark.parametrize("other", [Convention(CAEN, ROUEN, MeansType.TSU), Convention(ROUEN, CAEN, MeansType.SMUR)])
def test_a_convention_the_other_way_or_for_another_means_lends_nothing(other: Convention) -> None:
    assert _asked(_world([other]), _unit(ROUEN)) == (False, HELP_PATIENCE.total_seconds())


def test_an_answer_takes_its_time_and_is_a_refusal_at_times() -> None:
    answers: list[bool] = []
    for seed in range(300):
        world = _world()
        world.desks[ROUEN].staff(SOMEBODY)
        may_go, after_s = _asked(world, _unit(ROUEN), seed)
        assert 0 < after_s < HELP_PATIENCE.total_seconds()
        answers.append(may_go)
    assert answers.count(False) / len(answers) == pytest.approx(LAWS.room.help_refused, abs=0.06)


def test_a_vehicle_that_left_meanwhile_does_not_go() -> None:
    world, unit = _world(), _unit(ROUEN)
    unit.is_busy = True
    world.desks[ROUEN].staff(SOMEBODY)
    assert not _asked(world, unit)[0]
