"""What a day's record says, as plain lists of seconds, counts and shares. Instants that were not seen are left out, never guessed."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from kit.clock import PARIS
from kit.wire.codes.calls import CallState
from kit.wire.codes.cases import CareQueue, DecisionType, Delay, MeansType, Priority
from kit.wire.codes.missions import MissionStatus, Outcome
from simulators.record import CaseRecord, DayRecord, DecisionRecord, MissionRecord

HOURS = 24
DELAYS = tuple(Delay)
RUNNING_UNTIL = (MissionStatus.REN_BASE, MissionStatus.RETOUR, MissionStatus.FINPEC)


class Result(StrEnum):
    """What a case ended in, as the region counts decisions."""

    ADVICE = "ADVICE"
    APPOINTMENT = "APPOINTMENT"
    DUTY_DOCTOR = "DUTY_DOCTOR"
    OWN_MEANS = "OWN_MEANS"
    AMBULANCE = "AMBULANCE"
    FIRE_AMBULANCE = "FIRE_AMBULANCE"
    SMUR = "SMUR"
    NONE = "NONE"


SENT = {MeansType.SMUR: Result.SMUR, MeansType.SIS: Result.FIRE_AMBULANCE, MeansType.TSU: Result.AMBULANCE}
"""The heaviest first."""


class Family(StrEnum):
    """Vehicles that work alike: the part of their type before the dot."""

    TSU = "TSU"
    SIS = "SIS"
    SMUR = "SMUR"


class Step(StrEnum):
    """A part of a mission."""

    ACCEPTANCE = "ACCEPTANCE"
    TURN_OUT = "TURN_OUT"
    ROAD = "ROAD"
    ON_SCENE = "ON_SCENE"
    TRANSPORT = "TRANSPORT"
    HAND_OVER = "HAND_OVER"
    LEAVING = "LEAVING"


Instant = Callable[[MissionRecord], datetime | None]


def _status(status: MissionStatus) -> Instant:
    return lambda mission: mission.at(status)


STEPS: dict[Step, tuple[Instant, Instant]] = {
    Step.ACCEPTANCE: (lambda mission: mission.ordered_at, lambda mission: mission.accepted_at),
    Step.TURN_OUT: (lambda mission: mission.accepted_at, _status(MissionStatus.DEPART)),
    Step.ROAD: (_status(MissionStatus.DEPART), _status(MissionStatus.ARRIVEE)),
    Step.ON_SCENE: (_status(MissionStatus.ARRIVEE), _status(MissionStatus.TRANSP)),
    Step.TRANSPORT: (_status(MissionStatus.TRANSP), _status(MissionStatus.DESTIN)),
    Step.HAND_OVER: (_status(MissionStatus.DESTIN), _status(MissionStatus.FINPEC)),
    Step.LEAVING: (_status(MissionStatus.FINPEC), _status(MissionStatus.RETOUR)),
}
"""From which instant to which."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of time; `hour`: of Paris, in which it begins."""

    seconds: float
    hour: int


def family(mission: MissionRecord) -> Family:
    """Give whom a vehicle works like."""
    return Family(mission.kind.partition(".")[0])


def between(missions: Iterable[MissionRecord], since: Instant, until: Instant) -> list[Span]:
    """Give the time between two instants of each mission that saw both."""
    pairs = ((since(mission), until(mission)) for mission in missions)
    return [_span(start, end) for start, end in pairs if start is not None and end is not None]


def step(missions: Iterable[MissionRecord], which: Step) -> list[Span]:
    """Give how long a part of each mission took."""
    return between(missions, *STEPS[which])


def to_leaving(missions: Iterable[MissionRecord]) -> list[Span]:
    """Give the time from the order to leaving."""
    return between(missions, lambda mission: mission.ordered_at, _status(MissionStatus.DEPART))


def to_arrival(missions: Iterable[MissionRecord]) -> list[Span]:
    """Give the time from the order to arriving."""
    return between(missions, lambda mission: mission.ordered_at, _status(MissionStatus.ARRIVEE))


def whole(missions: Iterable[MissionRecord]) -> list[Span]:
    """Give the time from the order until the crew is free again, of missions that transported."""
    brought = (mission for mission in missions if mission.outcome is Outcome.TRANSPORTED)
    return between(brought, lambda mission: mission.ordered_at, _status(MissionStatus.RETOUR))


def answers(record: DayRecord) -> list[Span]:
    """Give how long each answered call rang."""
    return [_span(call.rang_at, call.answered_at) for call in record.calls.values() if call.answered_at is not None]


