"""Freezing a case while an inquiry lasts: what its missions left outlives its time. Source: practice, rule 33."""

from datetime import datetime
from uuid import UUID

from db.engine import Reading, Writing
from db.models.keeping import LegalHold
from db.models.regulation import Case
from db.secrets import cell, keyring, private
from dispatch.cases import repository, service
from kit.caller import Author
from kit.errors import Conflict, NotFound
from kit.ids import new_id


class AlreadyHeld(Conflict):
    """The case is under a legal hold."""

    title = "Case already held"


class NotHeld(Conflict):
    """The case is under no legal hold."""

    title = "Case not held"


async def hold(session: Writing, author: Author, number: str, motive: str, at: datetime) -> UUID:
    """Freeze a case, open or closed; give the hold's id.

    Raises:
        NotFound: no case of this number among the transaction's centres.
        AlreadyHeld: it is frozen.
    """
    case = await _find(session, number)
    if await repository.held(session, case.id) is not None:
        raise AlreadyHeld(f"case {number} is held already")
    hold_id = new_id()
    session.add(
        LegalHold(
            id=hold_id,
            centre_id=case.centre_id,
            case_id=case.id,
            motive=keyring(session).encrypt(case.centre_id, motive, cell(LegalHold.motive, hold_id)),
            set_at=at,
            set_by=author.account_id,
        )
    )
    await service.record(session, author, case, "case.held", at, {"motive": private(motive)})
    return hold_id


async def end(session: Writing, author: Author, number: str, at: datetime) -> None:
    """Let a frozen case go on: what is past its time goes.

    Raises:
        NotFound: no case of this number among the transaction's centres.
        NotHeld: it is not frozen.
    """
    case = await _find(session, number)
    held = await repository.held(session, case.id)
    if held is None:
        raise NotHeld(f"case {number} is not held")
    held.ended_at = at
    held.ended_by = author.account_id
    await service.record(session, author, case, "case.hold_ended", at, {})


async def _find(session: Reading, number: str) -> Case:
    case = await repository.numbered(session, number)
    if case is None:
        raise NotFound(f"no case {number}")
    return case
