"""Rows of one kind of news, of which only the newest state matters, and what each screen has still to be told of them.

A channel keeps one journal of what changed, newest last, back to the screen that is furthest behind; a screen remembers up to which
tick it has been told. What changed since a tick is looked through once for all the screens that stand there, and written once for all of
them that look at the same places. So the work of a tick grows with the rows that changed and with what is sent, not with screens × rows;
a frozen screen costs the journal behind it, a row per key at most.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from typing import NamedTuple
from uuid import UUID


class Row(NamedTuple):
    """A row as it is sent: the list of the frame it belongs to, its JSON text, and the places it is seen from; none: from everywhere."""

    into: str
    text: str
    places: Collection[Hashable] | None


Render = Callable[[], Row]
"""Makes a row when a tick needs it."""

Sight = frozenset[Hashable] | None
"""The places a screen looks at: it is sent the rows of any of them. None: it sees every row."""


EVERYWHERE = object()
"""The place of rows that are seen from everywhere."""


class Share(NamedTuple):
    """What changed, for those who look at the same places: the rows they see, their text, and the keys they do not see, or no more."""

    rows: dict[UUID, Row]
    text: str
    unseen: set[UUID]


class News:
    """What changed since a tick. `lists`: the names of the lists its text is written in.

    Sets and dictionaries are handed on as they are: they know the hashes of their keys, which a UUID computes anew each time.
    """

    def __init__(self, rows: dict[UUID, Row], dropped: set[UUID], lists: tuple[str, ...]) -> None:
        self.rows = rows
        self._keys = dropped.union(rows)
        self._lists = lists
        self._places: dict[Hashable, list[tuple[UUID, Row]]] | None = None
        self._shares: dict[Sight, Share] = {}

    def share(self, sight: Sight) -> Share:
        """Give what those who look there are to be told; made once."""
        share = self._shares.get(sight)
        if share is None:
            rows = self.rows if sight is None else self._seen(sight)
            text = text_of(rows.values(), self._lists)
            share = self._shares[sight] = Share(rows, text, self._keys.difference(rows))
        return share

    def _seen(self, sight: frozenset[Hashable]) -> dict[UUID, Row]:
        if self._places is None:
            self._places = {}
            for item in self.rows.items():
                for place in (EVERYWHERE,) if item[1].places is None else item[1].places:
                    self._places.setdefault(place, []).append(item)
        places = (EVERYWHERE, *(self._places.keys() & sight))
        return dict(item for place in places for item in self._places.get(place, ()))


class Subscription:
    """What one screen holds of one channel, and up to which tick it has been told."""

    def __init__(self, channel: "Channel", sight: Sight) -> None:
        self.sight = sight
        self.told = channel.tick
        self.held: set[UUID] = set()
        self._channel = channel
        self._came: dict[UUID, Row] = {}
        """Rows that came into sight because the screen looks elsewhere."""
        self._left: set[UUID] = set()
        """Keys that left it so."""
        self._started = False

    @property
    def is_behind(self) -> bool:
        """Tell whether something may have to be told; never before the snapshot has been given."""
        return self._started and (self.told < self._channel.tick or bool(self._came or self._left))

    def has_news(self) -> bool:
        """Tell whether a frame would say something. When none would, everything has been told."""
        if not self.is_behind:
            return False
        share = self._channel.since(self.told).share(self.sight)
        if self._came or self._left or share.rows or not self.held.isdisjoint(share.unseen):
            return True
        self.told = self._channel.tick
        return False

    def look(self, sight: Sight, seen: Mapping[UUID, Render]) -> None:
        """Change where the screen looks, given every row to be seen there: it will be told what came into sight and what left it."""
        again = seen.keys() & (self._channel.since(self.told).rows.keys() | self._came.keys())
        self._came = {key: seen[key]() for key in (seen.keys() - self.held) | again}
        self._left = self.held - seen.keys()
        self.sight = sight
        self.told = self._channel.tick

    def start(self, held: Iterable[UUID]) -> None:
        """Begin with a snapshot of these keys; changes told while it was read follow it."""
        self.held = set(held)
        self._started = True

    def delta(self, n: int) -> str:
        """Give the frame with everything untold, and count it as held."""
        rows, text, unseen = self._channel.since(self.told).share(self.sight)
        gone = self._left | (self.held & unseen)
        if self._came or self._left:
            rows = {key: row for key, row in self._came.items() if key not in unseen} | rows
            text = text_of(rows.values(), self._channel.lists)
            gone -= rows.keys()
            self._came, self._left = {}, set()
        self.held.update(rows)
        self.held -= gone
        self.told = self._channel.tick
        return frame(self._channel.delta, n, text, gone)


def text_of(rows: Collection[Row], lists: tuple[str, ...]) -> str:
    """Write rows into the lists of a frame."""
    texts = {name: ",".join([row.text for row in rows if row.into == name]) for name in lists}
    return ",".join(f'"{name}":[{text}]' for name, text in texts.items())


def frame(kind: str, n: int, text: str, gone: Iterable[UUID]) -> str:
    """Write a numbered frame from the text of its lists and the keys of rows that are to be seen no more."""
    keys = ",".join(f'"{key}"' for key in gone)
    return f'{{"type":"{kind}","n":{n},{text},"gone":[{keys}]}}'


class Channel:
    """Rows of one kind of news. `delta` is the type of its frames, `lists` the names of the lists in them."""

    def __init__(self, delta: str, lists: tuple[str, ...]) -> None:
        self.delta = delta
        self.lists = lists
        self.tick = 0
        """The last tick at which something changed."""
        self.subscriptions: set[Subscription] = set()
        self._changed: dict[UUID, Render] = {}
        self._dropped: set[UUID] = set()
        self._keys: dict[UUID, UUID] = {}
        """Each key told as one object: every screen's sets find it by what it is, without comparing numbers."""
        self._journal: OrderedDict[UUID, tuple[int, Row | None]] = OrderedDict()
        """When each row changed last, and what it became; none: it was dropped."""
        self._news: dict[int, News] = {}
        """What changed since each tick some screen stands at, as long as nothing new does."""

    def put(self, key: UUID, render: Render) -> None:
        """Tell a new state; it replaces one told since the last tick, and is rendered once at the next."""
        key = self._keys.setdefault(key, key)
        self._changed[key] = render
        self._dropped.discard(key)

    def drop(self, key: UUID) -> None:
        """Tell that a row is no longer to be seen by anybody."""
        self._changed.pop(key, None)
        self._dropped.add(self._keys.pop(key, key))

    def subscribe(self, sight: Sight) -> Subscription:
        """Note changes for a screen from now on; they are sent once the subscription is started with its snapshot."""
        subscription = Subscription(self, sight)
        self.subscriptions.add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Note changes for it no more."""
        self.subscriptions.remove(subscription)

    def spread(self) -> None:
        """Write what changed since the last tick into the journal, as far as some screen has to be told."""
        if not self._changed and not self._dropped:
            return
        self._news.clear()
        if not self.subscriptions:
            self._journal.clear()
        else:
            self.tick += 1
            for key in self._dropped:
                self._write(key, None)
            for key, render in self._changed.items():
                self._write(key, render())
            self._forget(min(subscription.told for subscription in self.subscriptions))
        self._changed, self._dropped = {}, set()

    def since(self, tick: int) -> News:
        """Give what changed after a tick that some screen stands at."""
        news = self._news.get(tick)
        if news is None:
            rows: dict[UUID, Row] = {}
            dropped: set[UUID] = set()
            for key, (changed_at, row) in reversed(self._journal.items()):
                if changed_at <= tick:
                    break
                if row is None:
                    dropped.add(key)
                else:
                    rows[key] = row
            news = self._news[tick] = News(rows, dropped, self.lists)
        return news

    def _write(self, key: UUID, row: Row | None) -> None:
        self._journal[key] = self.tick, row
        self._journal.move_to_end(key)

    def _forget(self, told: int) -> None:
        """Drop what everybody has been told."""
        while self._journal and next(iter(self._journal.values()))[0] <= told:
            self._journal.popitem(last=False)
