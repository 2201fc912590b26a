"""What goes wrong with crews, by family of vehicle. Every figure is an assumption of ours. Source: practice, rules 22 to 25."""

from dataclasses import dataclass

from kit.wire.codes import VehicleType
from simulators.plan.durations import Lognormal


@dataclass(frozen=True, slots=True)
class Failings:
    """Shares of orders."""

    refusing_share: float
    silent_share: float
    """Orders nobody looks at for a while."""
    breakdown_share: float
    """Of the drives to a scene."""


SILENCE = Lognormal(15 * 60, 40 * 60)
REPAIR = Lognormal(80 * 60, 4 * 3600)
_BY_FAMILY = {
    "SMUR": Failings(refusing_share=0.0, silent_share=0.002, breakdown_share=0.001),
    "TSU": Failings(refusing_share=0.05, silent_share=0.02, breakdown_share=0.002),
    "SIS": Failings(refusing_share=0.01, silent_share=0.003, breakdown_share=0.001),
}


def failings_of(kind: VehicleType) -> Failings:
    """Give the failings of a kind of vehicle."""
    return _BY_FAMILY[kind.partition(".")[0]]
