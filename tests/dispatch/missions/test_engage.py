"""Sending a vehicle: the grounds, the orders, and the race for one ambulance."""

import asyncio
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from db.models.boxes import Box
from db.models.fleet import Crew, Vehicle, VehicleVisibility
from dispatch.assignment import service as assignment
from dispatch.cases import service as cases
from dispatch.centres import conventions
from dispatch.decisions import service as decisions
from dispatch.missions import engage, grounds, rules
from dispatch.vehicles import service as vehicles
from dispatch.vehicles.occupancy import TeamBusy, VehicleBusy
from kit.clock import Clock
from kit.errors import Forbidden, Invalid, NotFound
from kit.wire.cases import CaseEdit, DecisionEntry, PatientEntry
from kit.wire.centres import ConventionEntry
from kit.wire.codes.cases import CareLevel, CareQueue, DecisionType, MeansType, Priority
from kit.wire.codes.means import VisibilityReason
from kit.wire.codes.missions import Ground, MissionStatus, ReceiptState, StatusSource
from kit.wire.missions import Candidate, Engagement, MissionView
from kit.wire.telemetry import Order
from tests import world
from tests.dispatch.story import SCENE, Story, advice, inter

AMBULANCE, SMUR, VSAV = world.AMBULANCE_CAEN, world.SMUR_CAEN, world.VSAV_CAEN
S = MissionStatus
TRIES = 100


async def send(story: Story, entry: Engagement, who: world.Person = world.ARM_CAEN) -> MissionView:
    return await engage.engage(story.session, who.caller, story.clock, story.fleet, entry)


async def cardiac_arrest(story: Story) -> UUID:
    """Open a P0 with a place and a motive of the reflex table; no doctor has seen it."""
    case = await story.answer(await story.ring())
    await story.edit(case.id, CaseEdit(version=0, priority=Priority.P0, motive_code="M01.01", place=SCENE))
    return case.id


# What an engagement does


async def test_an_engagement_binds_vehicle_and_team_and_orders_them(story: Story) -> None:
    case = await story.case()
    entry = DecisionEntry(type=DecisionType.INTER, means=MeansType.TSU, care_level=CareLevel.R2)
    decision_id = (await story.decide(case.id, entry)).decisions[0].id
    mission = await story.engage(case.id, AMBULANCE, decision_id)
    assert (mission.status, mission.team_id, mission.order_version) == (S.DECISION, AMBULANCE.team_id, 1)
    assert (mission.receipt, mission.case_number, mission.ground) == (None, case.number, Ground.DECISION)
    vehicle = await vehicles.view(story.session, story.clock.now(), AMBULANCE.vehicle_id)
    assert (vehicle.mission_id, vehicle.mission_centre_id) == (mission.id, world.CAEN)
    assert VisibilityReason.MISSION in vehicle.visible_for
    (row,) = await story.orders(mission.id)
    assert (row.box_id, row.partition, row.version, row.done_at) == (AMBULANCE.box_id, AMBULANCE.partition, 1, None)
    order = msgspec.convert(row.body, Order)
    assert order == Order(
        mission_id=mission.id,
        version=1,
        cancelled=False,
        vehicle="AMB Caen 1",
        ordered_at=world.NOON,
        expires_at=world.NOON + rules.ORDER_LIFE,
        place=SCENE.label,
        lon_deg=SCENE.lon_deg,
        lat_deg=SCENE.lat_deg,
        motive="Douleur thoracique",
        care_level="R2",
    )
    assert (await story.fact("mission.ordered")).body["vehicle"] == "AMB Caen 1"
    assert (await cases.view(story.session, case.id)).mission_ids == [mission.id]


async def test_a_vehicle_without_a_box_is_engaged_and_is_to_be_called(story: Story) -> None:
    await story.session.execute(update(Box).where(Box.id == AMBULANCE.box_id).values(state="REVOKED"))
    mission = await story.mission(AMBULANCE)
    assert (mission.order_version, mission.receipt) == (1, None)
    assert await story.orders(mission.id) == []


async def test_a_case_without_a_place_sends_nobody(story: Story) -> None:
    case = await story.answer(await story.ring())
    decision_id = (await story.decide(case.id, inter(MeansType.TSU))).decisions[0].id
    with pytest.raises(assignment.PlaceUnknown):
        await story.engage(case.id, AMBULANCE, decision_id)


async def test_only_the_cases_own_centre_engages(story: Story) -> None:
    case, decision_id = await story.send()
    for who in (world.SUIVI_ROUEN, world.SUPERVISOR_CAEN, world.TELEPHONY_CAEN):
        with pytest.raises(Forbidden):
            await story.engage(case.id, AMBULANCE, decision_id, who)


# Ground: a decision in force


