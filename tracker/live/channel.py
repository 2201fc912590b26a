"""Rows of one kind of news, of which only the newest state matters, and what each screen has still to be told of them.

What changed is kept in journals, newest last: one of everything, and one for each list of places that some screen looks at, which rows find
by their own places. A screen remembers up to which tick it has been told; what a journal says since then is written once for all the
screens that stand there. So the work of a tick grows with the rows that changed and with what is sent, not with screens × rows, and a
frozen screen costs the journals behind it, a row per key at most.
"""

from collections import OrderedDict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from itertools import chain
from typing import NamedTuple
from uuid import UUID


class Row(NamedTuple):
    """A row as it is sent: the list of the frame it belongs to, its JSON text, and the places it is seen from; none: from everywhere."""

    into: str
    text: str
    places: Collection[Hashable] | None


Render = Callable[[], Row]
"""Makes a row when a tick needs it."""

FORGET_EVERY = 16
"""Ticks: what everybody has been told is looked for once in a while."""

Sight = frozenset[Hashable] | None
"""The places a screen looks at: it is sent the rows of any of them. None: it sees every row."""


class Journal:
    """The rows that changed, by key: when last, and what each became; none: it was dropped."""

    def __init__(self) -> None:
        self._rows: OrderedDict[str, tuple[int, Row | None]] = OrderedDict()

    def write(self, key: str, tick: int, row: Row | None) -> None:
        """Note a change; ticks never go back."""
        self._rows[key] = tick, row
        self._rows.move_to_end(key)

    def since(self, tick: int) -> dict[str, Row | None]:
        """Give what changed after a tick."""
        found: dict[str, Row | None] = {}
        for key, (changed_at, row) in reversed(self._rows.items()):
            if changed_at <= tick:
                break
            found[key] = row
        return found

    def forget(self, tick: int) -> None:
        """Drop what changed up to a tick."""
        while self._rows and next(iter(self._rows.values()))[0] <= tick:
            self._rows.popitem(last=False)


class Changed(NamedTuple):
    """Everything that changed since a tick, and its keys."""

    rows: dict[str, Row | None]
    keys: frozenset[str]


class Share(NamedTuple):
    """What changed since a tick for those who look at the same places: the rows they see, their text, keys that may be seen no more."""

    rows: dict[str, Row]
    text: str
    doubtful: frozenset[str]


class View:
    """The screens that look at the same places, and the journal of what is seen there."""

    def __init__(self, channel: "Channel", sight: Sight) -> None:
        self.sight = sight
        self.journal = channel.journal if sight is None else Journal()
        self.subscriptions: set[Subscription] = set()
        self._channel = channel
        self._shares: dict[int, Share] = {}
        self._tick = 0
        """The one of the shares."""

    def share(self, told: int) -> Share:
        """Give what those are to be told who have been told everything up to a tick; made once."""
        if self._tick != self._channel.tick:
            self._tick = self._channel.tick
            self._shares.clear()
        share = self._shares.get(told)
        if share is None:
            share = self._shares[told] = self._made(told)
        return share

    def _made(self, told: int) -> Share:
        changed = self._channel.changed(told)
        if self.journal is self._channel.journal:
            rows = {key: row for key, row in changed.rows.items() if row is not None}
            doubtful = changed.keys.difference(rows)
        else:
            # What has moved elsewhere since is still in the journal of where it was.
            seen = self.journal.since(told).items()
            rows = {key: row for key, row in seen if row is not None and changed.rows[key] is row}
            doubtful = changed.keys
        return Share(rows, text_of(rows.values(), self._channel.lists), doubtful)

    def told(self) -> int:
        """Give the tick up to which all of its screens have been told."""
        return min([subscription.told for subscription in self.subscriptions])


