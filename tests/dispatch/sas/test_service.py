"""OSNP find who sees a patient: taken, calls logged, booked, or back to the doctor. Source: practice, rule 35."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from db.models.regulation import Decision
from db.secrets import keyring
from dispatch.cases import service as cases
from dispatch.cases import take
from dispatch.decisions import service as decisions
from dispatch.sas import service
from kit.caller import Caller, Right
from kit.errors import Forbidden, Invalid
from kit.ids import CentreId
from kit.wire.cases import CaseEdit, CaseView, DecisionEntry, Orientation, PatientEntry
from kit.wire.codes.calls import CallerState
from kit.wire.codes.cases import CareQueue, CaseState, DecisionType, Delay, MeansType
from kit.wire.codes.missions import Contact, ContactResult, ReturnReason
from kit.wire.codes.people import Role
from kit.wire.sas import AppointmentEntry, AttemptEntry, ReturnEntry
from tests import world
from tests.dispatch.story import Story, advice

PATIENT_SILENT = AttemptEntry(contact=Contact.PATIENT, result=ContactResult.NO_ANSWER)
TOMORROW = world.NOON + timedelta(days=1)
BOOKING = AppointmentEntry(practitioner="Dr Perrine Auber", starts_at=TOMORROW, place="Cabinet du port, Caen")


def osnp(centre_id: CentreId = world.CAEN) -> Caller:
    """Give somebody of OSNP: the account is an ARM's, its right is what counts."""
    person = world.ARM_CAEN_2
    return Caller(person.id, "osnp", person.name, frozenset({Right(centre_id, Role.OSNP)}))


def practitioner(patient_id: UUID | None = None, delay: Delay | None = Delay.H24) -> DecisionEntry:
    return DecisionEntry(type=DecisionType.ORIENT, means=MeansType.LIBERAL, delay=delay, patient_id=patient_id)


async def oriented(story: Story, delay: Delay | None = Delay.H24) -> tuple[CaseView, UUID]:
    """Open a case whose doctor wants the patient seen."""
    case = await story.case()
    view = await story.decide(case.id, practitioner(delay=delay))
    return view, view.decisions[-1].id


async def attempt(story: Story, decision_id: UUID, entry: AttemptEntry, who: Caller | None = None) -> CaseView:
    return await service.attempt(story.session, who or osnp(), story.clock, decision_id, entry)


async def book(story: Story, decision_id: UUID, entry: AppointmentEntry = BOOKING) -> CaseView:
    return await service.book(story.session, osnp(), story.clock, decision_id, entry)


async def give_back(story: Story, decision_id: UUID, reason: ReturnReason) -> CaseView:
    return await service.give_back(story.session, osnp(), story.clock, decision_id, ReturnEntry(reason=reason))


def work_on(view: CaseView) -> Orientation:
    done = view.decisions[-1].orientation
    assert done is not None
    return done


# The queue and its clock


@pytest.mark.parametrize(("delay", "hours"), [(Delay.H4, 4), (Delay.H24, 24), (Delay.RDV, 48), (None, 48)])
async def test_the_clock_starts_when_the_doctor_decides(story: Story, delay: Delay | None, hours: int) -> None:
    view, _ = await oriented(story, delay)
    assert (view.queue, view.state, view.queued_at) == (CareQueue.OSNP, CaseState.ACTIF, world.NOON)
    assert view.decisions[-1].due_at == world.NOON + timedelta(hours=hours)


async def test_other_decisions_wait_for_nobody(story: Story) -> None:
    case = await story.case()
    entry = DecisionEntry(type=DecisionType.ORIENT, means=MeansType.HOSPIT)
    view = await story.decide(case.id, entry)
    assert (view.queue, view.state, view.decisions[-1].due_at) == (None, CaseState.VALIDE, None)


async def test_a_repeat_call_regulated_leaves_osnp_their_work(story: Story) -> None:
    view, _ = await oriented(story)
    await story.edit(view.id, CaseEdit(version=0, queue=CareQueue.AMU))
    assert (await story.decide(view.id, advice())).queue is CareQueue.OSNP


async def test_a_decision_withdrawn_asks_for_nobody_any_more(story: Story) -> None:
    _, decision_id = await oriented(story)
    view = await decisions.withdraw(story.session, world.MRU_CAEN.caller, story.clock, decision_id)
    assert view.queue is None
    with pytest.raises(service.OrientationOver):
        await book(story, decision_id)


# Taking


