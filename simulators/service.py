"""A crew from the beginning of its service to its end: says that it is there, obeys orders, rests or drives about, says that it leaves."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from kit.geo import distance_m
from kit.wire.codes.means import Availability, VehicleType
from simulators.crew import Crew, OrderChanged
from simulators.mission import carry_out, stand_down
from simulators.plan.durations import Lognormal
from simulators.travel import Point

OUTING_M = (2_000.0, 22_000.0)
OUTING_SHARE = 0.45
"""How often an idle crew drives to a town nearby rather than staying at its base."""
REST = Lognormal(18 * 60, 50 * 60)
STAY = Lognormal(8 * 60, 20 * 60)
LINGER_S = 120.0
"""An order may cross a crew's word that it leaves; domain time."""
CLOSE_ENOUGH_M = 1.0


def towns_around(base: Point, towns: Sequence[Point]) -> list[Point]:
    """Give where an idle crew may drive to."""
    nearest_m, farthest_m = OUTING_M
    return [town for town in towns if nearest_m < distance_m(*base, *town) < farthest_m]


async def serve(crew: Crew, until: datetime | None, outings: Sequence[Point]) -> None:
    """Be on duty until `until` and the end of the mission under way; without an end, until cancelled."""
    if until is not None and not crew.memory.on_duty:
        crew.memory.on_duty = True
        crew.declare(Availability.AVAILABLE)
    is_rested = True
    while crew.memory.on_duty or until is None:
        order = crew.memory.order
        try:
            if order is not None and order.cancelled:
                await stand_down(crew, order)
            elif order is not None:
                await carry_out(crew, order)
            elif _left_s(crew, until) > 0:
                await _idle(crew, until, outings, is_rested=is_rested)
            else:
                await _leave(crew)
        except OrderChanged:
            pass
        is_rested = False


def _left_s(crew: Crew, until: datetime | None) -> float:
    return float("inf") if until is None else (until - crew.pace.now()) / timedelta(seconds=1)


async def _idle(crew: Crew, until: datetime | None, outings: Sequence[Point], *, is_rested: bool) -> None:
    """Go home, rest, drive about once.

    Raises:
        OrderChanged: an order came.
    """
    chance = crew.chance
    if distance_m(*crew.place().point, *crew.base) > CLOSE_ENOUGH_M:
        await crew.drive(crew.base, urgent=False)
    if not is_rested or chance.random() > OUTING_SHARE:
        await crew.wait(min(REST.draw(chance), _left_s(crew, until)))
    if outings and crew.kind is VehicleType.TSU_AMB and chance.random() < OUTING_SHARE:
        await crew.drive(chance.choice(outings), urgent=False)
        await crew.wait(min(STAY.draw(chance), _left_s(crew, until)))


async def _leave(crew: Crew) -> None:
    """Go home and say so; an order that crossed the word is still obeyed, and the crew leaves after it.

    Raises:
        OrderChanged: an order came.
    """
    crew.declare(Availability.UNAVAILABLE)
    await crew.drive(crew.base, urgent=False)
    await crew.wait(LINGER_S)
    crew.memory.on_duty = False
    crew.remember()
