"""One file per table family. Importing this package registers every table on `metadata`."""

from db.base import Base
from db.models import (
    accounts,
    boxes,
    centres,
    clock,
    directory,
    fleet,
    keeping,
    openings,
    opinions,
    patients,
    positions,
    regulation,
    tasks,
    trail,
)

metadata = Base.metadata

__all__ = [
    "accounts",
    "boxes",
    "centres",
    "clock",
    "directory",
    "fleet",
    "keeping",
    "metadata",
    "openings",
    "opinions",
    "patients",
    "positions",
    "regulation",
    "tasks",
    "trail",
]
