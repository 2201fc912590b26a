"""How missions change on their way and end."""

from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select

from db.models.trail import OutboxRow
from dispatch.cases import service as cases
from dispatch.missions import close, engage, service
from dispatch.vehicles import service as vehicles
from kit.caller import Author
from kit.errors import Forbidden, Invalid
from kit.wire.codes.cases import CaseState
from kit.wire.codes.means import VisibilityReason
from kit.wire.codes.missions import Ground, MissionStatus, Outcome, ReceiptState
from kit.wire.missions import DestinationChoice, Engagement, MissionView
from kit.wire.telemetry import Order
from tests import world
from tests.dispatch.story import Story

S = MissionStatus


async def test_a_whole_mission_from_order_to_base_settles_its_case_and_frees_the_vehicle(story: Story) -> None:
    mission = await story.mission()
    unit = world.AMBULANCE_CAEN
    for seq, state in enumerate((ReceiptState.RECEIVED, ReceiptState.READ, ReceiptState.ACCEPTED), 1):
        assert await story.receipt(unit, seq, mission, state) == "APPLIED"
    for seq, status in enumerate((S.DEPART, S.ARRIVEE, S.PEC, S.BILAN), 10):
        story.later(3)
        assert await story.button(unit, seq, mission.id, status) == "APPLIED"
    choice = DestinationChoice(facility_id=world.EMERGENCY_CAEN)
    chosen = await close.choose_destination(story.session, world.MRU_CAEN.caller, story.clock, mission.id, choice)
    assert (chosen.destination, chosen.order_version, chosen.receipt) == ("Urgences Caen", 2, None)
    for seq, status in enumerate((S.ORIENTAT, S.TRANSP, S.DESTIN, S.FINPEC), 20):
        story.later(5)
        assert await story.button(unit, seq, mission.id, status) == "APPLIED"
    ended = await story.close(mission.id, Outcome.TRANSPORTED)
    assert [line.status for line in ended.statuses] == [
        S.DECISION, S.DECLENCHE, S.DEPART, S.ARRIVEE, S.PEC, S.BILAN, S.ORIENTAT, S.TRANSP, S.DESTIN, S.FINPEC,
    ]  # fmt: skip
    assert (await cases.view(story.session, mission.case_id)).state is CaseState.VALIDE
    busy = await vehicles.view(story.session, story.clock.now(), unit.vehicle_id)
    assert (busy.mission_id, busy.mission_status) == (mission.id, S.FINPEC)
    assert await story.box_says(unit, 30, "status", {"availability": "AVAILABLE"}) == "APPLIED"
    free = await vehicles.view(story.session, story.clock.now(), unit.vehicle_id)
    assert (free.mission_id, free.mission_status) == (None, None)
    assert free.version > busy.version


@pytest.mark.parametrize("leaves_by_button", [True, False])
async def test_a_crew_on_scene_is_told_when_the_room_ends_its_mission_and_is_free_once_it_left(
    story: Story, leaves_by_button: bool
) -> None:
    mission = await story.mission()
    unit = world.AMBULANCE_CAEN
    for seq, status in enumerate((S.DEPART, S.ARRIVEE, S.PEC, S.BILAN), 1):
        story.later(3)
        assert await story.button(unit, seq, mission.id, status) == "APPLIED"
    ended = await story.close(mission.id, Outcome.LEFT_ON_SCENE)
    assert (ended.order_version, ended.receipt) == (mission.order_version + 1, None)
    order = await newest_order(story, mission.id)
    assert (order["version"], order["cancelled"]) == (ended.order_version, True)
    busy = await vehicles.view(story.session, story.clock.now(), unit.vehicle_id)
    assert busy.mission_id == mission.id
    if leaves_by_button:
        assert await story.button(unit, 10, mission.id, S.RETOUR) == "APPLIED"
    assert await story.box_says(unit, 11, "status", {"availability": "AVAILABLE"}) == "APPLIED"
    free = await vehicles.view(story.session, story.clock.now(), unit.vehicle_id)
    assert free.mission_id is None


async def newest_order(story: Story, mission_id: UUID) -> dict[str, Any]:
    """Give the order its box is being told."""
    query = select(OutboxRow.body).where(OutboxRow.mission_id == mission_id).order_by(OutboxRow.version.desc()).limit(1)
    return (await story.session.scalars(query)).one()


async def choose(story: Story, mission: MissionView, facility: object = world.EMERGENCY_CAEN) -> MissionView:
    choice = DestinationChoice(facility_id=facility)  # type: ignore[arg-type] # any id will do
    return await close.choose_destination(story.session, world.MRU_CAEN.caller, story.clock, mission.id, choice)


# Destination


async def test_a_destination_is_a_new_version_of_the_order(story: Story) -> None:
    mission = await story.mission()
    await story.status(mission.id, S.DEPART, S.ARRIVEE)
    view = await choose(story, mission)
    assert view.destination == "Urgences Caen"
    assert await choose(story, mission) == view
    changed = await choose(story, mission, world.EMERGENCY_ROUEN)
    assert (changed.destination, changed.order_version) == ("Urgences Rouen", 3)
    orders = await story.orders(mission.id)
    assert [row.done_because for row in orders] == ["SUPERSEDED", "SUPERSEDED", None]
    told = msgspec.convert(orders[-1].body, Order)
    assert (told.destination, told.destination_lon_deg, told.cancelled) == ("Urgences Rouen", 1.0990, False)


