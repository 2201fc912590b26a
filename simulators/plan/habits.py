"""How long crews take, by kind of vehicle, in domain seconds. Source: the region's planning figures (docs/data.md); spread is ours."""

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from kit.wire.codes import VehicleType
from simulators.plan.durations import Lognormal, Weibull

PARIS = ZoneInfo("Europe/Paris")
DAY_HOURS = range(8, 20)


@dataclass(frozen=True, slots=True)
class Habits:
    """The steps of a mission that are not driving."""

    read: Lognormal
    accept: Lognormal
    turn_out_by_day: Lognormal
    turn_out_by_night: Lognormal
    reach_patient: Lognormal
    """From the vehicle to the patient's side."""
    examine: Lognormal
    """From first contact to the bilan."""
    load: Lognormal
    """From the destination known to leaving the scene."""
    hand_over: Weibull
    tidy: Lognormal
    """From the hand-over until the crew is ready to leave."""

    def turn_out(self, now: datetime) -> Lognormal:
        """Give the time between acceptance and departure at that hour in Paris."""
        return self.turn_out_by_day if now.astimezone(PARIS).hour in DAY_HOURS else self.turn_out_by_night


_HAND_OVER = Weibull(shape=1.5, scale_s=20 * 60)
_AMBULANCE = Habits(
    read=Lognormal(20, 60),
    accept=Lognormal(60, 150),
    turn_out_by_day=Lognormal(240, 420),
    turn_out_by_night=Lognormal(300, 540),
    reach_patient=Lognormal(90, 240),
    examine=Lognormal(11 * 60, 20 * 60),
    load=Lognormal(5 * 60, 10 * 60),
    hand_over=_HAND_OVER,
    tidy=Lognormal(4 * 60, 9 * 60),
)
_SMUR = Habits(
    read=Lognormal(8, 20),
    accept=Lognormal(10, 30),
    turn_out_by_day=Lognormal(180, 300),
    turn_out_by_night=Lognormal(300, 480),
    reach_patient=Lognormal(80, 200),
    examine=Lognormal(22 * 60, 40 * 60),
    load=Lognormal(10 * 60, 18 * 60),
    hand_over=_HAND_OVER,
    tidy=Lognormal(8 * 60, 15 * 60),
)
_FIRE = Habits(
    read=Lognormal(8, 20),
    accept=Lognormal(10, 30),
    turn_out_by_day=Lognormal(120, 220),
    turn_out_by_night=Lognormal(170, 300),
    reach_patient=Lognormal(60, 150),
    examine=Lognormal(12 * 60, 22 * 60),
    load=Lognormal(5 * 60, 10 * 60),
    hand_over=_HAND_OVER,
    tidy=Lognormal(5 * 60, 10 * 60),
)


def habits_of(kind: VehicleType) -> Habits:
    """Give the habits of a kind of vehicle."""
    return {"SMUR": _SMUR, "TSU": _AMBULANCE, "SIS": _FIRE}[kind.partition(".")[0]]
