"""What goes wrong with crews. Source of what can: practice, rules 22 to 25."""

from dataclasses import dataclass
from typing import Annotated

from simulators.plan.durations import Lognormal
from simulators.plan.laws.figures import OURS


@dataclass(frozen=True, slots=True)
class Failings:
    """Shares of orders, for a family of vehicles."""

    refusing_share: float
    silent_share: float
    """Orders nobody looks at for a while."""
    breakdown_share: float
    """Of the drives to a scene."""


@dataclass(frozen=True, slots=True)
class FailingLaws:
    """How often crews refuse, look late or break down, and for how long."""

    smur: Annotated[Failings, OURS] = Failings(refusing_share=0.0, silent_share=0.002, breakdown_share=0.001)
    ambulance: Annotated[Failings, OURS] = Failings(refusing_share=0.05, silent_share=0.02, breakdown_share=0.002)
    fire_ambulance: Annotated[Failings, OURS] = Failings(refusing_share=0.01, silent_share=0.003, breakdown_share=0.001)
    silence: Annotated[Lognormal, OURS] = Lognormal(15 * 60, 40 * 60)
    """Until a crew looks that did not look at once."""
    repair: Annotated[Lognormal, OURS] = Lognormal(80 * 60, 4 * 3600)