def calls_by_hour(record: DayRecord) -> list[int]:
    """Give how many calls rang in each hour of Paris."""
    counts = Counter(call.rang_at.astimezone(PARIS).hour for call in record.calls.values())
    return [counts[hour] for hour in range(HOURS)]


def answered_share(record: DayRecord) -> float | None:
    """Give the share of calls that somebody answered, of those that no longer ring."""
    over = [call for call in record.calls.values() if call.state is not CallState.RINGING]
    return sum(call.answered_at is not None for call in over) / len(over) if over else None


def doctor_waits(record: DayRecord, priority: Priority) -> list[Span]:
    """Give how long cases of a priority waited for a doctor before their first decision."""
    return [
        _span(wait.since, wait.taken_at)
        for case in record.cases.values()
        for wait in case.waits[:1]
        if wait.priority is priority and wait.queue is not CareQueue.BILAN and wait.taken_at is not None
    ]


def results(record: DayRecord) -> Counter[Result]:
    """Count what decided cases ended in: the heaviest means sent, else what was decided first."""
    return Counter(_result(case) for case in record.cases.values() if case.decisions)


def busy_by_hour(record: DayRecord, which: Family) -> list[float]:
    """Give how many vehicles of a family were on a mission, on average over each hour of the day."""
    spans = [
        (mission.ordered_at, _freed_at(mission)) for mission in record.missions.values() if family(mission) is which
    ]
    return _mean_by_hour(record, spans)


def on_duty_by_hour(record: DayRecord, which: Family) -> list[float]:
    """Give how many vehicles of a family could be counted on, on average over each hour of the day."""
    spans = [
        (span.since, span.until)
        for vehicle in record.vehicles.values()
        if vehicle.kind.startswith(which)
        for span in vehicle.on_duty
    ]
    return _mean_by_hour(record, spans)


def covered(record: DayRecord) -> tuple[datetime, datetime]:
    """Give the first and last instant the record tells of; a live day may begin late, and be read before its end."""
    begins, ends = _bounds(record)
    if not record.calls:
        return begins, begins
    if record.header.speed is None:
        return begins, ends
    rings = [call.rang_at for call in record.calls.values()]
    return max(begins, min(rings)), min(ends, max(rings))


def hours_covered(record: DayRecord) -> list[float]:
    """Give the share of each hour of Paris that the record tells of; an hour the clock skips or repeats counts once."""
    since, until = covered(record)
    return [_overlap_s(since, until, start) / 3600 for start in _hours(record)]


def _span(since: datetime, until: datetime) -> Span:
    return Span((until - since).total_seconds(), since.astimezone(PARIS).hour)


def _result(case: CaseRecord) -> Result:
    sent = {decision.means for decision in case.decisions if decision.type is DecisionType.INTER}
    for means, result in SENT.items():
        if means in sent:
            return result
    return _talked(case.decisions[0])


def _talked(decision: DecisionRecord) -> Result:
    """Give the result of a decision nobody drives out for. A consultation within hours is the duty doctor's, a later one an appointment."""
    match decision.type:
        case DecisionType.CONSEIL | DecisionType.PMT:
            return Result.ADVICE
        case DecisionType.ORIENT if decision.means is MeansType.HOSPIT:
            return Result.OWN_MEANS
        case DecisionType.ORIENT:
            is_soon = decision.delay is not None and DELAYS.index(decision.delay) <= DELAYS.index(Delay.H8)
            return Result.DUTY_DOCTOR if is_soon else Result.APPOINTMENT
        case _:
            return Result.NONE


def _freed_at(mission: MissionRecord) -> datetime | None:
    """Give when the crew could be sent again; none while it cannot."""
    seen = [at for status in RUNNING_UNTIL if (at := mission.at(status)) is not None]
    return max(seen) if seen else mission.closed_at


def _bounds(record: DayRecord) -> tuple[datetime, datetime]:
    start = datetime.combine(record.header.date, time(), PARIS)
    return start.astimezone(UTC), (start + timedelta(days=1)).astimezone(UTC)


def _hours(record: DayRecord) -> list[datetime]:
    start = datetime.combine(record.header.date, time(), PARIS)
    return [(start + timedelta(hours=hour)).astimezone(UTC) for hour in range(HOURS)]


def _overlap_s(since: datetime, until: datetime, hour: datetime) -> float:
    inside = min(until, hour + timedelta(hours=1)) - max(since, hour)
    return max(0.0, inside.total_seconds())


def _mean_by_hour(record: DayRecord, spans: Sequence[tuple[datetime, datetime | None]]) -> list[float]:
    _, seen_until = covered(record)
    return [
        sum(_overlap_s(since, until or seen_until, start) for since, until in spans) / 3600 for start in _hours(record)
    ]
