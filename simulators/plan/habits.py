"""How long crews take for what is not driving, and how long an emergency department lets them wait. Figures: `laws/crews.py`."""

from datetime import datetime
from random import Random

from kit.clock import PARIS
from kit.wire.codes.means import VehicleType
from simulators.plan.chance import stream
from simulators.plan.laws import LAWS, CrewLaws
from simulators.plan.laws.crews import Habits


def habits_of(kind: VehicleType, laws: CrewLaws = LAWS.crews) -> Habits:
    """Give the habits of a kind of vehicle."""
    if kind is VehicleType.SMUR_HELI:
        return laws.helicopter
    return {"SMUR": laws.smur, "TSU": laws.ambulance, "SIS": laws.fire_ambulance}[kind.partition(".")[0]]


def is_busy(department: str, at: datetime, seed: int, laws: CrewLaws = LAWS.crews) -> bool:
    """Tell whether an emergency department, by its name, is having a bad evening."""
    local = at.astimezone(PARIS)
    begins, ends = laws.busy_hours
    chance = stream(seed, "busy", department, local.date())
    return begins <= local.hour < ends and chance.random() < laws.busy_departments


def hand_over_s(
    chance: Random, habits: Habits, department: str, at: datetime, *, seed: int, laws: CrewLaws = LAWS.crews
) -> float:
    """Draw how long a crew that arrives now waits until its patient is taken over."""
    factor = laws.busy_hand_over_factor if is_busy(department, at, seed, laws) else 1.0
    return factor * habits.hand_over.draw(chance)
