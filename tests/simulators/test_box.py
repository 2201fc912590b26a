"""The reference box against a real broker and tracker: what it numbered reaches the database once, whatever happens between."""

from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest
from msgspec import json, structs
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import connect_arguments
from kit.clock import real_now
from kit.ids import MissionId, new_id
from kit.settings import Settings
from kit.wire.codes.means import Availability
from kit.wire.codes.missions import MissionStatus, ReceiptState
from kit.wire.telemetry import BoxSettings, BoxStatus, Fix, Order, OrderReceipt
from simulators import outgoing
from simulators.journal import Journal, Kind, Number
from simulators.travel import Place
from tests.gateways.mqtt.orders import write_order
from tests.simulators.boxes import UNIT, WatchedBox, running
from tests.simulators.conftest import Tracking

HERE = Place(lon_deg=-0.37, lat_deg=49.18, speed_mps=0.0, heading_deg=None)
NOWHERE = Place(lon_deg=-0.37, lat_deg=95.0, speed_mps=0.0, heading_deg=None)


@pytest.fixture(autouse=True)
def quick_resend(monkeypatch: pytest.MonkeyPatch) -> None:
    """Send again after two seconds rather than thirty."""
    monkeypatch.setattr(outgoing, "RESEND_AFTER_S", 2.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where the box keeps its journal."""
    return tmp_path / "box.sqlite"


async def rows(settings: Settings, query: str) -> list[tuple[object, ...]]:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        return [tuple(row) for row in await connection.fetch(query)]
    finally:
        await connection.close()


async def test_what_was_sent_while_no_tracker_listened_is_sent_again_and_stored_once(
    settings: Settings, tracking: Tracking, file: Path
) -> None:
    async with running(settings, file) as box:
        for _ in range(3):
            box.record(HERE)
        box.declare(Availability.UNAVAILABLE)
        assert box.waiting == 4
        async with tracking():
            await box.until(lambda: box.waiting == 0)
    assert await rows(settings, "SELECT boot, seq FROM positions ORDER BY seq") == [(1, 1), (1, 2), (1, 3)]
    assert await rows(settings, "SELECT kind, seq FROM box_messages") == [("status", 4)]


async def test_a_box_that_died_sends_what_it_had_numbered_when_it_comes_back(
    settings: Settings, tracking: Tracking, file: Path
) -> None:
    with Journal(file) as journal:
        for _ in range(450):
            journal.write(
                Kind.TRACK,
                real_now(),
                lambda n: Fix(boot=n.boot, seq=n.seq, measured_at=real_now(), lon_deg=-0.37, lat_deg=49.18),
            )
    async with tracking(), running(settings, file) as box:
        box.record(HERE)
        await box.until(lambda: box.waiting == 0)
    assert await rows(settings, "SELECT boot, count(*) FROM positions GROUP BY boot ORDER BY boot") == [
        (1, 450),
        (2, 1),
    ]


async def test_a_refused_fix_is_set_aside_and_does_not_hold_the_others(
    settings: Settings, tracking: Tracking, file: Path
) -> None:
    async with tracking(), running(settings, file) as box:
        box.record(HERE)
        box.record(NOWHERE)
        box.record(HERE)
        await box.until(lambda: box.waiting == 0)
    with Journal(file) as journal:
        assert journal.refused() == [(Number(1, 2), "OUT_OF_RANGE")]
    assert await rows(settings, "SELECT seq FROM positions ORDER BY seq") == [(1,), (3,)]


async def test_a_message_nobody_can_read_is_set_aside_whole_and_counts_as_settled(
    settings: Settings, tracking: Tracking, file: Path
) -> None:
    with Journal(file) as journal:
        # An event of a kind no tracker of today knows: both words at once.
        journal.write(
            Kind.STATUS,
            real_now(),
            lambda n: BoxStatus(
                boot=n.boot,
                seq=n.seq,
                at=real_now(),
                status=MissionStatus.DEPART,
                availability=Availability.AVAILABLE,
            ),
        )
    async with tracking(), running(settings, file) as box:
        box.record(HERE)
        await box.until(lambda: box.waiting == 0)
    with Journal(file) as journal:
        assert journal.refused() == [(Number(1, 1), "WRONG_FORM")]


async def test_an_order_is_receipted_once_however_often_it_is_told(
    settings: Settings, engines: dict[str, AsyncEngine], tracking: Tracking, file: Path
) -> None:
    mission_id = MissionId(new_id())
    async with tracking(), running(settings, file) as box:
        await write_order(engines["rramu_api"], mission_id, 1)
        await box.until(lambda: len(box.orders) == 1)
        box.cut()  # the tracker tells the order again when the box comes back
        await box.until(lambda: box.told_again and box.waiting == 0)
        assert len(box.orders) == 1
    states = await rows(settings, "SELECT body->>'mission_id', body->>'version', body->>'state' FROM box_messages")
    assert states == [(str(mission_id), "1", "RECEIVED")]


async def test_an_order_for_another_vehicle_or_out_of_date_is_refused(settings: Settings, file: Path) -> None:
    now = real_now()
    order = Order(
        mission_id=new_id(),
        version=1,
        cancelled=False,
        vehicle="AMB Ailleurs 1",
        ordered_at=now,
        expires_at=now + timedelta(hours=1),
        place="Caen",
    )
    expired = structs.replace(order, mission_id=new_id(), vehicle=UNIT.call_sign, expires_at=now - timedelta(seconds=1))
    with Journal(file) as journal:
        box = WatchedBox(settings, journal)
        box.hear_order(order)
        box.hear_order(expired)
        receipts = [
            json.decode(message.body, type=OrderReceipt)
            for message in journal.after(Number(0, 0), fixes=False, limit=10)
        ]
    assert [(receipt.mission_id, receipt.state) for receipt in receipts] == [
        (order.mission_id, ReceiptState.REFUSED),
        (expired.mission_id, ReceiptState.REFUSED),
    ]
    assert box.orders == []


async def test_an_order_taken_before_a_restart_is_not_taken_again(settings: Settings, file: Path) -> None:
    now = real_now()
    order = Order(
        mission_id=new_id(),
        version=2,
        cancelled=False,
        vehicle=UNIT.call_sign,
        ordered_at=now,
        expires_at=now + timedelta(hours=1),
        place="Caen",
    )
    for version, taken in ((2, 1), (2, 0), (1, 0), (3, 1)):
        with Journal(file) as journal:
            box = WatchedBox(settings, journal)
            box.hear_order(structs.replace(order, version=version))
            assert len(box.orders) == taken


async def test_settings_are_obeyed_and_only_a_fresh_message_sets_the_clock(settings: Settings, file: Path) -> None:
    told = BoxSettings(
        full=False,
        interval_s=30.0,
        backlog_fixes_per_s=10.0,
        server_at=real_now(),
        domain_at=real_now() + timedelta(days=1),
        domain_rate=10.0,
    )
    with Journal(file) as journal:
        box = WatchedBox(settings, journal)
        box.hear_settings(told, fresh=False)
        assert (box.full, box.interval_s, box.clock.rate) == (False, 30.0, 1.0)
        box.record(HERE)
        assert len(journal) == 0
        box.hear_settings(structs.replace(told, full=True), fresh=True)
        assert box.clock.rate == 10.0
        box.record(HERE)
        assert len(journal) == 1


async def test_a_full_journal_takes_buttons_but_no_more_fixes(settings: Settings, file: Path) -> None:
    with Journal(file, capacity=2) as journal:
        box = WatchedBox(settings, journal)
        for _ in range(3):
            box.record(HERE)
        box.declare(Availability.AVAILABLE)
        numbers = [message.number.seq for message in journal.after(Number(0, 0), fixes=True, limit=10)]
        assert numbers == [1, 2]
        assert box.dropped == 1
        assert [message.number.seq for message in journal.after(Number(0, 0), fixes=False, limit=10)] == [3]
