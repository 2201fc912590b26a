"""The door to a region: what `region.preparation` compiled into a folder, read in a moment."""

from pathlib import Path

import msgspec

from region.country import (
    Centre,
    Commune,
    Convention,
    Department,
    Facility,
    FleetVehicle,
    Motive,
    Organisation,
    Region,
    Sector,
)

__all__ = [
    "Centre",
    "Commune",
    "Convention",
    "Department",
    "Facility",
    "FleetVehicle",
    "Motive",
    "Organisation",
    "Region",
    "Sector",
    "read_region",
    "region_file",
]

_REGION = msgspec.msgpack.Decoder(Region)


def region_file(folder: Path) -> Path:
    """Give the file of a prepared folder that holds the region."""
    return folder / "places" / "region.msgpack"


def read_region(folder: Path) -> Region:
    """Read the region of a prepared folder.

    Raises:
        FileNotFoundError: the folder is not prepared.
    """
    return _REGION.decode(region_file(folder).read_bytes())
