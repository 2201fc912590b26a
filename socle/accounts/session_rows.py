"""The SQL of sessions as they begin, are listed and end. Times are real."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update

from db.engine import Reading, Writing
from db.models.accounts import Session
from kit.ids import AccountId, SessionId
from kit.wire.codes.people import SessionEnd

ENDED_CHANNEL = "sessions"
"""PostgreSQL tells its listeners at commit that sessions have ended, so that live connections close at once."""


async def insert(session: Writing, row: Session) -> None:
    """Insert an open session."""
    session.add(row)
    await session.flush()


async def open_sessions(session: Reading, account: AccountId, now: datetime, seen_after: datetime) -> Sequence[Session]:
    """Give an account's sessions that hold at `now`, the latest used first."""
    rows = await session.scalars(
        select(Session)
        .where(
            Session.account_id == account,
            Session.ended_at.is_(None),
            Session.expires_at > now,
            Session.last_seen_at > seen_after,
        )
        .order_by(Session.last_seen_at.desc(), Session.id)
    )
    return rows.all()


@dataclass(frozen=True, slots=True)
class Which:
    """Which open sessions to end: those that fit everything given, at least one thing."""

    account: AccountId | None = None
    one: UUID | None = None
    but: SessionId | None = None
    oidc_sid: str | None = None


async def end(session: Writing, which: Which, because: SessionEnd, at: datetime) -> list[tuple[SessionId, AccountId]]:
    """End open sessions; give them with their accounts."""
    given = [
        (which.account, Session.account_id == which.account),
        (which.one, Session.id == which.one),
        (which.but, Session.id != which.but),
        (which.oidc_sid, Session.oidc_sid == which.oidc_sid),
    ]
    rows = await session.execute(
        update(Session)
        .where(Session.ended_at.is_(None), *(condition for value, condition in given if value is not None))
        .values(ended_at=at, ended_because=because.value)
        .returning(Session.id, Session.account_id)
    )
    ended = [(SessionId(session_id), AccountId(account_id)) for session_id, account_id in rows]
    if ended:
        await session.execute(select(func.pg_notify(ENDED_CHANNEL, "")))
    return ended


async def id_token(session: Reading, session_id: SessionId) -> str | None:
    """Give the identity provider's ID token of a session, as it is stored."""
    found: str | None = await session.scalar(select(Session.oidc_id_token).where(Session.id == session_id))
    return found
