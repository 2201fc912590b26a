"""The files the map is drawn from: what meets meets, the sea is free, the towns one knows come first."""

from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from region.country import Commune
from region.maps import by_prominence
from tests.country import folder

LE_HAVRE_ROADS, CHANNEL, RENNES, ALENCON_WOODS = (0.0, 49.6), (-0.5, 50.2), (-1.68, 48.11), (0.0, 48.55)


@cache
def _features(name: str) -> list[dict[str, Any]]:
    found: dict[str, Any] = msgspec.json.decode(Path(folder(), "map", f"{name}.geojson").read_bytes())
    assert found["attribution"]
    features: list[dict[str, Any]] = found["features"]
    return features


def _shape(feature: dict[str, Any]) -> BaseGeometry:
    return shapely.from_geojson(msgspec.json.encode(feature["geometry"]))


def _areas(name: str) -> BaseGeometry:
    shapes = [_shape(feature) for feature in _features(name)]
    return shapely.union_all([shape for shape in shapes if shape.area > 0])


def test_land_is_the_regions_or_its_neighbours_and_the_sea_is_nobodys() -> None:
    region, around = _areas("departments"), _areas("neighbours")
    for place, ours, theirs in [
        (ALENCON_WOODS, True, False),
        (RENNES, False, True),
        (LE_HAVRE_ROADS, False, False),
        (CHANNEL, False, False),
    ]:
        point = shapely.Point(place)
        assert (region.contains(point), around.contains(point)) == (ours, theirs)


def test_each_department_is_named_inside_itself() -> None:
    features = _features("departments")
    outlines, names = features[:5], features[5:]
    assert [name["properties"] for name in names] == [outline["properties"] for outline in outlines]
    assert all(_shape(outline).contains(_shape(name)) for outline, name in zip(outlines, names, strict=True))


def test_borders_are_edges_of_departments_away_from_the_coast() -> None:
    (borders,), (coast,) = map(_features, ("borders", "coast"))
    edges = shapely.union_all([shapely.boundary(_shape(outline)) for outline in _features("departments")[:5]])
    assert shapely.buffer(edges, 1e-4).covers(_shape(borders))
    assert not shapely.dwithin(_shape(borders), _shape(coast), 0.001)


def test_the_towns_of_the_region_come_before_the_suburbs_of_its_cities() -> None:
    names = [feature["properties"]["name"] for feature in _features("towns")]
    assert len(names) == 2644
    assert set(names[:3]) == {"Rouen", "Caen", "Le Havre"}
    assert {"Cherbourg-en-Cotentin", "Évreux", "Alençon", "Dieppe", "Lisieux", "Saint-Lô"} <= set(names[3:12])
    assert names.index("Argentan") < names.index("Sotteville-lès-Rouen")


def test_a_town_counts_for_less_the_nearer_a_larger_one_is() -> None:
    def town(name: str, population: int, lon_deg: float) -> Commune:
        return Commune(
            insee_code=name,
            name=name,
            department_code="14",
            centre_code="140",
            postal_codes=(),
            population=population,
            lon_deg=lon_deg,
            lat_deg=49.0,
            is_coastal=False,
        )

    ordered = by_prominence([town("suburb", 20_000, 0.01), town("alone", 9_000, 1.0), town("city", 100_000, 0.0)])
    assert [commune.name for commune in ordered] == ["city", "alone", "suburb"]
