"""What became of one version of an order, whoever says so: the box in the vehicle, or the page of its company or crew."""

from dataclasses import dataclass
from datetime import datetime

from db.engine import Writing
from db.models.regulation import Mission
from dispatch.missions import close, rules, service
from dispatch.missions.service import Told
from kit.caller import Author
from kit.clock import Clock
from kit.wire.codes.missions import MissionStatus, ReceiptState, StatusSource


@dataclass(frozen=True, slots=True)
class Receipt:
    """One answer. `at`: domain time, true to within `error_s` seconds; `reason`: why it was refused."""

    version: int
    state: ReceiptState
    at: datetime
    error_s: float
    reason: str | None = None


async def take(session: Writing, author: Author, clock: Clock, mission: Mission, receipt: Receipt) -> bool:
    """Write down what became of the order of a locked mission. False when an answer that says as much is held, or a newer version is told.

    An acceptance starts the mission; a pilot who was asked and refuses ends it.
    """
    held = None if mission.receipt is None else ReceiptState(mission.receipt)
    if receipt.version < mission.order_version or not rules.is_further(held, receipt.state):
        return False
    mission.receipt = receipt.state.value
    mission.receipt_version = receipt.version
    mission.receipt_at = receipt.at
    mission.receipt_reason = receipt.reason if receipt.state is ReceiptState.REFUSED else None
    mission.version += 1
    now = clock.now()
    body = {"version": receipt.version, "told_at": receipt.at, "reason": receipt.reason}
    await service.record(session, author, mission, f"mission.order_{receipt.state.value.lower()}", now, body)
    if receipt.state is ReceiptState.ACCEPTED and mission.status == MissionStatus.DECISION:
        told = Told(
            MissionStatus.DECLENCHE,
            max(receipt.at, mission.status_at),
            receipt.error_s,
            StatusSource.CREW,
            account_id=author.account_id,
        )
        await service.enter(session, author, mission, told, now)
    if receipt.state is ReceiptState.REFUSED and rules.awaits_pilot(MissionStatus(mission.status), asked=mission.asked):
        await close.pilot_refused(session, author, clock, mission)
    return True
