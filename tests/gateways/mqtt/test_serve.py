"""A fix from the box to the database and back, through the real broker."""

import json
from datetime import timedelta

import asyncpg
import msgspec
import pytest
from sqlalchemy import text, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import connect_arguments
from db.models.boxes import Box as BoxModel
from db.models.fleet import VehicleVisibility
from gateways.mqtt.client import PartitionClient
from kit.clock import real_now
from kit.settings import Settings
from kit.wire.codes.boxes import FixRefusal, MessageRefusal
from kit.wire.telemetry import MAXIMUM_PAYLOAD_BYTES
from tests import world
from tests.gateways.mqtt.boxes import connected, fix
from tests.gateways.mqtt.conftest import Tracking


async def _all(settings: Settings, query: str) -> list[asyncpg.Record]:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
    try:
        rows: list[asyncpg.Record] = await connection.fetch(query)
        return rows
    finally:
        await connection.close()


async def _stored(settings: Settings) -> list[int]:
    return [row["seq"] for row in await _all(settings, "SELECT seq FROM positions ORDER BY seq")]


async def test_a_fix_is_stored_once_and_receipted(settings: Settings, tracking: Tracking) -> None:
    async with connected(settings) as box, tracking(box):
        await box.say("track", [fix(1)])
        await box.until_stored(1)
    assert await _stored(settings) == [1]


async def test_a_message_sent_again_is_receipted_again_and_stored_once(settings: Settings, tracking: Tracking) -> None:
    batch = [fix(seq) for seq in (1, 2, 3)]
    async with connected(settings) as box, tracking(box):
        await box.say("track", batch)
        await box.until_stored(3)
        await box.say("track", msgspec.msgpack.encode(batch))
        await box.until_stored(3)
    assert await _stored(settings) == [1, 2, 3]


async def test_one_bad_fix_never_costs_the_others(settings: Settings, tracking: Tracking) -> None:
    bad = {
        2: (fix(2, lon_deg=float("nan")), FixRefusal.NOT_FINITE),
        3: (fix(3, measured_at="2036-01-01T00:00:00Z"), FixRefusal.IN_THE_FUTURE),
        4: (fix(4, measured_at="2026-11-21T12:00:00"), FixRefusal.UNREADABLE),
        5: (fix(5, lat_deg=91.0), FixRefusal.OUT_OF_RANGE),
        6: (fix(6, lat_deg="49"), FixRefusal.UNREADABLE),
        7: (fix(7, lat_deg=45.0), FixRefusal.IMPOSSIBLE_SPEED),
        8: (fix(8, lon_deg=0.0, lat_deg=0.0), FixRefusal.NULL_ISLAND),
        9: (fix(9, measured_at=(real_now() - timedelta(days=4)).isoformat()), FixRefusal.TOO_OLD),
    }
    async with connected(settings) as box, tracking(box):
        await box.say("track", [fix(1), *(one for one, _ in bad.values()), fix(10)])
        refused = await box.next_refusal()
        await box.until_stored(10)
    assert {item.seq: item.reason for item in refused.items} == {seq: reason for seq, (_, reason) in bad.items()}
    assert await _stored(settings) == [1, 10]
    kept = await _all(settings, "SELECT seq, reason FROM refused_fixes ORDER BY seq")
    assert {row["seq"]: row["reason"] for row in kept} == {seq: reason.value for seq, (_, reason) in bad.items()}


@pytest.mark.parametrize(
    ("payload", "reason"),
    [
        (b"\xc1 not MessagePack", MessageRefusal.UNREADABLE),
        (b"[{]", MessageRefusal.UNREADABLE),
        (b"", MessageRefusal.UNREADABLE),
        (b"[" * 20_000, MessageRefusal.UNREADABLE),
        (b"{}", MessageRefusal.WRONG_FORM),
        (b"[]", MessageRefusal.WRONG_FORM),
        (json.dumps([fix(seq) for seq in range(1, 202)]).encode(), MessageRefusal.WRONG_FORM),
        (b"[" + b" " * MAXIMUM_PAYLOAD_BYTES + b"]", MessageRefusal.TOO_LARGE),
    ],
    ids=["messagepack", "json", "empty", "deep", "object", "none", "too many", "oversized"],
)
async def test_a_message_that_cannot_be_read_is_told_by_its_correlation_and_kept(
    settings: Settings, tracking: Tracking, payload: bytes, reason: MessageRefusal
) -> None:
    async with connected(settings) as box, tracking(box):
        await box.say("track", payload, b"\x0a\x0b")
        refused = await box.next_refusal()
        assert (refused.message, refused.correlation) == (reason, "0a0b")
        await box.say("track", [fix(1)])
        await box.until_stored(1)
    assert [row["reason"] for row in await _all(settings, "SELECT reason FROM refused_fixes")] == [reason.value]


async def test_an_unknown_topic_and_a_wrong_partition_are_refused(settings: Settings, tracking: Tracking) -> None:
    started_at = real_now()
    async with connected(settings, world.SMUR_CAEN) as first, tracking(first):
        async with connected(settings) as box:
            await box.next_settings(after=started_at)
            assert box.client.publish(f"fleet/p01/{box.name}/up/nonsense", b"{}", qos=1)
            assert (await box.next_refusal()).message is MessageRefusal.UNKNOWN_TOPIC
        async with connected(settings, partition=first.partition) as box:  # served: its own box was heard there
            await box.say("track", [fix(1)])
            assert (await box.next_refusal()).message is MessageRefusal.WRONG_PARTITION
        async with connected(settings) as box:
            await box.say("track", [fix(1)])
            await box.until_stored(1)


