"""Verdicts on what comes in, and what moves on the map."""

from datetime import timedelta

import msgspec
from sqlalchemy.ext.asyncio import AsyncEngine
from structlog.testing import capture_logs

from db.engine import writing
from kit.caller import Author
from kit.clock import Clock, ClockEpoch
from kit.settings import Settings
from kit.wire.codes.boxes import FixRefusal, MessageRefusal
from kit.wire.codes.means import Availability
from kit.wire.live import LivePosition
from kit.wire.telemetry import BoxHealth, BoxStatus, Fix, Presence
from socle.boxes import service as boxes
from tests import world
from tests.tracker.fixes import CAEN_LAT_DEG, fix
from tests.tracker.way_in import UNIT, way_in
from tracker.arrivals import Fixes, MessageRefused, UnreadFix


def kept(*fixes: Fix) -> Fixes:
    return Fixes(list(fixes), [], None, kept=True)


async def test_the_newest_fix_moves_the_vehicle_at_once(database: Settings, clock: Clock) -> None:
    """Before anything is stored: nothing is awaited here."""
    async with way_in(database, clock) as way:
        way.take(kept(fix(1, after_s=-10), fix(2, after_s=-5)))
        newest = way.state.latest(UNIT.vehicle_id)
        assert newest is not None
        assert (newest.seq, newest.received_at) == (2, world.NOON)
        assert way.feed.last[UNIT.vehicle_id] == newest


