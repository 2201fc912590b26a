"""`./rramu roads`: import, status, and one sentence for each trouble."""

import json
from pathlib import Path

import pytest

from gateways.cli.errors import CommandError
from gateways.cli.verbs.roads import import_, status

NODES = "0.0 49.0\n0.01 49.0\n0.02 49.0\n"


@pytest.fixture
def settings_file(tmp_path: Path) -> Path:
    file = tmp_path / "settings.env"
    file.write_text(f"RRAMU_REGION__FOLDER={tmp_path / 'region'}\n", encoding="utf-8")
    return file


def test_plain_files_take_the_place_of_what_was_there(
    settings_file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nodes, arcs = tmp_path / "x.nodes", tmp_path / "x.arcs"
    nodes.write_text(NODES, encoding="ascii")
    for lines, edges in (("0 1\n1 0\n", 1), ("0 1\n1 0\n1 2\n2 1\n", 2)):
        arcs.write_text(lines, encoding="ascii")
        import_([arcs, nodes], settings_file)
        assert "stop and start them" in capsys.readouterr().err
        status(settings_file, json=True)
        said = json.loads(capsys.readouterr().out)
        assert (said["edges"], said["is_synthetic"]) == (edges, False)
    drawn = json.loads((tmp_path / "region" / "map" / "roads.geojson").read_bytes())
    assert drawn["synthetic"] is False
    assert drawn["attribution"] == "Réseau routier importé : x"
    status(settings_file)
    assert "2 roads, 3 junctions, 1 km" in capsys.readouterr().out


def test_a_bad_file_changes_nothing_and_is_told(settings_file: Path, tmp_path: Path) -> None:
    bad, none = tmp_path / "bad.osm.pbf", tmp_path / "none.osm.pbf"
    bad.write_bytes(b"no extract")
    with pytest.raises(CommandError, match=r"bad\.osm\.pbf is not an OpenStreetMap extract"):
        import_([bad], settings_file)
    with pytest.raises(FileNotFoundError, match=r"none\.osm\.pbf does not exist"):
        import_([none], settings_file)
    with pytest.raises(CommandError, match="name one OpenStreetMap extract, or one file of nodes and one of arcs"):
        import_([bad, bad], settings_file)
    assert not (tmp_path / "region").exists()


def test_without_roads_status_says_what_to_do(settings_file: Path) -> None:
    with pytest.raises(CommandError, match=r"\./rramu roads import FILE"):
        status(settings_file)