async def test_a_box_just_revoked_is_refused_and_nothing_of_it_is_settled(
    settings: Settings, tracking: Tracking, engines: dict[str, AsyncEngine]
) -> None:
    """The vehicle of another box goes out of sight in the same transaction: told of that, it shows that the tracker knows."""
    revoked, other = world.AMBULANCE_CAEN, world.AMBULANCE_BAYEUX
    async with connected(settings, revoked) as box, connected(settings, other) as witness, tracking(box):
        await witness.next_settings(after=world.START)
        async with engines["rramu_api"].begin() as connection:
            await connection.execute(update(BoxModel).where(BoxModel.id == revoked.box_id).values(state="REVOKED"))
            await connection.execute(
                update(VehicleVisibility)
                .where(VehicleVisibility.vehicle_id == other.vehicle_id)
                .values(to_at=world.START + timedelta(hours=1))
            )
            await connection.execute(text("NOTIFY boxes"))
        while (await witness.next_settings(after=world.START)).full:
            pass
        await box.say("track", [fix(1)], b"\x01")
        refused = await box.next_refusal()
        assert (refused.message, refused.correlation) == (MessageRefusal.UNKNOWN_BOX, "01")
    assert await _all(settings, "SELECT 1 FROM box_progress") == []
    assert await _stored(settings) == []


async def test_receipts_stop_at_a_hole_and_the_box_moves_the_start(settings: Settings, tracking: Tracking) -> None:
    async with connected(settings) as box, tracking(box):
        await box.say("presence", {"online": True, "boot": 1, "oldest_seq": 5})
        await box.say("track", [fix(5), fix(7)])
        await box.until_stored(5)
        await box.say("presence", {"online": True, "boot": 1, "oldest_seq": 7})
        await box.until_stored(7)


async def test_status_and_receipts_are_kept_for_the_worker_and_receipted(
    settings: Settings, tracking: Tracking
) -> None:
    mission = "01900000-0099-7000-8000-000000000001"
    at = real_now().isoformat()
    async with connected(settings) as box, tracking(box):
        await box.say("status", {"boot": 1, "seq": 1, "at": at, "mission_id": mission, "status": "DEPART"})
        await box.say("status", {"boot": 1, "seq": 2, "at": at})
        await box.say("receipt", {"boot": 1, "seq": 3, "at": at, "mission_id": mission, "version": 1, "state": "READ"})
        await box.until_stored(3)
        assert (await box.next_refusal()).message is MessageRefusal.WRONG_FORM
    rows = await _all(
        settings, "SELECT seq, kind, vehicle_id, body->>'mission_id' AS mission FROM box_messages ORDER BY seq"
    )
    assert [tuple(row) for row in rows] == [
        (1, "status", world.AMBULANCE_CAEN.vehicle_id, mission),
        (3, "receipt", world.AMBULANCE_CAEN.vehicle_id, mission),
    ]


async def test_the_live_fix_moves_the_map_and_is_not_stored(settings: Settings, tracking: Tracking) -> None:
    newest, older = fix(9), fix(8, measured_at=(real_now() - timedelta(minutes=5)).isoformat())
    async with connected(settings) as box, tracking(box):
        await box.say("live", newest)
        await box.say("presence", {"online": True, "boot": 1, "oldest_seq": 8})
        await box.say("track", [older])
        await box.until_stored(8)
        await box.say("track", [newest])
        await box.until_stored(9)
    rows = await _all(settings, "SELECT seq, late FROM positions ORDER BY seq")
    assert [tuple(row) for row in rows] == [(8, True), (9, False)]


def _never(*_: object) -> None:
    """Acknowledge nothing."""


async def test_what_was_not_stored_when_a_tracker_dies_is_stored_once_by_the_next(
    settings: Settings, tracking: Tracking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first tracker commits but never acknowledges: killed between the two."""
    async with connected(settings) as box:
        with monkeypatch.context() as patch:
            patch.setattr(PartitionClient, "acknowledge", _never)
            async with tracking(box):
                await box.say("track", [fix(1), fix(2)])
                await box.until_stored(2)
        await box.say("track", [fix(3)])
        async with tracking(box):
            await box.until_stored(3)
    assert await _stored(settings) == [1, 2, 3]


async def test_with_the_database_away_nothing_is_lost(settings: Settings, tracking: Tracking) -> None:
    """Every connection of the tracker is cut while fixes come in."""
    async with connected(settings) as box, tracking(box):
        for seq in range(1, 40):
            await box.say("track", [fix(seq)])
            if seq % 10 == 0:
                await _all(
                    settings,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid() AND usename = 'rramu_tracker'",
                )
        await box.until_stored(39)
    assert await _stored(settings) == list(range(1, 40))


async def test_a_fix_of_a_box_in_no_vehicle_is_refused(settings: Settings, tracking: Tracking) -> None:
    before = (world.START - timedelta(minutes=1)).isoformat()
    async with connected(settings) as box, tracking(box):
        await box.say("track", [fix(1, measured_at=before)])
        assert [item.reason for item in (await box.next_refusal()).items] == [FixRefusal.NO_VEHICLE]
        await box.until_stored(1)