async def test_a_decision_unlocks_only_what_its_means_cover(story: Story) -> None:
    case, decision_id = await story.send(MeansType.TSU)
    for unit in (SMUR, VSAV):
        with pytest.raises(grounds.NotCovered):
            await story.engage(case.id, unit, decision_id)


async def test_advice_sends_nobody(story: Story) -> None:
    case = await story.case()
    view = await story.decide(case.id, advice())
    with pytest.raises(grounds.NotCovered):
        await story.engage(case.id, AMBULANCE, view.decisions[0].id)


async def test_a_decision_on_one_patient_unlocks_nothing_for_the_other(story: Story) -> None:
    case = await story.case()
    one = await story.patient(case.id, PatientEntry())
    await story.patient(case.id, PatientEntry())
    decision_id = (await story.decide(case.id, inter(MeansType.TSU, one))).decisions[0].id
    await story.engage(case.id, AMBULANCE, decision_id)
    with pytest.raises(grounds.DecisionServed) as refusal:
        await story.engage(case.id, world.AMBULANCE_BAYEUX, decision_id)
    current = refusal.value.extra["current"]
    assert isinstance(current, MissionView)
    assert current.call_sign == "AMB Caen 1"


async def test_a_decision_of_another_case_or_no_longer_in_force_is_no_ground(story: Story) -> None:
    case, decision_id = await story.send()
    other = await story.case()
    with pytest.raises(NotFound):
        await story.engage(other.id, AMBULANCE, decision_id)
    await decisions.withdraw(story.session, world.MRU_CAEN.caller, story.clock, decision_id)
    with pytest.raises(decisions.DecisionEnded):
        await story.engage(case.id, AMBULANCE, decision_id)


async def test_a_decision_changed_for_the_same_need_is_still_served(story: Story) -> None:
    case, decision_id = await story.send()
    await story.engage(case.id, AMBULANCE, decision_id)
    again = DecisionEntry(type=DecisionType.INTER, means=MeansType.TSU, replaces=decision_id)
    replaced = (await story.decide(case.id, again)).decisions[-1].id
    with pytest.raises(grounds.DecisionServed):
        await story.engage(case.id, world.AMBULANCE_BAYEUX, replaced)


async def test_when_the_crew_refuses_another_may_go(story: Story) -> None:
    case, decision_id = await story.send()
    mission = await story.engage(case.id, AMBULANCE, decision_id)
    await story.receipt(AMBULANCE, 1, mission, ReceiptState.REFUSED)
    second = await story.engage(case.id, world.AMBULANCE_BAYEUX, decision_id)
    assert second.call_sign == "AMB Bayeux 1"


@pytest.mark.parametrize(
    ("ground", "path"),
    [(Ground.DECISION, "$.decision_id"), (Ground.ORDRE_VERBAL, "$.doctor_id"), (Ground.RENFORT, "$.doctor_id")],
)
async def test_what_a_ground_needs_is_asked_for(story: Story, ground: Ground, path: str) -> None:
    case = await story.case()
    with pytest.raises(Invalid) as refusal:
        await send(story, Engagement(case_id=case.id, vehicle_id=AMBULANCE.vehicle_id, ground=ground))
    assert refusal.value.extra["path"] == path


async def test_a_ground_quotes_nothing_it_does_not_rest_on(story: Story) -> None:
    case, decision_id = await story.send()
    stray_doctor = Engagement(
        case_id=case.id,
        vehicle_id=AMBULANCE.vehicle_id,
        ground=Ground.DECISION,
        decision_id=decision_id,
        doctor_id=world.CAEN,
    )
    with pytest.raises(Invalid) as refusal:
        await send(story, stray_doctor)
    assert refusal.value.extra["path"] == "$.doctor_id"
    stray_decision = msgspec.structs.replace(stray_doctor, ground=Ground.REFLEXE)
    with pytest.raises(Invalid) as refusal:
        await send(story, stray_decision)
    assert refusal.value.extra["path"] == "$.decision_id"


# The other grounds


async def test_a_p0_leaves_by_reflex_and_every_doctor_is_in_front_of_it(story: Story) -> None:
    case_id = await cardiac_arrest(story)
    ambulance = Engagement(case_id=case_id, vehicle_id=AMBULANCE.vehicle_id, ground=Ground.REFLEXE)
    with pytest.raises(grounds.NotCovered):
        await send(story, ambulance)
    smur = Engagement(case_id=case_id, vehicle_id=SMUR.vehicle_id, ground=Ground.REFLEXE)
    assert (await send(story, smur)).ground is Ground.REFLEXE
    assert (await send(story, ambulance)).call_sign == "AMB Caen 1"
    case = await cases.view(story.session, case_id)
    assert (case.queue, case.queued_at, len(case.mission_ids)) == (CareQueue.AMU, world.NOON, 2)
    for vehicle in (SMUR, VSAV):
        with pytest.raises(grounds.NotCovered):
            await send(story, Engagement(case_id=case_id, vehicle_id=vehicle.vehicle_id, ground=Ground.REFLEXE))


