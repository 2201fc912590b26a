"""History and last positions in PostGIS: one transaction a batch, by binary COPY, each row once however often it comes."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import chain
from operator import attrgetter
from typing import NamedTuple
from uuid import UUID

import asyncpg

from db.engine import close, connect_arguments
from kit.clock import real_now
from kit.counters import count
from kit.settings import Settings
from kit.wire.codes.boxes import FixRefusal, MessageRefusal
from kit.wire.live import LivePosition
from tracker import filters

REFUSED_BYTES = 2048
"""Kept of what was refused."""
SILENCE_S = 10.0
"""What a process that stands still within a transaction gets before PostgreSQL ends it, real seconds: the next owner may wait for it."""
MILLISECOND = timedelta(milliseconds=1)
LONGEST_MS = 2**31 - 1
"""What the columns of milliseconds hold: 24 days; the clock of a demo may be moved further."""
DAYS_AHEAD = 7
DAYS_BEHIND = filters.OLDEST.days + 1
"""The oldest fix let through is 72 h old, which reaches into the fourth UTC day back only when its clock is ahead; one to spare."""


class PositionRow(NamedTuple):
    """One row of `positions`, and the partition it came by."""

    box_id: UUID
    boot: int
    seq: int
    measured_at: datetime
    received_at: datetime
    vehicle_id: UUID
    late: bool
    lon_deg: float
    lat_deg: float
    speed_mps: float | None
    heading_deg: float | None
    accuracy_m: float | None
    h3_9: int
    sent_ms: int | None
    partition: int


class RefusedRow(NamedTuple):
    """One row of `refused_fixes`: a refused fix or message, its reason, and enough of it to understand what its sender did."""

    box_name: str
    boot: int | None
    seq: int | None
    reason: str
    refused_at: datetime
    sha256: bytes
    payload: bytes

    @classmethod
    def of(
        cls, box: str, numbers: tuple[int, int] | None, reason: FixRefusal | MessageRefusal, payload: bytes
    ) -> "RefusedRow":
        """Make the row of a refusal, at this moment of real time. `numbers`: (boot, sequence) when readable."""
        boot, seq = numbers or (None, None)
        return cls(box, boot, seq, reason.value, real_now(), sha256(payload).digest(), payload[:REFUSED_BYTES])


class MessageRow(NamedTuple):
    """One row of `box_messages`; `body` is JSON."""

    box_id: UUID
    boot: int
    seq: int
    vehicle_id: UUID | None
    kind: str
    body: str
    received_at: datetime


class ProgressRow(NamedTuple):
    """One row of `box_progress`."""

    box_id: UUID
    boot: int
    settled_seq: int
    updated_at: datetime


class Rows(NamedTuple):
    """What one transaction stores."""

    positions: Sequence[PositionRow]
    again: Sequence[PositionRow]
    """Positions some of which are stored already, or come twice."""
    refused: Sequence[RefusedRow]
    messages: Sequence[MessageRow]
    progress: Sequence[ProgressRow]
    stored_at: datetime
    """Domain time at which storing begins."""
    epochs: Mapping[int, int]
    """The partitions they came by, each with the number under which it is ours."""


class Fenced(Exception):
    """Another tracker has taken these partitions since: nothing was stored."""

    def __init__(self, partitions: Collection[int]) -> None:
        super().__init__(partitions)
        self.partitions = partitions


# Held until the commit: whoever takes one of these partitions counts its number up, and waits for us before it does.
_FENCE = """
    SELECT partition FROM partition_epochs JOIN unnest($1::smallint[], $2::bigint[]) AS ours (partition, epoch)
    USING (partition, epoch) FOR SHARE OF partition_epochs
"""

_COLUMNS = (*PositionRow._fields[:-1], "stored_ms")
_NEW_POSITIONS = f"""
    INSERT INTO positions ({", ".join(_COLUMNS)}) SELECT * FROM stage ON CONFLICT DO NOTHING
