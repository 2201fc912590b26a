"""A helicopter is asked, never ordered: its pilot alone accepts or refuses. Source: practice, rule 7."""

from uuid import UUID

import msgspec
import pytest
from sqlalchemy import update

from db.models.fleet import Team, Vehicle
from dispatch.cases import service as cases
from dispatch.missions import engage, grounds, service
from dispatch.vehicles import service as vehicles
from kit.errors import Forbidden, Invalid
from kit.wire.codes.cases import CaseState, MeansType
from kit.wire.codes.means import VehicleType
from kit.wire.codes.missions import Ground, MissionStatus, Outcome, PilotRefusal, ReceiptState
from kit.wire.missions import Engagement, MissionView
from kit.wire.telemetry import Order
from tests import world
from tests.dispatch.story import Story

HELICOPTER = world.SMUR_CAEN
S, R = MissionStatus, ReceiptState


@pytest.fixture(autouse=True)
async def flying(story: Story) -> None:
    """Make the SMUR of Caen a helicopter."""
    kind = VehicleType.SMUR_HELI.value
    await story.session.execute(update(Vehicle).where(Vehicle.id == HELICOPTER.vehicle_id).values(type=kind))


async def ask(story: Story, case_id: UUID, decision_id: UUID | None, **more: object) -> MissionView:
    entry = Engagement(
        case_id=case_id, vehicle_id=HELICOPTER.vehicle_id, ground=Ground.DECISION, decision_id=decision_id, asked=True
    )
    entry = msgspec.structs.replace(entry, **more)
    return await engage.engage(story.session, world.SUIVI_CAEN.caller, story.clock, story.fleet, entry)


async def asked(story: Story) -> MissionView:
    case, decision_id = await story.send(MeansType.SMUR)
    return await ask(story, case.id, decision_id)


async def refuse(story: Story, mission: MissionView, reason: str | None) -> str:
    body: dict[str, object] = {
        "mission_id": str(mission.id), "version": mission.order_version, "state": R.REFUSED.value, "reason": reason,
    }  # fmt: skip
    return await story.box_says(HELICOPTER, 1, "receipt", body)


async def test_it_is_never_ordered(story: Story) -> None:
    case, decision_id = await story.send(MeansType.SMUR)
    with pytest.raises(engage.VehicleUnfit) as refusal:
        await story.engage(case.id, HELICOPTER, decision_id)
    assert refusal.value.extra["reason"] == "ON_REQUEST"


async def test_its_pilot_is_asked_and_nobody_is_under_way_until_they_answer(story: Story) -> None:
    mission = await asked(story)
    assert (mission.asked, mission.status, mission.receipt) == (True, S.DECISION, None)
    (row,) = await story.orders(mission.id)
    assert msgspec.convert(row.body, Order).asked
    assert (await story.fact("mission.asked")).body["vehicle"] == HELICOPTER.call_sign
    assert (await cases.view(story.session, mission.case_id)).state is CaseState.ACTIF


async def test_accepting_makes_it_a_mission_like_any_other(story: Story) -> None:
    mission = await asked(story)
    assert await story.receipt(HELICOPTER, 1, mission, R.ACCEPTED) == "APPLIED"
    held = await service.view(story.session, mission.id)
    assert (held.status, held.receipt, held.closed_at) == (S.DECLENCHE, R.ACCEPTED, None)
    with pytest.raises(Forbidden):
        await story.cancel(mission.id, world.SUIVI_CAEN)  # a SMUR under way is stood down by a doctor


@pytest.mark.parametrize("reason", [*PilotRefusal, None])
async def test_refusing_ends_it_and_the_decision_waits_again(story: Story, reason: PilotRefusal | None) -> None:
    mission = await asked(story)
    assert await refuse(story, mission, reason) == "APPLIED"
    held = await service.view(story.session, mission.id)
    assert (held.status, held.outcome, held.refusal) == (S.ANNULE, Outcome.CANCELLED, reason)
    assert held.closed_at is not None
    assert (await vehicles.view(story.session, story.clock.now(), HELICOPTER.vehicle_id)).mission_id is None
    assert (await cases.view(story.session, mission.case_id)).state is CaseState.ACTIF  # still owed
    assert len(await story.orders(mission.id)) == 1  # the pilot knows
    again = await ask(story, mission.case_id, mission.decision_id)
    assert again.id != mission.id


async def test_a_road_vehicle_does_not_wait_for_the_pilot(story: Story) -> None:
    mission = await asked(story)
    unit = world.AMBULANCE_CAEN
    road = {"type": VehicleType.SMUR_VLM.value}
    await story.session.execute(update(Vehicle).where(Vehicle.id == unit.vehicle_id).values(road))
    await _with_doctor(story, unit)
    sent = await story.engage(mission.case_id, unit, mission.decision_id)
    assert (sent.status, sent.asked) == (S.DECISION, False)


async def test_one_pilot_is_asked_at_a_time_for_a_decision(story: Story) -> None:
    mission = await asked(story)
    with pytest.raises(grounds.DecisionServed) as refusal:
        await ask(story, mission.case_id, mission.decision_id)
    assert refusal.value.extra["current"] == mission


async def test_what_is_not_answered_is_taken_back_by_whoever_asks(story: Story) -> None:
    mission = await asked(story)
    held = await story.cancel(mission.id, world.SUIVI_CAEN)
    assert (held.status, held.outcome) == (S.ANNULE, Outcome.CANCELLED)
    assert msgspec.convert((await story.orders(mission.id))[-1].body, Order).cancelled


async def test_only_a_helicopter_is_asked_and_only_under_a_decision(story: Story) -> None:
    case, decision_id = await story.send(MeansType.TSU)
    with pytest.raises(Invalid) as refusal:
        await ask(story, case.id, decision_id, vehicle_id=world.AMBULANCE_CAEN.vehicle_id)
    assert refusal.value.extra["path"] == "$.asked"
    with pytest.raises(Invalid) as refusal:
        await ask(story, case.id, None, ground=Ground.RENFORT, doctor_id=world.MRU_CAEN.id)
    assert refusal.value.extra["path"] == "$.ground"


async def _with_doctor(story: Story, unit: world.Unit) -> None:
    await story.session.execute(update(Team).where(Team.id == unit.team_id).values(level="MED"))