class Subscription:
    """What one screen holds of one channel, and up to which tick it has been told."""

    def __init__(self, channel: "Channel", sight: Sight) -> None:
        self.told = channel.tick
        self.view = channel.join(self, sight)
        self._channel = channel
        self._held: set[str] = set()
        self._came: dict[str, Row] = {}
        """Rows that came into sight because the screen looks elsewhere."""
        self._left: set[str] = set()
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
        share = self.view.share(self.told)
        if self._came or self._left or share.rows or not self._held.isdisjoint(share.doubtful):
            return True
        self.told = self._channel.tick
        return False

    def look(self, sight: Sight, seen: Mapping[UUID, Render]) -> None:
        """Change where the screen looks, given every row to be seen there: it will be told what came into sight and what left it."""
        renders = {str(key): render for key, render in seen.items()}
        again = renders.keys() & (self._channel.changed(self.told).keys | self._came.keys() | self._left)
        self._came = {key: renders[key]() for key in (renders.keys() - self._held) | again}
        self._left = self._held - renders.keys()
        self._channel.unsubscribe(self)
        self.told = self._channel.tick
        self.view = self._channel.join(self, sight)

    def start(self, held: Iterable[UUID]) -> None:
        """Begin with a snapshot of these keys; changes told while it was read follow it."""
        self._held = set(map(str, held))
        self._started = True

    def delta(self, n: int) -> str:
        """Give the frame with everything untold, and count it as held."""
        rows, text, doubtful = self.view.share(self.told)
        gone = (self._held & doubtful).difference(rows)
        if self._came or self._left:
            changed = self._channel.changed(self.told).keys
            rows = {key: row for key, row in self._came.items() if key not in changed} | rows
            text = text_of(rows.values(), self._channel.lists)
            gone = (gone | self._left).difference(rows)
            self._came, self._left = {}, set()
        self._held.update(rows)
        self._held -= gone
        self.told = self._channel.tick
        return frame(self._channel.delta, n, text, gone)


def text_of(rows: Collection[Row], lists: tuple[str, ...]) -> str:
    """Write rows into the lists of a frame."""
    texts = {name: ",".join([row.text for row in rows if row.into == name]) for name in lists}
    return ",".join(f'"{name}":[{text}]' for name, text in texts.items())


def frame(kind: str, n: int, text: str, gone: Iterable[str]) -> str:
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
        self.journal = Journal()
        """Everything, back to the screen that is furthest behind."""
        self.views: dict[Sight, View] = {}
        """By where their screens look; without screens, none."""
        self._at: dict[Hashable, set[View]] = {}
        """By place: the views that look at it."""
        self._changed: dict[str, Render] = {}
        self._dropped: set[str] = set()
        self._since: dict[int, Changed] = {}

    def put(self, key: UUID, render: Render) -> None:
        """Tell a new state; it replaces one told since the last tick, and is rendered once at the next."""
        text = str(key)  # from here on: a text knows its hash, a UUID computes its own each time it is looked for
        self._changed[text] = render
        self._dropped.discard(text)

    def drop(self, key: UUID) -> None:
        """Tell that a row is no longer to be seen by anybody."""
        text = str(key)
        self._changed.pop(text, None)
        self._dropped.add(text)

    def subscribe(self, sight: Sight) -> Subscription:
        """Note changes for a screen from now on; they are sent once the subscription is started with its snapshot."""
        return Subscription(self, sight)

    def join(self, subscription: Subscription, sight: Sight) -> View:
        """Put a subscription among those that look there."""
        view = self.views.get(sight)
        if view is None:
            view = self.views[sight] = View(self, sight)
            for place in sight or ():
                self._at.setdefault(place, set()).add(view)
        view.subscriptions.add(subscription)
        return view

    def unsubscribe(self, subscription: Subscription) -> None:
        """Note changes for it no more."""
        view = subscription.view
        view.subscriptions.remove(subscription)
        if not view.subscriptions:
            del self.views[view.sight]
            for place in view.sight or ():
                self._at[place].remove(view)
                if not self._at[place]:
                    del self._at[place]

    def spread(self) -> None:
        """Write what changed since the last tick into the journals, as far as some screen has to be told."""
        if not self._changed and not self._dropped:
            return
        self._since.clear()
        if self.views:
            self.tick += 1
            for key in self._dropped:
                self.journal.write(key, self.tick, None)
            for key, render in self._changed.items():
                self._write(key, render())
        if self.tick % FORGET_EVERY == 0 or not self.views:
            self._forget()
        self._changed, self._dropped = {}, set()

    def changed(self, tick: int) -> Changed:
        """Give everything that changed after a tick that some screen stands at; looked up once."""
        changed = self._since.get(tick)
        if changed is None:
            rows = self.journal.since(tick)
            changed = self._since[tick] = Changed(rows, frozenset(rows))
        return changed

    def _forget(self) -> None:
        """Drop from each journal what all of its screens have been told."""
        told = {view: view.told() for view in self.views.values()}
        self.journal.forget(min(told.values(), default=self.tick))
        for view, tick in told.items():
            if view.journal is not self.journal:
                view.journal.forget(tick)

    def _write(self, key: str, row: Row) -> None:
        self.journal.write(key, self.tick, row)
        at = [self.views.values()] if row.places is None else [self._at.get(place, ()) for place in row.places]
        for view in set(chain.from_iterable(at)):
            view.journal.write(key, self.tick, row)
