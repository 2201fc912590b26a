"""What the people of a room take time for besides talking to callers, and what each need is decided as; ours where not said."""

from collections.abc import Mapping
from datetime import timedelta

from kit.wire.cases import DecisionEntry
from kit.wire.codes import CareLevel, DecisionType, Delay, MeansType
from simulators.plan.durations import Lognormal
from simulators.plan.stories import Need

REACTION = Lognormal(4, 12)
"""From seeing something to reaching for it."""
CHOOSING = Lognormal(25, 70)
"""A vehicle among the candidates."""
LISTENING = Lognormal(45, 100)
"""To a crew that gives its bilan."""
BILAN_TALK = Lognormal(75, 180)
"""A doctor's, with the crew."""
NEAREST_SHARE = 0.9
"""How often the nearest suitable department is chosen rather than the next one."""
NOBODY_FOR = timedelta(minutes=5)
"""How long a decision without any candidate waits before it is looked at again."""
REFLEX_MOTIVES = frozenset({"M01.01", "M01.02", "M01.03"})
"""A SMUR leaves for these before a doctor has spoken. Source: practice, rule 4."""


def _decide(
    kind: DecisionType, care_level: CareLevel, means: MeansType | None = None, delay: Delay | None = None
) -> DecisionEntry:
    return DecisionEntry(type=kind, means=means, delay=delay, care_level=care_level)


DECISIONS: Mapping[Need, tuple[DecisionEntry, ...]] = {
    Need.ADVICE: (_decide(DecisionType.CONSEIL, CareLevel.R4),),
    Need.PRESCRIPTION: (_decide(DecisionType.PMT, CareLevel.R4),),
    Need.APPOINTMENT: (_decide(DecisionType.ORIENT, CareLevel.R4, MeansType.LIBERAL, Delay.H24),),
    Need.DUTY_DOCTOR: (_decide(DecisionType.ORIENT, CareLevel.R3, MeansType.LIBERAL, Delay.H4),),
    Need.OWN_MEANS: (_decide(DecisionType.ORIENT, CareLevel.R3, MeansType.HOSPIT),),
    Need.AMBULANCE: (_decide(DecisionType.INTER, CareLevel.R2, MeansType.TSU, Delay.M30),),
    Need.FIRE_AMBULANCE: (_decide(DecisionType.INTER, CareLevel.R2, MeansType.SIS, Delay.ASAP),),
    Need.SMUR: (
        # A SMUR carries nobody: a transport goes with it.
        _decide(DecisionType.INTER, CareLevel.R1, MeansType.SMUR, Delay.DEL0),
        _decide(DecisionType.INTER, CareLevel.R1, MeansType.SIS, Delay.DEL0),
    ),
    Need.NONE: (_decide(DecisionType.PASPLUS, CareLevel.R4),),
}
"""What each need is decided as."""
