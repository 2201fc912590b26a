"""A prepared folder is known as such until what it was made from changes, and the same sources make the same region."""

import shutil
from pathlib import Path

import pytest
import shapely

from region import preparation, sources
from region.places import read_region
from tests.country import folder, region


def test_a_folder_is_stale_once_its_sources_change(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert not preparation.is_prepared(tmp_path)
    shutil.copytree(folder() / "places", tmp_path / "places")
    assert preparation.is_prepared(tmp_path)
    monkeypatch.setattr(sources, "digests", lambda: {"communes": "another"})
    assert not preparation.is_prepared(tmp_path)


def test_the_same_sources_make_the_same_region_and_others_files_stay(tmp_path: Path) -> None:
    roads = tmp_path / "map" / "roads.geojson"
    roads.parent.mkdir()
    roads.write_text("{}")
    preparation.prepare(tmp_path)
    assert read_region(tmp_path) == region()
    for layer in ("communes", "towns", "coast"):
        file = Path("map") / f"{layer}.geojson"
        assert (tmp_path / file).read_bytes() == (folder() / file).read_bytes()
    assert roads.read_text() == "{}"


def test_no_land_a_screen_may_look_at_is_drawn_as_sea() -> None:
    seen = frozenset(f"{number:02}" for number in range(1, 96)) - {"20"}
    inside = {
        commune.department_code
        for commune in sources.communes(seen)
        if commune.outline is not None and shapely.intersects(preparation.SEEN, commune.outline)
    }
    ours = {department.code for department in region().departments}
    assert inside == preparation.NEIGHBOURS | preparation.FURTHER | ours
