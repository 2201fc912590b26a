"""Where things happen, to how many, how badly off they are, and how missions for them end."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, NamedTuple

from kit.wire.codes.cases import CareLevel
from kit.wire.codes.means import Ability
from kit.wire.codes.missions import Outcome
from simulators.plan.laws.figures import OURS, Figure
from simulators.plan.stories import Need, Scene


@dataclass(frozen=True, slots=True)
class EventLaws:
    """Where things happen, and to how many."""

    scenes: Annotated[Mapping[str, Mapping[Scene, float]], OURS] = field(
        default_factory=lambda: {
            "M02.06": {Scene.HOME: 58.0, Scene.PUBLIC: 28.0, Scene.ROAD: 8.0, Scene.BEACH: 6.0},
            "M02.07": {Scene.HOME: 43.0, Scene.PUBLIC: 28.0, Scene.ROAD: 25.0, Scene.BEACH: 4.0},
            "M02.08": {Scene.HOME: 20.0, Scene.PUBLIC: 29.0, Scene.ROAD: 50.0, Scene.BEACH: 1.0},
            "M02.01": {Scene.HOME: 75.0, Scene.PUBLIC: 25.0},
            "M01.01": {Scene.HOME: 82.0, Scene.PUBLIC: 16.0, Scene.BEACH: 2.0},
            "M01.02": {Scene.HOME: 75.0, Scene.PUBLIC: 23.0, Scene.BEACH: 2.0},
            "M03.06": {Scene.HOME: 86.0, Scene.PUBLIC: 14.0},
            "M03.07": {Scene.HOME: 80.0, Scene.PUBLIC: 20.0},
            "M03.09": {Scene.HOME: 82.0, Scene.PUBLIC: 18.0},
            "M03.10": {Scene.HOME: 75.0, Scene.PUBLIC: 24.0, Scene.BEACH: 1.0},
            "M03.16": {Scene.HOME: 80.0, Scene.PUBLIC: 20.0},
            "M03.17": {Scene.HOME: 75.0, Scene.PUBLIC: 25.0},
            "M04.03": {Scene.HOME: 30.0, Scene.PUBLIC: 70.0},
            "M04.04": {Scene.HOME: 45.0, Scene.PUBLIC: 55.0},
        }
    )
    """Weights by motive; any other happens at home. Trauma on a road is a crash. Without a sea, a beach is a public place."""
    beach_off_season: Annotated[float, OURS] = 0.15
    """Of what would happen on a beach in July and August; the rest happens in a public place."""
    nursing_home_from_75: Annotated[float, OURS] = 0.20
    """Of what happens at home to people of 75 and more."""
    crash_without_victim: Annotated[float, OURS] = 0.15
    another_victim: Annotated[float, OURS] = 0.30
    """After each victim of a crash."""
    many_victims: Annotated[float, OURS] = 0.008
    """Crashes with many."""
    many: Annotated[tuple[int, int], OURS] = (6, 18)
    """At least, at most."""


class Special(NamedTuple):
    """Patients who need more than an emergency department: a share of those with one of the motives and one of the needs."""

    motives: frozenset[str]
    needs: frozenset[Need]
    share: float
    any_of: tuple[Ability, ...]


TAKEN = frozenset({Need.OWN_MEANS, Need.AMBULANCE, Need.FIRE_AMBULANCE, Need.SMUR})
BY_SMUR = frozenset({Need.SMUR})
MATERNITIES = (Ability.MATERNITY_1, Ability.MATERNITY_2, Ability.MATERNITY_3)
SPECIALS = (
    Special(frozenset({"M03.06"}), BY_SMUR, 0.60, (Ability.CATH_LAB,)),
    Special(frozenset({"M01.01"}), BY_SMUR, 0.30, (Ability.CATH_LAB,)),
    Special(frozenset({"M03.08"}), TAKEN, 0.15, (Ability.THROMBECTOMY,)),
    Special(frozenset({"M03.08"}), TAKEN, 0.95, (Ability.STROKE_UNIT,)),
    Special(frozenset({"M02.08", "M02.10", "M02.02"}), BY_SMUR, 0.70, (Ability.TRAUMA_A, Ability.TRAUMA_B)),
    Special(frozenset({"M02.07", "M02.09"}), BY_SMUR, 0.70, (Ability.TRAUMA_A, Ability.TRAUMA_B, Ability.TRAUMA_C)),
    Special(frozenset({"M02.04"}), BY_SMUR, 0.50, (Ability.BURNS,)),
    Special(frozenset({"M03.01", "M03.02"}), TAKEN, 0.10, (Ability.MATERNITY_3,)),
    Special(frozenset({"M03.01", "M03.02", "M03.04"}), TAKEN, 1.00, MATERNITIES),
    Special(frozenset({"M01.02", "M01.03", "M03.19"}), BY_SMUR, 0.50, (Ability.INTENSIVE_CARE,)),
    Special(frozenset({"M03.16"}), TAKEN, 0.40, (Ability.PSYCHIATRY,)),
    Special(frozenset({"M04.02"}), TAKEN, 0.15, (Ability.HYPERBARIC,)),
)
"""Tried in this order."""


@dataclass(frozen=True, slots=True)
class CareLaws:
    """How badly off patients are, by what they need, and how missions for them end. What they need: `troubles.py`."""

    care_levels: Annotated[Mapping[Need, Mapping[CareLevel, float]], OURS] = field(
        default_factory=lambda: {
            Need.SMUR: {CareLevel.R1: 1.0},
            Need.FIRE_AMBULANCE: {CareLevel.R1: 10.0, CareLevel.R2: 90.0},
            Need.AMBULANCE: {CareLevel.R2: 70.0, CareLevel.R3: 30.0},
            Need.OWN_MEANS: {CareLevel.R3: 1.0},
            Need.DUTY_DOCTOR: {CareLevel.R3: 60.0, CareLevel.R4: 40.0},
            Need.APPOINTMENT: {CareLevel.R4: 1.0},
            Need.PRESCRIPTION: {CareLevel.R4: 1.0},
            Need.ADVICE: {CareLevel.R4: 1.0},
            Need.NONE: {CareLevel.R4: 1.0},
        }
    )
    outcomes: Annotated[Mapping[Need, Mapping[Outcome, float]], Figure("a", "transported: TSU 85 %, SMUR 65 % in all")] = field(
        default_factory=lambda: {
            Need.AMBULANCE: {
                Outcome.TRANSPORTED: 85.0, Outcome.LEFT_ON_SCENE: 7.0, Outcome.REFUSAL: 5.0, Outcome.GONE_BEFORE_ARRIVAL: 2.0,
                Outcome.NOTHING_FOUND: 1.0,
            },
            Need.FIRE_AMBULANCE: {
                Outcome.TRANSPORTED: 75.0, Outcome.LEFT_ON_SCENE: 13.0, Outcome.REFUSAL: 6.0, Outcome.GONE_BEFORE_ARRIVAL: 3.0,
                Outcome.NOTHING_FOUND: 2.0, Outcome.DEAD: 1.0,
            },
            Need.SMUR: {
                Outcome.TRANSPORTED: 77.0, Outcome.LEFT_ON_SCENE: 14.0, Outcome.REFUSAL: 2.0, Outcome.GONE_BEFORE_ARRIVAL: 2.0,
                Outcome.NOTHING_FOUND: 2.0, Outcome.DEAD: 3.0,
            },
        }
    )  # fmt: skip
    specials: Annotated[tuple[Special, ...], OURS] = SPECIALS
    child_below_years: Annotated[int, OURS] = 15
    children_to_paediatrics: Annotated[float, OURS] = 0.60
    """Of children taken somewhere for whom nothing else is asked."""
    dead_of_arrest: Annotated[float, OURS] = 0.70
    """Of those a SMUR goes to for a cardiac arrest; the others are transported."""
