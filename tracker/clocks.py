"""How far a box's clock is ahead of domain time, as what it sends lets one tell. Pure.

A message takes some time to come, so each shows the clock less far ahead than it is: the most of a while is the best estimate. It is shown
in the park, and lets the future be judged fairly (`tracker.filters`); no measured time is ever changed by it.
"""

from datetime import datetime, timedelta
from math import inf
from typing import NamedTuple

WINDOW = timedelta(minutes=10)
"""What is forgotten is one to two of these old: a clock that was set right is believed again."""
WITNESSES = 3
"""Messages before anything is said of a clock."""
ABSURD_S = 86_400.0
"""A clock a day off is not slow or fast, it is not set: it tells nothing of the next message."""


class ClockAhead(NamedTuple):
    """The most two windows of messages have shown, seconds, and how many there were."""

    since: datetime | None = None
    most_s: float = -inf
    heard: int = 0
    most_before_s: float = -inf
    heard_before: int = 0

    def plus(self, sent_at: datetime, received_at: datetime) -> "ClockAhead":
        """Hear one more message, sent by its own clock when it says."""
        ahead_s = (sent_at - received_at).total_seconds()
        if abs(ahead_s) > ABSURD_S:
            return self
        if self.since is None or received_at - self.since >= 2 * WINDOW:
            return ClockAhead(received_at, ahead_s, 1)
        if received_at - self.since >= WINDOW:
            return ClockAhead(received_at, ahead_s, 1, self.most_s, self.heard)
        return self._replace(most_s=max(self.most_s, ahead_s), heard=self.heard + 1)

    @property
    def seconds(self) -> float | None:
        """Give how far it is ahead, at least; negative when it is behind. None: not enough was heard."""
        if self.heard + self.heard_before < WITNESSES:
            return None
        return max(self.most_s, self.most_before_s)


UNHEARD = ClockAhead()
