"""What calls are about, and how callers behave."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from simulators.plan.durations import Lognormal
from simulators.plan.laws.figures import OURS, Figure
from simulators.plan.stories import Kind, Scene


@dataclass(frozen=True, slots=True)
class CallLaws:
    """What calls are about, and how callers behave."""

    kinds_a_day: Annotated[Mapping[Kind, float], Figure("a", "cases: 31 per 100 inhabitants a year [d]")] = field(
        default_factory=lambda: {
            Kind.CASE: 2_830.0, Kind.WITNESS: 150.0, Kind.REPEAT: 670.0, Kind.BILAN: 480.0,
            Kind.INFORMATION: 850.0, Kind.WRONG_NUMBER: 610.0, Kind.SILENT: 510.0,
        }
    )  # fmt: skip
    """Weights, written as calls of an ordinary day. Witnesses follow from events; the weight here keeps the total."""
    repeat_after: Annotated[Lognormal, OURS] = Lognormal(25 * 60, 4 * 3600)
    repeat_from_same_number: Annotated[float, OURS] = 0.8
    """Else another number at the same place."""
    bilan_after: Annotated[Lognormal, Figure("a", "talk, turn-out, road and 12 min with the patient")] = Lognormal(
        42 * 60, 75 * 60
    )
    crews_who_ring: Annotated[float, Figure("a", "the bilans above over the missions of an ordinary day")] = 0.65
    """Crews that ring the room once they have examined, live; the others only press the button."""
    witness_after: Annotated[Lognormal, OURS] = Lognormal(90, 420)
    witnesses: Annotated[Mapping[Scene, float], OURS] = field(
        default_factory=lambda: {Scene.ROAD: 2.6, Scene.PUBLIC: 0.12, Scene.BEACH: 0.4}
    )
    """Mean number of further callers (Poisson)."""
    witnesses_of_many: Annotated[float, OURS] = 14.0
    """The same for an event with many victims."""
    mobile: Annotated[float, OURS] = 0.8
    withheld: Annotated[float, OURS] = 0.03
    located: Annotated[float, OURS] = 0.85
    """Mobile calls whose phone sends its position (AML)."""
    position_radius_m: Annotated[tuple[float, float], OURS] = (15.0, 60.0)
    """Median and ninetieth percentile, lognormal."""
    silent_without_sim: Annotated[float, OURS] = 0.3
    """Silent calls on 112 from a phone without SIM."""
    foreign: Annotated[float, OURS] = 0.015
    foreign_on_the_coast_in_summer: Annotated[float, OURS] = 0.06
    languages: Annotated[Mapping[str, float], OURS] = field(
        default_factory=lambda: {"en": 55.0, "de": 12.0, "nl": 10.0, "ar": 9.0, "uk": 6.0, "es": 4.0, "pl": 4.0}
    )
    foreign_talk_factor: Annotated[float, OURS] = 1.8
    patience: Annotated[Lognormal, OURS] = Lognormal(300, 900)
    """How long a caller lets it ring."""
    silent_patience: Annotated[Lognormal, OURS] = Lognormal(20, 90)
    hold_patience: Annotated[Lognormal, OURS] = Lognormal(900, 2_400)
    line_drops: Annotated[float, OURS] = 0.02
    """Calls cut while talking."""
    drops_after: Annotated[Lognormal, OURS] = Lognormal(60, 180)
    rings_again: Annotated[float, OURS] = 0.6
    """Callers who gave up and try again."""
    rings_again_after: Annotated[Lognormal, OURS] = Lognormal(120, 600)
    answers_call_back: Annotated[float, OURS] = 0.85
