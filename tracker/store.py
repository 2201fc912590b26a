"""History and last positions in PostGIS: one transaction a batch, by binary COPY, each row once however often it comes."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import asyncpg

from db.engine import close, connect_arguments
from kit.clock import real_now
from kit.settings import Settings
from kit.wire.codes.boxes import FixRefusal, MessageRefusal
from kit.wire.live import LivePosition
from tracker import filters

REFUSED_BYTES = 2048
"""Kept of what was refused."""
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
    refused: Sequence[RefusedRow]
    messages: Sequence[MessageRow]
    progress: Sequence[ProgressRow]
    stored_at: datetime
    """Domain time at which storing begins."""


_COLUMNS = ", ".join(PositionRow._fields[:-1])
_LAST_COLUMNS = "vehicle_id, partition, " + ", ".join(
    column for column in PositionRow._fields[:-1] if column not in {"vehicle_id", "late", "sent_ms"}
)
_LAST_CHANGES = ", ".join(
    f"{column} = excluded.{column}" for column in _LAST_COLUMNS.split(", ") if column != "vehicle_id"
)

_STAGE = """
    CREATE TEMPORARY TABLE stage (
        box_id uuid, boot bigint, seq bigint, measured_at timestamptz, received_at timestamptz, vehicle_id uuid,
        late boolean, lon_deg float8, lat_deg float8, speed_mps real, heading_deg real, accuracy_m real, h3_9 bigint,
        sent_ms integer, partition smallint
    ) ON COMMIT DELETE ROWS
"""

_POSITIONS = f"""
    INSERT INTO positions ({_COLUMNS}, stored_ms)
    SELECT {_COLUMNS}, greatest(-{LONGEST_MS}, least(extract(epoch FROM $1::timestamptz - received_at) * 1000, {LONGEST_MS}))::integer
    FROM stage
    ON CONFLICT DO NOTHING
"""  # noqa: S608 - column names only

# Vehicles in one order, so that two trackers storing the same vehicle (its box moved) never wait for each other in a circle.
_LAST_POSITIONS = f"""
    INSERT INTO last_positions AS held ({_LAST_COLUMNS})
    SELECT DISTINCT ON (vehicle_id) {_LAST_COLUMNS} FROM stage WHERE NOT late
    ORDER BY vehicle_id, measured_at DESC, boot DESC, seq DESC
    ON CONFLICT (vehicle_id) DO UPDATE SET {_LAST_CHANGES}
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

        Raises: what asyncpg raises; `db.trouble.passes` tells whether trying again may help.
        """
        connection = await self._connected()
        try:
            async with connection.transaction():
                await _write(connection, rows)
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
            self._connection = connection = await asyncpg.connect(**connect_arguments(self._settings, "rramu_tracker"))
            try:
                await connection.execute(_STAGE)
            except BaseException:
                connection.terminate()
                raise
        return self._connection


async def _write(connection: asyncpg.Connection, rows: Rows) -> None:
    if rows.positions:
        await connection.copy_records_to_table("stage", records=rows.positions, columns=PositionRow._fields)
        await connection.execute(_POSITIONS, rows.stored_at)
        await connection.execute(_LAST_POSITIONS)
    if rows.refused:
        await connection.execute(_REFUSED, *zip(*rows.refused, strict=True))
    if rows.messages:
        await connection.execute(_MESSAGES, *zip(*rows.messages, strict=True))
        await connection.execute("SELECT pg_notify('box_messages', '')")
    if rows.progress:
        await connection.execute(_PROGRESS, *zip(*sorted(rows.progress), strict=True))
