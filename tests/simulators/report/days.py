"""A small day with known figures, for tests of what the report makes of it."""

from datetime import UTC, date, datetime, timedelta

from kit.wire.codes.calls import CallState, Line
from kit.wire.codes.cases import Attribution, CareQueue, DecisionType, Delay, MeansType, Priority
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import Ground, MissionStatus, Outcome
from simulators.record import (
    CallRecord,
    CaseRecord,
    DayRecord,
    DecisionRecord,
    Header,
    MissionRecord,
    Span,
    StatusRecord,
    VehicleRecord,
    Waiting,
)

TUESDAY = date(2026, 11, 24)
MIDNIGHT = datetime(2026, 11, 23, 23, 0, tzinfo=UTC)
"""Of Paris."""


def at(hour: float, minutes: float = 0.0) -> datetime:
    """Give an instant by the clock of Paris."""
    return MIDNIGHT + timedelta(hours=hour, minutes=minutes)


def decision(kind: DecisionType, means: MeansType | None = None, delay: Delay | None = None) -> DecisionRecord:
    """Give a decision of ten o'clock."""
    return DecisionRecord(at=at(10), type=kind, means=means, delay=delay)


def case(
    name: str, *decisions: DecisionRecord, priority: Priority = Priority.P2, waited_min: float = 3.0
) -> CaseRecord:
    """Give a case that waited from ten o'clock on."""
    return CaseRecord(
        id=name, centre="140", attribution=Attribution.DRM_EMERGENCY, priority=priority, opened_at=at(10), lon_deg=-0.4, lat_deg=49.1,
        waits=(Waiting(queue=CareQueue.AMU, since=at(10), priority=priority, taken_at=at(10, waited_min)),), decisions=decisions,
    )  # fmt: skip


def mission(
    name: str, kind: VehicleType, ordered_at: datetime, outcome: Outcome = Outcome.TRANSPORTED
) -> MissionRecord:
    """Give a mission of eighty minutes: 1 to accept, 4 to leave, 10 of road, 15 on scene, 20 to the hospital, 25 there, 5 to tidy up."""
    steps = {
        MissionStatus.DEPART: 5, MissionStatus.ARRIVEE: 15, MissionStatus.TRANSP: 30, MissionStatus.DESTIN: 50, MissionStatus.FINPEC: 75,
        MissionStatus.RETOUR: 80,
    }  # fmt: skip
    return MissionRecord(
        id=name, centre="140", case_id="tsu", vehicle=name, kind=kind, ground=Ground.DECISION, ordered_at=ordered_at,
        accepted_at=ordered_at + timedelta(minutes=1), outcome=outcome, destination="CHU", destination_lon_deg=-0.36,
        destination_lat_deg=49.2, closed_at=ordered_at + timedelta(minutes=80),
        statuses=tuple(StatusRecord(status=code, at=ordered_at + timedelta(minutes=after)) for code, after in steps.items()),
    )  # fmt: skip


def small_day() -> DayRecord:
    """Give the day."""
    record = DayRecord(Header(date=TUESDAY, seed=5))
    for number in range(10):
        rang_at = at(9, number)
        answered_at = None if number == 0 else rang_at + timedelta(seconds=10 * number)
        record.put(
            CallRecord(
                id=str(number), centre="140", line=Line.LINE_15, rang_at=rang_at, answered_at=answered_at, ended_at=at(10),
                state=CallState.ABANDONED if answered_at is None else CallState.ENDED,
            )
        )  # fmt: skip
    record.put(case("advice", decision(DecisionType.CONSEIL)))
    record.put(case("duty", decision(DecisionType.ORIENT, MeansType.LIBERAL, Delay.H4), priority=Priority.P3))
    record.put(case("later", decision(DecisionType.ORIENT, MeansType.LIBERAL, Delay.H24), priority=Priority.P3))
    record.put(case("own", decision(DecisionType.ORIENT, MeansType.HOSPIT)))
    record.put(
        case(
            "tsu",
            decision(DecisionType.INTER, MeansType.TSU),
            decision(DecisionType.ORIENT, MeansType.HOSPIT),
            waited_min=7,
        )
    )
    record.put(
        case(
            "smur",
            decision(DecisionType.INTER, MeansType.SIS),
            decision(DecisionType.INTER, MeansType.SMUR),
            priority=Priority.P0,
        )
    )
    record.put(case("waiting"))
    record.put(mission("AMB 1", VehicleType.TSU_AMB, at(10, 30)))
    record.put(mission("AMB 2", VehicleType.TSU_AMB, at(18)))
    record.put(
        VehicleRecord(call_sign="AMB 1", kind=VehicleType.TSU_AMB, on_duty=(Span(since=at(8), until=at(11, 30)),))
    )
    record.put(VehicleRecord(call_sign="AMB 2", kind=VehicleType.TSU_AMB, on_duty=(Span(since=at(10)),)))
    return record
