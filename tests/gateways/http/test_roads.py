"""Travel times of an API process: by road where there are roads, none where there are none."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from gateways.http.roads import Roads
from region.roads.lines import read_lines
from region.roads.store import prepare, write

START, CORNER, END, AT_SEA = (-0.40, 49.18), (-0.30, 49.18), (-0.30, 49.25), (-2.5, 51.0)
NIGHT, MORNING = (
    datetime(2026, 11, 21, 2, tzinfo=UTC),
    datetime(2026, 11, 21, 7, 30, tzinfo=UTC),
)  # 3 h, 8 h 30 in Paris


@pytest.fixture
def roads(tmp_path: Path) -> Roads:
    """Give a country with one road, round a corner."""
    (tmp_path / "nodes").write_text("".join(f"{lon} {lat}\n" for lon, lat in (START, CORNER, END)))
    (tmp_path / "arcs").write_text("0 1\n1 0\n1 2\n2 1\n")
    write(prepare(read_lines(tmp_path / "nodes", tmp_path / "arcs").network), tmp_path / "roads")
    return Roads(tmp_path)


async def test_a_drive_takes_longer_in_the_traffic_of_the_hour_and_less_with_blue_lights(roads: Roads) -> None:
    night, morning, urgent = [
        await roads.drive_s(START, END, at, urgent=urgent)
        for at, urgent in ((NIGHT, False), (MORNING, False), (MORNING, True))
    ]
    assert night is not None
    assert morning is not None
    assert urgent is not None
    assert urgent < morning
    assert night < morning
    assert night > 900  # 15 km at a street's pace


async def test_where_no_road_leads_nothing_is_said(roads: Roads) -> None:
    assert await roads.drive_s(START, AT_SEA, NIGHT, urgent=False) is None


async def test_without_prepared_roads_nothing_is_said(tmp_path: Path) -> None:
    assert await Roads(tmp_path).drive_s(START, END, NIGHT, urgent=False) is None
