"""What an instance tells of itself. No id, no name."""

from msgspec import Struct


class Part(Struct, frozen=True, kw_only=True):
    """One thing a process works with: `database`, `schema`, `redis`, `clock`; `partitions` and `broker` (tracker), `sealer` (worker)."""

    name: str
    ok: bool
    needed: bool = True
    """Without it the process cannot do its work, and is not ready."""
    detail: str = ""
    """What is wrong, in a few words for whoever runs the instance."""


class Health(Struct, frozen=True, kw_only=True):
    """Which parts answer."""

    database: bool
    redis: bool
    ready: bool = True
    """Every needed part is as it should be."""
    parts: list[Part] = []


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
