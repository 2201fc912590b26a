"""Follow a mission: statuses by hand, and what its box says: crew buttons, availability, receipts of orders."""

from datetime import datetime
from uuid import UUID

import msgspec

from db.engine import Writing
from db.models.positions import BoxMessage
from db.models.regulation import Mission
from dispatch.missions import orders, receipts, repository, rules, service
from dispatch.missions.receipts import Receipt
from dispatch.missions.service import Told
from dispatch.vehicles import service as vehicles
from kit.caller import Author, Caller
from kit.clock import Clock
from kit.errors import Conflict, Invalid
from kit.ids import BoxId, CentreId, MissionId, VehicleId
from kit.wire.codes.means import Availability
from kit.wire.codes.missions import MissionStatus, ReceiptState, StatusSource
from kit.wire.missions import MissionView, StatusEntry
from kit.wire.telemetry import BoxStatus, OrderReceipt
from socle.outbox import service as outbox

CREW = Author(None, "CREW")
"""Author of what a crew says through its box."""


class StatusRefused(Conflict):
    """The mission cannot go from its present status to this one; `current` is the mission."""

    title = "Status not possible now"


async def set_status(
    session: Writing, caller: Caller, clock: Clock, mission_id: UUID, entry: StatusEntry
) -> MissionView:
    """Give a status by hand, as told by voice. Giving the present one again changes nothing.

    Raises:
        NotFound: no such mission among the transaction's centres.
        Invalid: standing down is another command; a time in the future, or before the present status.
        StatusRefused: the mission cannot go there.
    """
    if entry.status not in rules.BY_HAND:
        raise Invalid("this status is not given by hand", path="$.status")
    mission = await service.lock(session, mission_id)
    author = caller.acting_at(CentreId(mission.centre_id), *rules.FOLLOWERS)
    await give(session, author, clock, mission, entry, StatusSource.OPERATOR)
    return await service.view(session, mission_id)


async def give(  # noqa: PLR0917 - whose word, on what, and what
    session: Writing, author: Author, clock: Clock, mission: Mission, entry: StatusEntry, source: StatusSource
) -> None:
    """Give a locked mission a status somebody tells now. Giving the present one again changes nothing.

    Raises:
        Invalid: a time in the future, or before the present status.
        StatusRefused: the mission cannot go there.
    """
    if mission.status == entry.status:
        return
    if not rules.may_follow(MissionStatus(mission.status), entry.status):
        raise StatusRefused(
            f"{entry.status} cannot follow {mission.status}", current=await service.view(session, mission.id)
        )
    now = clock.now()
    at = entry.at or now
    if not mission.status_at <= at <= now + clock.future_bound():
        raise Invalid("a status is true after the one before, and not in the future", path="$.at")
    told = Told(entry.status, min(at, now), rules.ERROR_S[source], source, account_id=author.account_id)
    await _enter(session, author, clock, mission, told)


async def _enter(
    session: Writing, author: Author, clock: Clock, mission: Mission, told: Told, *, applied: bool = True
) -> None:
    """Write a status. A crew that had refused, and leaves all the same, is told the place that changed meanwhile (practice, rule 15)."""
    stayed = _refuses(mission)
    await service.enter(session, author, mission, told, clock.now(), applied=applied)
    if not stayed or _refuses(mission) or told.status not in rules.BEFORE_TRANSPORT or mission.receipt_at is None:
        return
    moved = await repository.moved_since(session, mission, mission.receipt_at)
    if moved is not None:
        await orders.tell_again(session, author, clock, mission, moved)


def _refuses(mission: Mission) -> bool:
    return rules.refusal_holds(MissionStatus(mission.status), refused=mission.receipt == ReceiptState.REFUSED)


# Boxes


