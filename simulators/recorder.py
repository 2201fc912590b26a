"""Writes the live day down: hears what the rooms take, looks who is on duty, files a record for each day of Paris."""

import asyncio
import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from threading import Lock
from uuid import UUID

import structlog
from msgspec.structs import replace

from kit.clock import PARIS
from kit.wire.calls import CallView
from kit.wire.cases import CaseView
from kit.wire.codes.means import Availability, VehicleType, VisibilityReason
from kit.wire.missions import MissionView
from kit.wire.vehicles import VehicleView
from simulators import heard
from simulators.pace import Pace
from simulators.record import BadRecord, DayRecord, Header, Span, VehicleRecord, read, write
from simulators.room import Room

LOOK_EVERY_S = 5.0
"""Real seconds between two looks at who is on duty: how exact those times are, times the clock's rate."""
LOOKS_PER_FILING = 12
DAYS_HELD = 2
"""Today and yesterday: what began before midnight ends after."""
FILES_KEPT = 14
ON_DUTY = frozenset({VisibilityReason.GARDE, VisibilityReason.DECLARED})

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Recorder:
    """Keeps the record of the live day. A row belongs to the day it began; a restarted recorder goes on with what is on disk.

    Args:
        rooms: of every centre.
        centres: code of each centre, by id.
        pace: domain time, already read.
        folder: where the records go, one file a day; the newest `FILES_KEPT` stay.
        seed: of the day.
        storm: how many times the usual calls.

    Raises:
        OSError: the folder cannot be made.
    """

    def __init__(
        self, *, rooms: Sequence[Room], centres: Mapping[UUID, str], pace: Pace, folder: Path, seed: int, storm: float
    ) -> None:
        self._rooms = rooms
        self._centres = centres
        self._pace = pace
        self._folder = folder
        self._seed = seed
        self._storm = storm
        self._days: dict[date, DayRecord] = {}
        self._kinds: dict[UUID, VehicleType] = {}
        self._filing = Lock()
        folder.mkdir(parents=True, exist_ok=True)
        for room in rooms:
            room.listeners.append(self.hear)

    async def keep(self) -> None:
        """Look and file until cancelled, then file once more."""
        try:
            while True:
                for _ in range(LOOKS_PER_FILING):
                    self.look()
                    await asyncio.sleep(LOOK_EVERY_S)
                await asyncio.to_thread(self._file, self._copies())
        finally:
            self._file(self._copies())

    def hear(self, row: object) -> None:
        """Take a row as a room just took it."""
        match row:
            case CallView():
                if (day := self._day(row.rang_at)) is not None:
                    day.put(heard.call(row, self._centres))
            case CaseView():
                if (day := self._day(row.opened_at)) is not None:
                    day.put(heard.case(row, day.cases.get(str(row.id)), self._centres))
            case MissionView():
                # A vehicle not seen yet will be by the time the mission's next row comes.
                kind = self._kinds.get(row.vehicle_id)
                if kind is not None and (day := self._day(row.ordered_at)) is not None:
                    day.put(heard.mission(row, day.missions.get(str(row.id)), self._centres, kind))
            case VehicleView():
                self._kinds[row.id] = row.type
            case _:
                pass

    def look(self) -> None:
        """See who is on duty now."""
        now = self._pace.now()
        present = {
            vehicle.call_sign: vehicle.type
            for room in self._rooms
            for vehicle in room.vehicles.values()
            if ON_DUTY.intersection(vehicle.visible_for)
            and (vehicle.availability is Availability.AVAILABLE or vehicle.mission_id is not None)
        }
        if (day := self._day(now)) is None:
            return
        for call_sign, vehicle in day.vehicles.items():
            if call_sign not in present and vehicle.on_duty[-1].until is None:
                ended = replace(vehicle.on_duty[-1], until=now)
                day.vehicles[call_sign] = replace(vehicle, on_duty=(*vehicle.on_duty[:-1], ended))
        for call_sign, kind in present.items():
            known = day.vehicles.get(call_sign) or VehicleRecord(call_sign=call_sign, kind=kind)
            if not known.on_duty or known.on_duty[-1].until is not None:
                day.put(replace(known, on_duty=(*known.on_duty, Span(since=now))))

    # --- days and files ---

    def _day(self, began_at: datetime) -> DayRecord | None:
        """Give the record of the day something began, none when that day is filed for good."""
        today = self._pace.now().astimezone(PARIS).date()
        began = began_at.astimezone(PARIS).date()
        if today - began >= timedelta(days=DAYS_HELD):
            return None
        if began not in self._days:
            self._days[began] = self._start(began)
        return self._days[began]

    def _start(self, day: date) -> DayRecord:
        """Take a day up where it was left, or begin it."""
        header = Header(date=day, seed=self._seed, storm=self._storm)
        file = self._path(day)
        if not file.is_file():
            return DayRecord(header)
        try:
            return dataclasses.replace(read(file), header=header)
        except (BadRecord, OSError) as error:
            log.warning("record_unread", error=str(error))
            return DayRecord(header)

    def _path(self, day: date) -> Path:
        return self._folder / f"day-{day}.jsonl"

    def _copies(self) -> list[DayRecord]:
        """Copy what is held, so that it can be written while more is heard; days that are over are let go."""
        copies = [
            DayRecord(
                replace(day.header, speed=self._pace.clock.rate),
                dict(day.calls),
                dict(day.cases),
                dict(day.missions),
                dict(day.vehicles),
            )
            for day in self._days.values()
        ]
        first = self._pace.now().astimezone(PARIS).date() - timedelta(days=DAYS_HELD - 1)
        self._days = {date_: day for date_, day in self._days.items() if date_ >= first}
        return copies

    def _file(self, days: Sequence[DayRecord]) -> None:
        with self._filing:  # a cancelled filing goes on in its thread while the last one begins
            try:
                for day in days:
                    write(day, self._path(day.header.date))
                for old in sorted(self._folder.glob("day-*.jsonl"))[:-FILES_KEPT]:
                    old.unlink(missing_ok=True)
            except OSError as error:
                log.warning("record_unwritten", error=str(error))
