"""The lines under the report's map."""

from pathlib import Path

import msgspec
import pytest

from simulators.report.borders import borders

RING = [[0.0, 49.0], [1.0, 49.0], [0.0, 49.0]]


def _file(folder: Path, *geometries: dict[str, object]) -> Path:
    file = folder / "departments.geojson"
    file.write_bytes(
        msgspec.json.encode({"features": [{"geometry": geometry, "properties": {}} for geometry in geometries]})
    )
    return file


def test_every_ring_of_polygons_is_a_line_and_points_are_none(tmp_path: Path) -> None:
    found = borders(
        _file(
            tmp_path,
            {"type": "Polygon", "coordinates": [RING, RING]},
            {"type": "MultiPolygon", "coordinates": [[RING], [RING]]},
            {"type": "Point", "coordinates": [0.0, 49.0]},
        )
    )
    assert [[list(point) for point in line] for line in found] == [RING] * 4


def test_what_is_no_geojson_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "departments.geojson"
    file.write_text("{}")
    with pytest.raises(msgspec.DecodeError):
        borders(file)
