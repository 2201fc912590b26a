"""What the people of a room take time for besides talking to callers, and what each need is decided as; ours where not said."""

from collections.abc import Mapping
from datetime import timedelta

from kit.wire.cases import DecisionEntry
from kit.wire.codes.cases import CareLevel, DecisionType, Delay, MeansType
from simulators.plan.laws import LAWS
from simulators.plan.stories import Need

REACTION = LAWS.room.reaction
CHOOSING = LAWS.room.choosing
LISTENING = LAWS.room.listening
BILAN_TALK = LAWS.room.bilan_talk
NEAREST_SHARE = LAWS.room.nearest_department
NOBODY_FOR = timedelta(seconds=LAWS.room.nobody_for_s)
BY_AIR_FROM = timedelta(seconds=LAWS.room.by_air_from_s)
HELP_PATIENCE = timedelta(seconds=LAWS.room.help_patience_s)
PILOT_PATIENCE = timedelta(seconds=LAWS.room.pilot_patience_s)
REFLEX_MOTIVES = LAWS.room.reflex_motives


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
