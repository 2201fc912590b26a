"""The clock of each post, seen through the beats it answers: an answer carries the time of the machine the screen runs on.

The answer left between the beat's departure and its own arrival, so the offset is known within half the round trip (as in RFC 4330). A
post is told only when it is off beyond doubt, and right again only well within the tolerance: a clock at the limit does not flicker.
Real time on both sides; what the domain clock shows plays no part.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

RIGHT_AGAIN = 0.5
"""Share of the tolerance below which a clock that was off counts as right."""
BEATS_KEPT = 8
"""A beat whose answer comes later than so many others tells nothing."""


@dataclass(slots=True)
class PostClock:
    """What is known of one connection's clock."""

    tolerance_s: float
    now: Callable[[], datetime]
    off_by_s: float | None = None
    """How far the post's clock is ahead of this machine's, while it is off; None while it is right, or before it said anything."""
    _sent: deque[tuple[int, datetime]] = field(default_factory=lambda: deque[tuple[int, datetime]](maxlen=BEATS_KEPT))

    def beat(self, n: int) -> None:
        """Note that a beat leaves now."""
        self._sent.append((n, self.now()))

    def answer(self, n: int, clock_at: datetime | None) -> bool:
        """Judge by the answer to a beat; tell whether the clock has just gone off, or come right. Beats never sent tell nothing."""
        sent = next((beat for beat in self._sent if beat[0] == n), None)
        if sent is None or clock_at is None:
            return False
        self._sent.remove(sent)  # one answer a beat: what is written down of it costs at least a beat's time
        sent_at = sent[1]
        doubt_s = (self.now() - sent_at).total_seconds() / 2
        offset_s = (clock_at - sent_at).total_seconds() - doubt_s
        was_off = self.off_by_s is not None
        if abs(offset_s) - doubt_s > self.tolerance_s:
            self.off_by_s = offset_s
        elif abs(offset_s) + doubt_s < self.tolerance_s * RIGHT_AGAIN:
            self.off_by_s = None
        return was_off != (self.off_by_s is not None)
