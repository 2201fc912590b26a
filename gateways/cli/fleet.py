"""What the history holds of a fleet's fixes, beside what its boxes kept."""

from collections.abc import Sequence

import asyncpg

from db.engine import close, connect_arguments
from kit.settings import Settings
from kit.wire.loads import FleetShare

BROKERS_OWN_FILES = 200
"""What the broker opens besides its boxes' connections, with some to spare."""

_TAKEN = """
    SELECT (SELECT count(*) FROM positions p JOIN boxes b ON b.id = p.box_id WHERE b.name = ANY($1))
         + (SELECT count(*) FROM refused_fixes WHERE box_name = ANY($1))
"""


async def taken(settings: Settings, boxes: Sequence[str]) -> int:
    """Count the fixes of these boxes that are stored, or written down as not believed; read as the instance's owner (see `drives`)."""
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_owner"))
    try:
        return int(await connection.fetchval(_TAKEN, list(boxes)))
    finally:
        await close(connection)


def too_many(vehicles: int, allowed_files: int) -> str | None:
    """Tell why the broker cannot hold so many connections, a file each, when a process may open so many files; none when it can."""
    most = allowed_files - BROKERS_OWN_FILES
    if vehicles <= most:
        return None
    return f"a process may open {allowed_files} files here, so the broker holds at most {most} boxes: raise `ulimit -Hn`, or ask for fewer"


def fault(found: Sequence[FleetShare], taken: int) -> str | None:
    """Tell what is wrong when the server did not take, once, what the boxes were told it has. `taken` in the run.

    What is still without receipt may be stored or not.
    """
    kept = sum(share.kept for share in found)
    settled = kept - sum(share.waiting + share.refused for share in found)
    if settled <= taken <= kept:
        return None
    return f"boxes kept {kept} fixes and hold receipts for {settled}, the server has {taken}"
