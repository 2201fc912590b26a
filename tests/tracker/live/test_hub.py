"""Every screen ends with what there is to see, whatever it missed; a slow one delays nobody and is closed."""

import asyncio
import time
from collections.abc import Callable
from functools import partial
from unittest.mock import patch
from uuid import UUID

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st

from kit.settings import LiveSettings
from kit.wire.live import PositionDelta, RoomDelta
from tests.tracker.live.moves import position
from tracker.live.channel import FORGET_EVERY, Channel, Render, Row, Sight, frame
from tracker.live.hub import SILENT, SLOTS, SLOW, Hub, Screen
from tracker.live.viewport import position_channel
from tracker.live.viewport import row as position_row

SETTINGS = LiveSettings(queue_frames=4, frozen_after_s=10.0)


def _row(text: str, place: str | None = None) -> Render:
    return lambda: Row("moved", text, None if place is None else [place])


def _hub() -> tuple[Hub, Channel]:
    hub = Hub(SETTINGS)
    return hub, hub.register("positions", position_channel())


def _follow(hub: Hub) -> Screen:
    screen = hub.join()
    hub.subscribe(screen, "positions", None).start(())
    return screen


async def _sent(screen: Screen) -> str:
    text = await screen.next()
    screen.left()
    return text


class Map:
    """A screen's own picture, made of its snapshot and deltas alone: key → (value, place)."""

    def __init__(self, held: dict[UUID, list[int]]) -> None:
        self.held = dict(held)
        self.n = 0

    def apply(self, text: str) -> None:
        """Apply a delta; numbers follow each other."""
        delta = msgspec.json.decode(text)
        assert delta["n"] == self.n + 1
        self.n = delta["n"]
        for key, *value in delta["moved"]:
            self.held[UUID(key)] = value
        for key in delta["gone"]:
            self.held.pop(UUID(key))


class Watcher:
    """One screen that sees the places below a limit, with the picture it has of them."""

    def __init__(self, hub: Hub, limit: int, picture: Map) -> None:
        self.limit = limit
        self.picture = picture
        self.screen = hub.join()
        self.subscription = hub.subscribe(self.screen, "positions", _below(limit))
        self.subscription.start(picture.held)

    async def deliver(self) -> None:
        """Let the screen receive everything on its way."""
        while self.screen.stuck_s(time.monotonic()) > 0:
            self.picture.apply(await _sent(self.screen))


class Region:
    """What there is to see, and three screens, two of which look at the same at first; some ticks find them still sending."""

    def __init__(self) -> None:
        self.rows: dict[UUID, tuple[int, int]] = {UUID(int=1): (0, 2), UUID(int=2): (0, 7)}  # value and place
        self.hub, self.channel = _hub()
        self.watchers = [Watcher(self.hub, limit, Map(self.seen(limit))) for limit in (5, 5, 9)]

    def seen(self, limit: int) -> dict[UUID, list[int]]:
        """Give what a new snapshot would show."""
        return {key: [value, place] for key, (value, place) in self.rows.items() if place < limit or limit > 8}

    def row(self, key: UUID) -> Row:
        """Render a row."""
        return Row("moved", msgspec.json.encode([str(key), *self.rows[key]]).decode(), [self.rows[key][1]])

    def put(self, key: UUID, place: int) -> None:
        """Move a row, with a value never seen before."""
        self.rows[key] = (1 + max((value for value, _ in self.rows.values()), default=0), place)
        self.channel.put(key, partial(self.row, key))

    def drop(self, key: UUID, _: int) -> None:
        """Take a row away."""
        self.rows.pop(key, None)
        self.channel.drop(key)

    def look(self, key: UUID, limit: int) -> None:
        """Let a screen look elsewhere."""
        watcher = self.watchers[key.int % len(self.watchers)]
        watcher.limit = limit
        watcher.subscription.look(_below(limit), {seen: partial(self.row, seen) for seen in self.seen(limit)})

    def tick(self, key: UUID, _: int) -> None:
        """Let one screen have its turn, while the frame before may still be on its way."""
        self.hub.tick(time.monotonic(), self.watchers[key.int % len(self.watchers)].screen.slot)

    async def deliver(self, key: UUID) -> None:
        """Let one screen receive everything on its way."""
        await self.watchers[key.int % len(self.watchers)].deliver()


def _below(limit: int) -> Sight:
    return None if limit > 8 else frozenset(range(limit))


steps = st.tuples(
    st.sampled_from(["put", "put", "drop", "look", "tick", "tick", "deliver"]),
    st.integers(1, 5).map(lambda number: UUID(int=number)),
    st.integers(0, 9),
)
X = UUID(int=1)


