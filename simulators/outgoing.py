"""What a box has handed to its connection and what is still without receipt: order, pace, resending."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Protocol

import msgspec

from kit.wire.telemetry import MAXIMUM_BATCH_FIXES
from simulators.journal import Journal, Kind, Message, Number

RESEND_AFTER_S = 30.0
"""Real time without a receipt after which everything outstanding is sent again."""
WINDOW_BATCHES = 4
"""Batches of fixes under way without a receipt."""
CORRELATIONS_KEPT = 512
NOTHING = Number(0, 0)

_fields = msgspec.json.Decoder(dict[str, msgspec.Raw])


class Publish(Protocol):
    """Hands one message of QoS 1 to the connection."""

    def __call__(self, what: str, payload: bytes, correlation: bytes) -> None:
        """Publish on the box's topic `what`."""
        ...


class Outgoing:
    """The queue's way out. Times are the event loop's, seconds.

    Buttons and receipts go at once, ahead of any backlog; fixes go oldest first, in batches, at the rate the server gave.
    """

    def __init__(self, journal: Journal, publish: Publish, now: Callable[[], datetime]) -> None:
        self.backlog_fixes_per_s = 50.0
        self._journal = journal
        self._publish = publish
        self._now = now
        """The clock fixes are measured by, for `sent_at`."""
        self._last_button = NOTHING
        self._last_fix = NOTHING
        self._batches = 0
        self._heard_at = 0.0
        self._budget = float(MAXIMUM_BATCH_FIXES)
        self._budget_at = 0.0
        self._correlation = 0
        self._correlations: OrderedDict[bytes, list[Number]] = OrderedDict()

    def start_again(self, now_s: float) -> None:
        """Consider everything without receipt as never sent: after a connection was lost, or after a long silence."""
        self._last_button = self._last_fix = NOTHING
        self._batches = 0
        self._heard_at = now_s

    def send(self, now_s: float) -> None:
        """Hand over what may go now."""
        if len(self._journal) == 0:
            return
        if now_s - self._heard_at > RESEND_AFTER_S:
            self.start_again(now_s)
        for message in self._journal.after(self._last_button, fixes=False, limit=MAXIMUM_BATCH_FIXES):
            self._last_button = message.number
            self._hand_over(message.kind, message.body, [message], now_s)
        burst = max(float(MAXIMUM_BATCH_FIXES), self.backlog_fixes_per_s)
        self._budget = min(burst, self._budget + (now_s - self._budget_at) * self.backlog_fixes_per_s)
        self._budget_at = now_s
        while self._budget >= 1 and self._batches < WINDOW_BATCHES:
            limit = min(MAXIMUM_BATCH_FIXES, int(self._budget))
            batch = self._journal.after(self._last_fix, fixes=True, limit=limit)
            if not batch:
                return
            self._budget -= len(batch)
            self._batches += 1
            self._last_fix = batch[-1].number
            bodies = [*(message.body for message in batch[:-1]), _sent(batch[-1].body, self._now())]
            self._hand_over(Kind.TRACK, b"[" + b",".join(bodies) + b"]", batch, now_s)

    def has_backlog(self, newest: Number) -> bool:
        """Tell whether the newest fix is not on its way yet."""
        return newest > self._last_fix

    def settle(self, upto: Number, now_s: float) -> None:
        """Take a receipt; one that settles nothing new says nothing about what is outstanding."""
        if self._journal.settle(upto) > 0:
            self._heard_at = now_s
        self._batches = 0

    def of_message(self, correlation: bytes) -> list[Number]:
        """Give what a refused message held, once."""
        return self._correlations.pop(correlation, [])

    def _hand_over(self, kind: Kind, payload: bytes, messages: Sequence[Message], now_s: float) -> None:
        if len(self._journal) == len(messages):
            self._heard_at = now_s  # nothing else is outstanding: the wait for a receipt starts now
        self._correlation += 1
        correlation = self._correlation.to_bytes(8, "big")
        self._correlations[correlation] = [message.number for message in messages]
        if len(self._correlations) > CORRELATIONS_KEPT:
            self._correlations.popitem(last=False)
        self._publish(kind.value, payload, correlation)


def _sent(body: bytes, at: datetime) -> bytes:
    """Say in a fix when this copy is sent; the rest stays as it was written down."""
    return msgspec.json.encode({**_fields.decode(body), "sent_at": at})
