"""What is forgotten, what stays."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import insert, text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from db.models.accounts import IdempotencyKey, Session
from db.models.keeping import LegalHold
from db.models.positions import RefusedFix
from gateways.worker.periods import KEPT
from gateways.worker.retention import keep
from kit.clock import Clock, real_now
from kit.ids import new_id
from tests.dispatch.story import Story
from tests.world import AMBULANCE_CAEN, ARM_CAEN, CAEN, NOON, ROUEN

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


async def _driven(engines: Engines, clock: Clock) -> tuple[UUID, UUID]:
    """Let an ambulance drive a mission of half an hour, with a fix a minute from before it to after it; give (mission, case)."""
    async with writing(engines["rramu_api"], None, [CAEN]) as session:
        story = Story(session, clock)
        mission = await story.mission(AMBULANCE_CAEN)
        story.later(30)
        await story.cancel(mission.id)
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            text(
                """
                INSERT INTO positions (box_id, boot, seq, measured_at, received_at, vehicle_id, late, lon_deg, lat_deg, h3_9)
                SELECT :box, 1, n, at + n * interval '1 minute', at, :vehicle, false, -0.3, 49.1, 0
                FROM generate_series(-10, 40) n, CAST(:noon AS timestamptz) at"""
            ),
            {"box": AMBULANCE_CAEN.box_id, "vehicle": AMBULANCE_CAEN.vehicle_id, "noon": NOON},
        )
    return mission.id, mission.case_id


async def _count(engines: Engines, table: str) -> int:
    return int((await _names(engines, f"SELECT count(*) FROM {table}"))[0])  # noqa: S608 - names of this file


async def test_fixes_of_a_mission_are_copied_once_none_can_come_late(engines: Engines, clock: Clock) -> None:
    await _driven(engines, clock)
    await keep(engines["rramu_worker"], clock)
    assert await _count(engines, "mission_positions") == 0
    clock.real = lambda: NOON + timedelta(days=4)
    for _ in range(2):
        await keep(engines["rramu_worker"], clock)
    assert await _count(engines, "mission_positions") == 31
    assert await _names(engines, "SELECT fixes FROM mission_trails") == ["31"]
    assert await _count(engines, "positions") == 51


async def test_each_kind_goes_at_its_time_and_records_stay(engines: Engines, clock: Clock) -> None:
    mission_id, _ = await _driven(engines, clock)
    records = [table for kept in KEPT if kept.period is None for table in kept.tables]
    before = {table: await _count(engines, table) for table in records if table != "mission_trails"}

    clock.real = lambda: NOON + timedelta(days=90)  # in one jump: what outlives the days is copied before they go
    await keep(engines["rramu_worker"], clock)
    assert await _count(engines, "positions") == 0
    assert await _names(engines, "SELECT DISTINCT mission_id FROM mission_positions") == [str(mission_id)]

    clock.real = lambda: NOON + timedelta(days=364)
    await keep(engines["rramu_worker"], clock)
    assert await _count(engines, "mission_positions") == 31

    clock.real = lambda: NOON + timedelta(days=365 + 8)
    await keep(engines["rramu_worker"], clock)
    assert await _count(engines, "mission_positions") == 0

    for years in (21, 29):
        clock.real = lambda: NOON + timedelta(days=366 * years)  # noqa: B023 - used before it changes
        await keep(engines["rramu_worker"], clock)
    assert {table: await _count(engines, table) for table in before} == before
    assert await _names(engines, "SELECT fixes FROM mission_trails") == ["31"]


async def test_the_fixes_of_a_mission_follow_it_to_another_centre(engines: Engines, clock: Clock) -> None:
    await _driven(engines, clock)
    clock.real = lambda: NOON + timedelta(days=4)
    await keep(engines["rramu_worker"], clock)
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("ALTER TABLE cases DISABLE TRIGGER USER"))
        await connection.execute(text("UPDATE cases SET centre_id = :to"), {"to": ROUEN})
        await connection.execute(text("ALTER TABLE cases ENABLE TRIGGER USER"))

    seen: dict[UUID, int] = {}
    for centre_id in (CAEN, ROUEN):
        async with reading(engines["rramu_api"], None, [centre_id]) as session:
            seen[centre_id] = await session.scalar(text("SELECT count(*) FROM mission_positions")) or 0
    assert seen == {CAEN: 0, ROUEN: 31}


async def test_a_legal_hold_keeps_the_fixes_of_its_case_until_it_ends(engines: Engines, clock: Clock) -> None:
    _, case_id = await _driven(engines, clock)
    clock.real = lambda: NOON + timedelta(days=90)
    await keep(engines["rramu_worker"], clock)
    async with engines["rramu_owner"].begin() as connection:
        hold = {"id": new_id(), "centre_id": CAEN, "case_id": case_id, "motive": "enc:", "set_at": NOON}
        await connection.execute(insert(LegalHold), [hold])

    for years in (2, 3):
        clock.real = lambda: NOON + timedelta(days=366 * years)  # noqa: B023 - used before it changes
        await keep(engines["rramu_worker"], clock)
        assert await _count(engines, "mission_positions") == 31

    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(update(LegalHold).values(ended_at=NOON))
    await keep(engines["rramu_worker"], clock)
    assert await _count(engines, "mission_positions") == 0


async def test_one_worker_is_enough(engines: Engines, clock: Clock) -> None:
    async with engines["rramu_owner"].begin() as connection:
        old = {"sha256": b"", "payload": b"", "reason": "UNREADABLE", "box_name": "old", "boot": None, "seq": None}
        await connection.execute(insert(RefusedFix), [{**old, "refused_at": real_now() - timedelta(days=8)}])
    async with engines["rramu_worker"].begin() as another:
        await another.execute(text("SELECT pg_advisory_xact_lock(hashtextextended('retention', 0))"))

        assert not await keep(engines["rramu_worker"], clock)

    assert await _names(engines, "SELECT box_name FROM refused_fixes") == ["old"]
