"""How far a box's clock is ahead of domain time, as what it sends lets one tell. Pure.

A message takes some time to come, so each shows the clock less far ahead than it is: the most of a while is the best estimate. It is shown
in the park, and lets the future be judged fairly (`tracker.filters`); no measured time is ever changed by it.
"""

from datetime import datetime, timedelta
from math import inf

WINDOW = timedelta(minutes=10)
"""What is forgotten is one to two of these old: a clock that was set right is believed again."""
WITNESSES = 3
"""Messages before anything is said of a clock."""
ABSURD_S = 86_400.0
"""A clock a day off is not slow or fast, it is not set: it tells nothing of the next message."""


class ClockAhead:
    """The most two windows of messages have shown, and how many there were. Changed in place: each message of each box comes by here."""

    __slots__ = ("_before", "_before_s", "_heard", "_most_s", "_until")

    def __init__(self) -> None:
        self._until: datetime | None = None
        self._most_s = self._before_s = -inf
        self._heard = self._before = 0

    def hear(self, sent_at: datetime, received_at: datetime) -> None:
        """Hear one more message, sent at that time by its own clock."""
        ahead_s = (sent_at - received_at).total_seconds()
        if not -ABSURD_S < ahead_s < ABSURD_S:
            return
        if self._until is None or received_at >= self._until:
            self._turn(received_at)
        self._most_s = max(self._most_s, ahead_s)
        self._heard += 1

    @property
    def seconds(self) -> float | None:
        """Give how far it is ahead, at least; negative when it is behind. None: not enough was heard."""
        if self._heard + self._before < WITNESSES:
            return None
        return max(self._most_s, self._before_s)

    def _turn(self, received_at: datetime) -> None:
        """Begin a window; of those before only the last one counts, and only when it ended just now."""
        follows = self._until is not None and received_at < self._until + WINDOW
        self._before_s, self._before = (self._most_s, self._heard) if follows else (-inf, 0)
        self._most_s, self._heard = -inf, 0
        self._until = received_at + WINDOW
