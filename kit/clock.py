"""Domain time: what the room's clock shows, which a demo or an exercise may run faster than real time.

Domain time = domain epoch + rate × (real time - real epoch). A change of rate writes a new epoch pair so that time stays
continuous and never goes back, in a process that learns of a change late too. Sessions, TLS, keepalive, back-off and lock timeouts use
real time, `real_now`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
"""Local time of the room and of its people; instants are UTC everywhere else."""

MAXIMUM_WIRE_RATE = 30.0
"""Fastest domain clock allowed while boxes and people speak to the instance."""


def real_now() -> datetime:
    """Give the machine's time, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class ClockEpoch:
    """One row of the domain clock: from `real_at` on, domain time runs from `domain_at` at `rate`."""

    real_at: datetime
    domain_at: datetime
    rate: float

    def domain(self, real_at: datetime) -> datetime:
        """Convert a real instant into domain time."""
        return self.domain_at + (real_at - self.real_at) * self.rate

    def real(self, domain_at: datetime) -> datetime:
        """Convert a domain instant into real time."""
        return self.real_at + (domain_at - self.domain_at) / self.rate

    def with_rate(self, rate: float, real_at: datetime) -> "ClockEpoch":
        """Give the epoch that continues this one from `real_at` at another rate, with no jump."""
        return ClockEpoch(real_at=real_at, domain_at=self.domain(real_at), rate=rate)


REAL_TIME = ClockEpoch(real_at=datetime(2000, 1, 1, tzinfo=UTC), domain_at=datetime(2000, 1, 1, tzinfo=UTC), rate=1.0)
"""The epoch of a production instance: domain time is real time."""


@dataclass(slots=True)
class Clock:
    """A process's view of domain time. Setting `epoch` takes another clock's time as it is, even an earlier one."""

    epoch: ClockEpoch = REAL_TIME
    real: Callable[[], datetime] = field(default=real_now)
    _reached: datetime = field(default=datetime.min.replace(tzinfo=UTC), init=False, repr=False, compare=False)

    def now(self) -> datetime:
        """Give domain time now, UTC."""
        return max(self.epoch.domain(self.real()), self._reached)

    def follow(self, epoch: ClockEpoch) -> None:
        """Go on with the instance's next epoch.

        A process learns of it late: at a lowered rate it has run ahead meanwhile, and stands still until the new epoch has caught up.
        Read again with nothing changed, it changes nothing: a machine whose clock was wrong and is set back would stand still as long.
        """
        if epoch == self.epoch:
            return
        self._reached = self.now()
        self.epoch = epoch

    @property
    def rate(self) -> float:
        """Domain seconds per real second."""
        return self.epoch.rate

    def real_seconds(self, domain: timedelta) -> float:
        """Give how many real seconds a span of domain time lasts."""
        return domain.total_seconds() / self.epoch.rate

    def future_bound(self) -> timedelta:
        """Give how far ahead of domain time a fix may be measured: max(30 s, rate x 2 s). Source: design, section 2."""
        return timedelta(seconds=max(30.0, self.epoch.rate * 2.0))
