"""Fan-out to the screens: channels of rows, of which only the newest state matters, sent to each screen on a tick.

A row that changes several times between two ticks is rendered once and its text joined into the frame of each screen that sees it. A screen
whose last frame has not left yet gets no new one: what it misses gathers, newest row per key, until it is ready. So a slow screen costs
the number of rows at most, delays nobody, and is closed when it stays slow. The hub knows nothing of what the rows mean.
"""

import asyncio
import time
from collections import Counter, deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import cycle
from typing import NamedTuple
from uuid import UUID

from kit.counters import count
from kit.settings import LiveSettings

SLOTS = 10
"""Turns within a tick."""


class Row(NamedTuple):
    """A row as it is sent: the list of the frame it belongs to, its JSON text, and what `sees` looks at."""

    into: str
    text: str
    mark: object


Render = Callable[[], Row]
"""Makes a row when a tick needs it."""

Sees = Callable[[object], bool]
"""Tells by its mark whether a screen may and wants to see a row. None in its place: it sees every row."""


class Subscription:
    """What one screen holds of one channel, and what it has still to be told."""

    def __init__(self, channel: "Channel", sees: Sees | None) -> None:
        self.sees = sees
        self.held: set[UUID] = set()
        self._channel = channel
        self._pending: dict[UUID, Row] = {}
        self._gone: set[UUID] = set()
        self._started = False

    @property
    def is_due(self) -> bool:
        """Tell whether a frame would say something; never before the snapshot has been given."""
        return self._started and bool(self._pending or self._gone)

    def take(self, rows: Mapping[UUID, Row], dropped: Iterable[UUID] = ()) -> None:
        """Note changed rows and dropped keys. A row that is seen no more is dropped for this screen."""
        for key in dropped:
            self._drop(key)
        sees = self.sees
        if sees is None:
            seen = rows
        else:
            seen = {key: row for key, row in rows.items() if sees(row.mark)}
            for key in rows.keys() - seen.keys():
                self._drop(key)
        self._pending.update(seen)
        self._gone.difference_update(seen)

    def look(self, sees: Sees | None, rows: Mapping[UUID, Row]) -> None:
        """Change what the screen sees, given every row there is: it will be told what came into sight and what left it."""
        self.sees = sees
        known = (self.held - self._gone) | self._pending.keys()
        changed = {key: row for key, row in rows.items() if (key in known) != (sees is None or sees(row.mark))}
        self.take(changed)

    def start(self, held: Iterable[UUID]) -> None:
        """Begin with a snapshot of these keys; changes noted while it was read stay to be told after it."""
        self.held = set(held)
        self._gone &= self.held
        self._started = True

    def delta(self, n: int) -> str:
        """Give the frame with everything pending, and count it as held."""
        rows = self._pending.values()
        texts = {name: [row.text for row in rows if row.into == name] for name in self._channel.lists}
        self.held.update(self._pending)
        self.held -= self._gone
        texts["gone"] = [f'"{key}"' for key in self._gone]
        self._pending, self._gone = {}, set()
        return frame(self._channel.delta, n, texts)

    def _drop(self, key: UUID) -> None:
        self._pending.pop(key, None)
        if key in self.held or not self._started:
            self._gone.add(key)


def frame(kind: str, n: int, lists: Mapping[str, Iterable[str]]) -> str:
    """Write a numbered frame from lists of JSON texts."""
    return (
        f'{{"type":"{kind}","n":{n},' + ",".join(f'"{name}":[{",".join(texts)}]' for name, texts in lists.items()) + "}"
    )


class Channel:
    """Rows of one kind of news. `delta` is the type of its frames, `lists` the names of the lists in them."""

    def __init__(self, delta: str, lists: tuple[str, ...]) -> None:
        self.delta = delta
        self.lists = lists
        self.subscriptions: set[Subscription] = set()
        self._changed: dict[UUID, Render] = {}
        self._dropped: set[UUID] = set()

    def put(self, key: UUID, render: Render) -> None:
        """Tell a new state; it replaces one told since the last tick, and is rendered once at the next."""
        self._changed[key] = render
        self._dropped.discard(key)

    def drop(self, key: UUID) -> None:
        """Tell that a row is no longer to be seen by anybody."""
        self._changed.pop(key, None)
        self._dropped.add(key)

    def subscribe(self, sees: Sees | None) -> Subscription:
        """Note changes for a screen from now on; they are sent once the subscription is started with its snapshot."""
        subscription = Subscription(self, sees)
        self.subscriptions.add(subscription)
        return subscription

    def spread(self) -> None:
        """Give what changed since the last tick to every subscription."""
        if not self._changed and not self._dropped:
            return
        rows = {key: render() for key, render in self._changed.items()} if self.subscriptions else {}
        for subscription in self.subscriptions:
            subscription.take(rows, self._dropped)
        self._changed, self._dropped = {}, set()


