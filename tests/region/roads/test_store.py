"""A prepared folder: what is read is what was written, and a new network is swapped in whole."""

from pathlib import Path

import numpy as np
import pytest

from region.roads import BadRoads, RoadUse, open_roads
from region.roads.network import NetworkBuilder, RoadClass
from region.roads.store import ARRAYS, FORMAT, SUMMARY, Prepared, Summary, prepare, read, summary, write

FROM, TO = (0.0, 49.0), (0.03, 49.0)


def prepared(speed_kmh: float) -> Prepared:
    """Give one road of about 2.2 km."""
    nodes = np.array([FROM, TO])
    builder = NetworkBuilder()
    builder.add(0, 1, nodes, road_class=RoadClass.PRIMARY, speed_kmh=speed_kmh)
    return prepare(builder.build(nodes, attribution="© somebody", is_synthetic=True))


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    made = prepared(60)
    write(made, tmp_path / "roads", origin="here")
    found = read(tmp_path / "roads")
    for name in ARRAYS:
        assert (getattr(found, name) == getattr(made, name)).all()
        assert getattr(found, name).dtype == getattr(made, name).dtype
    assert (found.grid.first == made.grid.first).all()
    assert (found.grid.segments == made.grid.segments).all()
    said = summary(tmp_path / "roads")
    assert (said.nodes, said.edges, said.length_km, said.origin) == (2, 1, 2, "here")
    roads = open_roads(tmp_path / "roads")
    assert roads.is_synthetic
    assert roads.attribution == "© somebody"


def test_who_has_the_old_network_open_keeps_it(tmp_path: Path) -> None:
    write(prepared(60), tmp_path / "roads")
    old = open_roads(tmp_path / "roads")
    write(prepared(120), tmp_path / "roads")
    new = open_roads(tmp_path / "roads")
    old_s, new_s = (roads.metric(RoadUse.ORDINARY, 3).times_to_s([FROM], TO)[0] for roads in (old, new))
    assert old_s == pytest.approx(2 * new_s, abs=0.002)
    assert len(list(tmp_path.iterdir())) == 2  # the link and what it points to: the old folder is gone


def test_a_failed_write_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(prepared(60), tmp_path / "roads")

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(np, "save", full)
    with pytest.raises(OSError, match="No space"):
        write(prepared(120), tmp_path / "roads")
    assert summary(tmp_path / "roads").edges == 1
    assert len(list(tmp_path.iterdir())) == 2


def test_a_folder_without_roads_or_of_another_version_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadRoads, match="holds no prepared roads"):
        open_roads(tmp_path)
    write(prepared(60), tmp_path / "roads")
    mark = tmp_path / "roads" / SUMMARY
    said = mark.read_text(encoding="utf-8")
    mark.write_text(said.replace(f'"format": {FORMAT}', '"format": 0'), encoding="utf-8")
    with pytest.raises(BadRoads, match="another version"):
        open_roads(tmp_path / "roads")


@pytest.mark.parametrize("kept_bytes", [0, 40, 130])
def test_a_folder_with_a_cut_file_is_refused(tmp_path: Path, kept_bytes: int) -> None:
    write(prepared(60), tmp_path / "roads")
    cut = tmp_path / "roads" / "points.npy"
    cut.write_bytes(cut.read_bytes()[:kept_bytes])
    with pytest.raises(BadRoads, match="points"):
        open_roads(tmp_path / "roads")


def test_a_network_swapped_in_while_another_is_opened_does_not_mix_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(prepared(60), tmp_path / "roads")

    def swapped(folder: Path) -> Summary:
        said = summary(folder)
        write(prepared(120), tmp_path / "roads")
        return said

    monkeypatch.setattr("region.roads.store.summary", swapped)
    with pytest.raises(BadRoads, match="lacks a part"):
        read(tmp_path / "roads")
