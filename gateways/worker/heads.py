"""Signs the heads of the chains to files outside the database. Files away or disk full: counted and told, and the room goes on."""

import asyncio

import structlog
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading
from db.models.directory import Centre
from kit.clock import real_now
from kit.counters import count
from kit.ids import CentreId
from kit.settings import AuditSettings
from socle.audit import service as audit
from socle.audit.heads import HeadsUnreadable, append, private_key

log = structlog.get_logger()

_TRY_TURN = text("SELECT pg_try_advisory_xact_lock(hashtextextended('heads', 0))")


async def sign(engine: AsyncEngine, settings: AuditSettings) -> bool:
    """Sign every centre's head once; of several workers, one. Never more to do at once."""
    if settings.heads_folder is None:
        return False
    async with reading(engine, None, ()) as session:
        centres = [CentreId(centre_id) for centre_id in await session.scalars(select(Centre.id).order_by(Centre.code))]
    async with reading(engine, None, centres) as session:
        if not await session.scalar(_TRY_TURN):
            return False
        heads = await audit.heads(session, centres, real_now())
        try:
            key = await asyncio.to_thread(private_key, settings.key(settings.heads_folder))
            await asyncio.to_thread(append, settings.heads_folder, key, heads)
        except (OSError, HeadsUnreadable) as error:
            count("heads.unsigned")
            log.error("heads.unsigned", error=type(error).__name__, why=str(error))  # noqa: TRY400 - trouble of a disk, not a bug
        else:
            count("heads.signed", len(heads))
    return False
