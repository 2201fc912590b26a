"""What an instance tells of itself. No id, no name."""

from msgspec import Struct


class Health(Struct, frozen=True, kw_only=True):
    """Which parts answer."""

    database: bool
    redis: bool


class ProcessStatus(Struct, frozen=True, kw_only=True):
    """What one process counted since it started."""

    process: str
    started_at: str
    counters: dict[str, int]


class Status(Struct, frozen=True, kw_only=True):
    """The instance as its processes tell it. No id, no name."""

    instance: str
    kind: str
    rate: float
    health: Health
    processes: list[ProcessStatus]