"""  # noqa: S608 - column names only
_STAGE = f"""
    CREATE TEMPORARY TABLE stage ON COMMIT DROP AS SELECT {", ".join(_COLUMNS)} FROM positions WITH NO DATA
"""  # noqa: S608 - column names only

_LAST_COLUMNS = tuple(column for column in PositionRow._fields if column not in {"late", "sent_ms"})
_last_values = attrgetter(*_LAST_COLUMNS)
_age = attrgetter("measured_at", "boot", "seq")
_LAST_POSITIONS = f"""
    INSERT INTO last_positions AS held ({", ".join(_LAST_COLUMNS)})
    SELECT * FROM unnest(
        $1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[], $5::timestamptz[], $6::uuid[],
        $7::float8[], $8::float8[], $9::real[], $10::real[], $11::real[], $12::bigint[], $13::smallint[]
    )
    ON CONFLICT (vehicle_id) DO UPDATE SET {", ".join(f"{column} = excluded.{column}" for column in _LAST_COLUMNS)}
    WHERE (excluded.measured_at, excluded.boot, excluded.seq) > (held.measured_at, held.boot, held.seq)
"""  # noqa: S608 - column names only

_REFUSED = """
    INSERT INTO refused_fixes (box_name, boot, seq, reason, refused_at, sha256, payload)
    SELECT * FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::text[], $5::timestamptz[], $6::bytea[], $7::bytea[])
    ON CONFLICT DO NOTHING
"""

_MESSAGES = """
    INSERT INTO box_messages (box_id, boot, seq, vehicle_id, kind, body, received_at)
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::uuid[], $5::text[], $6::jsonb[], $7::timestamptz[])
    ON CONFLICT DO NOTHING
"""

_PROGRESS = """
    INSERT INTO box_progress AS held (box_id, boot, settled_seq, updated_at)
    SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::timestamptz[])
    ON CONFLICT (box_id, boot) DO UPDATE SET settled_seq = excluded.settled_seq, updated_at = excluded.updated_at
    WHERE excluded.settled_seq > held.settled_seq
"""


_LAST_OF_PARTITION = """
    SELECT vehicle_id, box_id, boot, seq, measured_at, received_at, lon_deg, lat_deg, speed_mps, heading_deg, accuracy_m
    FROM last_positions WHERE partition = $1
"""

_PROGRESS_OF_PARTITION = """
    SELECT box_id, boot, settled_seq FROM (
        SELECT p.box_id, p.boot, p.settled_seq, row_number() OVER (PARTITION BY p.box_id ORDER BY p.boot DESC) AS place
        FROM box_progress p JOIN boxes b ON b.id = p.box_id WHERE b.partition = $1
    ) newest WHERE place <= $2