async def test_a_late_fix_is_stored_as_such_and_moves_nothing(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        way.take(kept(fix(2, after_s=-5)))
        await way.until_acknowledged(way.take(kept(fix(1, after_s=-60))))
        newest = way.state.latest(UNIT.vehicle_id)
        assert newest is not None
        assert newest.seq == 2
        rows = await way.fetch("SELECT seq, late FROM positions ORDER BY seq")
        assert [tuple(row) for row in rows] == [(1, True), (2, False)]


async def test_refused_jumps_that_agree_are_stored_once_the_track_is_anchored_anew(
    database: Settings, clock: Clock
) -> None:
    there = [fix(seq, after_s=seq - 100, lat_deg=CAEN_LAT_DEG + 1) for seq in (2, 3, 4)]
    async with way_in(database, clock) as way:
        numbers = [way.take(kept(one)) for one in (fix(1, after_s=-99), *there)]
        await way.until_acknowledged(numbers[-1])
        rows = await way.fetch("SELECT seq FROM positions ORDER BY seq")
        assert [row["seq"] for row in rows] == [1, 2, 3, 4]
        refused = [item for told in way.told.refusals for item in told.items]
        assert [(item.seq, item.reason) for item in refused] == [
            (2, FixRefusal.IMPOSSIBLE_SPEED),
            (3, FixRefusal.IMPOSSIBLE_SPEED),
        ]
        assert way.told.receipts == {UNIT.box_name: (1, 4)}


async def test_the_future_bound_follows_the_rate_of_the_domain_clock(database: Settings) -> None:
    fast = Clock(epoch=ClockEpoch(real_at=world.NOON, domain_at=world.NOON, rate=30.0), real=lambda: world.NOON)
    async with way_in(database, fast) as way:
        await way.until_acknowledged(way.take(kept(fix(1, after_s=59), fix(2, after_s=61))))
        assert [item.seq for told in way.told.refusals for item in told.items] == [2]


async def test_a_track_goes_on_from_the_last_stored_position(database: Settings, clock: Clock) -> None:
    """A tracker that has just taken the partition refuses a jump as the one before it would have."""
    last = LivePosition(
        vehicle_id=UNIT.vehicle_id,
        boot=1,
        seq=5,
        measured_at=world.NOON - timedelta(seconds=30),
        received_at=world.NOON,
        lon_deg=-0.37,
        lat_deg=CAEN_LAT_DEG,
    )
    async with way_in(database, clock) as way:
        way.ingest.open(way.feed, [(last, UNIT.box_id)])
        await way.until_acknowledged(way.take(kept(fix(6, lat_deg=CAEN_LAT_DEG + 1))))
        assert way.told.refusals[0].items[0].reason is FixRefusal.IMPOSSIBLE_SPEED
        assert way.state.latest(UNIT.vehicle_id) == last


async def test_what_could_not_be_read_is_settled_when_it_has_its_numbers(database: Settings, clock: Clock) -> None:
    refused = MessageRefused(MessageRefusal.WRONG_FORM, "wrong", b"{}", numbers=(1, 2))
    async with way_in(database, clock) as way:
        way.take(Fixes([], [UnreadFix(1, 1, b"{}")], None, kept=True))
        await way.until_acknowledged(way.take(refused))
        assert way.told.receipts == {UNIT.box_name: (1, 2)}
        assert [told.correlation for told in way.told.refusals] == [None, "01"]


async def test_a_button_dated_before_the_box_was_fitted_is_of_the_vehicle_it_sits_in_now(
    database: Settings, clock: Clock
) -> None:
    before_it_was_fitted = world.START - timedelta(days=1)
    ahead = world.NOON + timedelta(days=1)
    async with way_in(database, clock) as way:
        numbers = [
            way.take(BoxStatus(boot=1, seq=seq, at=at, availability=Availability.AVAILABLE))
            for seq, at in enumerate((before_it_was_fitted, ahead), start=1)
        ]
        await way.until_acknowledged(numbers[-1])
        rows = await way.fetch("SELECT vehicle_id FROM box_messages ORDER BY seq")
        assert [row["vehicle_id"] for row in rows] == [UNIT.vehicle_id] * 2


async def test_health_is_acknowledged_and_nothing_else(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        await way.until_acknowledged(way.take(BoxHealth(at=world.NOON, queue_length=3)))
        assert way.told.receipts == {}
        assert way.told.refusals == []


async def test_a_live_fix_is_not_stored_but_a_refused_one_is_kept(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        way.take(Fixes([fix(1, after_s=-1)], [], None, kept=False))
        await way.until_acknowledged(way.take(Fixes([fix(2, lat_deg=99.0)], [], None, kept=False)))
        assert way.state.latest(UNIT.vehicle_id) is not None
        assert await way.fetch("SELECT 1 FROM positions") == []
        assert len(await way.fetch("SELECT 1 FROM refused_fixes")) == 1


async def test_a_box_of_another_partition_and_a_stranger_are_refused_unsettled(
    database: Settings, clock: Clock
) -> None:
    async with way_in(database, clock) as way:
        await way.until_acknowledged(way.take(kept(fix(1)), world.AMBULANCE_BAYEUX))
        assert [told.message for told in way.told.refusals] == [MessageRefusal.WRONG_PARTITION]
        assert way.told.receipts == {}
        assert way.state.latest(world.AMBULANCE_BAYEUX.vehicle_id) is None


async def test_c7_a_box_refused_is_written_in_the_log_once_in_a_while(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        with capture_logs() as written:
            for seq in (1, 2):
                await way.until_acknowledged(way.take(kept(fix(seq)), world.AMBULANCE_BAYEUX))
    told = [(entry["event"], entry["box"], entry["reason"]) for entry in written if entry["event"] == "box.refused"]
    assert told == [("box.refused", world.AMBULANCE_BAYEUX.box_name, "WRONG_PARTITION")]


async def test_the_presence_of_a_stranger_is_not_answered(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        await way.until_acknowledged(way.take(Presence(online=True, boot=1, oldest_seq=4), world.AMBULANCE_BAYEUX))
        assert way.told.refusals == []
        assert await way.fetch("SELECT 1 FROM box_progress") == []


async def test_a_backlog_and_a_coarse_fix_are_history_only(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        told = way.take(kept(fix(1, after_s=-700), fix(2, after_s=-5, accuracy_m=900.0)))
        assert way.state.latest(UNIT.vehicle_id) is None
        await way.until_acknowledged(told)
        rows = await way.fetch("SELECT seq, late FROM positions ORDER BY seq")
        assert [tuple(row) for row in rows] == [(1, True), (2, True)]
        assert await way.fetch("SELECT FROM last_positions") == []
        assert way.told.receipts == {UNIT.box_name: (1, 2)}
        assert way.told.refusals == []


async def test_a_box_whose_clock_is_known_to_be_ahead_is_judged_by_it(database: Settings, clock: Clock) -> None:
    """Its first fixes are refused; its times stay as it sent them."""
    async with way_in(database, clock) as way:
        numbers = [way.take(kept(fix(seq, after_s=60 + seq))) for seq in range(1, 6)]
        await way.until_acknowledged(numbers[-1])
        assert [item.seq for told in way.told.refusals for item in told.items] == [1, 2]
        rows = await way.fetch("SELECT measured_at FROM positions ORDER BY seq")
        assert [row["measured_at"] for row in rows] == [world.NOON + timedelta(seconds=60 + seq) for seq in (3, 4, 5)]


async def test_a_clock_far_ahead_is_not_followed(database: Settings, clock: Clock) -> None:
    async with way_in(database, clock) as way:
        numbers = [way.take(kept(fix(seq, after_s=3600 + seq))) for seq in range(1, 7)]
        await way.until_acknowledged(numbers[-1])
        assert len([item for told in way.told.refusals for item in told.items]) == 6


async def test_when_a_fix_was_sent_received_and_stored_is_kept(database: Settings, clock: Clock) -> None:
    said = msgspec.structs.replace(fix(2, after_s=-1), sent_at=world.NOON - timedelta(milliseconds=250))
    async with way_in(database, clock) as way:
        way.take(kept(fix(1, after_s=-6), said))
        await way.until_acknowledged(way.take(kept(fix(3))))
        rows = await way.fetch("SELECT seq, received_at, sent_ms, stored_ms FROM positions ORDER BY seq")
        assert [tuple(row) for row in rows] == [
            (1, world.NOON, -250, 0), (2, world.NOON, -250, 0), (3, world.NOON, None, 0)
        ]  # fmt: skip


async def test_a_backlog_belongs_to_the_vehicles_of_its_times(
    database: Settings, clock: Clock, engines: dict[str, AsyncEngine]
) -> None:
    """The box moved an hour ago, and now sends what it measured before, at, and after that."""
    moved_at, other = world.NOON - timedelta(hours=1), world.AMBULANCE_ROUEN.vehicle_id
    async with writing(engines["rramu_api"], None, ()) as session:
        await boxes.link(session, Author(None, "SEED"), UNIT.box_id, other, moved_at)
    backlog = [fix(seq, after_s=after_s, at=moved_at) for seq, after_s in enumerate((-60.0, -0.001, 0.0, 60.0), 1)]
    async with way_in(database, clock) as way:
        way.take(kept(fix(5)))
        await way.until_acknowledged(way.take(kept(*backlog)))
        rows = await way.fetch("SELECT seq, vehicle_id FROM positions ORDER BY seq")
        assert [tuple(row) for row in rows] == [
            (1, UNIT.vehicle_id), (2, UNIT.vehicle_id), (3, other), (4, other), (5, other)
        ]  # fmt: skip
