"""A crew's bilan: the follow-up desk listens, a doctor hears it and says where the patient goes."""

from random import Random

from kit.wire.codes.cases import CareLevel, CareQueue, DecisionType, MeansType
from region.places import Facility
from simulators.offline.agenda import Work
from simulators.offline.cases import Case, World
from simulators.offline.fleet import Unit
from simulators.plan.room import BILAN_TALK, LISTENING, NEAREST_SHARE
from simulators.plan.stories import Patient
from simulators.record import DecisionRecord, Waiting

CARE_LEVELS = tuple(CareLevel)
BEFORE_NEXT_PRIORITY = 0.5
"""A bilan of level R1 comes between a P0 and a P1 that wait, and so on. An assumption of ours."""


def hear(world: World, case: Case, unit: Unit, patient: Patient, *, goes: bool) -> Work[Facility | None]:
    """Pass a bilan and be told where to go; none when the patient stays."""
    desk = world.desks[case.event.centre_code]
    chance = world.chance("bilan", case.event.number, unit.vehicle.type)
    rank = CARE_LEVELS.index(patient.care_level) + BEFORE_NEXT_PRIORITY
    yield from desk.following.take((rank, world.agenda.now_s))
    yield LISTENING.draw(chance)
    desk.following.give_back()
    since = world.now()
    yield from desk.emergency.take((rank, world.agenda.now_s))
    case.waits.append(Waiting(queue=CareQueue.BILAN, since=since, priority=case.priority, taken_at=world.now()))
    yield BILAN_TALK.draw(chance)
    desk.emergency.give_back()
    facility = _choose(world, case, unit, patient, chance) if goes else None
    stays = facility is None
    case.decisions.append(
        DecisionRecord(
            at=world.now(),
            type=DecisionType.PASPLUS if stays else DecisionType.ORIENT,
            means=None if stays else MeansType.HOSPIT,
            care_level=patient.care_level,
        )
    )
    return facility


def _choose(world: World, case: Case, unit: Unit, patient: Patient, chance: Random) -> Facility:
    """Give the able department reached first, now and then the next one."""
    scene = (case.event.lon_deg, case.event.lat_deg)
    near = world.departments.near(scene, patient.abilities, unit.vehicle.type, world.now())
    return near[0 if chance.random() < NEAREST_SHARE or len(near) == 1 else 1]
