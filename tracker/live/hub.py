"""Fan-out to the screens: what their channels owe them, sent to each on a tick.

A screen whose last frame has not left yet gets no new one: what it misses gathers, newest row per key, until it is ready. So a slow screen
costs the number of rows at most, delays nobody, and is closed when it stays slow. The hub knows nothing of what the rows mean.
"""

import asyncio
import time
from collections import Counter, deque
from dataclasses import dataclass, field

from kit.counters import count
from kit.settings import LiveSettings
from tracker.live.channel import Channel, Sight, Subscription

SLOTS = 10
"""Turns within a tick."""


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
    """Ticks at which something had changed somewhere, and it was not ready."""
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
        if self._frames:
            self.merged += any(subscription.is_behind for subscription in self.subscriptions.values())
            return
        for subscription in self.subscriptions.values():
            if subscription.has_news():
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

    def subscribe(self, screen: Screen, name: str, sight: Sight) -> Subscription:
        """Follow a channel, anew if it was followed already."""
        self.unsubscribe(screen, name)
        subscription = screen.subscriptions[name] = self._channels[name].subscribe(sight)
        return subscription

    def unsubscribe(self, screen: Screen, name: str) -> None:
        """Follow a channel no more."""
        subscription = screen.subscriptions.pop(name, None)
        if subscription is not None:
            self._channels[name].unsubscribe(subscription)

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
        """Tick until cancelled, at the turns that have screens; at one a tick when none has.

        Late turns follow at once, a whole tick of them at most: nobody waits longer because others were late.
        """
        loop = asyncio.get_running_loop()
        due, slot = loop.time(), 0
        while True:
            self.tick(time.monotonic(), slot)
            taken = {screen.slot for screen in self.screens}
            ahead = next((step for step in range(1, SLOTS) if (slot + step) % SLOTS in taken), SLOTS)
            slot = (slot + ahead) % SLOTS
            due = max(due + ahead * self.settings.tick_s / SLOTS, loop.time() - self.settings.tick_s)
            await asyncio.sleep(due - loop.time())
