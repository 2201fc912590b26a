"""What is forgotten, what stays."""

from datetime import datetime, timedelta

from sqlalchemy import insert, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.models.accounts import IdempotencyKey, Session
from db.models.positions import RefusedFix
from gateways.worker.retention import keep
from kit.clock import Clock, real_now
from kit.ids import new_id
from tests.world import ARM_CAEN, NOON

Engines = dict[str, AsyncEngine]


async def _names(engines: Engines, query: str) -> list[str]:
    async with engines["rramu_owner"].connect() as connection:
        return [str(name) for name in (await connection.execute(text(query))).scalars()]


def _session(name: str, expires_at: datetime, ended_at: datetime | None) -> dict[str, object]:
    return {
        "id": new_id(), "account_id": ARM_CAEN.id, "kind": "bearer", "token_hash": name.encode(), "csrf_hash": None,
        "opened_at": NOON, "last_seen_at": NOON, "expires_at": expires_at, "ended_at": ended_at,
    }  # fmt: skip


async def test_only_what_is_past_its_time_is_forgotten(engines: Engines, clock: Clock) -> None:
    now, day = real_now(), timedelta(days=1)
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            insert(Session),
            [
                _session("open", now + day, None),
                _session("just ended", now + day, now),
                _session("ended", now + day, now - 2 * day),
                _session("expired", now - 2 * day, None),
            ],
        )
        await connection.execute(
            insert(IdempotencyKey),
            [
                {
                    "account_id": ARM_CAEN.id,
                    "key": key,
                    "request_hash": b"",
                    "status": 200,
                    "answer": b"",
                    "created_at": at,
                }
                for key, at in {"new": now - day / 2, "old": now - 2 * day}.items()
            ],
        )
        await connection.execute(
            insert(RefusedFix),
            [
                {
                    "box_name": name,
                    "boot": None,
                    "seq": None,
                    "reason": "UNREADABLE",
                    "refused_at": at,
                    "sha256": b"",
                    "payload": b"",
                }
                for name, at in {"recent": now - 6 * day, "old": now - 8 * day}.items()
            ],
        )

    assert not await keep(engines["rramu_worker"], clock)

    assert await _names(engines, "SELECT convert_from(token_hash, 'UTF8') FROM sessions ORDER BY 1") == [
        "just ended",
        "open",
    ]
    assert await _names(engines, "SELECT key FROM idempotency_keys") == ["new"]
    assert await _names(engines, "SELECT box_name FROM refused_fixes") == ["recent"]


async def test_days_of_positions_are_kept_two_months_of_domain_time(engines: Engines, clock: Clock) -> None:
    days = "SELECT relname FROM pg_class WHERE relname ~ '^positions_[0-9]{8}$' ORDER BY 1"
    made = await _names(engines, days)
    clock.real = lambda: NOON + timedelta(days=61)

    await keep(engines["rramu_worker"], clock)

    kept = [day for day in made if day >= "positions_20261121"]  # noon's own day
    assert len(kept) < len(made)
    assert await _names(engines, days) == kept


async def test_one_worker_is_enough(engines: Engines, clock: Clock) -> None:
    async with engines["rramu_owner"].begin() as connection:
        old = {"sha256": b"", "payload": b"", "reason": "UNREADABLE", "box_name": "old", "boot": None, "seq": None}
        await connection.execute(insert(RefusedFix), [{**old, "refused_at": real_now() - timedelta(days=8)}])
    async with engines["rramu_worker"].begin() as another:
        await another.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('retention', 0))"))

        assert not await keep(engines["rramu_worker"], clock)

    assert await _names(engines, "SELECT box_name FROM refused_fixes") == ["old"]
