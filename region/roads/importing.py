"""Whatever network a person brings."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from region.roads.lines import read_lines
from region.roads.network import Network
from region.roads.parts import largest_part
from region.roads.pbf import read_pbf


class BadImport(ValueError):
    """The files named do not make a network; the sentence says what is missing."""


def read_network(files: Sequence[Path]) -> Network:
    """Read one OpenStreetMap extract, or a nodes and an arcs file (`X.nodes`, `X.arcs`, `.gz` or not); its largest connected part.

    Raises:
        BadImport: other files.
        BadExtract, BadLines, NoRoad, OSError: as `pbf` and `lines` say.
    """
    if len(files) == 1:
        return read_pbf(files[0])
    nodes = [file for file in files if _is(file, "nodes")]
    arcs = [file for file in files if _is(file, "arcs")]
    if (len(files), len(nodes), len(arcs)) != (2, 1, 1):
        raise BadImport("name one OpenStreetMap extract, or one file of nodes and one of arcs (X.nodes X.arcs)")
    network = largest_part(read_lines(nodes[0], arcs[0]).network)
    return replace(network, attribution=f"Réseau routier importé : {arcs[0].name.partition('.')[0]}")


def _is(file: Path, kind: str) -> bool:
    return (file.with_suffix("") if file.suffix == ".gz" else file).suffix == f".{kind}"
