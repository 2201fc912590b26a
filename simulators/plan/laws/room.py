"""What the people of a room take time for besides talking to callers."""

from dataclasses import dataclass
from typing import Annotated

from simulators.plan.durations import Lognormal
from simulators.plan.laws.figures import OURS, Figure


@dataclass(frozen=True, slots=True)
class RoomLaws:
    """The ARM suivi's and the doctors' other work."""

    reaction: Annotated[Lognormal, OURS] = Lognormal(4, 12)
    """From seeing something to reaching for it."""
    choosing: Annotated[Lognormal, OURS] = Lognormal(25, 70)
    """A vehicle among the candidates."""
    listening: Annotated[Lognormal, OURS] = Lognormal(45, 100)
    """To a crew that gives its bilan."""
    bilan_talk: Annotated[Lognormal, OURS] = Lognormal(75, 180)
    """A doctor's, with the crew."""
    nearest_department: Annotated[float, OURS] = 0.9
    """How often the nearest suitable department is chosen rather than the next one."""
    by_air_from_s: Annotated[float, OURS] = 25 * 60.0
    """A helicopter is asked for when no SMUR gets there sooner by road."""
    pilot_patience_s: Annotated[float, OURS] = 300.0
    """How long a pilot's answer is waited for before a SMUR goes by road."""
    transfer_refused: Annotated[float, OURS] = 0.05
    """How often a centre refuses a case another one hands over."""
    help_refused: Annotated[float, OURS] = 0.1
    """How often a centre keeps a vehicle another one asks for."""
    help_patience_s: Annotated[float, OURS] = 120.0
    """How long another centre's answer is waited for before the next vehicle is tried."""
    nobody_for_s: Annotated[float, OURS] = 300.0
    """How long a decision without any candidate waits before it is looked at again."""
    reflex_motives: Annotated[frozenset[str], Figure("a", "signed by the SAMU chief in real life")] = frozenset(
        {"M01.01", "M01.02", "M01.03"}
    )
    """A SMUR leaves for these before a doctor has spoken. Source: practice, rule 4."""
