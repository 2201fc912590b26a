"""What callers complain of and what a doctor would make of it. Pure tables.

Motives are codes of the national list. Needs add up to the region's decisions per 100 cases [a]: advice or phone
prescription 38, appointment 13, duty doctor 8, emergency department by own means 10, ambulance 8, fire ambulance 14, SMUR 3, none 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from kit.wire.codes.cases import CareQueue, Priority
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
    Trouble("M01.01", 0.84, Priority.P0, _AMU, (45, 92), {_SMUR: 90, _VSAV: 10}),
    Trouble("M01.02", 1.4, Priority.P0, _AMU, (18, 90), {_SMUR: 30, _VSAV: 70}),
    Trouble("M01.03", 1.6, Priority.P0, _AMU, (30, 92), {_SMUR: 35, _VSAV: 50, _TSU: 15}),
    Trouble("M02.01", 0.86, Priority.P2, _AMU, (5, 85), {_VSAV: 25, _TSU: 15, _OWN: 40, _A: 20}),
    Trouble("M02.02", 0.1, Priority.P0, _AMU, (16, 75), {_SMUR: 50, _VSAV: 50}),
    Trouble("M02.03", 0.19, Priority.P1, _AMU, (18, 85), {_VSAV: 60, _TSU: 10, _A: 30}),
    Trouble("M02.04", 0.1, Priority.P0, _AMU, (2, 75), {_SMUR: 60, _VSAV: 40}),
    Trouble("M02.05", 0.71, Priority.P3, _MG, (1, 70), {_OWN: 35, _RDV: 10, _A: 40, _P: 15}),
    Trouble("M02.06", 4.6, Priority.P3, _MG, (3, 75), {_OWN: 45, _RDV: 12, _A: 43}),
    Trouble("M02.07", 2.5, Priority.P1, _AMU, (6, 85), {_VSAV: 60, _TSU: 15, _OWN: 25}),
    Trouble("M02.08", 0.43, Priority.P0, _AMU, (16, 70), {_SMUR: 60, _VSAV: 40}),
    Trouble("M02.09", 0.1, Priority.P1, _AMU, (18, 65), {_SMUR: 15, _VSAV: 60, _OWN: 25}),
    Trouble("M02.10", 0.1, Priority.P0, _AMU, (18, 65), {_SMUR: 55, _VSAV: 45}),
    Trouble("M03.01", 0.29, Priority.P1, _AMU, (19, 42), {_SMUR: 30, _VSAV: 40, _TSU: 30}),
    Trouble("M03.02", 0.51, Priority.P2, _AMU, (19, 42), {_TSU: 30, _OWN: 50, _A: 20}),
    Trouble("M03.03", 0.74, Priority.P2, _AMU, (15, 60), {_TSU: 10, _OWN: 45, _RDV: 15, _A: 30}),
    Trouble("M03.04", 0.18, Priority.P1, _AMU, (19, 42), {_VSAV: 40, _TSU: 35, _OWN: 25}),
    Trouble("M03.05", 1.5, Priority.P3, _MG, (16, 80), {_RDV: 35, _P: 25, _A: 20, _DUTY: 10, _OWN: 10}),
    Trouble("M03.06", 3.1, Priority.P1, _AMU, (35, 88), {_SMUR: 10, _VSAV: 37, _TSU: 28, _OWN: 15, _A: 10}),
    Trouble("M03.07", 1.6, Priority.P1, _AMU, (2, 80), {_SMUR: 5, _VSAV: 55, _TSU: 25, _A: 15}),
    Trouble("M03.08", 1.3, Priority.P1, _AMU, (50, 92), {_SMUR: 5, _VSAV: 55, _TSU: 40}),
    Trouble("M03.09", 2.9, Priority.P2, _AMU, (16, 88), {_VSAV: 20, _TSU: 20, _OWN: 15, _A: 35, _DUTY: 10}),
    Trouble("M03.10", 2.1, Priority.P1, _AMU, (18, 90), {_VSAV: 55, _TSU: 25, _OWN: 8, _A: 12}),
    Trouble("M03.11", 2.3, Priority.P3, _MG, (15, 70), {_A: 35, _P: 20, _RDV: 25, _OWN: 20}),
    Trouble("M03.12", 2.5, Priority.P1, _AMU, (1, 88), {_VSAV: 20, _TSU: 30, _OWN: 15, _DUTY: 10, _A: 20, _P: 5}),
    Trouble("M03.13", 1.4, Priority.P2, _AMU, (35, 90), {_SMUR: 2, _TSU: 25, _OWN: 18, _RDV: 20, _A: 35}),
    Trouble("M03.14", 11.8, Priority.P3, _MG, (0, 75), {_A: 33, _P: 18, _RDV: 25, _DUTY: 19, _OWN: 5}),
    Trouble("M03.15", 1.5, Priority.P2, _MG, (2, 60), {_P: 40, _A: 36, _OWN: 20, _SMUR: 4}),
    Trouble("M03.16", 1.6, Priority.P2, _AMU, (14, 70), {_TSU: 30, _VSAV: 15, _OWN: 10, _A: 45}),
    Trouble("M03.17", 2, Priority.P2, _AMU, (15, 65), {_VSAV: 15, _TSU: 10, _A: 60, _RDV: 10, _NONE: 5}),
    Trouble("M03.18", 0.68, Priority.P2, _AMU, (20, 85), {_VSAV: 20, _TSU: 20, _OWN: 35, _A: 25}),
    Trouble("M03.19", 0.21, Priority.P0, _AMU, (40, 88), {_SMUR: 50, _VSAV: 50}),
    Trouble("M03.20", 6, Priority.P2, _MG, (5, 80), {_TSU: 5, _OWN: 30, _RDV: 20, _DUTY: 12, _A: 20, _P: 13}),
    Trouble("M03.21", 7.1, Priority.P3, _MG, (1, 75), {_A: 38, _P: 27, _RDV: 25, _DUTY: 10}),
    Trouble("M03.22", 11.9, Priority.P3, _MG, (18, 80), {_A: 30, _P: 15, _RDV: 33, _DUTY: 17, _OWN: 5}),
    Trouble("M04.01", 1.2, Priority.P1, _AMU, (15, 65), {_SMUR: 5, _VSAV: 60, _TSU: 20, _A: 15}),
    Trouble("M04.02", 0.78, Priority.P1, _AMU, (1, 75), {_SMUR: 4, _VSAV: 30, _OWN: 10, _A: 56}),
    Trouble("M04.03", 0.76, Priority.P2, _AMU, (16, 60), {_VSAV: 45, _A: 35, _NONE: 20}),
    Trouble("M04.04", 0.55, Priority.P1, _AMU, (15, 65), {_SMUR: 3, _VSAV: 72, _TSU: 10, _A: 15}),
    Trouble("M05.01", 1.3, Priority.P3, _AMU, (20, 90), {_NONE: 60, _A: 30, _TSU: 10}),
    Trouble("M05.02", 1.5, Priority.P2, _AMU, (70, 96), {_TSU: 55, _DUTY: 25, _A: 20}),
    Trouble("M06.01", 1.4, Priority.P3, _MG, (70, 99), {_DUTY: 90, _NONE: 10}),
    Trouble("M06.02", 8.8, Priority.P3, _MG, (1, 85), {_A: 40, _P: 20, _RDV: 10, _NONE: 30}),
    Trouble("M06.03", 3.2, Priority.P2, _AMU, (68, 96), {_VSAV: 72, _TSU: 16, _A: 12}),
    Trouble("M06.04", 4, Priority.P3, _MG, (18, 85), {_NONE: 55, _A: 45}),
)
"""Weights are cases out of about a hundred; every figure an assumption of ours, fitted to the decisions above."""

BY_MOTIVE = {trouble.motive_code: trouble for trouble in TROUBLES}

ARREST = "M01.01"
OBSTETRIC = frozenset({"M03.01", "M03.02", "M03.03", "M03.04"})
MINOR_INJURY, INJURY, GRAVE_INJURY = "M02.06", "M02.07", "M02.08"
INJURIES = frozenset({MINOR_INJURY, INJURY, GRAVE_INJURY})