async def test_osnp_take_from_their_queue_and_regulate_nobody(story: Story) -> None:
    view, _ = await oriented(story)
    taken = await take.take(story.session, osnp(), story.clock, view.id)
    assert (taken.taken_by, taken.attribution) == (osnp().name, view.attribution)
    released = await take.release(story.session, osnp(), story.clock, view.id)
    assert (released.taken_by, released.queue) == (None, CareQueue.OSNP)


async def test_osnp_take_nothing_that_waits_for_a_doctor(story: Story) -> None:
    case = await story.case()
    with pytest.raises(Forbidden):
        await take.take(story.session, osnp(), story.clock, case.id)


async def test_what_a_colleague_holds_is_theirs(story: Story) -> None:
    view, decision_id = await oriented(story)
    await take.take(story.session, world.MRL_CAEN.caller, story.clock, view.id)
    with pytest.raises(take.CaseTaken):
        await book(story, decision_id)


# Finding


async def test_calls_are_logged_and_the_appointment_settles_the_case(story: Story) -> None:
    _, decision_id = await oriented(story)
    await attempt(story, decision_id, AttemptEntry(contact=Contact.USUAL_DOCTOR, result=ContactResult.NO_ANSWER))
    story.later(4)
    await attempt(story, decision_id, AttemptEntry(contact=Contact.SOS, result=ContactResult.REACHED))
    view = await book(story, decision_id)
    done = work_on(view)
    assert [(one.contact, one.result, one.by) for one in done.attempts] == [
        (Contact.USUAL_DOCTOR, ContactResult.NO_ANSWER, osnp().name),
        (Contact.SOS, ContactResult.REACHED, osnp().name),
    ]
    assert done.appointment is not None
    assert (done.appointment.practitioner, done.appointment.starts_at) == (BOOKING.practitioner, TOMORROW)
    assert (view.queue, view.state) == (None, CaseState.VALIDE)
    booked = await story.fact("orientation.booked")
    opened = keyring(story.session).open_body(booked.body, f"fact:{booked.id}")
    assert (opened["practitioner"], opened["place"]) == (BOOKING.practitioner, BOOKING.place)
    (kept,) = await story.session.scalars(select(Decision.orientation).where(Decision.id == decision_id))
    assert kept is not None
    assert not {BOOKING.practitioner, BOOKING.place} & set(kept["appointment"].values())
    with pytest.raises(service.OrientationOver):
        await book(story, decision_id)


async def test_each_patient_is_found_somebody(story: Story) -> None:
    case = await story.case()
    first = await story.patient(case.id, PatientEntry())
    second = await story.patient(case.id, PatientEntry())
    await story.decide(case.id, practitioner(first))
    view = await story.decide(case.id, practitioner(second))
    one, other = (decision.id for decision in view.decisions)
    assert (await book(story, one)).queue is CareQueue.OSNP
    assert (await book(story, other)).queue is None


async def test_an_appointment_is_to_come(story: Story) -> None:
    _, decision_id = await oriented(story)
    past = AppointmentEntry(practitioner="Dr Auber", starts_at=world.NOON - timedelta(minutes=1), place="Caen")
    with pytest.raises(Invalid):
        await book(story, decision_id, past)


# Back to the doctor


async def test_the_third_call_in_vain_gives_the_patient_back(story: Story) -> None:
    _, decision_id = await oriented(story)
    for _ in range(2):
        assert (await attempt(story, decision_id, PATIENT_SILENT)).queue is CareQueue.OSNP
    view = await attempt(story, decision_id, PATIENT_SILENT)
    assert (view.queue, view.taken_by, view.state) == (CareQueue.AMU, None, CaseState.ACTIF)
    assert work_on(view).returned_because is ReturnReason.UNREACHABLE


async def test_back_to_the_doctor_keeps_the_caller_where_they_are(story: Story) -> None:
    view, decision_id = await oriented(story)
    assert view.caller is CallerState.ON_LINE
    back = await give_back(story, decision_id, ReturnReason.WORSE)
    assert (back.caller, back.queue) == (CallerState.ON_LINE, CareQueue.AMU)
    again = await story.decide(back.id, practitioner())
    assert again.queue is CareQueue.OSNP
    assert (await book(story, again.decisions[-1].id)).queue is None


async def test_only_osnp_of_the_centre_do_it(story: Story) -> None:
    view, decision_id = await oriented(story)
    for caller in (world.MRU_CAEN.caller, world.ARM_CAEN.caller, osnp(world.ROUEN)):
        with pytest.raises(Forbidden):
            await attempt(story, decision_id, PATIENT_SILENT, caller)
    assert (await cases.view(story.session, view.id)).decisions[-1].orientation is None
