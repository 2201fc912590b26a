"""The country, prepared once for every instance of the checkout: what is missing or stale is compiled before anything starts."""

import fcntl
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from gateways.cli.console import step
from gateways.cli.errors import CommandError
from region import preparation
from region.places import read_region
from region.roads.preparation import is_prepared as roads_are_prepared
from region.sources import NoSource


def prepare(folder: Path, *, anew: bool = False) -> None:
    """Bring the folder up to date: communes, then roads unless some were imported. Another command that needs it meanwhile waits.

    `anew`: build the roads even so.

    Raises:
        CommandError: the package with the communes is not installed.
    """
    with alone(folder):
        try:
            if not preparation.is_prepared(folder):
                with step("communes of Normandy"):
                    preparation.prepare(folder)
        except NoSource as error:
            raise CommandError(str(error)) from error
        _prepare_roads(folder, anew=anew)


@contextmanager
def alone(folder: Path) -> Generator[None]:
    """Keep other commands from changing the folder meanwhile."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _prepare_roads(folder: Path, *, anew: bool) -> None:
    region = read_region(folder)
    outlines = list(region.outlines.values())
    if anew or not roads_are_prepared(folder, region.communes, outlines):
        with step("synthetic roads of Normandy"):
            # Loads scipy: half a second that most commands do not need.
            from region.roads.synthetic.build import prepare as build_roads  # noqa: PLC0415

            build_roads(folder, region.communes, outlines)
