"""What a supervisor watches between centres: who has how much to do, who is at which post; and signing out who has left one."""

from collections import Counter
from datetime import datetime
from uuid import UUID

from sqlalchemy import text

from db.engine import Reading, Writing
from dispatch.cases import rules
from kit.caller import Caller
from kit.clock import Clock, real_now
from kit.errors import NotFound
from kit.ids import AccountId, CentreId
from kit.wire.centres import LoadView, PostView
from kit.wire.codes.people import DOCTORS, Role, SessionEnd
from socle.accounts import posts, sessions

_LOADS = text("SELECT centre_id, ringing, ringing_since, waiting, waiting_since FROM centre_loads()")
_CALL_TAKERS = frozenset({Role.ARM, Role.ARM_SUIVI})


async def loads(session: Reading, at: datetime) -> list[LoadView]:
    """Give the load of every regulating centre at a domain time, in figures. Whose calls and cases they are is not told."""
    rows = (await session.execute(_LOADS)).all()
    roster = await posts.roster(session, [row.centre_id for row in rows], at, real_now())
    own = {(one.account_id, one.centre_id, one.role in DOCTORS) for one in roster if _regulates(one)}
    there = Counter((centre_id, is_doctor) for _, centre_id, is_doctor in own)
    return [
        LoadView(
            centre_id=row.centre_id,
            ringing=row.ringing,
            ringing_since=row.ringing_since,
            waiting=row.waiting,
            waiting_since=row.waiting_since,
            call_takers=there[row.centre_id, False],
            doctors=there[row.centre_id, True],
        )
        for row in rows
    ]


def _regulates(one: posts.AtPost) -> bool:
    return one.held_at is None and (one.role in DOCTORS or one.role in _CALL_TAKERS)


async def posts_of(session: Reading, caller: Caller, at: datetime) -> list[PostView]:
    """Give who is at which post of the centres the caller supervises, those pooled for them included."""
    mine = caller.centres_of(frozenset({Role.SUPERVISOR}))
    return [
        PostView(
            account_id=one.account_id,
            name=one.name,
            centre_id=one.centre_id,
            role=one.role,
            held_at=one.held_at,
            since=one.since,
            signed_in_at=one.signed_in_at,
        )
        for one in await posts.roster(session, mine, at, real_now())
        if one.role in rules.READERS
    ]


async def end_post(session: Writing, caller: Caller, clock: Clock, centre_id: UUID, account_id: UUID) -> list[PostView]:
    """Sign out somebody who has left a post of this centre, wherever else they are signed in: what they held becomes an orphan.

    Raises:
        Forbidden: the caller does not supervise the centre.
        NotFound: nobody of that account is at a post of the centre's own; those pooled for it leave with the pool.
    """
    author = caller.acting_at(CentreId(centre_id), Role.SUPERVISOR)
    present = await posts_of(session, caller, clock.now())
    at_post = any((one.account_id, one.centre_id, one.held_at) == (account_id, centre_id, None) for one in present)
    if not at_post or account_id == caller.account_id:
        raise NotFound("nobody else of that account is at a post of this centre")
    await sessions.end_all(session, clock, author, AccountId(account_id), SessionEnd.BY_MANAGER)
    return await posts_of(session, caller, clock.now())
