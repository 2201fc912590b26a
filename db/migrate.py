"""Bring a database to another schema, as `rramu_owner`, from Python, while commands go on.

Each migration is a transaction of its own, and waits for a lock at most `LOCK_WAIT_MS`: whoever comes after it in the queue waits no longer
than that; in a circle of waiters it is the migration that is undone (`migrations/env.py`). It then begins again, later and later, until its
turn comes. What a migration may do: CONTRIBUTING.md, kept by
tests/db/test_migration_rules.py.
"""

import time
from collections.abc import Callable
from pathlib import Path

import structlog
from alembic import command
from alembic.config import Config
from sqlalchemy.exc import DBAPIError

from db.trouble import lost_lock
from kit.settings import Settings

LOCK_WAIT_MS = 500
PATIENCE_S = 120.0
"""A lock that cannot be had for so long is somebody's forgotten transaction."""
FIRST_PAUSE_S = 0.2
LONGEST_PAUSE_S = 5.0

log = structlog.get_logger()

Move = Callable[[Config, str], object]
"""`alembic.command.upgrade` or `downgrade`."""


class LockNeverGiven(Exception):
    """Others held a table for longer than a migration waits; of that migration nothing was done, those before it stand."""


def configuration(settings: Settings) -> Config:
    """Give the Alembic configuration for an instance; there is no `alembic.ini`."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.set_main_option("path_separator", "os")
    config.attributes["settings"] = settings
    config.attributes["lock_wait_ms"] = LOCK_WAIT_MS
    return config


def upgrade(settings: Settings) -> None:
    """Run every migration not yet run. Not to be called from inside an event loop."""
    move(command.upgrade, configuration(settings), "head")


def roll_back(settings: Settings) -> None:
    """Undo the newest migration; the code of before it must run by then. Not to be called from inside an event loop."""
    move(command.downgrade, configuration(settings), "-1")


def move(act: Move, config: Config, to: str, patience_s: float = PATIENCE_S) -> int:
    """Migrate, beginning a migration again that lost a lock to the room's own work; gives how often that was.

    Raises: LockNeverGiven; DBAPIError of anything else.
    """
    deadline, pause_s, lost = time.monotonic() + patience_s, FIRST_PAUSE_S, 0
    while True:
        try:
            act(config, to)
        except DBAPIError as error:
            if not lost_lock(error):
                raise
            if time.monotonic() + pause_s > deadline:
                raise LockNeverGiven(
                    f"a table was held by others for {patience_s:.0f} s: find who in pg_stat_activity (an idle transaction, a backup), "
                    "then migrate again"
                ) from error
            lost += 1
            log.info("migration.begins_again", after_s=pause_s, times=lost)
            time.sleep(pause_s)
            pause_s = min(2 * pause_s, LONGEST_PAUSE_S)
        else:
            return lost
