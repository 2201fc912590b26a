"""Hand a case over to another centre, with the caller on the line: asked, then accepted, refused or taken back.

Until it is accepted the sender is responsible, and nothing is locked for it. Accepted, the case and its rows belong to the receiver, under
the number they have; the sender goes on reading, and what either wrote stays in the chain it was written in. Source: practice, rule 29.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from db import changes
from db.engine import Reading, Writing
from db.models.centres import CaseTransfer, HelpRequest
from db.models.regulation import Call, Case
from dispatch.calls import carried
from dispatch.cases import repository, rules, service
from dispatch.centres import ask_help, asked, following, shares, transfers
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, NotFound
from kit.ids import CentreId, new_id
from kit.wire.cases import CaseView
from kit.wire.centres import TransferEntry, TransferRefusalEntry, TransferView
from kit.wire.codes.cases import Priority
from kit.wire.codes.centres import HelpState, ShareReason, TransferState
from kit.wire.codes.missions import Outcome


class EngageFirst(Conflict):
    """A P0 leaves, or is asked for, before it changes hands; `current` is the case."""

    title = "Engage before handing over"


class TransferPending(Conflict):
    """The case is already asked to be taken over; `current` is the transfer."""

    title = "Transfer already asked"


class TransferOver(Conflict):
    """The transfer was answered or taken back meanwhile; `current` is how it stands."""

    title = "Transfer over"


async def ask(session: Writing, caller: Caller, clock: Clock, case_id: UUID, entry: TransferEntry) -> TransferView:
    """Ask another centre to take a case over; the newest call on the line rings there.

    Raises:
        NotFound, CaseClosed: no such case of the caller's centres, or it never changes again.
        Invalid: no other regulating centre is named.
        EngageFirst: a P0 for which nothing was engaged or asked for.
        TransferPending: it is asked already.
    """
    case = await service.lock(session, case_id)
    author = caller.acting_at(CentreId(case.centre_id), *rules.HANDERS)
    await shares.check_centre(session, case, entry.to_centre_id)
    pending = await _asked(session, case_id)
    if pending is not None:
        raise TransferPending(
            "this case is already asked to be taken over", current=await transfers.view(session, pending)
        )
    if case.priority == Priority.P0 and not await _help_is_on_its_way(session, case_id):
        raise EngageFirst(
            "engage, or ask for a vehicle, before handing a P0 over", current=await service.view(session, case_id)
        )
    now = clock.now()
    leg = await _live_call(session, case)
    transfer = CaseTransfer(
        id=new_id(),
        version=1,
        case_id=case_id,
        centre_id=case.centre_id,
        to_centre_id=entry.to_centre_id,
        call_id=None if leg is None else leg.id,
        state=TransferState.ASKED.value,
        motive=entry.motive.value,
        asked_by=caller.account_id,
        asked_at=now,
    )
    session.add(transfer)
    await shares.give(session, case, entry.to_centre_id, ShareReason.TRANSFER, author.account_id, now)
    await session.flush()
    body = {
        "transfer_id": str(transfer.id),
        "to_centre_id": str(entry.to_centre_id),
        "call_id": None if leg is None else str(leg.id),
        "motive": entry.motive.value,
    }
    await service.record(session, author, case, "case.transfer_asked", now, body)
    return await transfers.view(session, transfer.id)


async def accept(session: Writing, caller: Caller, clock: Clock, transfer_id: UUID) -> CaseView:
    """Take a case over, and answer its caller. Accepting again what one's centre has accepted changes nothing.

    Raises:
        NotFound: no such transfer of the caller's centres.
        Forbidden: the caller may not take cases over at the receiving centre.
        TransferOver: taken back, or refused, meanwhile.
        CaseClosed: the sender has closed the case.
    """
    found = await _find(session, transfer_id)
    if found.state == TransferState.ACCEPTED:
        caller.acting_at(CentreId(found.to_centre_id), *rules.HANDERS)
        return await service.view(session, found.case_id)
    author = await asked.work_for_both(session, caller, found, rules.HANDERS)
    await following.lock(session, found.case_id)
    case, transfer = await service.lock(session, found.case_id), await _lock(session, found.id)
    leg = await _live_call(session, case)
    now = clock.now()
    sender, receiver = transfer.centre_id, CentreId(transfer.to_centre_id)
    case.centre_id = receiver
    case.taken_by = case.taken_at = case.offered_to = case.orphaned_at = None
    case.kept_by = caller.account_id
    case.version += 1
    await session.flush()  # the case's rows follow it by their keys
    missions = await following.bring(session, case)
    asked.answer(transfer, TransferState.ACCEPTED, now, caller.account_id)
    await ask_help.follow_case(session, author, case, now)
    await shares.end(session, case, receiver, None, now)  # whatever it read the case for, the case is its own now
    await shares.give(session, case, sender, ShareReason.TRANSFER, author.account_id, now)
    if leg is not None:
        await carried.carry(session, author, leg, receiver, rang_at=transfer.asked_at, at=now)
    body = {"transfer_id": str(transfer.id), "from_centre_id": str(sender), "centre_id": str(receiver)}
    fact_id = await service.record(session, author, case, "case.transferred", now, body)
    changes.tell(session, fact_id, receiver, missions)
    return await service.view(session, case.id)


async def refuse(
    session: Writing, caller: Caller, clock: Clock, transfer_id: UUID, entry: TransferRefusalEntry
) -> TransferView:
    """Refuse a case, saying why: it stays with the sender, and the receiver reads it no more.

    Raises:
        NotFound, Forbidden, CaseClosed: as `accept`.
        TransferOver: accepted or taken back meanwhile.
    """
    found = await _find(session, transfer_id)
    author = await asked.work_for_both(session, caller, found, rules.HANDERS)
    case, transfer = await service.lock(session, found.case_id), await _lock(session, found.id)
    now = clock.now()
    asked.answer(transfer, TransferState.REFUSED, now, caller.account_id, entry.motive)
    await shares.end(session, case, transfer.to_centre_id, ShareReason.TRANSFER, now)
    body = {"transfer_id": str(transfer.id), "motive": entry.motive.value}
    await service.record(session, author, case, "case.transfer_refused", now, body)
    return await transfers.view(session, transfer_id)


async def take_back(session: Writing, caller: Caller, clock: Clock, transfer_id: UUID) -> TransferView:
    """Ask no more: the case and its caller stay with the sender.

    Raises:
        NotFound: no such transfer of the caller's centres.
        Forbidden: the caller may not hand cases over at the sending centre.
        TransferOver: accepted or refused meanwhile.
    """
    found = await _find(session, transfer_id)
    author = caller.acting_at(CentreId(found.centre_id), *rules.HANDERS)
    case = await repository.lock(session, found.case_id)
    transfer = await _lock(session, transfer_id)
    if case is None:
        raise NotFound("no such case")
    await drop(session, author, case, transfer, clock.now())
    return await transfers.view(session, transfer_id)


async def drop(session: Writing, author: Author, case: Case, transfer: CaseTransfer, at: datetime) -> None:
    """Take a locked transfer of a locked case back."""
    asked.answer(transfer, TransferState.TAKEN_BACK, at, author.account_id)
    await shares.end(session, case, transfer.to_centre_id, ShareReason.TRANSFER, at)
    await service.record(session, author, case, "case.transfer_taken_back", at, {"transfer_id": str(transfer.id)})


async def _find(session: Reading, transfer_id: UUID) -> CaseTransfer:
    found = await session.get(CaseTransfer, transfer_id)
    if found is None:
        raise NotFound("no such transfer")
    return found


async def _lock(session: Writing, transfer_id: UUID) -> CaseTransfer:
    """Lock a transfer that waits for its answer; the database lets no other be changed.

    Raises: TransferOver.
    """
    found = await session.get(CaseTransfer, transfer_id, with_for_update=True, populate_existing=True)
    if found is None:
        raise TransferOver("this transfer is over", current=await transfers.view(session, transfer_id))
    return found


async def _asked(session: Reading, case_id: UUID) -> UUID | None:
    query = select(CaseTransfer.id).where(
        CaseTransfer.case_id == case_id, CaseTransfer.state == TransferState.ASKED.value
    )
    return await session.scalar(query)


async def _help_is_on_its_way(session: Reading, case_id: UUID) -> bool:
    """Tell whether something was engaged for a case, or asked for, and not stood down."""
    missions = await repository.missions(session, [case_id])
    if any(mission.outcome != Outcome.CANCELLED for mission in missions):
        return True
    waiting = select(HelpRequest.id).where(HelpRequest.case_id == case_id, HelpRequest.state == HelpState.ASKED.value)
    return await session.scalar(waiting.limit(1)) is not None


async def _live_call(session: Reading, case: Case) -> Call | None:
    """Give the newest answered call of a case that is still on the line."""
    query = (
        select(Call)
        .where(Call.case_id == case.id, Call.centre_id == case.centre_id, Call.ended_at.is_(None))
        .order_by(Call.answered_at.desc(), Call.id.desc())
        .execution_options(populate_existing=True)
    )
    return next((call for call in await session.scalars(query) if carried.is_live(call)), None)
