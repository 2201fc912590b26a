"""The prepared country every test shares, compiled by whichever comes first."""

from functools import cache
from pathlib import Path

from gateways.cli.embedded import country
from gateways.cli.embedded.places import CHECKOUT
from region.places import Region, read_region


@cache
def folder() -> Path:
    """Give the checkout's own prepared country."""
    place = CHECKOUT / ".rramu" / "region"
    country.prepare(place)
    return place


@cache
def region() -> Region:
    """Give the region the demo drives in."""
    return read_region(folder())
