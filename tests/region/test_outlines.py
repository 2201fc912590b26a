"""Outlines without gaps, a coast where no neighbour is, and centres inside."""

import pytest
import shapely
from shapely import Point
from shapely.geometry.base import BaseGeometry

from region.outlines import inner_point, land_of
from region.sources import ListedCommune


def commune(insee_code: str, outline: BaseGeometry | None, town_hall: Point | None = None) -> ListedCommune:
    return ListedCommune(
        insee_code=insee_code, name=insee_code, department_code="14", epci_code=None, postal_codes=(), population=1,
        outline=outline, town_hall=town_hall,
    )  # fmt: skip


WEST, MIDDLE, EAST = (shapely.box(x, 0, x + 0.1, 0.3) for x in (0.0, 0.1, 0.2))


def test_a_hole_goes_to_the_commune_it_shares_most_of_its_edge_with() -> None:
    lake = shapely.box(0.09, 0.1, 0.14, 0.2)  # mostly bitten from the middle
    land = land_of(
        [commune("14001", shapely.difference(WEST, lake)), commune("14002", shapely.difference(MIDDLE, lake)), commune("14003", EAST)],
        [],
    )  # fmt: skip
    assert shapely.area(land.outlines["14002"]) == pytest.approx(0.03 + 0.001)
    assert shapely.area(land.outlines["14001"]) == pytest.approx(0.029)
    whole = shapely.union_all(list(land.outlines.values()))
    assert shapely.area(shapely.symmetric_difference(whole, shapely.box(0, 0, 0.3, 0.3))) < 1e-12


def test_the_hole_a_commune_without_outline_left_is_its_own() -> None:
    around = shapely.box(-0.8, 49.0, -0.6, 49.2)
    hole = shapely.box(-0.72, 49.12, -0.69, 49.15)  # where Aurseulles is
    land = land_of([commune("14143", shapely.difference(around, hole)), commune("14581", None)], [])
    assert land.outlines["14581"].equals(hole)


def test_a_commune_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="no outline of 14002"):
        land_of([commune("14001", WEST), commune("14002", None)], [])


def test_the_coast_is_where_no_neighbour_is() -> None:
    neighbour = shapely.box(0.3, -1, 0.4, 1)
    land = land_of(
        [commune("14001", WEST), commune("14002", MIDDLE), commune("14003", EAST)], [commune("72001", neighbour)]
    )
    assert land.is_coastal("14001")
    assert not shapely.dwithin(land.coast, Point(0.3, 0.15), 0.1)
    assert shapely.length(land.coast) == pytest.approx(0.9, abs=0.002)


def test_a_town_hall_elsewhere_is_not_believed() -> None:
    inside, outside = Point(0.02, 0.02), Point(5, 5)
    assert inner_point(commune("14001", WEST, inside), WEST) == inside
    for hall in (outside, None):
        assert WEST.contains(inner_point(commune("14001", WEST, hall), WEST))
