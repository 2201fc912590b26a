"""A call that goes on at another centre: the sender's leg ends, the receiver's begins, answered, on the same case."""

from datetime import datetime

from db.engine import Writing
from db.models.regulation import Call
from db.secrets import cell, keyring
from dispatch.calls import rules, service
from kit.caller import Author
from kit.ids import CallId, CentreId, new_id
from kit.wire.codes.calls import CallState


def is_live(call: Call) -> bool:
    """Tell whether somebody is on the line and has been answered."""
    return CallState(call.state) in rules.LIVE and call.answered_at is not None


async def carry(session: Writing, author: Author, leg: Call, to: CentreId, *, rang_at: datetime, at: datetime) -> Call:
    """Answer a locked live leg at another centre. The transaction works for both; `rang_at`: since when it rang there."""
    number, keys, call_id = service.number_of(session, leg), keyring(session), CallId(new_id())
    call = Call(
        id=call_id,
        centre_id=to,
        version=1,
        external_id=f"transfer:{leg.id}",
        line=leg.line,
        number=None if number is None else keys.encrypt(to, number, cell(Call.number, call_id)),
        number_blind=None if number is None else keys.blind(to, "phone", number),
        state=CallState.ANSWERED.value,
        rang_at=rang_at,
        answered_at=at,
        answered_by=author.account_id,
        case_id=leg.case_id,
        lon_deg=leg.lon_deg,
        lat_deg=leg.lat_deg,
        radius_m=leg.radius_m,
        h3_9=leg.h3_9,
    )
    session.add(call)
    leg.state = CallState.ENDED.value
    leg.ended_at = at
    leg.version += 1
    await session.flush()
    body = {"line": call.line, "carried_from": str(leg.id)}
    await service.record(session, author, leg, "call.carried_on", at, {"call_id": str(call_id)})
    await service.record(session, author, call, "call.answered", at, body)
    return call
