"""Whose lines and queues another centre works too, set by the helped centre's supervisor or an administrator.

Source: practice, rules 29 and 30.
"""

from uuid import UUID

from sqlalchemy import select

from db.engine import Reading, Writing
from db.models.accounts import Account
from db.models.centres import CentrePool
from db.models.directory import Centre
from kit.caller import Caller
from kit.clock import Clock
from kit.errors import Invalid, NotFound
from kit.ids import CentreId, new_id
from kit.wire.centres import PoolEntry, PoolView
from kit.wire.codes.centres import PoolReason
from kit.wire.codes.people import DOCTORS, Role
from socle.accounts import posts
from socle.audit import service as audit

SETTERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)
POOLED = frozenset({Role.ARM, Role.ARM_SUIVI, *DOCTORS, Role.OSNP})
"""Posts another centre's people may work at; nobody supervises or administers for others."""


async def begin(session: Writing, caller: Caller, clock: Clock, entry: PoolEntry) -> PoolView:
    """Let another centre's people work at a centre too, from now on, at those hours.

    Raises:
        Forbidden: the caller neither supervises nor administers the helped centre.
        Invalid: no other regulating centre is named, or a role that is not pooled.
    """
    author = caller.acting_at(CentreId(entry.centre_id), *SETTERS)
    regulates = await session.scalar(select(Centre.regulates).where(Centre.id == entry.by_centre_id))
    if not regulates or entry.by_centre_id == entry.centre_id:
        raise Invalid("name another regulating centre", path="$.by_centre_id")
    if not POOLED.issuperset(entry.roles):
        raise Invalid("these roles only: " + ", ".join(sorted(POOLED)), path="$.roles")
    now = clock.now()
    pool = CentrePool(
        id=new_id(),
        centre_id=entry.centre_id,
        by_centre_id=entry.by_centre_id,
        reason=entry.reason.value,
        roles=sorted({role.value for role in entry.roles}),
        from_minute=entry.from_minute,
        to_minute=entry.to_minute,
        since=now,
        until=None,
        set_by=caller.account_id,
    )
    session.add(pool)
    await session.flush()
    body = {
        "pool_id": str(pool.id),
        "by_centre_id": str(entry.by_centre_id),
        "reason": entry.reason.value,
        "roles": pool.roles,
        "from_minute": pool.from_minute,
        "to_minute": pool.to_minute,
    }
    await audit.record(session, author, CentreId(entry.centre_id), "pool.begun", now, body)
    return await _view(session, clock, pool)


async def end(session: Writing, caller: Caller, clock: Clock, pool_id: UUID) -> PoolView:
    """End a pool, and with it the rights it gave.

    Raises:
        NotFound: no such pool of the caller's centres, or it is over.
        Forbidden: as `begin`.
    """
    pool = await session.get(CentrePool, pool_id, with_for_update=True, populate_existing=True)
    if pool is None:
        raise NotFound("no such pool of your centres")
    author = caller.acting_at(CentreId(pool.centre_id), *SETTERS)
    now = clock.now()
    pool.until = now
    await session.flush()
    body = {"pool_id": str(pool.id), "by_centre_id": str(pool.by_centre_id)}
    await audit.record(session, author, CentreId(pool.centre_id), "pool.ended", now, body)
    return await _view(session, clock, pool)


async def views(session: Reading, clock: Clock) -> list[PoolView]:
    """Give every pool of the region that is set, whether it holds at this hour or not."""
    pools = await session.scalars(
        select(CentrePool).where(CentrePool.until.is_(None)).order_by(CentrePool.since, CentrePool.id)
    )
    return [await _view(session, clock, pool) for pool in pools]


async def _view(session: Reading, clock: Clock, pool: CentrePool) -> PoolView:
    working = (await posts.helpers(session, clock.now())).get(pool.centre_id, set())
    return PoolView(
        id=pool.id,
        centre_id=pool.centre_id,
        by_centre_id=pool.by_centre_id,
        reason=PoolReason(pool.reason),
        roles=[Role(role) for role in pool.roles],
        from_minute=pool.from_minute,
        to_minute=pool.to_minute,
        since=pool.since,
        in_force=pool.until is None and pool.by_centre_id in working,
        set_by=await session.scalar(select(Account.name).where(Account.id == pool.set_by)),
    )
