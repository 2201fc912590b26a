"""The rights in force now: shifts, pools, and the post a session works at.

A right may have a shift (domain time: it belongs to the day that is worked). Where a centre's lines and queues are pooled,
who works for the helping centre holds the same role at the helped one, for as long as the pool holds. A session that has taken a post has
the rights of that post alone, and of the pools it takes on. Source: practice, rule 29.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

import asyncpg
from sqlalchemy import update

from db.engine import Reading, Writing, ask
from db.models.centres import PostSession
from kit.caller import Author, Caller, Right
from kit.clock import PARIS, Clock
from kit.errors import Forbidden
from kit.ids import AccountId, CentreId, SessionId, new_id
from kit.wire.centres import PostEntry
from kit.wire.codes.centres import PoolReason
from kit.wire.codes.people import Role
from socle.accounts.rules import Lifetime, token_hash
from socle.accounts.service import REGION, SignedIn
from socle.audit import service as audit

# Asked of the driver: every request pays for `_CALLER`.
_POOL_HOLDS = """p.until IS NULL AND p.since <= $1 AND (
        p.from_minute = p.to_minute
        OR (p.from_minute < p.to_minute AND $2 >= p.from_minute AND $2 < p.to_minute)
        OR (p.from_minute > p.to_minute AND ($2 >= p.from_minute OR $2 < p.to_minute)))"""

_WORKING = """
        SELECT w.account_id, r.centre_id, r.role, t.pooled_centre_ids
        FROM {who} w
        JOIN account_rights r ON r.account_id = w.account_id
            AND (r.from_at IS NULL OR r.from_at <= $1) AND (r.to_at IS NULL OR r.to_at > $1)
        LEFT JOIN post_sessions t ON t.session_id = w.session_id AND t.to_at IS NULL
        WHERE t.id IS NULL OR (t.centre_id = r.centre_id AND t.role = r.role)"""
_POOLED = f"""
        SELECT w.account_id, p.centre_id, w.role, p.by_centre_id
        FROM working w
        JOIN centre_pools p ON p.by_centre_id = w.centre_id AND w.role = ANY (p.roles) AND {_POOL_HOLDS}
        WHERE w.pooled_centre_ids IS NULL OR p.centre_id = ANY (w.pooled_centre_ids)"""  # noqa: S608 - constants


def _rights(who: str, select: str) -> str:
    """Give a query of `in_force` (account_id, centre_id, role, held_at): the rights of each pair (account_id, session_id) of `who`.

    A session that has taken no post has its account's. `$1` is the domain time, `$2` its minute of the Paris day.
    """
    own = "SELECT account_id, centre_id, role, NULL::uuid AS held_at FROM working"
    return f"WITH working AS ({_WORKING.format(who=who)}), in_force AS ({own} UNION ALL {_POOLED}) {select}"


_IN_FORCE = _rights(
    "(SELECT $3::uuid AS account_id, $4::uuid AS session_id)",
    "SELECT centre_id, role, held_at FROM in_force",
)
_CALLER = _rights(
    "(SELECT account_id, id AS session_id FROM sessions WHERE token_hash = $3)",
    """SELECT s.id, s.kind, s.csrf_hash, s.last_seen_at, s.expires_at, s.ended_at, s.senior_id, a.id AS account_id, a.login, a.name,
        f.centre_id, f.role, f.held_at
    FROM sessions s JOIN accounts a ON a.id = s.account_id JOIN in_force f ON f.account_id = a.id
    WHERE s.token_hash = $3 AND a.active""",
)
_AT_WORK = _rights(
    "(SELECT account_id, id AS session_id FROM sessions WHERE ended_at IS NULL AND expires_at > $3)",
    """SELECT DISTINCT a.name, f.account_id, f.centre_id, f.role FROM in_force f JOIN accounts a ON a.id = f.account_id
    WHERE f.centre_id = ANY ($4) ORDER BY a.name, f.account_id, f.role, f.centre_id""",
)

_ROSTER = _rights(
    "(SELECT account_id, id AS session_id FROM sessions WHERE ended_at IS NULL AND expires_at > $3)",
    """SELECT f.account_id, a.name, f.centre_id, f.role, f.held_at, min(t.from_at), min(s.opened_at)
    FROM in_force f
    JOIN accounts a ON a.id = f.account_id
    JOIN sessions s ON s.account_id = f.account_id AND s.ended_at IS NULL AND s.expires_at > $3
    LEFT JOIN post_sessions t ON t.session_id = s.id AND t.to_at IS NULL
        AND t.role = f.role AND t.centre_id = coalesce(f.held_at, f.centre_id)
    WHERE f.centre_id = ANY ($4)
    GROUP BY f.account_id, a.name, f.centre_id, f.role, f.held_at
    ORDER BY f.role, a.name, f.account_id, f.centre_id""",
)

_POOLS = f"SELECT p.centre_id, p.by_centre_id, p.reason, p.roles FROM centre_pools p WHERE {_POOL_HOLDS}"  # noqa: S608 - a constant


class AtWork(NamedTuple):
    """Somebody signed in, with one of the rights they have now."""

    account_id: UUID
    name: str
    centre_id: UUID
    role: Role


class AtPost(NamedTuple):
    """A right somebody signed in works with. `held_at`: from which centre, when pooled. `since`: domain time; `signed_in_at`: real."""

    account_id: UUID
    name: str
    centre_id: UUID
    role: Role
    held_at: UUID | None
    since: datetime | None
    signed_in_at: datetime


class Pool(NamedTuple):
    """A pool that holds at this hour."""

    centre_id: UUID
    by_centre_id: UUID
    reason: PoolReason
    roles: frozenset[Role]


def minute_of(at: datetime) -> int:
    """Give the minute of the Paris day of an instant."""
    local = at.astimezone(PARIS)
    return 60 * local.hour + local.minute


async def in_force(
    session: Reading, account: AccountId, session_id: SessionId | None, at: datetime
) -> frozenset[Right]:
    """Give the rights an account has at a domain time, in one of its sessions or (none) in any."""
    return _held(await ask(session, _IN_FORCE, at, minute_of(at), account, session_id))


def _held(rows: Iterable[asyncpg.Record]) -> frozenset[Right]:
    return frozenset(Right(row["centre_id"], Role(row["role"]), row["held_at"]) for row in rows)


async def find_caller(
    connection: asyncpg.Connection, token: str, now: datetime, idle: timedelta, at: datetime
) -> SignedIn | None:
    """Find whose token it is, with the rights in force at a domain time, in one round trip.

    None when the session does not hold at `now` (real time), the account is closed, or no right is in force.
    """
    rows = await connection.fetch(_CALLER, at, minute_of(at), token_hash(token))
    if not rows:
        return None
    row = rows[0]
    lifetime = Lifetime(row["last_seen_at"], row["expires_at"], row["ended_at"])
    if not lifetime.holds(now, idle):
        return None
    caller = Caller(row["account_id"], row["login"], row["name"], _held(rows), row["senior_id"])
    return SignedIn(row["id"], row["kind"], caller, row["csrf_hash"], lifetime)


async def at_work(session: Reading, centre_ids: Collection[UUID], at: datetime, real_now: datetime) -> list[AtWork]:
    """Give who is signed in with which rights in force at these centres, by name. `at`: domain time; sessions run in real time."""
    rows = await ask(session, _AT_WORK, at, minute_of(at), real_now, list(centre_ids))
    return [AtWork(account_id, name, centre_id, Role(role)) for name, account_id, centre_id, role in rows]


async def roster(session: Reading, centre_ids: Collection[UUID], at: datetime, real_now: datetime) -> list[AtPost]:
    """Give who works at which post of these centres, pooled ones too, by role and name. Times as in `at_work`."""
    rows = await ask(session, _ROSTER, at, minute_of(at), real_now, list(centre_ids))
    return [
        AtPost(account_id, name, centre_id, Role(role), held_at, since, signed_in_at)
        for account_id, name, centre_id, role, held_at, since, signed_in_at in rows
    ]


async def pools(session: Reading, at: datetime) -> list[Pool]:
    """Give the pools that hold at a domain time."""
    return [
        Pool(centre_id, by_centre_id, PoolReason(reason), frozenset(map(Role, roles)))
        for centre_id, by_centre_id, reason, roles in await ask(session, _POOLS, at, minute_of(at))
    ]


async def helpers(session: Reading, at: datetime) -> dict[UUID, set[UUID]]:
    """Give, by helped centre, those that work its lines and queues at a domain time."""
    found: defaultdict[UUID, set[UUID]] = defaultdict(set)
    for pool in await pools(session, at):
        found[pool.centre_id].add(pool.by_centre_id)
    return dict(found)


async def take(session: Writing, caller: Caller, clock: Clock, session_id: SessionId, entry: PostEntry) -> None:
    """Work at one post from now on, whatever the session worked at before.

    Raises:
        Forbidden: the account does not hold the role at the centre now.
    """
    now = clock.now()
    held = await in_force(session, caller.account_id, None, now)
    if Right(CentreId(entry.centre_id), entry.role) not in held:
        raise Forbidden("this role is not held at this centre now")
    await leave(session, session_id, now)
    session.add(
        PostSession(
            id=new_id(),
            session_id=session_id,
            account_id=caller.account_id,
            centre_id=entry.centre_id,
            role=entry.role.value,
            pooled_centre_ids=entry.pooled_centre_ids,
            from_at=now,
            to_at=None,
        )
    )
    await session.flush()
    body = {"session_id": session_id, "centre_id": entry.centre_id, "pooled_centre_ids": entry.pooled_centre_ids}
    author = Author(caller.account_id, entry.role.value, CentreId(entry.centre_id))
    await audit.record(session, author, REGION, "post.taken", now, body)


async def leave(session: Writing, session_id: SessionId, at: datetime) -> None:
    """Work at no post in particular any more: the session has all its account's rights again."""
    await session.execute(
        update(PostSession).where(PostSession.session_id == session_id, PostSession.to_at.is_(None)).values(to_at=at)
    )
