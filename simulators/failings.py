"""What goes wrong with crews, by kind of vehicle. Figures: `plan/laws/failings.py`."""

from kit.wire.codes.means import VehicleType
from simulators.plan.laws import LAWS
from simulators.plan.laws.failings import FailingLaws, Failings

SILENCE = LAWS.failings.silence
REPAIR = LAWS.failings.repair


def failings_of(kind: VehicleType, laws: FailingLaws = LAWS.failings) -> Failings:
    """Give the failings of a kind of vehicle."""
    return {"SMUR": laws.smur, "TSU": laws.ambulance, "SIS": laws.fire_ambulance}[kind.partition(".")[0]]
