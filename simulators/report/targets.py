"""What a Normandy day should look like: each figure with its mark, its source, and how far a simulated day may be off.

Marks: `x` read in a public source, `d` computed from such, `a` an assumption of ours; docs/simulated-day.md says which. Tolerances are
ours: for one day, the chance of a day included; for the mean of twenty days, what should be left. In points for shares, else of the figure.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import fmean
from typing import Literal

from kit.wire.codes.cases import Priority
from kit.wire.codes.missions import MissionStatus, Outcome
from simulators.plan.calendar import DAY_HOURS
from simulators.plan.laws import LAWS
from simulators.plan.size import expected_calls
from simulators.record import DayRecord, MissionRecord
from simulators.report import measures
from simulators.report.measures import Family, Result, Span, Step

Mark = Literal["x", "d", "a"]
Unit = Literal["a day", "share", "seconds"]

FEWEST = 8
"""Fewer observations give no figure."""


@dataclass(frozen=True, slots=True)
class Target:
    """A figure. `low`, `high`: the range it names, equal when it names one value; of an ordinary whole day when its unit is `a day`."""

    key: str
    mark: Mark
    unit: Unit
    low: float
    high: float
    one_day: float
    twenty_days: float
    measure: Callable[[DayRecord], float | None]


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target met or not. `low`, `high`: what the figure says of this very day; `tolerance`: as in the target."""

    target: Target
    low: float
    high: float
    tolerance: float
    found: float | None

    @property
    def accepted(self) -> tuple[float, float]:
        """Give the least and the most that is accepted."""
        if self.target.unit == "share":
            return self.low - self.tolerance, self.high + self.tolerance
        return self.low * (1 - self.tolerance), self.high * (1 + self.tolerance)

    @property
    def is_met(self) -> bool | None:
        """Tell whether the figure is met; none when there is nothing to say."""
        if self.found is None:
            return None
        least, most = self.accepted
        return least <= self.found <= most


def judge(record: DayRecord) -> list[Verdict]:
    """Judge one day."""
    part = ordinary_days(record)
    return [_verdict(target, part, target.one_day, target.measure(record)) for target in TARGETS]


def judge_mean(records: Iterable[list[Verdict]]) -> list[Verdict]:
    """Judge the mean of many days, each judged alone before."""
    judged: list[Verdict] = []
    for of_target in zip(*records, strict=True):
        found = [one.found for one in of_target if one.found is not None]
        judged.append(
            Verdict(
                target=of_target[0].target,
                low=fmean(one.low for one in of_target),
                high=fmean(one.high for one in of_target),
                tolerance=of_target[0].target.twenty_days,
                found=fmean(found) if found else None,
            )
        )
    return judged


def ordinary_days(record: DayRecord) -> float:
    """Give how many ordinary days' calls a record should hold: by weekday, season and storm, for the hours it covers."""
    header, size = record.header, LAWS.size
    weights = size.hour_weights
    part = sum(share * weight for share, weight in zip(measures.hours_covered(record), weights, strict=True))
    return expected_calls(header.date, size) / size.calls_a_day * header.storm * part / sum(weights)


def _verdict(target: Target, part: float, tolerance: float, found: float | None) -> Verdict:
    scale = part if target.unit == "a day" else 1.0
    return Verdict(target, target.low * scale, target.high * scale, tolerance, found)


# --- measures ---


def _mean_s(spans: list[Span]) -> float | None:
    return fmean(span.seconds for span in spans) if len(spans) >= FEWEST else None


def _within(spans: list[Span], seconds: float) -> float | None:
    return sum(span.seconds <= seconds for span in spans) / len(spans) if len(spans) >= FEWEST else None


def _of(record: DayRecord, which: Family) -> list[MissionRecord]:
    """Give the missions of a family that nobody stood down."""
    return [
        mission
        for mission in record.missions.values()
        if measures.family(mission) is which and mission.outcome is not Outcome.CANCELLED
    ]


def _step(which: Family, part: Step) -> Callable[[DayRecord], float | None]:
    return lambda record: _mean_s(measures.step(_of(record, which), part))


def _turn_out_by_day(record: DayRecord) -> float | None:
    spans = measures.step(_of(record, Family.SMUR), Step.TURN_OUT)
    return _mean_s([span for span in spans if span.hour in DAY_HOURS])


def _turn_out_by_night(record: DayRecord) -> float | None:
    spans = measures.step(_of(record, Family.SMUR), Step.TURN_OUT)
    return _mean_s([span for span in spans if span.hour not in DAY_HOURS])


def _quiet_hand_over(record: DayRecord) -> float | None:
    begins, ends = LAWS.crews.busy_hours
    spans = measures.step(record.missions.values(), Step.HAND_OVER)
    return _mean_s([span for span in spans if not begins <= span.hour < ends])


def _departed(which: Family) -> Callable[[DayRecord], float | None]:
    return lambda record: sum(mission.at(MissionStatus.DEPART) is not None for mission in _of(record, which))


def _transported(which: Family) -> Callable[[DayRecord], float | None]:
    def measure(record: DayRecord) -> float | None:
        ended = [mission for mission in _of(record, which) if mission.outcome is not None]
        brought = sum(mission.outcome is Outcome.TRANSPORTED for mission in ended)
        return brought / len(ended) if len(ended) >= FEWEST else None

    return measure


def _decided(result: Result) -> Callable[[DayRecord], float | None]:
    def measure(record: DayRecord) -> float | None:
        counts = measures.results(record)
        return counts[result] / counts.total() if counts.total() >= FEWEST else None

    return measure


