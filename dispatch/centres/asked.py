"""What one centre asks of another and waits for, a transfer or a vehicle: who may answer, and what an answer writes."""

from collections.abc import Collection
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from db.engine import Writing, work_for
from db.models.centres import CaseTransfer, HelpRequest
from kit.caller import Author, Caller
from kit.ids import CentreId
from kit.wire.codes.people import Role


async def work_for_both(
    session: Writing, caller: Caller, asked: CaseTransfer | HelpRequest, roles: Collection[Role]
) -> Author:
    """Give the author for somebody who holds one of the roles at the centre asked; the transaction works for both centres from here on.

    Raises: Forbidden.
    """
    author = caller.acting_at(CentreId(asked.to_centre_id), *roles)
    await work_for(session, caller.account_id, [*caller.centres_of(frozenset(roles)), asked.centre_id])
    return author


def answer(
    asked: CaseTransfer | HelpRequest, state: StrEnum, at: datetime, by: UUID | None, why: StrEnum | None = None
) -> None:
    """Write how what was asked, locked, has ended; at a domain time."""
    asked.state = state.value
    asked.answered_at = at
    asked.answered_by = by
    asked.answer = None if why is None else why.value
    asked.version += 1
