"""The lines the report's map is drawn on: the departments' borders of a prepared region."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from msgspec import Struct

Line = Sequence[Sequence[float]]
"""Points of a coast or border: longitude, latitude."""


class _Geometry(Struct):
    type: str
    coordinates: msgspec.Raw


class _Feature(Struct):
    geometry: _Geometry


class _Collection(Struct):
    features: list[_Feature]


_collection = msgspec.json.Decoder(_Collection)
_polygon = msgspec.json.Decoder(list[list[tuple[float, float]]])
_polygons = msgspec.json.Decoder(list[list[list[tuple[float, float]]]])


def borders(file: Path) -> list[Line]:
    """Read the rings of a file's polygons; what is no polygon is passed over. Longitude first, degrees.

    Raises:
        OSError: the file cannot be read.
        msgspec.DecodeError: it is no GeoJSON of polygons.
    """
    rings: list[Line] = []
    for feature in _collection.decode(file.read_bytes()).features:
        match feature.geometry.type:
            case "Polygon":
                rings += _polygon.decode(feature.geometry.coordinates)
            case "MultiPolygon":
                rings += [ring for polygon in _polygons.decode(feature.geometry.coordinates) for ring in polygon]
            case _:
                pass
    return rings