@dataclass(frozen=True, slots=True)
class Close:
    """Why a connection is closed: a websocket close code and a reason."""

    code: int
    reason: str


SLOW = Close(1013, "too slow: come back for a new snapshot")
SILENT = Close(1013, "no answer to the heartbeats")


@dataclass(eq=False, slots=True)
class Screen:
    """One connection: frames on their way, numbered from 1, and its subscriptions by channel. Times are the monotonic clock's."""

    queue_frames: int
    answered_at: float
    slot: int = 0
    """Its turn within the tick."""
    subscriptions: dict[str, Subscription] = field(default_factory=dict[str, Subscription])
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    close: Close | None = None
    n: int = 0
    sent: int = 0
    merged: int = 0
    """Ticks at which it was not ready, so that its changes were gathered."""
    _frames: deque[str] = field(default_factory=deque[str])
    _wake: asyncio.Event = field(default_factory=asyncio.Event)
    _waiting_since: float | None = None

    def send(self, text: str) -> None:
        """Queue a frame. A screen that lets the queue fill is closed as slow."""
        if len(self._frames) >= self.queue_frames:
            self.end(SLOW)
            return
        if self._waiting_since is None:
            self._waiting_since = time.monotonic()
        self._frames.append(text)
        self._wake.set()

    def number(self) -> int:
        """Give the number of the next frame that has one."""
        self.n += 1
        return self.n

    async def next(self) -> str:
        """Wait for the next frame to send; call `left` once it has gone."""
        while not self._frames:
            self._wake.clear()
            await self._wake.wait()
        return self._frames[0]

    def left(self) -> None:
        """Note that the frame given by `next` has been handed to the network."""
        self._frames.popleft()
        self.sent += 1
        self._waiting_since = time.monotonic() if self._frames else None

    def flush(self) -> None:
        """Send a delta for each channel that has news, unless the frames before have not left."""
        due = [subscription for subscription in self.subscriptions.values() if subscription.is_due]
        if due and self._frames:
            self.merged += 1
            return
        for subscription in due:
            self.send(subscription.delta(self.number()))

    def stuck_s(self, now: float) -> float:
        """Tell for how long the oldest frame has been waiting, seconds; 0 when nothing waits."""
        return 0.0 if self._waiting_since is None else now - self._waiting_since

    def end(self, close: Close) -> None:
        """Ask for the connection to be closed; the first reason stays."""
        if self.close is None:
            self.close = close
        self.closed.set()


class Hub:
    """Every screen of this process and the channels they follow, turned by one tick.

    Screens have their turns spread over the tick: each gets a frame a tick, and none waits for the frames of all the others to be made.
    """

    def __init__(self, settings: LiveSettings) -> None:
        self.settings = settings
        self.screens: set[Screen] = set()
        self._channels: dict[str, Channel] = {}

    def register(self, name: str, channel: Channel) -> Channel:
        """Add a channel under the name screens subscribe to."""
        self._channels[name] = channel
        return channel

    def join(self) -> Screen:
        """Add a connection."""
        taken = Counter(screen.slot for screen in self.screens)
        slot = min(range(SLOTS), key=lambda slot: taken[slot])
        screen = Screen(self.settings.queue_frames, time.monotonic(), slot)
        self.screens.add(screen)
        return screen

    def leave(self, screen: Screen) -> None:
        """Forget a connection and all it followed."""
        for name in list(screen.subscriptions):
            self.unsubscribe(screen, name)
        self.screens.discard(screen)
        count("live.frames", screen.sent)
        count("live.merged_ticks", screen.merged)

    def subscribe(self, screen: Screen, name: str, sees: Sees | None) -> Subscription:
        """Follow a channel, anew if it was followed already."""
        self.unsubscribe(screen, name)
        subscription = screen.subscriptions[name] = self._channels[name].subscribe(sees)
        return subscription

    def unsubscribe(self, screen: Screen, name: str) -> None:
        """Follow a channel no more."""
        subscription = screen.subscriptions.pop(name, None)
        if subscription is not None:
            self._channels[name].subscriptions.discard(subscription)

    def tick(self, now: float, slot: int | None = None) -> None:
        """Spread what changed; to the screens whose turn it is (all, without a slot) send what is due; close those that do not move."""
        for channel in self._channels.values():
            channel.spread()
        frozen_after_s = self.settings.frozen_after_s
        for screen in self.screens:
            if slot is not None and screen.slot != slot:
                continue
            if screen.stuck_s(now) > frozen_after_s:
                screen.end(SLOW)
            elif now - screen.answered_at > frozen_after_s:
                screen.end(SILENT)
            else:
                screen.flush()

    async def run(self) -> None:
        """Tick until cancelled; a late tick is not made up for."""
        loop = asyncio.get_running_loop()
        due = loop.time()
        for slot in cycle(range(SLOTS)):
            self.tick(time.monotonic(), slot)
            due = max(due + self.settings.tick_s / SLOTS, loop.time())
            await asyncio.sleep(due - loop.time())
