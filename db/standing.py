"""How the database stands beside this process: the schema it has and the one the code needs, its clock and this machine's."""

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import glancing
from kit.clock import real_now

MIGRATIONS = Path(__file__).parent / "migrations"
UNREADABLE = "0000"
"""A schema from before its number could be read by the application's roles."""

_ASK = text("SELECT clock_timestamp(), has_table_privilege(to_regclass('alembic_version'), 'SELECT')")
_REVISION = text("SELECT version_num FROM alembic_version")


class Standing(NamedTuple):
    """What the database told."""

    revision: str
    """Of its schema; four digits that only grow."""
    clock_offset_s: float
    """Its clock minus this machine's, within half a round trip."""

    @property
    def has_schema(self) -> bool:
        """Tell whether this code works on the schema: its own, or a later one (the schema goes first in an upgrade)."""
        return self.revision >= needed_revision()


@cache
def needed_revision() -> str:
    """Give the newest migration this code knows."""
    head = ScriptDirectory(str(MIGRATIONS)).get_current_head()
    if head is None:
        raise FileNotFoundError(MIGRATIONS)
    return head


async def ask(engine: AsyncEngine) -> Standing:
    """Ask the database, in two round trips.

    Raises: what `db.trouble.PASSING` names, while it is away.
    """
    async with glancing(engine) as session:
        before = real_now()
        there, may_read = (await session.execute(_ASK)).one()
        after = real_now()
        revision = await session.scalar(_REVISION) if may_read else None
    return Standing(revision or UNREADABLE, _offset_s(there, before, after))


def _offset_s(there: datetime, before: datetime, after: datetime) -> float:
    return (there - before - (after - before) / 2).total_seconds()
