"""Requests for another centre's vehicles as both centres see them."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import aliased

from db.engine import Reading
from db.models.accounts import Account
from db.models.centres import HelpRequest
from db.models.fleet import Vehicle
from db.models.regulation import Case
from kit.errors import NotFound
from kit.wire.centres import HelpView
from kit.wire.codes.centres import HelpRefusal, HelpState


async def view(session: Reading, request_id: UUID) -> HelpView:
    """Give one request.

    Raises:
        NotFound: no such request of the transaction's centres.
    """
    found = await views(session, HelpRequest.id == request_id)
    if not found:
        raise NotFound("no such request")
    return found[0]


async def of_cases(session: Reading, case_ids: Collection[UUID]) -> list[HelpView]:
    """Give the requests made for cases, oldest first."""
    return await views(session, HelpRequest.case_id.in_(case_ids))


async def waiting(session: Reading) -> list[HelpView]:
    """Give the requests that nobody has answered, oldest first."""
    return await views(session, HelpRequest.state == HelpState.ASKED.value)


async def views(session: Reading, wanted: ColumnElement[bool]) -> list[HelpView]:
    """Give requests, oldest first."""
    asker, answerer = aliased(Account), aliased(Account)
    query = (
        select(HelpRequest, Case.number, Vehicle.call_sign, asker.name, answerer.name)
        .join(Case, Case.id == HelpRequest.case_id)
        .join(Vehicle, Vehicle.id == HelpRequest.vehicle_id)
        .join(asker, asker.id == HelpRequest.asked_by)
        .outerjoin(answerer, answerer.id == HelpRequest.answered_by)
        .where(wanted)
        .order_by(HelpRequest.asked_at, HelpRequest.id)
        .execution_options(populate_existing=True)
    )
    return [
        HelpView(
            id=request.id,
            version=request.version,
            case_id=request.case_id,
            case_number=number,
            centre_id=request.centre_id,
            to_centre_id=request.to_centre_id,
            vehicle_id=request.vehicle_id,
            call_sign=call_sign,
            decision_id=decision_of(request),
            state=HelpState(request.state),
            asked_by=asked_by,
            asked_at=request.asked_at,
            alarmed_at=request.alarmed_at,
            answered_by=answered_by,
            answered_at=request.answered_at,
            refusal=None if request.answer is None else HelpRefusal(request.answer),
            mission_id=request.mission_id,
        )
        for request, number, call_sign, asked_by, answered_by in await session.execute(query)
    ]


def decision_of(request: HelpRequest) -> UUID | None:
    """Give the decision the engagement asked for quotes."""
    quoted = request.engagement.get("decision_id")
    return None if quoted is None else UUID(str(quoted))