async def apply_box_message(session: Writing, clock: Clock, message: BoxMessage) -> str:
    """Apply one message of a box: a button, a word about availability, or a receipt. Gives what was made of it, to be written beside it.

    Applying twice changes nothing. The session works for the centre of the mission named; what means nothing here is never an error.
    `APPLIED`; `KEPT`: evidence of a status that was not possible when it came; `OUTDATED`: overtaken by something newer; `DUPLICATE`;
    `UNREADABLE`, `UNKNOWN_MISSION`, `UNKNOWN_VERSION`, `WRONG_VEHICLE`, `NO_VEHICLE`, `NOT_A_BUTTON`: not for us.
    """
    try:
        if message.kind == "receipt":
            return await _apply_receipt(session, clock, message, msgspec.convert(message.body, OrderReceipt))
        said = msgspec.convert(message.body, BoxStatus)
    except msgspec.ValidationError:
        return "UNREADABLE"
    if said.availability is not None:
        if message.vehicle_id is None:
            return "NO_VEHICLE"
        at = min(said.at, message.received_at)
        applied = await declare(session, CREW, VehicleId(message.vehicle_id), said.availability, at)
        return "APPLIED" if applied else "OUTDATED"
    if said.mission_id is None or said.status is None:
        return "UNREADABLE"
    return await _apply_button(session, clock, message, said, said.mission_id, said.status)


async def declare(
    session: Writing, author: Author, vehicle_id: VehicleId, availability: Availability, at: datetime
) -> bool:
    """Write down a vehicle's word about itself; False when a newer one is held.

    One that is available is free of a mission the room has ended, whatever its last button.
    """
    mission = await repository.lock_active(session, vehicle_id)
    applied = await vehicles.declare_availability(session, author, vehicle_id, availability, at)
    if applied and availability is Availability.AVAILABLE and mission is not None and mission.closed_at is not None:
        await vehicles.free(session, MissionId(mission.id), at)
    return applied


async def _apply_button(  # noqa: PLR0917 - the last two are `said`'s, known to be there
    session: Writing, clock: Clock, message: BoxMessage, said: BoxStatus, mission_id: UUID, status: MissionStatus
) -> str:
    """Apply a crew button. A late or impossible one is kept as evidence and moves nothing."""
    mission = await repository.lock(session, mission_id)
    refusal = _not_for(mission, message)
    if mission is None or refusal is not None:
        return refusal or "UNKNOWN_MISSION"
    if status not in rules.CREW_BUTTONS:
        return "NOT_A_BUTTON"
    if await repository.is_told(session, message.box_id, message.boot, message.seq):
        return "DUPLICATE"
    applied = rules.may_follow(MissionStatus(mission.status), status)
    at, error_s = rules.told_at(said.at, message.received_at, mission.ordered_at)
    told = Told(
        status=status,
        at=at,
        error_s=error_s,
        source=StatusSource.CREW,
        box=(BoxId(message.box_id), message.boot, message.seq),
    )
    await _enter(session, CREW, clock, mission, told, applied=applied)
    return "APPLIED" if applied else "KEPT"


def _not_for(mission: Mission | None, message: BoxMessage) -> str | None:
    """Say why a message is not for a mission: it does not exist here, or the box sits in another vehicle."""
    if mission is None:
        return "UNKNOWN_MISSION"
    return None if mission.vehicle_id == message.vehicle_id else "WRONG_VEHICLE"


async def _apply_receipt(session: Writing, clock: Clock, message: BoxMessage, receipt: OrderReceipt) -> str:
    """Apply what a box and its crew did with one version of an order. Any receipt ends its telling."""
    mission = await repository.lock(session, receipt.mission_id)
    refusal = _not_for(mission, message)
    if mission is None or refusal is not None:
        return refusal or "UNKNOWN_MISSION"
    if receipt.version > mission.order_version:
        return "UNKNOWN_VERSION"
    await outbox.end_order(session, MissionId(mission.id), receipt.version)
    at, error_s = rules.told_at(receipt.at, message.received_at, mission.ordered_at)
    said = Receipt(receipt.version, receipt.state, at, error_s, receipt.reason)
    return "APPLIED" if await receipts.take(session, CREW, clock, mission, said) else "OUTDATED"