@given(steps=st.lists(steps, max_size=80))
@example(
    steps=[("put", X, 2), ("tick", UUID(int=2), 0), ("look", X, 0), ("look", X, 5)]
)  # moved unseen, left, and back
@patch("tracker.live.channel.FORGET_EVERY", 2)
async def test_old_snapshot_and_deltas_make_the_new_snapshot_on_every_screen(
    steps: list[tuple[str, UUID, int]],
) -> None:
    region = Region()
    for what, key, place in steps:
        if what == "deliver":
            await region.deliver(key)
        else:
            act: Callable[[UUID, int], None] = getattr(region, what)
            act(key, place)
    for _ in range(2):  # the first tick may find a frame on its way
        region.hub.tick(time.monotonic())
        for watcher in region.watchers:
            await watcher.deliver()
    assert [watcher.picture.held for watcher in region.watchers] == [
        region.seen(watcher.limit) for watcher in region.watchers
    ]


async def test_what_all_screens_have_been_told_is_kept_no_longer() -> None:
    hub, channel = _hub()
    screens = [hub.join() for _ in range(2)]
    for screen, sight in zip(screens, (None, frozenset({"here"})), strict=True):
        hub.subscribe(screen, "positions", sight).start(())
    for number in range(1, 3 * FORGET_EVERY):
        channel.put(UUID(int=number), _row(str(number), "here"))
        hub.tick(time.monotonic())
        for screen in screens:
            await _sent(screen)
        for view in channel.views.values():
            assert len(view.journal.since(0)) <= FORGET_EVERY + 1


async def test_a_row_is_rendered_once_a_tick_for_all_screens_and_not_at_all_for_none() -> None:
    hub, channel = _hub()
    rendered: list[int] = []

    def render(seq: int) -> Row:
        rendered.append(seq)
        return position_row(position(1, seq), ())

    channel.put(UUID(int=1), partial(render, 1))
    hub.tick(time.monotonic())
    screens = [_follow(hub) for _ in range(3)]
    for seq in (2, 3, 4):
        channel.put(UUID(int=1), partial(render, seq))
    hub.tick(time.monotonic())
    assert rendered == [4]
    for screen in screens:
        delta = msgspec.json.decode(await _sent(screen), type=PositionDelta)
        assert (delta.n, delta.moved, delta.gone) == (1, [position(1, 4)], [])


async def test_a_slow_screen_gets_the_newest_later_and_delays_nobody() -> None:
    hub, channel = _hub()
    slow, quick = _follow(hub), _follow(hub)
    for seq in range(1, 50):
        channel.put(UUID(int=1), partial(position_row, position(1, seq), ()))
        hub.tick(time.monotonic())
        assert msgspec.json.decode(await _sent(quick), type=PositionDelta).moved == [position(1, seq)]
    assert msgspec.json.decode(await _sent(slow), type=PositionDelta).moved == [position(1, 1)]
    hub.tick(time.monotonic())
    assert msgspec.json.decode(await _sent(slow), type=PositionDelta).moved == [position(1, 49)]
    assert (slow.sent, quick.sent, slow.merged) == (2, 49, 48)
    assert slow.close is None


async def test_a_frozen_screen_is_gone_within_ten_seconds_and_meanwhile_holds_a_row_per_vehicle_at_most() -> None:
    hub = Hub(LiveSettings())
    channel = hub.register("positions", position_channel())
    frozen, watching = _follow(hub), _follow(hub)
    began, ticks, vehicles = time.monotonic(), 0, range(1, 51)
    while not frozen.closed.is_set():
        ticks += 1
        for vehicle in vehicles:
            channel.put(UUID(int=vehicle), partial(position_row, position(vehicle, ticks), ()))
        watching.answered_at = frozen.answered_at = began + ticks * SETTINGS.tick_s
        hub.tick(began + ticks * SETTINGS.tick_s)
        assert len(msgspec.json.decode(await _sent(watching), type=PositionDelta).moved) == len(vehicles)
    assert frozen.close == SLOW
    assert ticks * SETTINGS.tick_s < 10 - 1  # a second is given to tell it why
    assert len(msgspec.json.decode(await _sent(frozen), type=PositionDelta).moved) == len(vehicles)
    assert frozen.stuck_s(time.monotonic()) == 0.0  # there was one frame, and no other
    owed = msgspec.json.decode(frozen.subscriptions["positions"].delta(2), type=PositionDelta)
    assert sorted(fix.seq for fix in owed.moved) == [ticks] * len(vehicles)


