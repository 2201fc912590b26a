"""Engagements: the free vehicle that gets there first is looked for, again and again when there is none, and goes."""

from random import Random

from kit.wire.codes.cases import Delay, MeansType
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import Ground
from simulators.offline.agenda import Work
from simulators.offline.cases import Case, World
from simulators.offline.crews import Mission, Order
from simulators.offline.fleet import KINDS, Unit
from simulators.plan.room import BY_AIR_FROM, CHOOSING, NOBODY_FOR
from simulators.plan.weather import pilot_refuses
from simulators.record import DecisionRecord
from simulators.travel import Point

DELAYS = tuple(Delay)
TRIES = {MeansType.SMUR: 6, MeansType.TSU: 2, MeansType.SIS: 24}
"""How often a free vehicle is looked for. Then the fire service goes for a company, nobody for the others."""


def send_by_reflex(world: World, case: Case) -> None:
    """Let the nearest SMUR leave before a doctor has spoken."""
    order = Order(MeansType.SMUR, 0, Ground.REFLEXE)
    case.reflex, case.smur_left = order.stand_down, order.left
    world.agenda.start(_send(world, case, order))


def send_decided(world: World, case: Case, patient: int, decision: DecisionRecord) -> None:
    """Send what a decision asks for, unless it left by reflex."""
    if decision.means not in KINDS or decision.means is None:
        return
    order = Order(decision.means, patient, delay=decision.delay)
    if decision.means is MeansType.SMUR:
        if case.reflex is not None and not case.reflex.is_set and patient == 0:
            return
        case.smur_left = order.left
    world.agenda.start(_send(world, case, order))


def _send(world: World, case: Case, order: Order) -> Work[None]:
    """Look for a vehicle until one goes, or nobody is to be found."""
    case.begin()
    scene = (case.event.lon_deg, case.event.lat_deg)
    following = world.desks[case.event.centre_code].following
    chance = world.chance("choose", case.event.number, order.patient, order.means)
    for _ in range(TRIES[order.means]):
        if order.stand_down.is_set:
            break
        if order.ground is Ground.DECISION:
            rank = len(DELAYS) if order.delay is None else DELAYS.index(order.delay)
            yield from following.take((rank, world.agenda.now_s))
            yield CHOOSING.draw(chance)
            following.give_back()
        found = _first_to(world, scene, order.means, chance)
        if found is not None:
            yield from Mission(world, case, order, *found).carry_out()
            break
        yield NOBODY_FOR.total_seconds()
    else:
        if order.means is MeansType.TSU:
            world.agenda.start(_send(world, case, Order(MeansType.SIS, order.patient, delay=order.delay)))
    order.left.set()
    case.end(world.now())


def _first_to(world: World, scene: Point, means: MeansType, chance: Random) -> tuple[Unit, float] | None:
    """Give who gets there first and their seconds on the way; a helicopter when it is quicker and its pilot accepts."""
    now = world.now()
    found = world.fleet.first_to(scene, KINDS[means], now)
    if means is not MeansType.SMUR or (found is not None and found[1] <= BY_AIR_FROM.total_seconds()):
        return found
    by_air = world.fleet.first_to(scene, [VehicleType.SMUR_HELI], now)
    if by_air is None or (found is not None and found[1] <= by_air[1]):
        return found
    return by_air if pilot_refuses(chance, now, world.day.seed) is None else found
