"""Bring a database to the newest schema, as `rramu_owner`, from Python."""

from pathlib import Path

from alembic import command
from alembic.config import Config

from kit.settings import Settings


def configuration(settings: Settings) -> Config:
    """Give the Alembic configuration for an instance; there is no `alembic.ini`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["settings"] = settings
    return config


def upgrade(settings: Settings) -> None:
    """Run every migration not yet run. Not to be called from inside an event loop."""
    command.upgrade(configuration(settings), "head")
