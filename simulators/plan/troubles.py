"""What callers complain of and what a doctor would make of it. Pure tables.

Motives are codes of the national list. Shares of needs add up to the region's decisions per 100 cases (docs/data.md): advice or phone
prescription 38, appointment 13, duty doctor 8, emergency department by own means 10, ambulance 8, fire ambulance 14, SMUR 3, none 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from kit.wire.codes import CareQueue, Priority
from simulators.plan.stories import Need


@dataclass(frozen=True, slots=True)
class Trouble:
    """A complaint: how often it comes, how fast a doctor should speak, in which queue, who has it, and what it ends in."""

    motive_code: str
    weight: float
    priority: Priority
    queue: CareQueue
    ages: tuple[int, int]
    needs: Mapping[Need, float]

    def age(self, chance: Random) -> int:
        """Draw a patient's age, years."""
        return chance.randint(*self.ages)


_A, _P, _RDV, _DUTY, _OWN, _TSU, _VSAV, _SMUR, _NONE = Need
_AMU, _MG = CareQueue.AMU, CareQueue.AMBULATORY

TROUBLES = (
    Trouble("M01.01", 0.7, Priority.P0, _AMU, (45, 92), {_SMUR: 90, _VSAV: 10}),
    Trouble("M01.02", 1.3, Priority.P0, _AMU, (18, 90), {_SMUR: 35, _VSAV: 65}),
    Trouble("M01.03", 1.8, Priority.P0, _AMU, (30, 90), {_SMUR: 40, _VSAV: 45, _TSU: 15}),
    Trouble("M02.08", 0.6, Priority.P0, _AMU, (16, 70), {_SMUR: 60, _VSAV: 40}),
    Trouble("M03.06", 4.2, Priority.P1, _AMU, (35, 88), {_SMUR: 12, _VSAV: 35, _TSU: 28, _OWN: 15, _A: 10}),
    Trouble("M03.08", 1.8, Priority.P1, _AMU, (50, 92), {_SMUR: 8, _VSAV: 52, _TSU: 40}),
    Trouble("M03.07", 2.2, Priority.P1, _AMU, (2, 80), {_SMUR: 6, _VSAV: 54, _TSU: 25, _A: 15}),
    Trouble("M03.10", 2.8, Priority.P1, _AMU, (18, 90), {_VSAV: 55, _TSU: 25, _OWN: 8, _A: 12}),
    Trouble("M02.07", 3.2, Priority.P1, _AMU, (6, 85), {_VSAV: 60, _TSU: 15, _OWN: 25}),
    Trouble("M04.01", 1.9, Priority.P1, _AMU, (15, 65), {_SMUR: 5, _VSAV: 60, _TSU: 20, _A: 15}),
    Trouble("M03.01", 0.5, Priority.P1, _AMU, (19, 42), {_SMUR: 30, _VSAV: 40, _TSU: 30}),
    Trouble("M06.03", 4.2, Priority.P2, _AMU, (68, 96), {_VSAV: 70, _TSU: 18, _A: 12}),
    Trouble("M03.12", 4.0, Priority.P1, _AMU, (1, 88), {_VSAV: 20, _TSU: 30, _OWN: 15, _DUTY: 10, _A: 20, _P: 5}),
    Trouble("M03.16", 3.0, Priority.P2, _AMU, (14, 70), {_TSU: 30, _VSAV: 15, _OWN: 10, _A: 45}),
    Trouble("M03.09", 4.5, Priority.P2, _AMU, (16, 88), {_VSAV: 20, _TSU: 20, _OWN: 15, _A: 35, _DUTY: 10}),
    Trouble("M05.02", 2.0, Priority.P2, _AMU, (70, 96), {_TSU: 55, _DUTY: 20, _A: 25}),
    Trouble("M03.20", 6.5, Priority.P2, _MG, (5, 80), {_TSU: 5, _OWN: 30, _RDV: 20, _DUTY: 12, _A: 20, _P: 13}),
    Trouble("M02.06", 5.5, Priority.P3, _MG, (3, 75), {_OWN: 50, _RDV: 10, _A: 40}),
    Trouble("M03.14", 13.5, Priority.P3, _MG, (0, 70), {_A: 35, _P: 20, _RDV: 25, _DUTY: 15, _OWN: 5}),
    Trouble("M03.21", 8.5, Priority.P3, _MG, (1, 75), {_A: 40, _P: 25, _RDV: 25, _DUTY: 10}),
    Trouble("M03.22", 10.0, Priority.P3, _MG, (18, 80), {_A: 30, _P: 15, _RDV: 35, _DUTY: 15, _OWN: 5}),
    Trouble("M03.11", 3.0, Priority.P3, _MG, (15, 70), {_A: 35, _P: 20, _RDV: 25, _OWN: 20}),
    Trouble("M03.15", 2.2, Priority.P2, _MG, (2, 60), {_P: 40, _A: 35, _OWN: 20, _SMUR: 5}),
    Trouble("M06.02", 10.5, Priority.P3, _MG, (1, 85), {_A: 40, _P: 15, _RDV: 10, _NONE: 35}),
    Trouble("M06.01", 1.8, Priority.P3, _MG, (70, 99), {_DUTY: 90, _NONE: 10}),
    Trouble("M06.04", 4.0, Priority.P3, _MG, (18, 85), {_NONE: 55, _A: 45}),
)
"""Weights are cases out of about 104."""

BY_MOTIVE = {trouble.motive_code: trouble for trouble in TROUBLES}

ARREST = "M01.01"
OBSTETRIC = frozenset({"M03.01", "M03.02", "M03.03", "M03.04"})
MINOR_INJURY, INJURY, GRAVE_INJURY = "M02.06", "M02.07", "M02.08"
INJURIES = frozenset({MINOR_INJURY, INJURY, GRAVE_INJURY})