def _taken_within(priority: Priority, seconds: float) -> Callable[[DayRecord], float | None]:
    return lambda record: _within(measures.doctor_waits(record, priority), seconds)


def _hours_apart(record: DayRecord) -> float | None:
    """Give how far the hours' shares are from those of the law: half the sum of what they differ by."""
    rang = measures.calls_by_hour(record)
    wanted = [
        share * weight for share, weight in zip(measures.hours_covered(record), LAWS.size.hour_weights, strict=True)
    ]
    if sum(rang) < FEWEST or not sum(wanted):
        return None
    pairs = zip(rang, wanted, strict=True)
    return sum(abs(one / sum(rang) - other / sum(wanted)) for one, other in pairs) / 2


def _cases(record: DayRecord) -> float:
    return measures.results(record).total()


def _calls(record: DayRecord) -> float:
    return len(record.calls)


TARGETS = (
    Target("calls", "d", "a day", 6_100, 6_100, 0.25, 0.06, _calls),
    Target("cases", "d", "a day", 2_830, 2_830, 0.25, 0.06, _cases),
    Target("hours", "a", "share", 0.0, 0.0, 0.05, 0.035, _hours_apart),
    Target("answered", "x", "share", 0.99, 1.0, 0.008, 0.003, measures.answered_share),
    Target("answered-60s", "a", "share", 0.95, 1.0, 0.02, 0.0, lambda record: _within(measures.answers(record), 60)),
    Target("p0-wait", "a", "share", 0.80, 1.0, 0.08, 0.03, _taken_within(Priority.P0, 60)),
    Target("p1-wait", "a", "share", 0.80, 1.0, 0.08, 0.03, _taken_within(Priority.P1, 60)),
    Target("p2-wait", "a", "share", 0.80, 1.0, 0.08, 0.03, _taken_within(Priority.P2, 15 * 60)),
    Target("p3-wait", "a", "share", 0.80, 1.0, 0.08, 0.03, _taken_within(Priority.P3, 60 * 60)),
    Target("advice", "a", "share", 0.38, 0.38, 0.035, 0.015, _decided(Result.ADVICE)),
    Target("appointment", "a", "share", 0.13, 0.13, 0.025, 0.010, _decided(Result.APPOINTMENT)),
    Target("duty-doctor", "a", "share", 0.08, 0.08, 0.020, 0.010, _decided(Result.DUTY_DOCTOR)),
    Target("own-means", "a", "share", 0.10, 0.10, 0.020, 0.010, _decided(Result.OWN_MEANS)),
    Target("ambulance", "a", "share", 0.08, 0.08, 0.020, 0.010, _decided(Result.AMBULANCE)),
    Target("fire-ambulance", "a", "share", 0.14, 0.14, 0.025, 0.010, _decided(Result.FIRE_AMBULANCE)),
    Target("smur", "x", "share", 0.028, 0.03, 0.012, 0.005, _decided(Result.SMUR)),
    Target("none", "a", "share", 0.06, 0.06, 0.018, 0.010, _decided(Result.NONE)),
    Target("tsu-acceptance", "a", "seconds", 90, 90, 0.20, 0.10, _step(Family.TSU, Step.ACCEPTANCE)),
    Target("tsu-turn-out", "a", "seconds", 240, 240, 0.20, 0.10, _step(Family.TSU, Step.TURN_OUT)),
    Target("tsu-on-scene", "a", "seconds", 18 * 60, 18 * 60, 0.20, 0.10, _step(Family.TSU, Step.ON_SCENE)),
    Target("tsu-transported", "a", "share", 0.85, 0.85, 0.08, 0.03, _transported(Family.TSU)),
    Target(
        "tsu-whole",
        "x",
        "seconds",
        69 * 60,
        90 * 60,
        0.10,
        0.05,
        lambda record: _mean_s(measures.whole(_of(record, Family.TSU))),
    ),
    Target(
        "vsav-leaving",
        "x",
        "seconds",
        148,
        148,
        0.20,
        0.10,
        lambda record: _mean_s(measures.to_leaving(_of(record, Family.SIS))),
    ),
    Target("vsav-road", "x", "seconds", 744, 744, 0.25, 0.15, _step(Family.SIS, Step.ROAD)),
    Target(
        "vsav-arrival",
        "x",
        "seconds",
        892,
        892,
        0.20,
        0.10,
        lambda record: _mean_s(measures.to_arrival(_of(record, Family.SIS))),
    ),
    Target("vsav-departures", "d", "a day", 547, 547, 0.35, 0.15, _departed(Family.SIS)),
    Target("smur-turn-out-day", "a", "seconds", 180, 180, 0.25, 0.10, _turn_out_by_day),
    Target("smur-turn-out-night", "a", "seconds", 300, 300, 0.30, 0.10, _turn_out_by_night),
    Target("smur-on-scene", "a", "seconds", 35 * 60, 35 * 60, 0.25, 0.12, _step(Family.SMUR, Step.ON_SCENE)),
    Target("smur-transported", "a", "share", 0.65, 0.65, 0.17, 0.06, _transported(Family.SMUR)),
    Target("smur-departures", "d", "a day", 79, 79, 0.40, 0.20, _departed(Family.SMUR)),
    Target("hand-over", "a", "seconds", 1083, 1083, 0.15, 0.06, _quiet_hand_over),
)
"""Every target, in the order of the report. The hand-over is the mean of a Weibull law of shape 1.5 and scale 20 min."""
