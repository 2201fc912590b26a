"""The record of a day on disk."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kit.wire.codes.calls import CallState, Line
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import Ground, MissionStatus
from simulators.record import (
    BadRecord,
    CallRecord,
    DayRecord,
    Header,
    MissionRecord,
    Span,
    StatusRecord,
    VehicleRecord,
    encode,
    read,
    write,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
HEADER = Header(date=date(2026, 11, 22), seed=3, storm=2.0)
CALL = CallRecord(id="1", centre="140", line=Line.LINE_15, state=CallState.RINGING, rang_at=NOON)


def _day() -> DayRecord:
    record = DayRecord(HEADER)
    record.put(CALL)
    record.put(VehicleRecord(call_sign="AMB 14-01", kind=VehicleType.TSU_AMB, on_duty=(Span(since=NOON),)))
    record.put(
        MissionRecord(
            id="9", centre="140", case_id="4", vehicle="AMB 14-01", kind=VehicleType.TSU_AMB, ground=Ground.DECISION,
            ordered_at=NOON, statuses=(StatusRecord(status=MissionStatus.DEPART, at=NOON),),
        )
    )  # fmt: skip
    return record


def test_what_is_written_is_read(tmp_path: Path) -> None:
    file = tmp_path / "day.jsonl"
    write(_day(), file)
    assert read(file) == _day()
    assert list(tmp_path.iterdir()) == [file]


def test_a_line_replaces_the_one_of_its_id() -> None:
    record = _day()
    later = CallRecord(id="1", centre="140", line=Line.LINE_15, state=CallState.ABANDONED, rang_at=NOON, ended_at=NOON)
    record.put(later)
    assert list(record.calls.values()) == [later]


def test_a_mission_tells_when_it_passed_a_status() -> None:
    mission = _day().missions["9"]
    assert mission.at(MissionStatus.DEPART) == NOON
    assert mission.at(MissionStatus.ARRIVEE) is None


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is empty"),
        (encode([CALL]), "line 1"),
        (encode([HEADER, HEADER]), "line 2"),
        (encode([HEADER]) + b'{"is":"call"}\n', "line 2"),
    ],
)
def test_a_file_that_is_no_record_is_refused_with_its_line(tmp_path: Path, content: bytes, told: str) -> None:
    file = tmp_path / "day.jsonl"
    file.write_bytes(content)
    with pytest.raises(BadRecord, match=told):
        read(file)
