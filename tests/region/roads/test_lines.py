"""Plain nodes and arcs files."""

import gzip
from pathlib import Path

import numpy as np
import pytest

from region.roads.lines import BadLines, read_lines
from region.roads.network import BACKWARD, FORWARD, NoRoad

NODES = "0.0 49.0\n0.01 49.0\n0.02 49.0\n"


def files(folder: Path, nodes: str, arcs: str) -> tuple[Path, Path]:
    """Write both files."""
    (folder / "x.nodes").write_text(nodes, encoding="ascii")
    (folder / "x.arcs").write_text(arcs, encoding="ascii")
    return folder / "x.nodes", folder / "x.arcs"


def test_two_lines_that_are_each_others_reverse_are_one_edge(tmp_path: Path) -> None:
    found = read_lines(*files(tmp_path, NODES, "0 1\n1 2\n1 0\n0 1\n"))
    assert found.arcs == [0, 2, 1, 4]
    assert found.network.directions.tolist() == [FORWARD | BACKWARD, FORWARD, FORWARD]
    assert found.network.tails.tolist() == [0, 1, 0]
    assert np.allclose(found.network.points[:2], [(0.0, 49.0), (0.01, 49.0)])


def test_gzipped_files_are_read_alike(tmp_path: Path) -> None:
    nodes, arcs = files(tmp_path, NODES, "0 1\n")
    zipped = tmp_path / "y.nodes.gz", tmp_path / "y.arcs.gz"
    for plain, file in zip((nodes, arcs), zipped, strict=True):
        file.write_bytes(gzip.compress(plain.read_bytes()))
    assert read_lines(*zipped).arcs == read_lines(nodes, arcs).arcs


@pytest.mark.parametrize(
    ("nodes", "arcs", "told"),
    [
        ("0.0 49.0\nabc 49.0\n", "0 0\n", "x.nodes: line 2 is not two numbers"),
        ("0.0 49.0 3\n", "0 0\n", "x.nodes: line 1 is not two numbers"),
        ("0.0 49.0\n0.0 91\n", "0 0\n", "x.nodes: line 2 is not a longitude"),
        ("nan 49.0\n", "0 0\n", "x.nodes: line 1 is not a longitude"),
        (NODES, "0 1\n0 3\n", "x.arcs: line 2 names a node"),
        (NODES, "0 0.5\n", "x.arcs: line 1 names a node"),
    ],
)
def test_a_wrong_line_is_told(tmp_path: Path, nodes: str, arcs: str, told: str) -> None:
    with pytest.raises(BadLines, match=told):
        read_lines(*files(tmp_path, nodes, arcs))


def test_a_file_that_is_not_what_it_seems_is_told(tmp_path: Path) -> None:
    nodes, arcs = files(tmp_path, NODES, "0 1\n")
    not_zipped = tmp_path / "z.nodes.gz"
    not_zipped.write_bytes(nodes.read_bytes())
    with pytest.raises(BadLines, match="not gzipped"):
        read_lines(not_zipped, arcs)
    nodes.write_bytes(b"\xff\xfe\n")
    with pytest.raises(BadLines, match="line 1 is not two numbers"):
        read_lines(nodes, arcs)


def test_no_arc_is_no_road(tmp_path: Path) -> None:
    with pytest.raises(NoRoad, match="no arc"):
        read_lines(*files(tmp_path, NODES, ""))
