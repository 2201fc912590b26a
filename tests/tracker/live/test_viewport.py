"""A screen is sent what lies in its map, all of it, and little else."""

from h3.api import basic_int as h3
from hypothesis import example, given
from hypothesis import strategies as st

from kit.wire.live import Viewport
from tests.tracker.live.moves import position
from tracker import cells
from tracker.live.viewport import CELLS_AT_MOST, row, seen, sight
from tracker.nearest import cells_of

CAEN = Viewport(west_deg=-0.45, south_deg=49.13, east_deg=-0.25, north_deg=49.23)
CALVADOS = Viewport(west_deg=-1.16, south_deg=48.75, east_deg=0.45, north_deg=49.43)
NORMANDY = Viewport(west_deg=-2.0, south_deg=48.1, east_deg=1.9, north_deg=50.1)
EARTH = Viewport(west_deg=-180, south_deg=-90, east_deg=180, north_deg=90)
ACROSS = Viewport(west_deg=170, south_deg=-20, east_deg=-170, north_deg=10)


BY_A_PENTAGON = Viewport(
    west_deg=9.410618107352727, south_deg=64.36726968344557, east_deg=11.698187596905123, north_deg=65.11462023326395
)
"""Where the library fails to say which cells it touches."""


near_pentagons = st.sampled_from(sorted(h3.get_pentagons(4))).map(lambda cell: h3.cell_to_latlng(cell)[::-1])


@st.composite
def maps(draw: st.DrawFn) -> Viewport:
    """Draw maps of every size, anywhere: at a pole, across the 180th meridian, around the pentagons of H3 too."""
    size_deg = 10 ** draw(st.floats(-4, 2))
    west, south = draw(st.tuples(st.floats(-180, 180), st.floats(-90, 90)) | near_pentagons)
    east = west + size_deg * draw(st.floats(0, 1))
    north = min(90, south + size_deg * draw(st.floats(0, 1)))
    return Viewport(west_deg=west, south_deg=south, east_deg=east if east <= 180 else east - 360, north_deg=north)


@given(shown=maps(), across=st.sampled_from([0, 1]) | st.floats(0, 1), up=st.sampled_from([0, 1]) | st.floats(0, 1))
@example(shown=EARTH, across=0.3, up=0.3)
@example(shown=ACROSS, across=0.9, up=0.5)
@example(shown=BY_A_PENTAGON, across=0.5, up=0.5)
def test_what_lies_in_the_map_is_always_sent(shown: Viewport, across: float, up: float) -> None:
    east = shown.east_deg if shown.east_deg >= shown.west_deg else shown.east_deg + 360
    lon = shown.west_deg + across * (east - shown.west_deg)
    here = position(1, 1, lon if lon <= 180 else lon - 360, shown.south_deg + up * (shown.north_deg - shown.south_deg))
    looked_at = sight(shown)
    assert seen([here], looked_at) == [here]
    assert looked_at is None or not looked_at.isdisjoint(cells_of(here.lon_deg, here.lat_deg))


@given(shown=maps(), lon=st.floats(-180, 180), lat=st.floats(-89, 89))
def test_the_snapshot_and_the_deltas_agree(shown: Viewport, lon: float, lat: float) -> None:
    there, looked_at = position(1, 1, lon, lat), sight(shown)
    assert seen([there], looked_at) == (
        [there] if looked_at is None or not looked_at.isdisjoint(cells_of(lon, lat)) else []
    )


def test_little_else_is_sent() -> None:
    for shown in (CAEN, CALVADOS, NORMANDY):
        looked_at = sight(shown)
        assert looked_at is not None
        assert len({cells.resolution_of(cell) for cell in looked_at}) == 1
        assert len(looked_at) <= 2 * CELLS_AT_MOST
        west, south, width, height = (
            shown.west_deg, shown.south_deg, shown.east_deg - shown.west_deg, shown.north_deg - shown.south_deg
        )  # fmt: skip
        beyond = [
            position(1, 1, west + width * across, south + height * up)
            for across, up in [(-0.3, 0.5), (1.3, 0.5), (0.5, -0.3), (0.5, 1.3)]
        ]
        assert seen(beyond, looked_at) == []


def test_no_map_and_one_of_the_whole_earth_see_everything() -> None:
    far = [position(1, 1, 179.0, -89.0)]
    for shown in (None, EARTH, ACROSS):
        assert sight(shown) is None
        assert seen(far, sight(shown)) == far


def test_a_map_upside_down_sees_nothing() -> None:
    upside_down = Viewport(west_deg=-2.0, south_deg=50.1, east_deg=1.9, north_deg=48.1)
    assert seen([position(1, 1)], sight(upside_down)) == []


def test_a_row_is_seen_from_its_cells() -> None:
    here = position(1, 1)
    places = cells_of(here.lon_deg, here.lat_deg)
    assert row(here, places).places == places
    assert f'"vehicle_id":"{here.vehicle_id}"' in row(here, places).text
