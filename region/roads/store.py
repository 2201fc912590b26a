"""The prepared folder of a network: plain arrays, read where they lie (memory-mapped), and the contraction order.

A network is written beside its place and put there in one step, so that nobody ever opens half of one.
"""

import shutil
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final, Literal

import msgspec
import numpy as np
import routingkit_cch
from numpy.typing import NDArray

from region.roads.network import Network, along_m
from region.roads.snap import Grid, make_grid

FORMAT: Final = 2
"""Raised (here and in `Summary`) whenever the files change: a folder of another format is refused, and prepared anew."""

SUMMARY = "roads.json"

ARRAYS = (
    "nodes", "tails", "heads", "first_point", "points", "classes", "speeds_kmh", "directions", "along_m", "order",
)  # fmt: skip
"""The arrays of `Prepared`, one file each."""


class BadRoads(ValueError):
    """The folder holds no network this version can read; the sentence says which folder."""


@dataclass(frozen=True, slots=True)
class Prepared:
    """A network ready to be asked: the arrays of `Network`, and what was computed from them."""

    nodes: NDArray[np.float64]
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]
    first_point: NDArray[np.int64]
    points: NDArray[np.float64]
    classes: NDArray[np.uint8]
    speeds_kmh: NDArray[np.float32]
    directions: NDArray[np.uint8]
    along_m: NDArray[np.float64]
    """(P,) metres from the edge's tail."""
    order: NDArray[np.int32]
    """(N,) nodes from the first contracted to the last."""
    grid: Grid
    is_synthetic: bool
    attribution: str

    @property
    def lengths_m(self) -> NDArray[np.float64]:
        """(E,) length of each edge."""
        return self.along_m[self.first_point[1:] - 1]


class GridSize(msgspec.Struct, frozen=True, kw_only=True):
    """Where the grid of `snap` lies."""

    west_deg: float
    south_deg: float
    columns: int
    rows: int


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """What a prepared folder says of itself. `origin`: what a synthetic network was made from, none for an imported one."""

    format: Literal[2]
    is_synthetic: bool
    attribution: str
    origin: str | None
    nodes: int
    edges: int
    length_km: int
    grid: GridSize


_SUMMARY = msgspec.json.Decoder(Summary)


def arcs(tails: NDArray[np.int32], heads: NDArray[np.int32]) -> tuple[list[int], list[int]]:
    """Give the tails and heads of all arcs, both directions of each edge (see `network`)."""
    return np.stack([tails, heads], axis=1).ravel().tolist(), np.stack([heads, tails], axis=1).ravel().tolist()


def prepare(network: Network) -> Prepared:
    """Compute what makes asking fast: the contraction order (seconds for a region), the grid, how far along its edge each point is."""
    arc_tails, arc_heads = arcs(network.tails, network.heads)
    lon, lat = network.nodes.T.tolist()
    order = routingkit_cch.compute_order_inertial(len(network.nodes), arc_tails, arc_heads, lat, lon)
    return Prepared(
        nodes=network.nodes,
        tails=network.tails,
        heads=network.heads,
        first_point=network.first_point,
        points=network.points,
        classes=network.classes,
        speeds_kmh=network.speeds_kmh,
        directions=network.directions,
        along_m=along_m(network.points, network.first_point),
        order=np.array(order, dtype=np.int32),
        grid=make_grid(network.points, network.first_point),
        is_synthetic=network.is_synthetic,
        attribution=network.attribution,
    )


def write(prepared: Prepared, folder: Path, *, origin: str | None = None) -> None:
    """Put a prepared network at `folder`, in place of what was there; who has that open keeps it.

    `folder` becomes a link to a folder beside it, so that the change is one step.

    Raises:
        OSError: the disk is full, or the place may not be written; what was there stays.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    made = Path(mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    link = made.with_name(f"{made.name}.link")
    old = folder.resolve()
    try:
        _write_files(prepared, made, origin)
        made.chmod(0o755)
        link.symlink_to(made.name)
        link.replace(folder)
    except BaseException:
        link.unlink(missing_ok=True)
        shutil.rmtree(made)
        raise
    if old != folder:
        shutil.rmtree(old, ignore_errors=True)


def summary(folder: Path) -> Summary:
    """Read what a prepared folder says of itself.

    Raises:
        BadRoads: it holds no network, or one prepared by another version.
    """
    try:
        return _SUMMARY.decode((folder / SUMMARY).read_bytes())
    except FileNotFoundError:
        raise BadRoads(f"{folder} holds no prepared roads") from None
    except msgspec.MsgspecError:
        raise BadRoads(f"{folder} was prepared by another version: prepare it again") from None


def read(folder: Path) -> Prepared:
    """Open a prepared folder; its arrays are read when they are used.

    Raises:
        BadRoads: it holds no network, a part of one, or one prepared by another version.
    """
    folder = folder.resolve()  # an import may put another folder behind the link meanwhile
    said = summary(folder)
    grid = said.grid
    return Prepared(
        **{name: _mapped(folder, name) for name in ARRAYS},
        grid=Grid(
            west_deg=grid.west_deg,
            south_deg=grid.south_deg,
            columns=grid.columns,
            rows=grid.rows,
            first=_mapped(folder, "grid_first"),
            segments=_mapped(folder, "grid_segments"),
        ),
        is_synthetic=said.is_synthetic,
        attribution=said.attribution,
    )


def _write_files(prepared: Prepared, folder: Path, origin: str | None) -> None:
    for name in ARRAYS:
        np.save(folder / f"{name}.npy", np.ascontiguousarray(getattr(prepared, name)))
    grid = prepared.grid
    np.save(folder / "grid_first.npy", grid.first)
    np.save(folder / "grid_segments.npy", grid.segments)
    said = Summary(
        format=FORMAT,
        is_synthetic=prepared.is_synthetic,
        attribution=prepared.attribution,
        origin=origin,
        nodes=len(prepared.nodes),
        edges=len(prepared.tails),
        length_km=round(float(prepared.lengths_m.sum()) / 1000),
        grid=GridSize(west_deg=grid.west_deg, south_deg=grid.south_deg, columns=grid.columns, rows=grid.rows),
    )
    (folder / SUMMARY).write_bytes(msgspec.json.format(msgspec.json.encode(said)))


def _mapped(folder: Path, name: str) -> NDArray[Any]:
    """Give an array where it lies; its type is what `write` put there."""
    try:
        return np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r"))
    except (FileNotFoundError, EOFError, ValueError):
        raise BadRoads(f"{folder} lacks a part of its roads ({name}): prepare it again") from None
