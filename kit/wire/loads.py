"""What simulations that end by themselves tell the command that started them, in a file."""

from datetime import datetime

from msgspec import Struct


class PlayedDrive(Struct, frozen=True, kw_only=True):
    """What became of a recorded drive: the box and boot that told it, fix after fix from sequence 1."""

    drive: str
    box: str
    boot: int
    started_at: datetime
    """Measured time of its first fix, domain time."""
    real_s: float
    """From the first fix kept to the last one settled."""
