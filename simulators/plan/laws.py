"""Every figure the day is drawn by, each with its mark and source. Change one with `dataclasses.replace`; nothing else holds a figure.

Marks: `x` read in a public source, `d` computed from such, `a` an assumption of ours. Shares are of one, weights of their own sum.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from typing import Annotated, Literal, NamedTuple, get_type_hints

from kit.wire.codes import CareLevel, Line, Outcome
from simulators.plan.durations import Lognormal
from simulators.plan.stories import Caller, Kind, Need, Scene

Mark = Literal["x", "d", "a"]


class Figure(NamedTuple):
    """Where a figure comes from."""

    mark: Mark
    source: str


OURS = Figure("a", "")
PLANNING = Figure("d", "national planning figure, 125,000 calls a day, by population")

HOUR_WEIGHTS = (
    2.6, 2.0, 1.7, 1.5, 1.4, 1.5, 2.0, 3.2, 4.9, 5.8, 6.1, 5.9,
    5.3, 5.2, 5.2, 5.2, 5.2, 5.7, 6.4, 6.5, 5.6, 4.5, 3.6, 3.0,
)  # fmt: skip
EPIDEMIC_WEEKS = {
    49: 1.15,
    50: 1.15,
    51: 1.20,
    52: 1.25,
    53: 1.25,
    1: 1.30,
    2: 1.30,
    3: 1.30,
    4: 1.25,
    5: 1.20,
    6: 1.15,
}


@dataclass(frozen=True, slots=True)
class SizeLaws:
    """How many calls a day brings, and when."""

    calls_a_day: Annotated[float, PLANNING] = 6_100.0
    """On an ordinary day: neither epidemic nor summer, mean of the week."""
    department_calls: Annotated[Mapping[str, float], PLANNING] = field(
        default_factory=lambda: {"76": 2_310.0, "14": 1_290.0, "27": 1_100.0, "50": 910.0, "61": 510.0}
    )
    """Weights."""
    weekday_factors: Annotated[tuple[float, ...], OURS] = (1.00, 0.90, 0.90, 0.90, 0.90, 1.20, 1.20)
    """Monday first."""
    epidemic_weeks: Annotated[
        Mapping[int, float], Figure("a", "winter waves of flu and bronchiolitis, +15 to +30 %")
    ] = field(default_factory=lambda: dict(EPIDEMIC_WEEKS))
    """Factor by ISO week."""
    boxing_day_factor: Annotated[float, Figure("x", "+40 % on 26 December")] = 1.40
    coast_in_summer: Annotated[float, OURS] = 1.20
    """Factor of coastal communes in July and August."""
    hour_weights: Annotated[tuple[float, ...], Figure("a", "two humps, as observed")] = HOUR_WEIGHTS
    """From 0 h, Paris."""
    day_memory: Annotated[float, Figure("a", "totals are autoregressive [x]")] = 0.7
    """How much of yesterday's level stays."""
    day_noise: Annotated[float, Figure("a", "totals are autoregressive [x]")] = 0.06
    """Spread of the level's daily news; the level is a logarithm."""


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
    witness_after: Annotated[Lognormal, OURS] = Lognormal(90, 420)
    witnesses: Annotated[Mapping[Scene, float], OURS] = field(
        default_factory=lambda: {Scene.ROAD: 2.6, Scene.PUBLIC: 0.25, Scene.BEACH: 0.4}
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


PUBLIC_LINES = {Line.LINE_15: 81.0, Line.LINE_112: 15.0, Line.LINE_116117: 4.0}
LINES: Mapping[Caller, Mapping[Line, float]] = {
    Caller.PATIENT: PUBLIC_LINES,
    Caller.RELATIVE: PUBLIC_LINES,
    Caller.BYSTANDER: {Line.LINE_15: 60.0, Line.LINE_112: 40.0},
    Caller.NURSING_HOME: {Line.LINE_15: 55.0, Line.PROFESSIONAL: 45.0},
    Caller.TELECARE: {Line.LINE_15: 40.0, Line.PROFESSIONAL: 60.0},
    Caller.CARER: {Line.LINE_15: 20.0, Line.PROFESSIONAL: 80.0},
    Caller.POLICE: {Line.LINE_15: 30.0, Line.PROFESSIONAL: 70.0},
    Caller.FIRE_ROOM: {Line.FIRE: 1.0},
    Caller.CREW: {Line.CREW: 1.0},
}
CALLERS: Mapping[Scene, Mapping[Caller, float]] = {
    Scene.HOME: {
        Caller.PATIENT: 42.0, Caller.RELATIVE: 45.0, Caller.TELECARE: 3.0, Caller.CARER: 4.0, Caller.FIRE_ROOM: 5.0, Caller.POLICE: 1.0,
    },
    Scene.NURSING_HOME: {Caller.NURSING_HOME: 100.0},
    Scene.ROAD: {Caller.BYSTANDER: 58.0, Caller.PATIENT: 12.0, Caller.FIRE_ROOM: 20.0, Caller.POLICE: 10.0},
    Scene.PUBLIC: {Caller.BYSTANDER: 62.0, Caller.PATIENT: 15.0, Caller.FIRE_ROOM: 15.0, Caller.POLICE: 8.0},
    Scene.BEACH: {Caller.BYSTANDER: 55.0, Caller.RELATIVE: 25.0, Caller.FIRE_ROOM: 20.0},
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PeopleLaws:
    """Who calls on which line, and how long talking to them takes."""

    callers: Annotated[Mapping[Scene, Mapping[Caller, float]], OURS] = field(default_factory=lambda: CALLERS)
    """Weights. A child or somebody in vital distress does not call for themselves."""
    lines: Annotated[Mapping[Caller, Mapping[Line, float]], OURS] = field(default_factory=lambda: LINES)
    lines_of_nothing: Annotated[Mapping[Kind, Mapping[Line, float]], OURS] = field(
        default_factory=lambda: {
            Kind.INFORMATION: {Line.LINE_15: 62.0, Line.LINE_116117: 28.0, Line.PROFESSIONAL: 10.0},
            Kind.WRONG_NUMBER: {Line.LINE_15: 80.0, Line.LINE_112: 20.0},
            Kind.SILENT: {Line.LINE_15: 60.0, Line.LINE_112: 40.0},
        }
    )
    """Of calls that are about no case."""
    ambulatory_by_116117: Annotated[float, OURS] = 0.15
    """Of the public's calls about what can wait."""
    arm_talk: Annotated[Lognormal, OURS] = Lognormal(100, 240)
    short_talk: Annotated[Lognormal, OURS] = Lognormal(20, 40)
    """Wrong numbers, silent lines."""
    repeat_talk_factor: Annotated[float, OURS] = 0.4
    """Of an ARM's talk, for a case already known."""
    doctor_talk: Annotated[Lognormal, Figure("a", "mean 240 s, P90 540 s")] = Lognormal(125, 540)
    vital_haste: Annotated[float, OURS] = 0.35
    """Of a doctor's talk, in vital distress."""
    arm_cases_an_hour: Annotated[float, Figure("x", "national staffing rule")] = 5.5
    doctor_cases_an_hour: Annotated[float, Figure("x", "national staffing rule")] = 7.2


@dataclass(frozen=True, slots=True)
class EventLaws:
    """Where things happen, and to how many."""

    scenes: Annotated[Mapping[str, Mapping[Scene, float]], OURS] = field(
        default_factory=lambda: {
            "M02.06": {Scene.HOME: 62.0, Scene.PUBLIC: 29.0, Scene.ROAD: 8.0, Scene.BEACH: 1.0},
            "M02.07": {Scene.HOME: 45.0, Scene.PUBLIC: 29.0, Scene.ROAD: 25.0, Scene.BEACH: 1.0},
            "M02.08": {Scene.HOME: 20.0, Scene.PUBLIC: 29.0, Scene.ROAD: 50.0, Scene.BEACH: 1.0},
            "M01.01": {Scene.HOME: 82.0, Scene.PUBLIC: 16.0, Scene.BEACH: 2.0},
            "M01.02": {Scene.HOME: 75.0, Scene.PUBLIC: 25.0},
            "M03.07": {Scene.HOME: 80.0, Scene.PUBLIC: 20.0},
            "M03.10": {Scene.HOME: 75.0, Scene.PUBLIC: 24.0, Scene.BEACH: 1.0},
        }
    )
    """Weights by motive; any other happens at home. Trauma on a road is a crash. Without a sea, a beach is a public place."""
    nursing_home_from_75: Annotated[float, OURS] = 0.20
    """Of what happens at home to people of 75 and more."""
    crash_without_victim: Annotated[float, OURS] = 0.15
    another_victim: Annotated[float, OURS] = 0.30
    """After each victim of a crash."""
    many_victims: Annotated[float, OURS] = 0.008
    """Crashes with many."""
    many: Annotated[tuple[int, int], OURS] = (6, 18)
    """At least, at most."""


@dataclass(frozen=True, slots=True)
class CareLaws:
    """How badly off patients are, by what they need, and how missions for them end. What they need: `troubles.py`."""

    care_levels: Annotated[Mapping[Need, Mapping[CareLevel, float]], OURS] = field(
        default_factory=lambda: {
            Need.SMUR: {CareLevel.R1: 1.0},
            Need.FIRE_AMBULANCE: {CareLevel.R1: 10.0, CareLevel.R2: 90.0},
            Need.AMBULANCE: {CareLevel.R2: 70.0, CareLevel.R3: 30.0},
            Need.OWN_MEANS: {CareLevel.R3: 1.0},
            Need.DUTY_DOCTOR: {CareLevel.R3: 60.0, CareLevel.R4: 40.0},
            Need.APPOINTMENT: {CareLevel.R4: 1.0},
            Need.PRESCRIPTION: {CareLevel.R4: 1.0},
            Need.ADVICE: {CareLevel.R4: 1.0},
            Need.NONE: {CareLevel.R4: 1.0},
        }
    )
    outcomes: Annotated[Mapping[Need, Mapping[Outcome, float]], Figure("a", "transported: TSU 85 %, SMUR 65 % in all")] = field(
        default_factory=lambda: {
            Need.AMBULANCE: {
                Outcome.TRANSPORTED: 85.0, Outcome.LEFT_ON_SCENE: 7.0, Outcome.REFUSAL: 5.0, Outcome.GONE_BEFORE_ARRIVAL: 2.0,
                Outcome.NOTHING_FOUND: 1.0,
            },
            Need.FIRE_AMBULANCE: {
                Outcome.TRANSPORTED: 75.0, Outcome.LEFT_ON_SCENE: 13.0, Outcome.REFUSAL: 6.0, Outcome.GONE_BEFORE_ARRIVAL: 3.0,
                Outcome.NOTHING_FOUND: 2.0, Outcome.DEAD: 1.0,
            },
            Need.SMUR: {
                Outcome.TRANSPORTED: 74.0, Outcome.LEFT_ON_SCENE: 16.0, Outcome.REFUSAL: 3.0, Outcome.GONE_BEFORE_ARRIVAL: 2.0,
                Outcome.NOTHING_FOUND: 2.0, Outcome.DEAD: 3.0,
            },
        }
    )  # fmt: skip
    dead_of_arrest: Annotated[float, OURS] = 0.70
    """Of those a SMUR goes to for a cardiac arrest; the others are transported."""


@dataclass(frozen=True, slots=True)
class Laws:
    """All of it."""

    size: SizeLaws = field(default_factory=SizeLaws)
    calls: CallLaws = field(default_factory=CallLaws)
    people: PeopleLaws = field(default_factory=PeopleLaws)
    events: EventLaws = field(default_factory=EventLaws)
    care: CareLaws = field(default_factory=CareLaws)


LAWS = Laws()


def figures(laws: Laws = LAWS) -> Iterator[tuple[str, object, Figure]]:
    """Give every figure as `section.name`, its value, its mark and source."""
    for section in fields(laws):
        part = getattr(laws, section.name)
        for name, hint in get_type_hints(type(part), include_extras=True).items():
            yield f"{section.name}.{name}", getattr(part, name), hint.__metadata__[0]
