"""The `box` channel of the outbox: orders published to boxes until their receipt, or until they expire. Times are real.

Publishing again is harmless: a box knows an order by mission and version. The receipt, not the broker's word, ends a row; the worker
does that.
"""

import asyncio
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from uuid import UUID

import asyncpg
import structlog

from db.trouble import PASSING, passes
from gateways.mqtt.outlet import BoxOutlet
from kit.clock import real_now
from kit.counters import count
from kit.process import heed_cancellation
from tracker.boxes import BoxRegister
from tracker.ingest import PARTITION_NUMBERS

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()

PERIOD_S = 1.0
"""How often due rows are looked for when nothing wakes us."""
MOST_AT_ONCE = 500

# `done_at` is asked again outside: a receipt may have ended the row while this statement waited for it.
# Seconds to the next try: 2, 4, 8 … 60. A box that comes back and a session that comes up do not wait for it.
_PUBLISH = """
    UPDATE outbox SET attempts = attempts + 1, next_at = $1 + least(2.0 ^ least(attempts + 1, 6), 60) * interval '1 second'
    WHERE id IN (
        SELECT id FROM outbox
        WHERE channel = 'box' AND done_at IS NULL AND partition = ANY($2::smallint[]) AND (expires_at IS NULL OR expires_at > $1)
          AND (next_at <= $1 OR box_id = ANY($3::uuid[]) OR partition = ANY($4::smallint[])) AND id > $5
        ORDER BY id LIMIT $6
    ) AND done_at IS NULL
    RETURNING id, box_id, body, attempts
"""

_EXPIRE = """
    UPDATE outbox SET done_at = $1, done_because = 'EXPIRED'
    WHERE channel = 'box' AND done_at IS NULL AND partition = ANY($2::smallint[]) AND expires_at <= $1
"""


class Orders:
    """Publishes the orders of the partitions whose session is up here."""

    def __init__(self, pool: asyncpg.Pool, register: BoxRegister, outlet: BoxOutlet) -> None:
        self._pool = pool
        self._register = register
        self._outlet = outlet
        self._wake = asyncio.Event()
        self._returned: set[UUID] = set()
        self._up: set[int] = set()

    def wake(self) -> None:
        """Look for due orders now: the outbox has a new row."""
        self._wake.set()

    def box_returned(self, box: str) -> None:
        """Send a box its waiting orders now: it has just connected."""
        known = self._register.named(box)
        if known is not None:
            self._returned.add(known.id)
            self._wake.set()

    def session_up(self, partition: str) -> None:
        """Send the waiting orders of a partition now: the broker may have lost what it had."""
        self._up.add(PARTITION_NUMBERS[partition])
        self._wake.set()

    async def run(self) -> None:
        """Publish what is due until cancelled."""
        while True:
            heed_cancellation()
            with suppress(TimeoutError):
                async with asyncio.timeout(PERIOD_S):
                    await self._wake.wait()
            self._wake.clear()
            partitions = [PARTITION_NUMBERS[partition] for partition in self._outlet.connected()]
            if not partitions:
                continue
            returned, self._returned = self._returned, set()
            up, self._up = self._up, set()
            try:
                await self._publish(partitions, returned, up, real_now())
            except PASSING as error:
                heed_cancellation()
                if not passes(error):
                    raise
                log.warning("orders_wait", error=type(error).__name__)
                self._returned |= returned
                self._up |= up

    async def _publish(self, partitions: list[int], returned: Iterable[UUID], up: Iterable[int], now: datetime) -> None:
        """Publish everything that is due, oldest first, `MOST_AT_ONCE` a transaction; no order twice in one round."""
        expired = await self._pool.execute(_EXPIRE, now, partitions)
        if expired != "UPDATE 0":
            count("order.expired", int(expired.split()[-1]))
        last, more = UUID(int=0), True
        while more:
            heed_cancellation()
            due = (now, partitions, list(returned), list(up), last, MOST_AT_ONCE)
            rows = sorted(await self._pool.fetch(_PUBLISH, *due), key=lambda row: row["id"])
            self._send(rows)
            more = len(rows) == MOST_AT_ONCE
            last = rows[-1]["id"] if rows else last

    def _send(self, rows: Iterable[asyncpg.Record]) -> None:
        for row in rows:
            box = self._register.get(row["box_id"])
            if box is None or not box.active:
                count("order.without_box")
            elif self._outlet.send(box.partition, box.name, "orders", row["body"].encode()):
                count("order.published" if row["attempts"] == 1 else "order.published_again")
