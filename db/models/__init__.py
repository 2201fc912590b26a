"""One file per table family. Importing this package registers every table on `Base.metadata`."""

from db.models import accounts, boxes, clock, directory, fleet, positions, regulation, trail

__all__ = ["accounts", "boxes", "clock", "directory", "fleet", "positions", "regulation", "trail"]
