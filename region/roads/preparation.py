"""Put a network into a prepared country folder: `roads/` for programs, `map/roads.geojson` for screens."""

from collections.abc import Sequence
from pathlib import Path

from region.country import Commune
from region.roads import map as road_map
from region.roads import store
from region.roads.network import Network
from region.roads.synthetic.origin import origin

FOLDER, MAP_FILE = "roads", Path("map") / "roads.geojson"


def is_prepared(folder: Path, communes: Sequence[Commune], outlines: Sequence[bytes]) -> bool:
    """Tell whether the folder holds roads to use: imported ones, or synthetic ones made from these communes and outlines by this code."""
    try:
        said = store.summary(folder / FOLDER)
    except store.BadRoads:
        return False
    if not (folder / MAP_FILE).is_file():
        return False
    return not said.is_synthetic or said.origin == origin(communes, outlines)


def install(folder: Path, network: Network, *, made_from: str | None = None) -> None:
    """Put a network into the folder, in place of the one there. `made_from`: what a synthetic one was made from.

    Raises:
        OSError: the disk is full, or the folder may not be written; what was there stays.
    """
    drawn = folder / MAP_FILE
    drawn.parent.mkdir(parents=True, exist_ok=True)
    beside = drawn.with_name(f".{drawn.name}.new")
    try:
        beside.write_bytes(road_map.layer(network))
        store.write(store.prepare(network), folder / FOLDER, origin=made_from)
        beside.replace(drawn)
    finally:
        beside.unlink(missing_ok=True)
