"""Statuses by hand, and what boxes say."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from db.models.regulation import MissionStatusEntry
from dispatch.cases import service as cases
from dispatch.missions import follow, rules, service
from dispatch.vehicles import service as vehicles
from kit.errors import Forbidden, Invalid, NotFound
from kit.wire.codes.means import Availability
from kit.wire.codes.missions import MissionStatus, Outcome, ReceiptState, StatusSource
from kit.wire.missions import MissionView, StatusEntry
from tests import world
from tests.dispatch.story import Story

UNIT, OTHER = world.AMBULANCE_CAEN, world.AMBULANCE_BAYEUX
S, R = MissionStatus, ReceiptState


async def by_hand(
    story: Story, mission: MissionView, entry: StatusEntry, who: world.Person = world.SUIVI_CAEN
) -> MissionView:
    return await follow.set_status(story.session, who.caller, story.clock, mission.id, entry)


async def now(story: Story, mission: MissionView) -> MissionView:
    return await service.view(story.session, mission.id)


# By hand


async def test_a_status_by_hand_shows_on_mission_and_vehicle(story: Story) -> None:
    mission = await story.mission(UNIT)
    view = await story.status(mission.id, S.DECLENCHE, S.DEPART, S.ARRIVEE)
    assert [line.status for line in view.statuses] == [S.DECISION, S.DECLENCHE, S.DEPART, S.ARRIVEE]
    last = view.statuses[-1]
    assert (last.source, last.author, last.error_s, last.at) == (
        StatusSource.OPERATOR, "Inès Picard", rules.ERROR_S[StatusSource.OPERATOR], world.NOON + timedelta(minutes=3),
    )  # fmt: skip
    vehicle = await vehicles.view(story.session, story.clock.now(), UNIT.vehicle_id)
    assert vehicle.mission_status is S.ARRIVEE
    assert view.version > mission.version


async def test_a_status_told_late_has_its_true_time(story: Story) -> None:
    mission = await story.mission(UNIT)
    story.later(20)
    at = world.NOON + timedelta(minutes=12)
    view = await by_hand(story, mission, StatusEntry(status=S.DEPART, at=at))
    assert (view.status_at, view.statuses[-1].at) == (at, at)


@pytest.mark.parametrize("minutes", [-1, 1])
async def test_a_time_before_the_last_status_or_to_come_is_refused(story: Story, minutes: int) -> None:
    mission = await story.mission(UNIT)
    with pytest.raises(Invalid) as refusal:
        await by_hand(story, mission, StatusEntry(status=S.DEPART, at=world.NOON + timedelta(minutes=minutes)))
    assert refusal.value.extra["path"] == "$.at"


async def test_an_impossible_status_is_refused_with_the_mission_as_it_is(story: Story) -> None:
    mission = await story.mission(UNIT)
    with pytest.raises(follow.StatusRefused) as refusal:
        await by_hand(story, mission, StatusEntry(status=S.DESTIN))
    assert refusal.value.extra["current"] == mission


@pytest.mark.parametrize("status", [S.ANNULE, S.DECISION])
async def test_standing_down_is_not_a_status_given_by_hand(story: Story, status: MissionStatus) -> None:
    mission = await story.mission(UNIT)
    with pytest.raises(Invalid):
        await by_hand(story, mission, StatusEntry(status=status))


async def test_the_present_status_again_changes_nothing(story: Story) -> None:
    mission = await story.mission(UNIT)
    view = await story.status(mission.id, S.DEPART)
    assert await story.status(mission.id, S.DEPART) == view


async def test_only_the_centres_call_takers_give_statuses(story: Story) -> None:
    mission = await story.mission(UNIT)
    for who in (world.SUIVI_ROUEN, world.TELEPHONY_CAEN, world.SUPERVISOR_CAEN):
        with pytest.raises(Forbidden):
            await by_hand(story, mission, StatusEntry(status=S.DEPART), who)
    with pytest.raises(NotFound):
        await follow.set_status(
            story.session, world.SUIVI_CAEN.caller, story.clock, world.CAEN, StatusEntry(status=S.DEPART)
        )


# Crew buttons


async def test_a_button_counts_once(story: Story) -> None:
    mission = await story.mission(UNIT)
    assert await story.button(UNIT, 5, mission.id, S.DEPART) == "APPLIED"
    held = await now(story, mission)
    assert await story.button(UNIT, 5, mission.id, S.DEPART) == "DUPLICATE"
    assert await now(story, mission) == held
    assert held.statuses[-1].source is StatusSource.CREW


async def test_a_late_or_impossible_button_is_kept_and_moves_nothing(story: Story) -> None:
    mission = await story.mission(UNIT)
    await story.button(UNIT, 1, mission.id, S.ARRIVEE)
    held = await now(story, mission)
    assert await story.button(UNIT, 2, mission.id, S.DEPART) == "KEPT"
    assert await story.button(UNIT, 3, mission.id, S.REN_BASE) == "KEPT"
    assert await now(story, mission) == held
    kept = await story.session.scalars(select(MissionStatusEntry.status).where(~MissionStatusEntry.applied))
    assert sorted(kept) == ["DEPART", "REN-BASE"]


async def test_a_box_with_a_wrong_clock_cannot_tell_the_future(story: Story) -> None:
    mission = await story.mission(UNIT)
    story.later(5)
    future = (story.clock.now() + timedelta(days=3650)).isoformat()
    assert await story.button(UNIT, 1, mission.id, S.DEPART, at=future) == "APPLIED"
    last = (await now(story, mission)).statuses[-1]
    assert last.at == story.clock.now()
    assert last.error_s == pytest.approx(3650 * 86400 + 1)


async def test_a_box_moved_to_another_vehicle_moves_no_mission(story: Story) -> None:
    mission = await story.mission(UNIT)
    assert await story.button(OTHER, 1, mission.id, S.DEPART) == "WRONG_VEHICLE"
    assert await story.receipt(OTHER, 2, mission, R.ACCEPTED) == "WRONG_VEHICLE"
    assert (await now(story, mission)).status is S.DECISION


@pytest.mark.parametrize("status", [S.DECISION, S.DECLENCHE, S.ANNULE])
async def test_what_is_no_button_is_not_pressed(story: Story, status: MissionStatus) -> None:
    mission = await story.mission(UNIT)
    assert await story.button(UNIT, 1, mission.id, status) == "NOT_A_BUTTON"


async def test_nonsense_is_answered_never_raised(story: Story) -> None:
    mission = await story.mission(UNIT)
    assert await story.button(UNIT, 1, world.CAEN, S.DEPART) == "UNKNOWN_MISSION"
    assert await story.receipt(UNIT, 2, mission, R.READ, version=7) == "UNKNOWN_VERSION"
    assert await story.box_says(UNIT, 3, "status", {}) == "UNREADABLE"
    assert await story.box_says(UNIT, 4, "status", {"mission_id": "p07", "status": "DEPART"}) == "UNREADABLE"
    assert await story.box_says(UNIT, 5, "receipt", {"state": "EATEN"}) == "UNREADABLE"


# Receipts


async def test_a_receipt_ends_the_telling_and_an_acceptance_starts_the_mission(story: Story) -> None:
    mission = await story.mission(UNIT)
    seen: list[tuple[ReceiptState | None, MissionStatus]] = []
    for seq, state in enumerate((R.RECEIVED, R.READ, R.ACCEPTED)):
        assert await story.receipt(UNIT, seq + 1, mission, state) == "APPLIED"
        view = await now(story, mission)
        seen.append((view.receipt, view.status))
    assert seen == [(R.RECEIVED, S.DECISION), (R.READ, S.DECISION), (R.ACCEPTED, S.DECLENCHE)]
    (order,) = await story.orders(mission.id)
    assert order.done_because == "RECEIPT"
    kinds = await story.facts(mission.case_id)
    assert [kind for kind in kinds if kind.startswith("mission.order_")] == [
        "mission.order_received", "mission.order_read", "mission.order_accepted",
    ]  # fmt: skip


async def test_a_receipt_out_of_order_takes_nothing_back(story: Story) -> None:
    mission = await story.mission(UNIT)
    await story.receipt(UNIT, 2, mission, R.ACCEPTED)
    assert await story.receipt(UNIT, 1, mission, R.RECEIVED) == "OUTDATED"
    assert (await now(story, mission)).receipt is R.ACCEPTED


async def test_an_acceptance_after_departure_does_not_go_back(story: Story) -> None:
    mission = await story.mission(UNIT)
    await story.button(UNIT, 1, mission.id, S.DEPART)
    await story.receipt(UNIT, 2, mission, R.ACCEPTED)
    assert (await now(story, mission)).status is S.DEPART


async def test_a_receipt_of_an_old_version_says_nothing_of_the_new_one(story: Story) -> None:
    mission = await story.mission(UNIT)
    await story.cancel(mission.id)
    assert await story.receipt(UNIT, 1, mission, R.ACCEPTED, version=1) == "OUTDATED"
    view = await now(story, mission)
    assert (view.receipt, view.status, view.order_version) == (None, S.ANNULE, 2)
    first, second = await story.orders(mission.id)
    assert (first.done_because, second.done_because) == ("SUPERSEDED", None)
    assert await story.receipt(UNIT, 2, mission, R.READ, version=2) == "APPLIED"
    assert [row.done_because for row in await story.orders(mission.id)] == ["SUPERSEDED", "RECEIPT"]


# Availability


async def test_a_crews_word_about_itself_is_applied_in_its_own_time(story: Story) -> None:
    assert await story.box_says(UNIT, 1, "status", {"availability": "UNAVAILABLE"}) == "APPLIED"
    earlier = (story.clock.now() - timedelta(minutes=1)).isoformat()
    assert await story.box_says(UNIT, 2, "status", {"availability": "AVAILABLE", "at": earlier}) == "OUTDATED"
    view = await vehicles.view(story.session, story.clock.now(), UNIT.vehicle_id)
    assert view.availability is Availability.UNAVAILABLE


async def test_a_crew_with_its_patient_is_not_free_on_its_word_while_its_mission_goes_on(story: Story) -> None:
    mission = await story.mission(UNIT)
    await story.status(mission.id, S.DEPART, S.ARRIVEE, S.PEC)
    assert await story.box_says(UNIT, 1, "status", {"availability": "AVAILABLE"}) == "APPLIED"
    assert (await vehicles.view(story.session, story.clock.now(), UNIT.vehicle_id)).mission_id == mission.id


async def test_only_the_newest_word_frees_a_crew_whose_mission_the_room_ended(story: Story) -> None:
    mission = await story.mission(UNIT)
    await story.status(mission.id, S.DEPART, S.ARRIVEE, S.PEC)
    await story.close(mission.id, Outcome.LEFT_ON_SCENE)
    assert await story.box_says(UNIT, 1, "status", {"availability": "UNAVAILABLE"}) == "APPLIED"
    earlier = (story.clock.now() - timedelta(minutes=1)).isoformat()
    assert await story.box_says(UNIT, 2, "status", {"availability": "AVAILABLE", "at": earlier}) == "OUTDATED"
    assert (await vehicles.view(story.session, story.clock.now(), UNIT.vehicle_id)).mission_id == mission.id


async def test_back_at_base_with_its_outcome_the_vehicle_is_free(story: Story) -> None:
    mission = await story.mission(UNIT)
    await story.status(mission.id, S.DEPART, S.ARRIVEE, S.RETOUR)
    await story.close(mission.id, Outcome.NOTHING_FOUND)
    assert (await vehicles.view(story.session, story.clock.now(), UNIT.vehicle_id)).mission_id == mission.id
    await story.status(mission.id, S.REN_BASE)
    assert (await vehicles.view(story.session, story.clock.now(), UNIT.vehicle_id)).mission_id is None


async def test_a_status_of_an_old_mission_leaves_the_new_one_alone(story: Story) -> None:
    old = await story.mission(UNIT)
    await story.status(old.id, S.DEPART, S.ARRIVEE, S.RETOUR)
    await story.close(old.id, Outcome.NOTHING_FOUND)
    await story.box_says(UNIT, 1, "status", {"availability": "AVAILABLE"})
    new = await story.mission(UNIT)
    assert await story.button(UNIT, 2, old.id, S.REN_BASE) == "APPLIED"
    vehicle = await vehicles.view(story.session, story.clock.now(), UNIT.vehicle_id)
    assert (vehicle.mission_id, vehicle.mission_status) == (new.id, S.DECISION)
    assert (await cases.view(story.session, new.case_id)).mission_ids == [new.id]
