"""What companies, crews and emergency departments say of a mission on pages of theirs: taken or refused, statuses, bilan, seen.

The box of a vehicle says the same of its crew (`follow`). Whoever calls these has seen to it that the mission is the caller's own.
"""

from datetime import datetime
from uuid import UUID

import msgspec

from db.engine import Reading, Writing
from db.models.regulation import Case, Mission
from db.secrets import private
from dispatch.cases import edit, settling
from dispatch.cases import service as cases
from dispatch.missions import follow, receipts, rules, service
from dispatch.missions.close import MissionOver
from dispatch.missions.receipts import Receipt
from kit.caller import Author
from kit.clock import Clock
from kit.errors import Conflict, Invalid
from kit.wire.codes.cases import CareQueue
from kit.wire.codes.missions import MissionStatus, ReceiptState, StatusSource
from kit.wire.codes.people import DOCTORS
from kit.wire.missions import StatusEntry
from kit.wire.partners import Bilan, OrderAnswer


class OrderChanged(Conflict):
    """The order changed since it was read: read it again."""

    title = "Order changed meanwhile"


class OrderAnswered(Conflict):
    """Another answer to this order is held: call the room."""

    title = "Order answered already"


async def answer_order(session: Writing, author: Author, clock: Clock, mission_id: UUID, entry: OrderAnswer) -> None:
    """Take the present version of an order, or refuse it. Saying the same again changes nothing.

    Raises:
        NotFound: no such mission among the transaction's centres.
        MissionOver: it has ended, or a crew on its way refuses.
        OrderChanged, OrderAnswered.
    """
    mission = await service.lock(session, mission_id)
    said = ReceiptState.ACCEPTED if entry.refusal is None else ReceiptState.REFUSED
    if entry.version != mission.order_version:
        raise OrderChanged("read the order as it is now")
    if mission.receipt == said:
        return
    leaves = said is ReceiptState.REFUSED and MissionStatus(mission.status) not in rules.BEFORE_DEPARTURE
    if mission.closed_at is not None or leaves:
        raise MissionOver(f"the mission is in status {mission.status}")
    if mission.receipt in {ReceiptState.ACCEPTED, ReceiptState.REFUSED}:
        raise OrderAnswered("another answer is held: call the room")
    error_s = rules.ERROR_S[StatusSource.CREW]
    receipt = Receipt(entry.version, said, clock.now(), error_s, None if entry.refusal is None else entry.refusal.value)
    await receipts.take(session, author, clock, mission, receipt)


async def press(session: Writing, author: Author, clock: Clock, mission_id: UUID, entry: StatusEntry) -> None:
    """Give a status as a crew's button does.

    Raises:
        NotFound: no such mission among the transaction's centres.
        Invalid: a crew gives no such status, or not at this time.
        StatusRefused: the mission cannot go there.
    """
    if entry.status not in rules.CREW_BUTTONS:
        raise Invalid("this status is no crew's to give", path="$.status")
    mission = await service.lock(session, mission_id)
    await follow.give(session, author, clock, mission, entry, StatusSource.CREW)


async def bilan(session: Writing, author: Author, clock: Clock, mission_id: UUID, entry: Bilan) -> None:
    """Tell the doctor what was found: the case waits for one among the bilans, unless a doctor has it. Source: practice, rule 17.

    Raises:
        NotFound: no such mission among the transaction's centres.
        MissionOver: the crew is not with the patient.
    """
    mission = await service.lock(session, mission_id)
    if mission.closed_at is not None or MissionStatus(mission.status) not in rules.WITH_PATIENT:
        raise MissionOver(f"the mission is in status {mission.status}")
    case = await cases.lock(session, mission.case_id)  # before the occupancy: engaging takes them in this order
    now = clock.now()
    found = {name: value for name, value in msgspec.structs.asdict(entry).items() if value is not None}
    await service.record(session, author, mission, "mission.bilan_given", now, {**found, "words": private(entry.words)})
    if rules.may_follow(MissionStatus(mission.status), MissionStatus.BILAN):
        await follow.give(session, author, clock, mission, StatusEntry(status=MissionStatus.BILAN), StatusSource.CREW)
    if not await _doctor_has(session, case, now):
        edit.set_queue(case, CareQueue.BILAN, now)
    case.version += 1
    await settling.settle(session, case, now)


async def _doctor_has(session: Reading, case: Case, at: datetime) -> bool:
    """Tell whether a doctor, or an intern, holds a case. From the queue of OSNP it is theirs, unless a doctor at work took it there."""
    if case.taken_by is None or case.queue != CareQueue.OSNP:
        return case.taken_by is not None
    return await cases.is_at_work(session, case.taken_by, case.centre_id, DOCTORS, at)


async def seen_at_destination(session: Writing, author: Author, clock: Clock, mission: Mission) -> None:
    """Write down that the service a locked mission goes to has seen who comes (*vu*). Saying it again changes nothing.

    Raises:
        MissionOver: it has ended.
    """
    if mission.closed_at is not None:
        raise MissionOver("the mission has ended")
    if mission.destination_seen_at is None:
        mission.destination_seen_at = now = clock.now()
        mission.version += 1
        await service.record(session, author, mission, "mission.destination_seen", now, {})
