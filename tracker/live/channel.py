"""Rows of one kind of news, of which only the newest state matters, and what each screen has still to be told of them.

A row that changes several times between two ticks is rendered once and its text joined into the frame of each screen that sees it. Who
sees it is found by the places it is seen from, once for all the screens that look at the same places: the work of a tick grows with the
rows that changed and with what is sent, not with screens × rows.
"""

from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from collections.abc import Set as AbstractSet
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


class Subscription:
    """What one screen holds of one channel, and what it has still to be told."""

    def __init__(self, channel: "Channel", sight: Sight) -> None:
        self.sight = sight
        self.held: set[UUID] = set()
        self._channel = channel
        self._known: set[UUID] = set()
        """What it will hold once it has been told everything."""
        self._pending: dict[UUID, Row] = {}
        self._gone: set[UUID] = set()
        self._started = False

    @property
    def is_due(self) -> bool:
        """Tell whether a frame would say something; never before the snapshot has been given."""
        return self._started and bool(self._pending or self._gone)

    def take(self, seen: Mapping[UUID, Row], unseen: AbstractSet[UUID]) -> None:
        """Note changed rows that the screen sees, and the keys of those it does not, or no more: they are dropped for this screen.

        Sets and dictionaries as they are: they know the hashes of their keys, which a UUID computes anew each time.
        """
        lost = self._known & unseen
        if lost:
            for key in lost:
                self._pending.pop(key, None)
            self._known -= lost
            self._gone |= lost & self.held
        if not self._started:  # the snapshot being read may still show them
            self._gone |= unseen
        if seen:
            self._pending.update(seen)
            self._known.update(seen)
            if self._gone:
                self._gone.difference_update(seen)

    def look(self, sight: Sight, seen: Mapping[UUID, Render]) -> None:
        """Change where the screen looks, given every row to be seen there: it will be told what came into sight and what left it."""
        self._channel.turn(self, sight)
        self.take({key: seen[key]() for key in seen.keys() - self._known}, self._known - seen.keys())

    def start(self, held: Iterable[UUID]) -> None:
        """Begin with a snapshot of these keys; changes noted while it was read stay to be told after it."""
        self.held = set(held)
        self._gone &= self.held
        self._known = (self.held - self._gone).union(self._pending)
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
        self.subscriptions: dict[Sight, set[Subscription]] = {}
        """By where they look."""
        self._sights: dict[Hashable, set[frozenset[Hashable]]] = {}
        """By place: those that look at it."""
        self._changed: dict[UUID, Render] = {}
        self._dropped: set[UUID] = set()
        self._keys: dict[UUID, UUID] = {}
        """Each key told as one object: every screen's sets find it by what it is, without comparing numbers."""

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
        self._add(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        """Note changes for it no more."""
        sight = subscription.sight
        alike = self.subscriptions[sight]
        alike.remove(subscription)
        if alike:
            return
        del self.subscriptions[sight]
        if sight is not None:
            for place in sight:
                self._sights[place].remove(sight)
                if not self._sights[place]:
                    del self._sights[place]

    def turn(self, subscription: Subscription, sight: Sight) -> None:
        """Let a subscription look elsewhere from now on."""
        self.unsubscribe(subscription)
        subscription.sight = sight
        self._add(subscription)

    def spread(self) -> None:
        """Give what changed since the last tick to every subscription."""
        if not self._changed and not self._dropped:
            return
        if self.subscriptions:
            rows = {key: render() for key, render in self._changed.items()}
            found = self._found(rows)
            keys = self._dropped.union(rows)
            for sight, subscriptions in self.subscriptions.items():
                seen = rows if sight is None else found.get(sight, {})
                unseen = keys.difference(seen)
                for subscription in subscriptions:
                    subscription.take(seen, unseen)
        self._changed, self._dropped = {}, set()

    def _add(self, subscription: Subscription) -> None:
        sight = subscription.sight
        self.subscriptions.setdefault(sight, set()).add(subscription)
        if sight is not None:
            for place in sight:
                self._sights.setdefault(place, set()).add(sight)

    def _found(self, rows: Mapping[UUID, Row]) -> dict[frozenset[Hashable], dict[UUID, Row]]:
        """Give the rows each sight that has places is to be told."""
        found: dict[frozenset[Hashable], dict[UUID, Row]] = {}
        if not self._sights:
            return found
        at: dict[Hashable, dict[UUID, Row]] = {}
        for key, row in rows.items():
            for place in self._sights if row.places is None else row.places:
                at.setdefault(place, {})[key] = row
        for place, rows_there in at.items():
            for sight in self._sights.get(place, ()):
                found.setdefault(sight, {}).update(rows_there)
        return found
