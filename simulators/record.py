"""What happened in a simulated day, as JSON lines: a header, then one line a call, case, mission and vehicle. No name, no number.

The offline day (`offline/`) and the live one (`recorder.py`) write it, the report (`report/`) reads it. Ids are opaque words. Instants are
UTC, degrees longitude first. What did not happen, or was not seen, is absent.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

import msgspec
from msgspec import Struct

from kit.wire.codes.calls import CallState, Line
from kit.wire.codes.cases import Attribution, CareLevel, CareQueue, DecisionType, Delay, MeansType, Priority
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import Ground, MissionStatus, Outcome, StatusSource

RECORDS = "records"
"""Folder of the live days' records, beside what the seed of an instance wrote."""


class Header(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="day", tag_field="is"):
    """Which day it was, and how it was played."""

    date: date
    """Of Paris."""
    seed: int
    storm: float = 1.0
    """How many times the usual calls."""
    speed: float | None = None
    """Domain seconds per second; none: played without I/O, as fast as it goes."""
    roads: str = ""
    """How drives were timed, in a few words."""


class CallRecord(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="call", tag_field="is"):
    """A call. `state`: how it ended, or how it stood when the record was written. `answered_at`: only of one picked up as it rang."""

    id: str
    centre: str
    line: Line
    state: CallState
    rang_at: datetime
    answered_at: datetime | None = None
    ended_at: datetime | None = None
    case_id: str | None = None


class Waiting(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A case in a queue, until somebody took it or it was decided from elsewhere."""

    queue: CareQueue
    since: datetime
    priority: Priority
    taken_at: datetime | None = None


class DecisionRecord(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A decision as first written."""

    at: datetime
    type: DecisionType
    means: MeansType | None = None
    delay: Delay | None = None
    care_level: CareLevel | None = None


class CaseRecord(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="case", tag_field="is"):
    """A case, from the pick-up that opened it."""

    id: str
    centre: str
    attribution: Attribution
    priority: Priority
    opened_at: datetime
    motive_code: str | None = None
    insee_code: str | None = None
    lon_deg: float | None = None
    lat_deg: float | None = None
    patients: int = 0
    repeats: int = 0
    """Calls attached after the first."""
    waits: tuple[Waiting, ...] = ()
    decisions: tuple[DecisionRecord, ...] = ()
    """In the order they were written."""
    closed_at: datetime | None = None


class StatusRecord(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A status a mission passed."""

    status: MissionStatus
    at: datetime
    source: StatusSource = StatusSource.CREW


class MissionRecord(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="mission", tag_field="is"):
    """One engagement of one vehicle."""

    id: str
    centre: str
    case_id: str
    vehicle: str
    """Call sign."""
    kind: VehicleType
    ground: Ground
    ordered_at: datetime
    accepted_at: datetime | None = None
    refused_at: datetime | None = None
    statuses: tuple[StatusRecord, ...] = ()
    """In the order of their instants."""
    outcome: Outcome | None = None
    destination: str | None = None
    destination_lon_deg: float | None = None
    destination_lat_deg: float | None = None
    closed_at: datetime | None = None

    def at(self, status: MissionStatus) -> datetime | None:
        """Give when the vehicle first passed a status, if it did."""
        return next((one.at for one in self.statuses if one.status is status), None)


class Span(Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From when until when; `until` is absent while it lasts."""

    since: datetime
    until: datetime | None = None


class VehicleRecord(Struct, frozen=True, kw_only=True, omit_defaults=True, tag="vehicle", tag_field="is"):
    """When a vehicle could be counted on: on garde or declared, and available by its own word; missions are in theirs."""

    call_sign: str
    kind: VehicleType
    on_duty: tuple[Span, ...] = ()

    @property
    def id(self) -> str:
        """Give the key of the line."""
        return self.call_sign


Fact = CallRecord | CaseRecord | MissionRecord | VehicleRecord


@dataclass(slots=True)
class DayRecord:
    """A whole day, each kind of line by its id, in the order of writing."""

    header: Header
    calls: dict[str, CallRecord] = field(default_factory=dict)
    cases: dict[str, CaseRecord] = field(default_factory=dict)
    missions: dict[str, MissionRecord] = field(default_factory=dict)
    vehicles: dict[str, VehicleRecord] = field(default_factory=dict)

    def put(self, line: Fact) -> None:
        """Add a line, or replace the one of its id."""
        match line:
            case CallRecord():
                self.calls[line.id] = line
            case CaseRecord():
                self.cases[line.id] = line
            case MissionRecord():
                self.missions[line.id] = line
            case VehicleRecord():
                self.vehicles[line.id] = line

    def lines(self) -> Iterator[Header | Fact]:
        """Give every line, the header first."""
        yield self.header
        yield from self.calls.values()
        yield from self.cases.values()
        yield from self.missions.values()
        yield from self.vehicles.values()


class BadRecord(ValueError):
    """A file is no record of a day; the sentence names the line."""


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(Header | CallRecord | CaseRecord | MissionRecord | VehicleRecord)


def encode(lines: Iterable[Header | Fact]) -> bytes:
    """Write lines as JSON lines."""
    return _encoder.encode_lines(list(lines))


def write(record: DayRecord, file: Path) -> None:
    """Write a record whole, or not at all.

    Raises:
        OSError: the folder cannot be written.
    """
    beside = file.with_name(f".{file.name}.new")
    beside.write_bytes(encode(record.lines()))
    beside.replace(file)


def read(file: Path) -> DayRecord:
    """Read a record.

    Raises:
        BadRecord: the file is empty, does not start with its header, or holds a line of another form.
        OSError: the file cannot be read.
    """
    record: DayRecord | None = None
    with file.open("rb") as lines:
        for number, text in enumerate(lines, start=1):
            try:
                line = _decoder.decode(text)
            except msgspec.DecodeError as fault:
                raise BadRecord(f"{file.name}, line {number}: {fault}") from fault
            if isinstance(line, Header) is (record is not None):
                raise BadRecord(f"{file.name}, line {number}: a record has one header, and it comes first")
            if isinstance(line, Header):
                record = DayRecord(line)
            elif record is not None:
                record.put(line)
    if record is None:
        raise BadRecord(f"{file.name} is empty")
    return record