@pytest.mark.parametrize(
    "change", [CaseEdit(version=0, motive_code="M03.01"), CaseEdit(version=0, priority=Priority.P1)]
)
async def test_reflex_is_for_p0_and_the_motives_of_the_table(story: Story, change: CaseEdit) -> None:
    case_id = await cardiac_arrest(story)
    await story.edit(case_id, change, world.MRU_CAEN)
    with pytest.raises(grounds.NotCovered):
        await send(story, Engagement(case_id=case_id, vehicle_id=SMUR.vehicle_id, ground=Ground.REFLEXE))


async def test_a_verbal_order_names_a_doctor_signed_in_at_the_centre(story: Story) -> None:
    case = await story.case()
    entry = Engagement(
        case_id=case.id, vehicle_id=SMUR.vehicle_id, ground=Ground.ORDRE_VERBAL, doctor_id=world.MRU_CAEN.id
    )
    with pytest.raises(grounds.NotCovered):
        await send(story, entry)
    await story.sign_in(world.MRU_ROUEN)
    with pytest.raises(grounds.NotCovered):
        await send(story, msgspec.structs.replace(entry, doctor_id=world.MRU_ROUEN.id))
    await story.sign_in(world.MRU_CAEN)
    assert (await send(story, entry)).ground is Ground.ORDRE_VERBAL
    assert (await story.fact("mission.ordered")).body["doctor_id"] == str(world.MRU_CAEN.id)


async def test_reinforcement_is_asked_from_the_scene(story: Story) -> None:
    await story.sign_in(world.MRU_CAEN)
    mission = await story.mission(AMBULANCE)
    entry = Engagement(
        case_id=mission.case_id, vehicle_id=SMUR.vehicle_id, ground=Ground.RENFORT, doctor_id=world.MRU_CAEN.id
    )
    with pytest.raises(grounds.NotCovered):
        await send(story, entry)
    await story.status(mission.id, S.DEPART, S.ARRIVEE)
    assert (await send(story, entry)).call_sign == "SMUR Caen 1"


async def test_a_partners_vehicle_is_recorded_not_ordered(story: Story) -> None:
    case = await story.case()
    entry = Engagement(case_id=case.id, vehicle_id=VSAV.vehicle_id, ground=Ground.PARTENAIRE)
    mission = await send(story, entry)
    assert (mission.status, mission.order_version) == (S.DEPART, 0)
    assert [line.source for line in mission.statuses] == [StatusSource.PARTNER]
    assert await story.orders(mission.id) == []
    with pytest.raises(grounds.NotCovered):
        await send(story, msgspec.structs.replace(entry, vehicle_id=AMBULANCE.vehicle_id))


# Who can go


async def test_a_smur_without_its_level_does_not_leave(story: Story) -> None:
    await story.session.execute(update(Crew).where(Crew.vehicle_id == SMUR.vehicle_id).values(to_at=world.NOON))
    case, decision_id = await story.send(MeansType.SMUR)
    with pytest.raises(engage.VehicleUnfit) as refusal:
        await story.engage(case.id, SMUR, decision_id)
    assert refusal.value.extra["reason"] == "NO_TEAM"


@pytest.mark.parametrize("reason", ["NOT_VISIBLE", "UNAVAILABLE"])
async def test_nor_does_a_vehicle_off_duty_and_the_next_best_is_told(story: Story, reason: str) -> None:
    if reason == "NOT_VISIBLE":
        await story.session.execute(
            update(VehicleVisibility)
            .where(VehicleVisibility.vehicle_id == AMBULANCE.vehicle_id)
            .values(to_at=world.NOON)
        )
    else:
        await story.session.execute(
            update(Vehicle).where(Vehicle.id == AMBULANCE.vehicle_id).values(availability=reason)
        )
    case, decision_id = await story.send()
    with pytest.raises(engage.VehicleUnfit) as refusal:
        await story.engage(case.id, AMBULANCE, decision_id)
    best = refusal.value.extra["current"]
    assert refusal.value.extra["reason"] == reason
    assert isinstance(best, Candidate)
    assert best.call_sign == "AMB Bayeux 1"