async def test_patients_go_where_patients_are_received(story: Story) -> None:
    mission = await story.mission()
    await story.status(mission.id, S.DEPART)
    assert (await choose(story, mission, world.MATERNITY_CAEN)).destination == "Maternité Caen"
    for nowhere in (world.SMUR_BASE_CAEN, world.CAEN):
        with pytest.raises(Invalid) as refusal:
            await choose(story, mission, nowhere)
        assert refusal.value.extra["path"] == "$.facility_id"


async def test_a_crew_that_refused_is_not_ordered_again(story: Story) -> None:
    mission = await story.mission()
    await story.receipt(world.AMBULANCE_CAEN, 1, mission, ReceiptState.REFUSED)
    with pytest.raises(close.OrderRefused) as refusal:
        await choose(story, mission)
    held = await service.view(story.session, mission.id)
    assert refusal.value.extra["current"] == held
    assert (held.receipt, held.order_version) == (ReceiptState.REFUSED, 1)
    await story.status(mission.id, S.DEPART)
    assert (await choose(story, mission)).order_version == 2


async def test_a_patient_handed_over_goes_nowhere_else(story: Story) -> None:
    mission = await story.mission()
    await story.status(mission.id, S.DEPART, S.ARRIVEE, S.TRANSP, S.DESTIN)
    with pytest.raises(close.MissionOver):
        await choose(story, mission)


# Standing down


async def test_standing_down_frees_the_vehicle_at_once_and_tells_the_crew(story: Story) -> None:
    mission = await story.mission()
    await story.status(mission.id, S.DEPART)
    view = await story.cancel(mission.id)
    assert (view.status, view.outcome, view.closed_at) == (S.ANNULE, Outcome.CANCELLED, story.clock.now())
    vehicle = await vehicles.view(story.session, story.clock.now(), world.AMBULANCE_CAEN.vehicle_id)
    assert (vehicle.mission_id, VisibilityReason.MISSION in vehicle.visible_for) == (None, False)
    order = msgspec.convert((await story.orders(mission.id))[-1].body, Order)
    assert (order.cancelled, order.version) == (True, 2)
    assert (await cases.view(story.session, mission.case_id)).state is CaseState.ACTIF
    assert (await story.fact("mission.cancelled")).body["motive"] == "fausse alerte"
    with pytest.raises(close.MissionOver):
        await story.cancel(mission.id)


async def test_a_mission_that_has_arrived_is_not_stood_down(story: Story) -> None:
    mission = await story.mission()
    await story.status(mission.id, S.DEPART, S.ARRIVEE)
    with pytest.raises(close.MissionOver):
        await story.cancel(mission.id)


async def test_a_smur_is_stood_down_by_a_doctor_only(story: Story) -> None:
    mission = await story.mission(world.SMUR_CAEN)
    with pytest.raises(Forbidden):
        await story.cancel(mission.id, world.SUIVI_CAEN)
    assert (await story.cancel(mission.id, world.MRU_CAEN)).status is S.ANNULE


# Ending


async def test_an_outcome_fits_what_happened(story: Story) -> None:
    mission = await story.mission()
    await story.status(mission.id, S.DEPART, S.ARRIVEE)
    for outcome in (Outcome.TRANSPORTED, Outcome.CANCELLED):
        with pytest.raises(Invalid) as refusal:
            await story.close(mission.id, outcome)
        assert refusal.value.extra["path"] == "$.outcome"
    ended = await story.close(mission.id, Outcome.REFUSAL, "vu par le médecin")
    assert (ended.outcome, ended.closed_at) == (Outcome.REFUSAL, story.clock.now())
    with pytest.raises(close.MissionOver):
        await story.close(mission.id, Outcome.DEAD)


async def test_a_partners_mission_is_ended_by_hand_with_words_and_let_go(story: Story) -> None:
    case = await story.case()
    unit = world.VSAV_CAEN
    entry = Engagement(case_id=case.id, vehicle_id=unit.vehicle_id, ground=Ground.PARTENAIRE)
    mission = await engage.engage(story.session, world.ARM_CAEN.caller, story.clock, story.fleet, entry)
    with pytest.raises(Invalid) as refusal:
        await story.close(mission.id, Outcome.TRANSPORTED)
    assert refusal.value.extra["path"] == "$.words"
    await story.close(mission.id, Outcome.TRANSPORTED, "dit par le CTA à 14 h 10")
    assert (await vehicles.view(story.session, story.clock.now(), unit.vehicle_id)).mission_id is None


async def test_only_the_centres_own_people_end_missions(story: Story) -> None:
    mission = await story.mission()
    with pytest.raises(Forbidden):
        await story.cancel(mission.id, world.SUIVI_ROUEN)


async def test_nobody_is_stood_down_for_a_refusal_once_at_the_patients_side(story: Story) -> None:
    mission = await story.mission()
    await story.receipt(world.AMBULANCE_CAEN, 1, mission, ReceiptState.REFUSED)
    await story.status(mission.id, S.DEPART, S.ARRIVEE)
    locked = await service.lock(story.session, mission.id)
    author = Author(world.COORDINATOR_CAEN.id, "COORDINATOR", world.CAEN)
    with pytest.raises(close.MissionOver):
        await close.stand_down(story.session, author, story.clock, locked, "REFUSED")
    assert (await service.view(story.session, mission.id)).status is S.ARRIVEE
