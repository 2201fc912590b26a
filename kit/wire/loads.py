"""What simulations that end by themselves tell the command that started them, in a file."""

from datetime import datetime

from msgspec import Struct

from kit.wire.telemetry import Fix


class PlayedDrive(Struct, frozen=True, kw_only=True):
    """What became of a recorded drive: the box and boot that told it, fix after fix from sequence 1."""

    drive: str
    box: str
    boot: int
    started_at: datetime
    """Measured time of its first fix, domain time."""
    real_s: float
    """From the first fix kept to the last one settled."""
    journal: list[Fix] | None = None
    """Every fix the box numbered since that boot, where its clock and its receiver failed too; none: the fixes are the file's."""


class FleetShare(Struct, frozen=True, kw_only=True):
    """What one process saw of its share of a fleet. Times are seconds; counts by size of a time: see `kit/sizes.py`."""

    boxes: int
    connected: int
    """At the end."""
    connect_s: float
    """From the start until every box had been connected once, or until the end when one never was."""
    steady_from: datetime
    """Real time: everybody is connected, or was given the time to."""
    steady_to: datetime
    fixes: int
    """Kept in the steady time."""
    receipts: dict[int, int]
    """Of those receipted: how many by size of the time from the fix to its receipt."""
    waiting: int
    """Messages without receipt at the end."""
    refused: int
    fresh: dict[int, int]
    """After the cut: how many boxes by size of the time until a fix taken since their return was receipted."""
    memory_bytes: int
    """What the boxes added to the process."""
    cpu_s: float
    """Of the process in the steady time."""
    troubles: dict[str, int]
    kept: int
    """Fixes the boxes answer for: found on their disk at the start, or taken since."""
    dropped: int
    """Fixes not kept because a journal was full."""
