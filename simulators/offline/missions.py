"""Engagements: the free vehicle that gets there first is looked for, again and again when there is none, asked for if need be, and goes."""

from collections.abc import Collection
from math import inf
from random import Random

from kit.wire.codes.cases import Delay, MeansType
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import Ground
from simulators.offline.agenda import Work
from simulators.offline.asking import lent
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
    neighbours = world.chance("ask", case.event.number, order.patient, order.means)
    kept: set[Unit] = set()
    tries = TRIES[order.means]
    while tries:
        if order.stand_down.is_set:
            break
        if order.ground is Ground.DECISION:
            rank = len(DELAYS) if order.delay is None else DELAYS.index(order.delay)
            yield from following.take((rank, world.agenda.now_s))
            yield CHOOSING.draw(chance)
            following.give_back()
        unit = _first_to(world, scene, order.means, chance, kept)
        if unit is None:
            tries -= 1
            yield NOBODY_FOR.total_seconds()
        elif (yield from lent(world, case, order, unit, neighbours)):
            drive_s = world.fleet.time_s(unit, scene, world.now(), urgent=True)
            yield from Mission(world, case, order, unit, drive_s).carry_out()
            break
        else:
            kept.add(unit)
    else:
        if order.means is MeansType.TSU:
            world.agenda.start(_send(world, case, Order(MeansType.SIS, order.patient, delay=order.delay)))
    order.left.set()
    case.end(world.now())


def _first_to(world: World, scene: Point, means: MeansType, chance: Random, but: Collection[Unit]) -> Unit | None:
    """Give who gets there first, `but` these; a helicopter when it is quicker and its pilot accepts."""
    now = world.now()
    unit, by_road_s = world.fleet.first_to(scene, KINDS[means], now, but) or (None, inf)
    if means is not MeansType.SMUR or by_road_s <= BY_AIR_FROM.total_seconds():
        return unit
    by_air, by_air_s = world.fleet.first_to(scene, [VehicleType.SMUR_HELI], now, but) or (None, inf)
    return by_air if by_air_s < by_road_s and pilot_refuses(chance, now, world.day.seed) is None else unit
