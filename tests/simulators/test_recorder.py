"""The live day written down."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from msgspec.structs import replace

from kit.clock import Clock, ClockEpoch
from kit.wire.codes.calls import CallState
from kit.wire.codes.means import Availability
from kit.wire.live import RoomDelta
from simulators.pace import Pace
from simulators.record import DayRecord, Span, read
from simulators.recorder import FILES_KEPT, Recorder
from simulators.room import Room
from tests.simulators import rows

MINUTE = timedelta(minutes=1)


def _recorder(room: Room, folder: Path, now: datetime = rows.NOON) -> tuple[Recorder, Clock]:
    clock = Clock(epoch=ClockEpoch(real_at=now, domain_at=now, rate=1.0), real=lambda: now)
    recorder = Recorder(rooms=[room], centres={rows.CENTRE: "140"}, pace=Pace(clock), folder=folder, seed=7, storm=1.0)
    return recorder, clock


async def _filed(recorder: Recorder, folder: Path, day: str = "2026-11-21") -> DayRecord:
    """Stop the recorder, which files, and read what it filed."""
    keeping = asyncio.create_task(recorder.keep())
    await asyncio.sleep(0)
    keeping.cancel()
    await asyncio.wait({keeping})
    return read(folder / f"day-{day}.jsonl")


async def test_rows_are_kept_after_the_room_forgot_them(tmp_path: Path) -> None:
    room = Room()
    recorder, _ = _recorder(room, tmp_path)
    call, case, vehicle = rows.call(), rows.case(), rows.vehicle()
    mission = rows.mission(case.id, vehicle_id=vehicle.id)
    room.apply(RoomDelta(n=1, calls=[call], cases=[case], missions=[mission], vehicles=[vehicle]))
    ended = replace(call, version=2, state=CallState.ENDED, ended_at=rows.NOON)
    room.apply(RoomDelta(n=2, calls=[ended], cases=[replace(case, version=2, closed_at=rows.NOON)]))
    assert not room.cases
    filed = await _filed(recorder, tmp_path)
    assert filed.header.date == date(2026, 11, 21)
    assert filed.header.seed == 7
    assert filed.calls[str(call.id)].state is CallState.ENDED
    assert filed.cases[str(case.id)].closed_at == rows.NOON
    assert filed.missions[str(mission.id)].kind is vehicle.type


async def test_duty_is_a_span_that_ends_when_the_vehicle_is_no_longer_there(tmp_path: Path) -> None:
    room = Room()
    recorder, clock = _recorder(room, tmp_path)
    vehicle = rows.vehicle()
    room.apply(RoomDelta(n=1, vehicles=[vehicle]))
    recorder.look()
    clock.real = lambda: rows.NOON + 5 * MINUTE
    gone = replace(vehicle, version=2, availability=Availability.UNAVAILABLE)
    room.apply(RoomDelta(n=2, vehicles=[gone]))
    recorder.look()
    filed = await _filed(recorder, tmp_path)
    assert filed.vehicles[vehicle.call_sign].on_duty == (Span(since=rows.NOON, until=rows.NOON + 5 * MINUTE),)


async def test_a_restarted_recorder_goes_on_with_the_day(tmp_path: Path) -> None:
    room = Room()
    first, _ = _recorder(room, tmp_path)
    early, late = rows.call(), rows.call(minute=3)
    room.apply(RoomDelta(n=1, calls=[early]))
    await _filed(first, tmp_path)
    room = Room()
    second, _ = _recorder(room, tmp_path)
    room.apply(RoomDelta(n=1, calls=[late]))
    filed = await _filed(second, tmp_path)
    assert filed.calls.keys() == {str(early.id), str(late.id)}


async def test_what_began_before_midnight_in_paris_is_of_that_day(tmp_path: Path) -> None:
    after_midnight = datetime(2026, 11, 21, 23, 30, tzinfo=UTC)
    room = Room()
    recorder, _ = _recorder(room, tmp_path, after_midnight)
    before = replace(rows.call(), rang_at=after_midnight - timedelta(hours=1))
    after = replace(rows.call(), rang_at=after_midnight)
    long_ago = replace(rows.call(), rang_at=after_midnight - timedelta(days=2))
    room.apply(RoomDelta(n=1, calls=[before, after, long_ago]))
    assert (await _filed(recorder, tmp_path, "2026-11-22")).calls.keys() == {str(after.id)}
    assert read(tmp_path / "day-2026-11-21.jsonl").calls.keys() == {str(before.id)}
    assert not (tmp_path / "day-2026-11-20.jsonl").exists()


def test_old_files_go(tmp_path: Path) -> None:
    for number in range(1, FILES_KEPT + 3):
        (tmp_path / f"day-2026-10-{number:02}.jsonl").touch()
    recorder, _ = _recorder(Room(), tmp_path)
    asyncio.run(_filed(recorder, tmp_path))
    kept = sorted(file.name for file in tmp_path.iterdir())
    assert len(kept) == FILES_KEPT
    assert kept[-1] == "day-2026-11-21.jsonl"
