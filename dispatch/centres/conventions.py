"""Whose vehicles another centre engages without asking, set by their own centre's supervisor or an administrator.

Source: practice, rule 28.
"""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from db.engine import Reading, Writing
from db.models.accounts import Account
from db.models.centres import Convention
from db.models.directory import Centre
from dispatch.assignment.rules import ANSWERS
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, Invalid, NotFound
from kit.ids import CentreId, new_id
from kit.wire.centres import ConventionEntry, ConventionView
from kit.wire.codes.cases import MeansType
from kit.wire.codes.people import Role
from socle.audit import service as audit

SETTERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


class ConventionHolds(Conflict):
    """The same convention is in force already."""

    title = "Convention already in force"


async def begin(session: Writing, caller: Caller, clock: Clock, entry: ConventionEntry) -> ConventionView:
    """Let another centre engage a centre's vehicles of a means without asking, from now on.

    Raises:
        Forbidden: the caller neither supervises nor administers the centre whose vehicles they are.
        Invalid: no other regulating centre is named, or a means no vehicle of the region answers.
        ConventionHolds: it is in force already.
    """
    author = caller.acting_at(CentreId(entry.centre_id), *SETTERS)
    regulates = await session.scalar(select(Centre.regulates).where(Centre.id == entry.by_centre_id))
    if not regulates or entry.by_centre_id == entry.centre_id:
        raise Invalid("name another regulating centre", path="$.by_centre_id")
    if entry.means not in ANSWERS:
        raise Invalid("one of: " + ", ".join(sorted(ANSWERS)), path="$.means")
    same = select(Convention.id).where(
        Convention.centre_id == entry.centre_id,
        Convention.by_centre_id == entry.by_centre_id,
        Convention.means == entry.means.value,
        Convention.until.is_(None),
    )
    if await session.scalar(same) is not None:
        raise ConventionHolds("end the one in force first")
    return await _view(session, await _begin(session, author, clock, entry))


async def load(session: Writing, author: Author, clock: Clock, entries: Iterable[ConventionEntry]) -> None:
    """Begin the conventions a region comes with; one that was ever set, even if it is over, is left as it is."""
    told = {(one.centre_id, one.by_centre_id, one.means) for one in await views(session)}
    for entry in entries:
        if (entry.centre_id, entry.by_centre_id, entry.means) not in told:
            await _begin(session, author, clock, entry)


async def _begin(session: Writing, author: Author, clock: Clock, entry: ConventionEntry) -> UUID:
    now = clock.now()
    convention = Convention(
        id=new_id(),
        centre_id=entry.centre_id,
        by_centre_id=entry.by_centre_id,
        means=entry.means.value,
        since=now,
        until=None,
        set_by=author.account_id,
    )
    session.add(convention)
    await session.flush()
    await audit.record(session, author, CentreId(entry.centre_id), "convention.begun", now, _named(convention))
    return convention.id


async def end(session: Writing, caller: Caller, clock: Clock, convention_id: UUID) -> ConventionView:
    """End a convention: from now on its vehicles are asked for. What was engaged under it goes on.

    Raises:
        NotFound: no such convention of the caller's centres, or it is over.
        Forbidden: as `begin`.
    """
    convention = await session.get(Convention, convention_id, with_for_update=True, populate_existing=True)
    if convention is None:
        raise NotFound("no such convention of your centres")
    author = caller.acting_at(CentreId(convention.centre_id), *SETTERS)
    now = clock.now()
    convention.until = now
    await session.flush()
    await audit.record(session, author, CentreId(convention.centre_id), "convention.ended", now, _named(convention))
    return await _view(session, convention.id)


async def views(session: Reading) -> list[ConventionView]:
    """Give every convention of the region, those that are over too, oldest first."""
    query = (
        select(Convention, Account.name)
        .outerjoin(Account, Account.id == Convention.set_by)
        .order_by(Convention.since, Convention.id)
        .execution_options(populate_existing=True)
    )
    return [
        ConventionView(
            id=convention.id,
            centre_id=convention.centre_id,
            by_centre_id=convention.by_centre_id,
            means=MeansType(convention.means),
            since=convention.since,
            until=convention.until,
            set_by=set_by,
        )
        for convention, set_by in await session.execute(query)
    ]


async def _view(session: Reading, convention_id: UUID) -> ConventionView:
    return next(one for one in await views(session) if one.id == convention_id)


def _named(convention: Convention) -> dict[str, object]:
    """Give what both facts of a convention say."""
    return {
        "convention_id": str(convention.id),
        "by_centre_id": str(convention.by_centre_id),
        "means": convention.means,
    }
