"""The country, prepared once for every instance of the checkout: what is missing or stale is compiled before anything starts."""

import fcntl
from pathlib import Path

from gateways.cli.console import step
from gateways.cli.errors import CommandError
from region import preparation
from region.sources import NoSource


def prepare(folder: Path) -> None:
    """Bring the folder up to date; another command that needs it meanwhile waits.

    Raises:
        CommandError: the package with the communes is not installed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        try:
            if not preparation.is_prepared(folder):
                with step("communes of Normandy"):
                    preparation.prepare(folder)
        except NoSource as error:
            raise CommandError(str(error)) from error
