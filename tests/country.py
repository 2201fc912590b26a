"""The prepared country every test shares, compiled by whichever comes first."""

from dataclasses import replace
from functools import cache
from pathlib import Path

from gateways.cli.embedded import country
from gateways.cli.embedded.places import REGION
from region.places import Region, read_region

ONE_IN = 12


@cache
def folder() -> Path:
    """Give the checkout's own prepared country."""
    country.prepare(REGION)
    return REGION


@cache
def region() -> Region:
    """Give the region the demo drives in."""
    return read_region(folder())


@cache
def small_region() -> Region:
    """Give the region with a twelfth of its vehicles: some of every kind in every sector."""
    return replace(region(), vehicles=region().vehicles[::ONE_IN])
