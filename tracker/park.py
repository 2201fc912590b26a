"""How each box is: when it was last heard, whether it is connected, its clock, its own word on its health. In memory, written now and then.

The newest state only, no fact: a tracker that is killed loses a few seconds of it, and the box says it again.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

import asyncpg

from kit.counters import count
from kit.wire.telemetry import BoxHealth
from tracker.clocks import ClockAhead

LONGEST_WORD = 64
"""Letters kept of what a box says of itself."""
LONGEST_QUEUE = 2**53
FULL_PERCENT = 100.0
FIRST, LAST = datetime(1970, 1, 1, tzinfo=UTC), datetime(2200, 1, 1, tzinfo=UTC)
"""Between these a box's oldest fix is believed to be; a number or an instant out of its range is not kept, the rest of the word is."""
MOST_BELIEVED_S = 60.0
"""However far ahead a clock is, no more of it is believed: once set right, its vehicle must not stand still until it is marked silent.

Source: practice, rule 27.
"""

_WRITE = """
    INSERT INTO box_states AS held (
        box_id, heard_at, online, clock_ahead_s, health_at, queue_length, oldest_queued_at, battery_percent, firmware, credential_mark)
    SELECT s.* FROM unnest(
        $1::uuid[], $2::timestamptz[], $3::boolean[], $4::real[], $5::timestamptz[], $6::bigint[], $7::timestamptz[], $8::real[],
        $9::text[], $10::text[]) AS s
    ON CONFLICT (box_id) DO UPDATE SET
        heard_at = excluded.heard_at,
        online = coalesce(excluded.online, held.online),
        clock_ahead_s = coalesce(excluded.clock_ahead_s, held.clock_ahead_s),
        health_at = coalesce(excluded.health_at, held.health_at),
        queue_length = CASE WHEN excluded.health_at IS NULL THEN held.queue_length ELSE excluded.queue_length END,
        oldest_queued_at = CASE WHEN excluded.health_at IS NULL THEN held.oldest_queued_at ELSE excluded.oldest_queued_at END,
        battery_percent = CASE WHEN excluded.health_at IS NULL THEN held.battery_percent ELSE excluded.battery_percent END,
        firmware = CASE WHEN excluded.health_at IS NULL THEN held.firmware ELSE excluded.firmware END,
        credential_mark = CASE WHEN excluded.health_at IS NULL THEN held.credential_mark ELSE excluded.credential_mark END
    WHERE excluded.heard_at >= held.heard_at
"""


@dataclass(slots=True)
class Heard:
    """What was heard of one box since this process follows it. Domain time of reception."""

    at: datetime
    online: bool | None = None
    clock: ClockAhead = field(default_factory=ClockAhead)
    health: BoxHealth | None = None
    health_at: datetime | None = None


class Park:
    """The boxes of the partitions this process owns."""

    def __init__(self) -> None:
        self._boxes: dict[UUID, Heard] = {}
        self._changed: set[UUID] = set()

    def heard(self, box_id: UUID, now: datetime) -> Heard:
        """Write down that a box was heard, whatever it said; give what is known of it, for more to be added."""
        self._changed.add(box_id)
        heard = self._boxes.get(box_id)
        if heard is None:
            heard = self._boxes[box_id] = Heard(now)
        heard.at = now
        return heard

    def ahead(self, box_id: UUID) -> timedelta:
        """Give how much later than domain time a fix of a box may fairly be, for its clock being ahead."""
        heard = self._boxes.get(box_id)
        ahead_s = None if heard is None else heard.clock.seconds
        return timedelta(seconds=min(max(ahead_s or 0.0, 0.0), MOST_BELIEVED_S))

    def forget(self, boxes: Iterable[UUID]) -> None:
        """Leave boxes to another process."""
        for box_id in boxes:
            self._boxes.pop(box_id, None)
            self._changed.discard(box_id)

    async def write(self, pool: asyncpg.Pool) -> None:
        """Write what changed since the last time.

        Raises: what asyncpg raises; it is written the next time then.
        """
        changed, self._changed = self._changed, set()
        rows = [_row(box_id, self._boxes[box_id]) for box_id in sorted(changed)]
        if not rows:
            return
        try:
            await _write(pool, rows)
        except BaseException:
            self._changed |= changed & self._boxes.keys()
            raise


async def _write(pool: asyncpg.Pool, rows: Sequence[tuple[object, ...]]) -> None:
    """Write rows at once; when one of them fits no column, each alone, without it: one box must not cost the others."""
    try:
        await pool.execute(_WRITE, *zip(*rows, strict=True))
    except (asyncpg.DataError, ValueError):
        if len(rows) == 1:
            count("park.unfit")
            return
        for row in rows:
            await _write(pool, [row])


def _row(box_id: UUID, heard: Heard) -> tuple[object, ...]:
    health = heard.health
    clock = heard.clock.seconds
    if health is None:
        return box_id, heard.at, heard.online, clock, None, None, None, None, None, None
    oldest, battery = health.oldest_queued_at, health.battery_percent
    return (
        box_id,
        heard.at,
        heard.online,
        clock,
        heard.health_at,
        health.queue_length if 0 <= health.queue_length <= LONGEST_QUEUE else None,
        oldest if oldest is not None and FIRST <= oldest <= LAST else None,
        battery if battery is not None and 0.0 <= battery <= FULL_PERCENT else None,
        _word(health.firmware),
        _word(health.credential),
    )


def _word(said: str | None) -> str | None:
    """Keep what a text column can hold of a box's word."""
    return None if said is None else said.replace("\x00", "")[:LONGEST_WORD]
