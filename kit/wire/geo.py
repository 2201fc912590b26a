"""What the map is drawn from. The files themselves are GeoJSON, served beside."""

from msgspec import Struct


class GeoLayer(Struct, frozen=True, kw_only=True):
    """One file the country is drawn from."""

    name: str
    """As in its address, `/api/geo/<name>`: `departments`, `coast`, `roads`…"""
    attribution: str
    """To be shown in the corner of the map; may be empty."""
    synthetic: bool
    """True when it shows an invented world (a road network without an extract): to be said on screen."""
