"""A company and a crew see their own, and of it what they may; and what they say of it."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select

from db.models.trail import AuditEntry
from dispatch.cases import service as cases
from dispatch.cases import take
from dispatch.missions import close
from dispatch.missions.by_partner import OrderAnswered, OrderChanged
from dispatch.missions.close import MissionOver
from dispatch.partners import service
from kit.caller import Right
from kit.errors import Invalid, NotFound
from kit.settings import PartnersSettings
from kit.wire.cases import DecisionEntry, PatientEntry
from kit.wire.codes.cases import CareQueue, DecisionType, MeansType
from kit.wire.codes.means import Availability
from kit.wire.codes.missions import CrewRefusal, MissionStatus, Outcome, ReceiptState, StatusSource
from kit.wire.codes.people import Role
from kit.wire.live import LivePosition
from kit.wire.missions import DestinationChoice, MissionView, StatusEntry
from kit.wire.partners import AvailabilityEntry, Bilan, OrderAnswer
from tests import world
from tests.dispatch.story import SCENE, Story
from tests.world import (
    AMBULANCE_BAYEUX,
    AMBULANCE_CAEN,
    ARM_CAEN_2,
    COMPANY_CAEN,
    CREW_CAEN,
    MRU_CAEN,
    SMUR_CAEN,
    VSAV_CAEN,
)  # fmt: skip

WHO, WHAT = "Odile BRUMAIRE", "Douleur thoracique"
POLICY = PartnersSettings()
TAKEN, BROKEN_DOWN = OrderAnswer(version=1), OrderAnswer(version=1, refusal=CrewRefusal.BREAKDOWN)


async def _on_its_way(story: Story) -> MissionView:
    """Let an ambulance carry a named patient to the emergency department of Caen."""
    mission = await story.mission(AMBULANCE_CAEN)
    await story.patient(mission.case_id, PatientEntry(label=WHO))
    await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC, MissionStatus.BILAN)
    choice = DestinationChoice(facility_id=world.EMERGENCY_CAEN)
    await close.choose_destination(story.session, world.SUIVI_CAEN.caller, story.clock, mission.id, choice)
    return await story.status(mission.id, MissionStatus.ORIENTAT, MissionStatus.TRANSP)


def _text(told: object) -> str:
    return msgspec.json.encode(told).decode()


# What they are told


async def test_a_company_sees_its_own_missions_without_a_medical_word(story: Story) -> None:
    mission = await _on_its_way(story)
    await story.mission(SMUR_CAEN)

    (told,) = await service.company_missions(story.session, COMPANY_CAEN.caller, POLICY)

    assert (told.id, told.place, told.destination) == (mission.id, SCENE, "Urgences Caen")
    assert WHO not in _text(told)
    assert WHAT not in _text(told)


async def test_a_company_sees_its_own_vehicles_and_their_positions_only_while_the_room_may(story: Story) -> None:
    for unit in world.UNITS:
        story.fleet.held[unit.vehicle_id] = LivePosition(
            vehicle_id=unit.vehicle_id,
            boot=1,
            seq=1,
            measured_at=world.NOON,
            received_at=world.NOON,
            lon_deg=unit.lon_deg,
            lat_deg=unit.lat_deg,
        )
    own = {unit.vehicle_id for unit in world.UNITS if unit.organisation == 1}

    seen = await service.company_positions(story.session, COMPANY_CAEN.caller, story.clock, story.fleet)

    assert {view.id for view in await service.company_vehicles(story.session, COMPANY_CAEN.caller, story.clock)} == own
    assert {position.vehicle_id for position in seen} == own
    before = world.START - timedelta(hours=1)
    story.clock.real = lambda: before
    assert await service.company_positions(story.session, COMPANY_CAEN.caller, story.clock, story.fleet) == []


async def test_an_account_that_belongs_nowhere_sees_nothing(story: Story) -> None:
    await _on_its_way(story)
    caller = world.COORDINATOR_CAEN.caller
    assert await service.company_missions(story.session, caller, POLICY) == []
    assert await service.crew_missions(story.session, caller, story.clock, POLICY) == []
    assert await service.crew_vehicle(story.session, caller, story.clock) == []


async def test_a_crew_sees_what_care_needs_until_twelve_hours_after(story: Story) -> None:
    mission = await _on_its_way(story)
    await story.mission(SMUR_CAEN)
    caller = CREW_CAEN.caller

    (told,) = await service.crew_missions(story.session, caller, story.clock, POLICY)
    assert (told.id, told.motive, [patient.label for patient in told.patients]) == (mission.id, WHAT, [WHO])

    await story.status(mission.id, MissionStatus.DESTIN, MissionStatus.FINPEC)
    await story.close(mission.id, Outcome.TRANSPORTED)
    story.later(12 * 60 - 1)
    assert len(await service.crew_missions(story.session, caller, story.clock, POLICY)) == 1
    story.later(2)
    assert await service.crew_missions(story.session, caller, story.clock, POLICY) == []
    assert len(await service.crew_missions(story.session, caller, story.clock, PartnersSettings(crew_sees_h=13))) == 1


async def test_nothing_is_said_nor_read_of_a_mission_no_longer_shown(story: Story) -> None:
    mission = await story.mission(AMBULANCE_CAEN)
    crew, company = CREW_CAEN.caller, COMPANY_CAEN.caller
    await service.answer(story.session, crew, story.clock, POLICY, mission.id, TAKEN, role=Role.CREW)
    await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC)
    await story.close(mission.id, Outcome.NOTHING_FOUND)
    again = StatusEntry(status=MissionStatus.PEC)
    await service.press(story.session, crew, story.clock, POLICY, mission.id, again, role=Role.CREW)
    with pytest.raises(NotFound):
        await service.press(story.session, company, story.clock, POLICY, mission.id, again, role=Role.COMPANY)
    with pytest.raises(NotFound):
        await service.answer(story.session, company, story.clock, POLICY, mission.id, TAKEN, role=Role.COMPANY)
    story.later(12 * 60 + 1)
    with pytest.raises(NotFound):
        await service.press(story.session, crew, story.clock, POLICY, mission.id, again, role=Role.CREW)
    with pytest.raises(NotFound):
        await service.answer(story.session, crew, story.clock, POLICY, mission.id, TAKEN, role=Role.CREW)
    with pytest.raises(NotFound):
        await service.bilan(story.session, crew, story.clock, POLICY, mission.id, Bilan(words="rien"))


async def test_what_a_crew_reads_after_it_said_something_is_a_look(story: Story) -> None:
    mission = await story.mission(AMBULANCE_CAEN)
    await service.crew_mission(story.session, CREW_CAEN.caller, story.clock, mission.id, POLICY)
    looks = await story.session.scalars(select(AuditEntry.subject).where(AuditEntry.account_id == CREW_CAEN.id))
    assert list(looks) == [f"vehicle:{AMBULANCE_CAEN.vehicle_id}"]


# What they say


@pytest.mark.parametrize(("person", "role"), [(COMPANY_CAEN, Role.COMPANY), (CREW_CAEN, Role.CREW)])
async def test_an_order_is_taken_by_the_company_or_the_crew(story: Story, person: world.Person, role: Role) -> None:
    mission = await story.mission(AMBULANCE_CAEN)
    (told,) = await service.company_missions(story.session, COMPANY_CAEN.caller, POLICY)
    assert told.answer_by == story.clock.now() + timedelta(seconds=90)

    for _ in range(2):  # said twice, done once
        await service.answer(story.session, person.caller, story.clock, POLICY, mission.id, TAKEN, role=role)

    after = await service.company_mission(story.session, mission.id, POLICY)
    assert (after.status, after.receipt, after.answer_by) == (MissionStatus.DECLENCHE, ReceiptState.ACCEPTED, None)
    assert (await story.facts(mission.case_id)).count("mission.order_accepted") == 1
    fact = await story.fact("mission.order_accepted")
    assert (fact.account_id, fact.role) == (person.id, role)


async def test_an_order_is_refused_with_a_reason_and_the_answer_stays(story: Story) -> None:
    mission = await story.mission(AMBULANCE_CAEN)
    company = COMPANY_CAEN.caller
    await service.answer(story.session, company, story.clock, POLICY, mission.id, BROKEN_DOWN, role=Role.COMPANY)
    after = await service.company_mission(story.session, mission.id, POLICY)
    assert (after.receipt, after.refusal) == (ReceiptState.REFUSED, CrewRefusal.BREAKDOWN)
    with pytest.raises(OrderAnswered):
        await service.answer(story.session, company, story.clock, POLICY, mission.id, TAKEN, role=Role.COMPANY)


async def test_only_the_present_version_of_an_order_is_answered(story: Story) -> None:
    mission = await story.mission(AMBULANCE_CAEN)
    choice = DestinationChoice(facility_id=world.EMERGENCY_CAEN)
    await close.choose_destination(story.session, world.SUIVI_CAEN.caller, story.clock, mission.id, choice)
    with pytest.raises(OrderChanged):
        await service.answer(story.session, CREW_CAEN.caller, story.clock, POLICY, mission.id, TAKEN, role=Role.CREW)


async def test_a_crew_on_its_way_does_not_refuse(story: Story) -> None:
    mission = await story.mission(AMBULANCE_CAEN)
    await story.status(mission.id, MissionStatus.DEPART)
    with pytest.raises(MissionOver):
        await service.answer(
            story.session, CREW_CAEN.caller, story.clock, POLICY, mission.id, BROKEN_DOWN, role=Role.CREW
        )


async def test_nobody_speaks_for_another_s_vehicle(story: Story) -> None:
    others = await story.mission(VSAV_CAEN)
    second = await story.mission(AMBULANCE_BAYEUX)  # the company's, not this crew's
    company, crew = COMPANY_CAEN.caller, CREW_CAEN.caller
    departs = StatusEntry(status=MissionStatus.DEPART)
    for caller, role, mission in ((company, Role.COMPANY, others), (crew, Role.CREW, second)):
        with pytest.raises(NotFound):
            await service.answer(story.session, caller, story.clock, POLICY, mission.id, TAKEN, role=role)
        with pytest.raises(NotFound):
            await service.press(story.session, caller, story.clock, POLICY, mission.id, departs, role=role)
    away = AvailabilityEntry(availability=Availability.UNAVAILABLE)
    with pytest.raises(NotFound):
        await service.declare(story.session, crew, story.clock, AMBULANCE_BAYEUX.vehicle_id, away, role=Role.CREW)


async def test_a_crew_presses_its_statuses_and_no_other(story: Story) -> None:
    mission = await story.mission(AMBULANCE_CAEN)
    crew = CREW_CAEN.caller
    for status in (MissionStatus.DEPART, MissionStatus.ARRIVEE):
        await service.press(
            story.session, crew, story.clock, POLICY, mission.id, StatusEntry(status=status), role=Role.CREW
        )
    called_off = StatusEntry(status=MissionStatus.ANNULE)
    with pytest.raises(Invalid):
        await service.press(story.session, crew, story.clock, POLICY, mission.id, called_off, role=Role.CREW)

    seen = await service.crew_mission(story.session, CREW_CAEN.caller, story.clock, mission.id, POLICY)

    assert seen.status is MissionStatus.ARRIVEE
    fact = await story.fact("mission.status_given")
    assert (fact.body["source"], fact.account_id) == (StatusSource.CREW, CREW_CAEN.id)


async def test_a_bilan_waits_for_a_doctor_and_its_words_are_sealed_as_patient_data(story: Story) -> None:
    mission = await story.mission(AMBULANCE_CAEN)
    given = Bilan(words=f"{WHO}, consciente", pulse_per_min=96, oxygen_percent=94)
    with pytest.raises(MissionOver):
        await service.bilan(story.session, CREW_CAEN.caller, story.clock, POLICY, mission.id, given)
    await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC)

    await service.bilan(story.session, CREW_CAEN.caller, story.clock, POLICY, mission.id, given)

    fact = await story.fact("mission.bilan_given")
    assert WHO not in str(fact.body)
    assert (fact.body["pulse_per_min"], "glasgow" in fact.body) == (96, False)
    assert (
        await service.crew_mission(story.session, CREW_CAEN.caller, story.clock, mission.id, POLICY)
    ).status is MissionStatus.BILAN
    assert await story.queue_of(mission.case_id) is CareQueue.BILAN


@pytest.mark.parametrize(("holder", "queue"), [(Role.OSNP, CareQueue.BILAN), (Role.MRU, CareQueue.OSNP)])
async def test_a_bilan_waits_for_a_doctor_while_osnp_has_the_case(story: Story, holder: Role, queue: CareQueue) -> None:
    mission = await story.mission(AMBULANCE_CAEN)
    await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC)
    seen = DecisionEntry(type=DecisionType.ORIENT, means=MeansType.LIBERAL)
    assert (await story.decide(mission.case_id, seen)).queue is CareQueue.OSNP
    person = MRU_CAEN if holder is Role.MRU else ARM_CAEN_2
    await story.sign_in(person)
    caller = replace(person.caller, rights=frozenset({Right(person.centre_id, holder)}))
    await take.take(story.session, caller, story.clock, mission.case_id)

    await service.bilan(
        story.session, CREW_CAEN.caller, story.clock, POLICY, mission.id, Bilan(words="s'aggrave", glasgow=9)
    )

    case = await cases.view(story.session, mission.case_id)
    assert (case.queue, case.taken_by) == (queue, person.name if holder is Role.MRU else None)


async def test_a_company_declares_its_vehicles_available_or_not(story: Story) -> None:
    company = COMPANY_CAEN.caller
    for availability in (Availability.UNAVAILABLE, Availability.AVAILABLE):
        story.later(1)
        entry = AvailabilityEntry(availability=availability)
        after = await service.declare(
            story.session, company, story.clock, AMBULANCE_CAEN.vehicle_id, entry, role=Role.COMPANY
        )
        assert after.availability is availability


async def test_a_crew_that_declares_itself_available_after_the_hand_over_is_free(story: Story) -> None:
    mission = await _on_its_way(story)
    await story.status(mission.id, MissionStatus.DESTIN, MissionStatus.FINPEC)
    await story.close(mission.id, Outcome.TRANSPORTED)
    story.later(1)
    entry = AvailabilityEntry(availability=Availability.AVAILABLE)
    after = await service.declare(
        story.session, CREW_CAEN.caller, story.clock, AMBULANCE_CAEN.vehicle_id, entry, role=Role.CREW
    )
    assert after.mission_id is None