async def test_another_choice_than_the_first_needs_a_motive(story: Story) -> None:
    case, decision_id = await story.send()
    proposal = await assignment.propose(story.session, world.SUIVI_CAEN.caller, story.clock, story.fleet, decision_id)
    assert proposal.candidates[0].vehicle_id == AMBULANCE.vehicle_id
    entry = Engagement(
        case_id=case.id,
        vehicle_id=world.AMBULANCE_BAYEUX.vehicle_id,
        ground=Ground.DECISION,
        decision_id=decision_id,
        proposal_id=proposal.id,
    )
    with pytest.raises(Invalid) as refusal:
        await send(story, entry)
    assert refusal.value.extra["path"] == "$.override_motive"
    chosen = await send(story, msgspec.structs.replace(entry, override_motive="équipage bariatrique"))
    assert chosen.call_sign == "AMB Bayeux 1"
    other, other_decision = await story.send()
    stray = Engagement(
        case_id=other.id,
        vehicle_id=AMBULANCE.vehicle_id,
        ground=Ground.DECISION,
        decision_id=other_decision,
        proposal_id=proposal.id,
    )
    with pytest.raises(Invalid):
        await send(story, stray)


async def test_a_busy_vehicle_is_refused_with_the_next_best(story: Story) -> None:
    await story.mission(AMBULANCE)
    case, decision_id = await story.send()
    with pytest.raises(VehicleBusy) as refusal:
        await story.engage(case.id, AMBULANCE, decision_id)
    best = refusal.value.extra["current"]
    assert isinstance(best, Candidate)
    assert best.call_sign == "AMB Bayeux 1"


async def test_a_team_on_a_mission_takes_no_second_vehicle(story: Story) -> None:
    await story.mission(AMBULANCE)
    for unit in (AMBULANCE, world.AMBULANCE_BAYEUX):
        await story.session.execute(update(Crew).where(Crew.vehicle_id == unit.vehicle_id).values(to_at=world.NOON))
    moved = Crew(
        id=world.fixed_id(8, 99),
        vehicle_id=world.AMBULANCE_BAYEUX.vehicle_id,
        team_id=AMBULANCE.team_id,
        from_at=world.NOON,
        to_at=None,
    )
    story.session.add(moved)
    case, decision_id = await story.send()
    with pytest.raises(TeamBusy):
        await story.engage(case.id, world.AMBULANCE_BAYEUX, decision_id)


# The race


async def test_of_two_regulators_who_want_one_ambulance_exactly_one_wins(
    engines: dict[str, AsyncEngine], clock: Clock
) -> None:
    """Two centres, two cases, one ambulance, the same moment, again and again."""
    api = engines["rramu_api"]
    rivals = ((world.CAEN, world.SUIVI_CAEN, world.MRU_CAEN), (world.ROUEN, world.SUIVI_ROUEN, world.MRU_ROUEN))
    needs: list[tuple[UUID, UUID]] = []
    async with writing(api, None, [world.CAEN]) as session:
        lent = ConventionEntry(centre_id=world.CAEN, by_centre_id=world.ROUEN, means=MeansType.TSU)
        await conventions.begin(session, world.SUPERVISOR_CAEN.caller, clock, lent)
    for centre, _, doctor in rivals:
        async with writing(api, None, [centre]) as session:
            case, decision_id = await Story(session, clock).send(MeansType.TSU, doctor)
        needs.append((case.id, decision_id))

    async def try_(rival: int) -> MissionView | VehicleBusy:
        centre, who, _ = rivals[rival]
        try:
            async with writing(api, who.id, [centre]) as session:
                case_id, decision_id = needs[rival]
                return await Story(session, clock).engage(case_id, AMBULANCE, decision_id, who)
        except VehicleBusy as busy:
            return busy

    winners: list[int] = []
    for _ in range(TRIES):
        answers = await asyncio.gather(try_(0), try_(1))
        (winner,) = [rival for rival, answer in enumerate(answers) if isinstance(answer, MissionView)]
        (busy,) = [answer for answer in answers if isinstance(answer, VehicleBusy)]
        best = busy.extra["current"]
        assert isinstance(best, Candidate)
        assert best.vehicle_id != AMBULANCE.vehicle_id
        mission = answers[winner]
        assert isinstance(mission, MissionView)
        winners.append(winner)
        centre, who, _ = rivals[winner]
        async with writing(api, who.id, [centre]) as session:
            await Story(session, clock).cancel(mission.id, who)
    assert set(winners) == {0, 1}


async def test_of_two_who_serve_one_decision_exactly_one_sends(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    """The same decision, two different ambulances, the same moment: one patient gets one ambulance."""
    api = engines["rramu_api"]
    async with writing(api, None, [world.CAEN]) as session:
        case, decision_id = await Story(session, clock).send()

    async def try_(unit: world.Unit, who: world.Person) -> bool:
        try:
            async with writing(api, who.id, [world.CAEN]) as session:
                await Story(session, clock).engage(case.id, unit, decision_id, who)
        except grounds.DecisionServed:
            return False
        return True

    won = await asyncio.gather(try_(AMBULANCE, world.SUIVI_CAEN), try_(world.AMBULANCE_BAYEUX, world.ARM_CAEN))
    assert sorted(won) == [False, True]