"""


async def last_positions(pool: asyncpg.Pool, partition: int) -> list[tuple[LivePosition, UUID]]:
    """Give the newest stored position of each vehicle last heard in a partition, and the box it came from."""
    rows = await pool.fetch(_LAST_OF_PARTITION, partition)
    return [
        (
            LivePosition(
                vehicle_id=row["vehicle_id"],
                boot=row["boot"],
                seq=row["seq"],
                measured_at=row["measured_at"],
                received_at=row["received_at"],
                lon_deg=row["lon_deg"],
                lat_deg=row["lat_deg"],
                speed_mps=row["speed_mps"],
                heading_deg=row["heading_deg"],
                accuracy_m=row["accuracy_m"],
            ),
            row["box_id"],
        )
        for row in rows
    ]


async def progress(pool: asyncpg.Pool, partition: int, boots: int) -> list[tuple[UUID, int, int]]:
    """Give (box, boot, settled sequence) of the newest boots of each box of a partition."""
    rows = await pool.fetch(_PROGRESS_OF_PARTITION, partition, boots)
    return [(row["box_id"], row["boot"], row["settled_seq"]) for row in rows]


async def open_days(pool: asyncpg.Pool, today: datetime) -> None:
    """Make the daily partitions that fixes of the coming week, and late ones, will need. `today` is domain time."""
    await pool.execute(
        "SELECT make_position_days($1, $2)",
        (today - timedelta(days=DAYS_BEHIND)).date(),
        (today + timedelta(days=DAYS_AHEAD)).date(),
    )


class Store:
    """The one connection that stores. Not for two callers at once."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._connection: asyncpg.Connection | None = None

    async def save(self, rows: Rows) -> None:
        """Store everything, or nothing and raise; storing a second time changes nothing.

        Raises:
            Fenced: some of it came by partitions that are no longer ours.
            Exception: what asyncpg raises; `db.trouble.passes` tells whether trying again may help.
        """
        connection = await self._connected()
        try:
            try:
                await _write(connection, rows)
            except asyncpg.UniqueViolationError:
                # Stored by their first tracker, which stopped while they stood beyond a hole: nobody told us.
                count("store.repeated")
                await _write(connection, rows._replace(positions=(), again=(*rows.positions, *rows.again)))
        except (asyncpg.InterfaceError, asyncpg.InternalClientError, OSError):
            connection.terminate()  # not in a known state any more
            raise

    async def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            await close(self._connection)
            self._connection = None

    async def _connected(self) -> asyncpg.Connection:
        if self._connection is None or self._connection.is_closed():
            arguments = connect_arguments(self._settings, "rramu_tracker")
            arguments["server_settings"] |= {"idle_in_transaction_session_timeout": str(int(SILENCE_S * 1000))}
            self._connection = await asyncpg.connect(**arguments)
        return self._connection


async def _copy(connection: asyncpg.Connection, table: str, positions: Iterable[PositionRow], at: datetime) -> None:
    records = [(*row[:-1], whole_ms(at - row.received_at)) for row in positions]
    await connection.copy_records_to_table(table, records=records, columns=_COLUMNS)


async def _write(connection: asyncpg.Connection, rows: Rows) -> None:
    async with connection.transaction():
        ours = await connection.fetch(_FENCE, list(rows.epochs), list(rows.epochs.values()))
        if len(ours) < len(rows.epochs):
            raise Fenced(rows.epochs.keys() - {row["partition"] for row in ours})
        if rows.positions:
            await _copy(connection, "positions", rows.positions, rows.stored_at)
        if rows.again:
            await connection.execute(_STAGE)
            await _copy(connection, "stage", rows.again, rows.stored_at)
            await connection.execute(_NEW_POSITIONS)
        newest = _newest(chain(rows.positions, rows.again))
        if newest:
            await connection.execute(_LAST_POSITIONS, *zip(*map(_last_values, newest), strict=True))
        if rows.refused:
            await connection.execute(_REFUSED, *zip(*rows.refused, strict=True))
        if rows.messages:
            await connection.execute(_MESSAGES, *zip(*rows.messages, strict=True))
            await connection.execute("SELECT pg_notify('box_messages', '')")
        if rows.progress:
            await connection.execute(_PROGRESS, *zip(*sorted(rows.progress), strict=True))


def _newest(positions: Iterable[PositionRow]) -> list[PositionRow]:
    """Give the newest of each vehicle's, history aside.

    Vehicles in one order, so that two trackers storing the same vehicle (its box moved) never wait for each other in a circle.
    """
    newest: dict[UUID, PositionRow] = {}
    for row in positions:
        if not row.late:
            held = newest.get(row.vehicle_id)
            if held is None or _age(row) > _age(held):
                newest[row.vehicle_id] = row
    return sorted(newest.values(), key=attrgetter("vehicle_id"))


def whole_ms(span: timedelta) -> int:
    """Give a span in milliseconds, as far as their column reaches."""
    return max(-LONGEST_MS, min(span // MILLISECOND, LONGEST_MS))
