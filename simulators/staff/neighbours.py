"""What centres ask of each other: a vehicle that is another's, a case to take over. Mostly granted, at times refused with a reason.

Source: practice, rules 28 and 29.
"""

from functools import partial
from uuid import UUID

from kit.wire.calls import CallChange, CallView
from kit.wire.cases import CaseEdit, CaseView
from kit.wire.centres import HelpRefusalEntry, HelpView, TransferRefusalEntry, TransferView
from kit.wire.codes.calls import CallState
from kit.wire.codes.cases import CareQueue
from kit.wire.codes.centres import HelpRefusal, HelpState, TransferRefusal, TransferState
from kit.wire.missions import Engagement, MissionView
from simulators.api import Refused
from simulators.plan.laws import LAWS
from simulators.plan.room import HELP_PATIENCE, LISTENING
from simulators.staff.desk import Desk, Job, Post

ANOTHERS = "ask-its-centre"
NO_LONGER = frozenset({
    "vehicle-busy", "team-busy", "vehicle-unfit", "not-covered", "decision-ended", "decision-served",
})  # fmt: skip
"""Why a vehicle once asked for cannot be lent any more: asking again later changes nothing, so it is refused."""


async def engage(post: Post, engagement: Engagement) -> None:
    """Engage a vehicle; another centre's is asked for.

    Raises:
        Refused: it is neither engaged nor asked for.
    """
    try:
        await post.post("/api/missions", engagement, MissionView)
    except Refused as refusal:
        if refusal.problem != ANOTHERS:
            raise
        await post.post("/api/help-requests", engagement, HelpView)


def asked_for(desk: Desk, decision_id: UUID) -> set[UUID]:
    """Give the vehicles of other centres that were asked for on a decision, whatever the answer."""
    return {one.vehicle_id for one in desk.room.help_requests.values() if one.decision_id == decision_id}


def awaits_answer(desk: Desk, decision_id: UUID) -> bool:
    """Tell whether another centre may still answer for a decision: from its patience on, the next vehicle is tried."""
    now = desk.pace.now()
    return any(now < one.asked_at + HELP_PATIENCE for one in _waiting(desk, decision_id))


async def ask_no_more(post: Post, decision_id: UUID) -> None:
    """Take back what was asked for a decision and nobody answered: two vehicles must not come for one.

    Raises:
        Refused: it has just been answered.
    """
    for request in _waiting(post.desk, decision_id):
        await post.post(f"/api/help-requests/{request.id}/take-back", None, HelpView)


def _waiting(desk: Desk, decision_id: UUID) -> list[HelpView]:
    return [
        one
        for one in desk.room.help_requests.values()
        if one.decision_id == decision_id and one.state is HelpState.ASKED
    ]


def help_asked(post: Post) -> Job | None:
    """Give the vehicle asked of the desk's centre that has waited longest."""
    desk = post.desk
    waiting = [
        one
        for one in desk.room.help_requests.values()
        if one.to_centre_id == desk.centre.id and one.state is HelpState.ASKED and desk.is_free(one.id)
    ]
    first = min(waiting, key=lambda one: one.asked_at, default=None)
    return None if first is None else Job(first.id, partial(_answer_help, post, first))


async def _answer_help(post: Post, request: HelpView) -> None:
    path = f"/api/help-requests/{request.id}"
    if post.chance.random() >= LAWS.room.help_refused:
        try:
            await post.post(f"{path}/accept", None, MissionView)
        except Refused as refusal:
            if refusal.problem not in NO_LONGER:
                raise
            await post.post(f"{path}/refuse", HelpRefusalEntry(motive=HelpRefusal.NOT_READY), HelpView)
        return
    why = post.chance.choice(list(HelpRefusal))
    await post.post(f"{path}/refuse", HelpRefusalEntry(motive=why), HelpView)


def case_handed(post: Post) -> Job | None:
    """Give the case handed over to the desk's centre that has waited longest."""
    desk = post.desk
    waiting = [
        one
        for one in desk.room.transfers.values()
        if one.to_centre_id == desk.centre.id and one.state is TransferState.ASKED and desk.is_free(one.id)
    ]
    first = min(waiting, key=lambda one: one.asked_at, default=None)
    return None if first is None else Job(first.id, partial(_answer_transfer, post, first))


async def _answer_transfer(post: Post, transfer: TransferView) -> None:
    """Take a case over, hear its caller and pass it on to a doctor; or refuse it."""
    path = f"/api/transfers/{transfer.id}"
    if post.chance.random() < LAWS.room.transfer_refused:
        why = post.chance.choice(list(TransferRefusal))
        await post.post(f"{path}/refuse", TransferRefusalEntry(motive=why), TransferView)
        return
    case = await post.post(f"{path}/accept", None, CaseView)
    await post.take(LISTENING.draw(post.chance))
    case = post.desk.room.cases.get(case.id, case)
    if case.queue is None and not case.decisions:
        await post.patch(f"/api/cases/{case.id}", CaseEdit(version=case.version, queue=CareQueue.AMU), CaseView)
    for call in list(post.desk.room.calls.values()):
        if call.case_id == case.id and call.state is CallState.ANSWERED and call.answered_by == post.api.account.name:
            await post.post(f"/api/calls/{call.id}/state", CallChange(state=CallState.ENDED), CallView)
