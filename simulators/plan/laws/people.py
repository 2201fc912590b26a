"""Who calls on which line, and how long talking to them takes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated

from kit.wire.codes.calls import Line
from simulators.plan.durations import Lognormal
from simulators.plan.laws.figures import OURS, Figure
from simulators.plan.stories import Caller, Kind, Scene

PUBLIC_LINES = {Line.LINE_15: 81.0, Line.LINE_112: 15.0, Line.LINE_116117: 4.0}
LINES: Mapping[Caller, Mapping[Line, float]] = {
    Caller.PATIENT: PUBLIC_LINES,
    Caller.RELATIVE: PUBLIC_LINES,
    Caller.BYSTANDER: {Line.LINE_15: 60.0, Line.LINE_112: 40.0},
    Caller.NURSING_HOME: {Line.LINE_15: 55.0, Line.PROFESSIONAL: 45.0},
    Caller.TELECARE: {Line.PROFESSIONAL: 1.0},
    Caller.CARER: {Line.LINE_15: 20.0, Line.PROFESSIONAL: 80.0},
    Caller.POLICE: {Line.PROFESSIONAL: 1.0},
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
