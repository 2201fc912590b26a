"""How long crews take for what is not driving, who volunteers, when helicopters fly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated

from simulators.plan.calendar import is_by_day
from simulators.plan.durations import Lognormal, Weibull
from simulators.plan.laws.figures import OURS, Figure


@dataclass(frozen=True, slots=True)
class Habits:
    """The steps of a mission that are not driving, for a kind of vehicle."""

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
        return self.turn_out_by_day if is_by_day(now) else self.turn_out_by_night


HAND_OVER = Weibull(shape=1.5, scale_s=20 * 60)
AMBULANCE = Habits(
    read=Lognormal(15, 40),
    accept=Lognormal(55, 130),
    turn_out_by_day=Lognormal(210, 380),
    turn_out_by_night=Lognormal(250, 430),
    reach_patient=Lognormal(80, 200),
    examine=Lognormal(6 * 60, 11 * 60),
    load=Lognormal(3.5 * 60, 7 * 60),
    hand_over=HAND_OVER,
    tidy=Lognormal(4 * 60, 9 * 60),
)
SMUR = Habits(
    read=Lognormal(6, 15),
    accept=Lognormal(8, 20),
    turn_out_by_day=Lognormal(165, 270),
    turn_out_by_night=Lognormal(275, 450),
    reach_patient=Lognormal(70, 180),
    examine=Lognormal(20 * 60, 36 * 60),
    load=Lognormal(9 * 60, 16 * 60),
    hand_over=HAND_OVER,
    tidy=Lognormal(8 * 60, 15 * 60),
)
HELICOPTER = Habits(
    read=Lognormal(10, 25),
    accept=Lognormal(90, 240),
    turn_out_by_day=Lognormal(300, 480),
    turn_out_by_night=Lognormal(540, 900),
    reach_patient=Lognormal(240, 600),
    examine=Lognormal(20 * 60, 36 * 60),
    load=Lognormal(12 * 60, 20 * 60),
    hand_over=HAND_OVER,
    tidy=Lognormal(12 * 60, 20 * 60),
)
FIRE_AMBULANCE = Habits(
    read=Lognormal(5, 12),
    accept=Lognormal(5, 15),
    turn_out_by_day=Lognormal(105, 190),
    turn_out_by_night=Lognormal(150, 260),
    reach_patient=Lognormal(60, 150),
    examine=Lognormal(11 * 60, 20 * 60),
    load=Lognormal(5 * 60, 10 * 60),
    hand_over=HAND_OVER,
    tidy=Lognormal(5 * 60, 10 * 60),
)


@dataclass(frozen=True, slots=True)
class CrewLaws:
    """Crews, hospitals' doors, volunteers and pilots."""

    ambulance: Annotated[Habits, Figure("a", "acceptance 90 s, turn-out 4 min, on scene 18 min on average; split and spread ours")] = (
        AMBULANCE
    )  # fmt: skip
    smur: Annotated[
        Habits, Figure("a", "turn-out 3 min by day, 5 by night, on scene 35 min on average; split and spread ours")
    ] = SMUR
    helicopter: Annotated[Habits, OURS] = HELICOPTER
    """`accept`: the pilot looks at the weather."""
    fire_ambulance: Annotated[Habits, Figure("x", "alert to leaving 2 min 28 s on average; the rest ours")] = (
        FIRE_AMBULANCE
    )
    busy_departments: Annotated[float, OURS] = 0.35
    """Emergency departments that have a bad evening; others each day."""
    busy_hours: Annotated[tuple[int, int], OURS] = (17, 23)
    """From, and until before, Paris."""
    busy_hand_over_factor: Annotated[float, Figure("a", "20 min to 2 h reported [x]")] = 3.0
    volunteers: Annotated[Mapping[int, float], Figure("a", "at night only garde answers, by day mostly volunteers [x]")] = field(
        default_factory=lambda: {0: 0.30, 1: 0.30, 2: 0.30, 3: 0.30, 4: 0.30, 5: 0.18, 6: 0.12}
    )  # fmt: skip
    """Ambulances not on garde that declare themselves available for a while, by weekday, Monday 0."""
    volunteer_from: Annotated[tuple[float, float, float], OURS] = (7.0, 13.0, 8.5)
    """Earliest, latest and likeliest hour they begin."""
    volunteer_for: Annotated[Lognormal, OURS] = Lognormal(5 * 3600, 9 * 3600)
    """None goes on after 20 h."""
    crewed_stations: Annotated[
        float, Figure("a", "stations live on volunteers; set so that the road takes 12 min 24 s [x]")
    ] = 0.55
    """Fire ambulances that have a crew, others each shift."""
    bad_weather: Annotated[tuple[float, float], OURS] = (0.12, 0.28)
    """Hours in which nobody flies, from April to September and else."""
    weather_keeps: Annotated[float, OURS] = 0.85
    """Chance that an hour's weather is that of the hour before."""
    pilot_accepts: Annotated[tuple[float, float], OURS] = (0.92, 0.45)
    """In flying weather, by day and by night."""