async def test_a_screen_that_stays_slow_is_closed() -> None:
    hub, channel = _hub()
    slow, quick = _follow(hub), _follow(hub)
    channel.put(UUID(int=1), _row("1"))
    hub.tick(time.monotonic())
    await _sent(quick)
    later = time.monotonic() + SETTINGS.frozen_after_s
    slow.answered_at = quick.answered_at = later
    hub.tick(later + 0.5)
    assert slow.close == SLOW
    assert slow.closed.is_set()
    assert quick.close is None


async def test_a_screen_that_does_not_answer_is_closed() -> None:
    hub, _ = _hub()
    silent, alive = _follow(hub), _follow(hub)
    alive.answered_at = time.monotonic() + 5
    hub.tick(time.monotonic() + SETTINGS.frozen_after_s + 1)
    assert silent.close == SILENT
    assert alive.close is None


async def test_a_full_queue_closes_and_is_never_passed() -> None:
    hub, _ = _hub()
    screen = hub.join()
    for number in range(SETTINGS.queue_frames + 3):
        screen.send(str(number))
    assert screen.close == SLOW
    assert [await _sent(screen) for _ in range(SETTINGS.queue_frames)] == ["0", "1", "2", "3"]


async def test_changes_noted_before_the_snapshot_follow_it() -> None:
    hub, channel = _hub()
    screen = hub.join()
    subscription = hub.subscribe(screen, "positions", None)
    held, strange, new = UUID(int=1), UUID(int=2), UUID(int=3)
    channel.drop(held)
    channel.drop(strange)
    channel.put(new, _row('"new"'))
    hub.tick(time.monotonic())
    assert screen.stuck_s(time.monotonic()) == 0.0
    subscription.start([held])
    hub.tick(time.monotonic())
    assert await _sent(screen) == frame("positions", 1, '"moved":["new"]', [str(held)])


async def test_a_row_that_may_not_be_seen_never_leaves_nor_does_its_key() -> None:
    hub, channel = _hub()
    screen = hub.join()
    hub.subscribe(screen, "positions", frozenset({"mine"})).start([UUID(int=1)])
    channel.put(UUID(int=1), _row('"moved away"', "theirs"))
    channel.put(UUID(int=2), _row('"secret"', "theirs"))
    channel.put(UUID(int=3), _row('"ours"', "mine"))
    hub.tick(time.monotonic())
    assert await _sent(screen) == frame("positions", 1, '"moved":["ours"]', [str(UUID(int=1))])


async def test_a_screen_that_left_is_forgotten() -> None:
    hub, channel = _hub()
    screen = _follow(hub)
    hub.leave(screen)
    channel.put(UUID(int=1), _row("1"))
    hub.tick(time.monotonic())
    assert hub.screens == set()
    assert channel.views == {}
    assert screen.n == 0


async def test_turns_are_spread_over_the_tick_and_each_screen_has_one() -> None:
    hub, channel = _hub()
    screens = [_follow(hub) for _ in range(2 * SLOTS)]
    assert sorted(screen.slot for screen in screens) == sorted([*range(SLOTS), *range(SLOTS)])
    hub.leave(screens[3])
    assert _follow(hub).slot == screens[3].slot
    channel.put(UUID(int=1), _row("1"))
    for slot in range(SLOTS):
        hub.tick(time.monotonic(), slot)
        served = {screen.slot for screen in hub.screens if screen.n}
        assert served == set(range(slot + 1))
    assert {screen.n for screen in hub.screens} == {1}


async def test_every_turn_that_has_a_screen_comes_by_itself() -> None:
    hub = Hub(LiveSettings(tick_s=0.001))
    channel = hub.register("positions", position_channel())
    screens = [_follow(hub) for _ in range(5)]
    for left in (screens.pop(0), screens.pop(1)):
        hub.leave(left)
    task = asyncio.create_task(hub.run())
    async with asyncio.timeout(20):
        for n in (1, 2):
            channel.put(UUID(int=1), _row(str(n)))
            for screen in screens:
                assert f'"moved":[{n}]' in await _sent(screen)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_ticks_come_by_themselves() -> None:
    hub = Hub(LiveSettings(tick_s=0.001))
    channel = hub.register("room", Channel("room", ("calls", "cases", "missions", "vehicles")))
    screen = hub.join()
    hub.subscribe(screen, "room", None).start(())
    task = asyncio.create_task(hub.run())
    async with asyncio.timeout(20):
        for n in (1, 2, 3):
            channel.drop(UUID(int=n))
            channel.put(UUID(int=n), lambda: Row("calls", "{}", None))
            text = await _sent(screen)
            assert msgspec.json.decode(text)["calls"] == [{}]
            assert msgspec.json.decode(text.replace("{}", ""), type=RoomDelta) == RoomDelta(n=n)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
