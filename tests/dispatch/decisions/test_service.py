"""What a doctor decides, for whom, and until when."""

import pytest

from dispatch.cases import service as cases
from dispatch.decisions import service
from kit.errors import Forbidden, Invalid, NotFound
from kit.wire.cases import CaseView, DecisionEntry, PatientEntry
from kit.wire.codes.calls import CallerState, CallState
from kit.wire.codes.cases import Attribution, CareLevel, CaseState, DecisionType, Delay, MeansType
from tests import world
from tests.dispatch.story import Story, advice, inter

TSU, SMUR = MeansType.TSU, MeansType.SMUR


async def withdraw(story: Story, view: CaseView, who: world.Person = world.MRU_CAEN) -> CaseView:
    return await service.withdraw(story.session, who.caller, story.clock, view.decisions[0].id)


async def test_a_decision_makes_the_case_medical_and_takes_it_out_of_the_queue(story: Story) -> None:
    case = await story.case()
    view = await story.decide(
        case.id,
        DecisionEntry(type=DecisionType.INTER, means=TSU, delay=Delay.M30, care_level=CareLevel.R2, words="allongé"),
    )
    assert (view.attribution, view.queue, view.queued_at) == (Attribution.DRM_EMERGENCY, None, None)
    (decision,) = view.decisions
    assert (decision.means, decision.delay, decision.care_level) == (TSU, Delay.M30, CareLevel.R2)
    assert (decision.decided_by, decision.ended_at) == ("Dr Camille Roussel", None)
    assert view.state is CaseState.ACTIF


async def test_an_arm_never_writes_a_decision(story: Story) -> None:
    case = await story.case()
    for who in (world.ARM_CAEN, world.SUIVI_CAEN, world.SUPERVISOR_CAEN, world.MRU_ROUEN):
        with pytest.raises(Forbidden):
            await story.decide(case.id, advice(), who)
        assert (await cases.view(story.session, case.id)).decisions == []


@pytest.mark.parametrize("type_", [DecisionType.INTER, DecisionType.ORIENT])
async def test_inter_and_orient_say_which_means(story: Story, type_: DecisionType) -> None:
    case = await story.case()
    with pytest.raises(Invalid) as refusal:
        await story.decide(case.id, DecisionEntry(type=type_))
    assert refusal.value.extra["path"] == "$.means"


async def test_several_are_in_force_together_and_one_may_replace_another(story: Story) -> None:
    case = await story.case()
    first = await story.decide(case.id, inter(TSU))
    await story.decide(case.id, DecisionEntry(type=DecisionType.PMT))
    replaced = first.decisions[0].id
    view = await story.decide(case.id, DecisionEntry(type=DecisionType.INTER, means=SMUR, replaces=replaced))
    assert [one.ended_because for one in view.decisions] == ["REPLACED", None, None]
    assert (await story.fact("decision.replaced")).body["same_need"] is False
    with pytest.raises(service.DecisionEnded):
        await story.decide(case.id, DecisionEntry(type=DecisionType.PASPLUS, replaces=replaced))


async def test_once_a_patient_is_known_a_decision_is_for_a_patient(story: Story) -> None:
    case = await story.case()
    patient = await story.patient(case.id, PatientEntry())
    with pytest.raises(Invalid) as refusal:
        await story.decide(case.id, advice())
    assert refusal.value.extra["path"] == "$.patient_id"
    entry = DecisionEntry(type=DecisionType.CONSEIL, patient_id=patient, care_level=CareLevel.R4)
    view = await story.decide(case.id, entry)
    assert (view.patients[0].care_level, view.decisions[0].patient_id) == (CareLevel.R4, patient)


async def test_a_patient_or_a_decision_of_another_case_is_not_found(story: Story) -> None:
    other = await story.case()
    patient = await story.patient(other.id, PatientEntry())
    decided = await story.decide(other.id, advice(patient))
    case = await story.case()
    with pytest.raises(NotFound):
        await story.decide(case.id, advice(patient))
    with pytest.raises(NotFound):
        await story.decide(case.id, DecisionEntry(type=DecisionType.PMT, replaces=decided.decisions[0].id))


async def test_each_patient_must_be_decided_for(story: Story) -> None:
    case = await story.case()
    one = await story.patient(case.id, PatientEntry())
    two = await story.patient(case.id, PatientEntry())
    assert (await story.decide(case.id, advice(one))).state is CaseState.ACTIF
    assert (await story.decide(case.id, advice(two))).state is CaseState.VALIDE


@pytest.mark.parametrize(
    ("entry", "caller"),
    [
        (advice(), CallerState.HUNG_UP),
        (DecisionEntry(type=DecisionType.PMT), CallerState.HUNG_UP),
        (inter(MeansType.TSU), CallerState.TO_CALL_BACK),
    ],
)
async def test_only_what_the_doctor_told_the_caller_ends_the_call_back(
    story: Story, entry: DecisionEntry, caller: CallerState
) -> None:
    case = await story.case()
    call_id = (await story.fact("call.answered")).call_id
    assert call_id is not None
    await story.tell(call_id, CallState.HELD)
    await story.tell(call_id, CallState.HUNG_UP_ON_HOLD)
    view = await story.decide(case.id, entry)
    assert view.caller is caller


async def test_withdrawing_ends_a_decision_once_and_its_missions_go_on(story: Story) -> None:
    mission = await story.mission()
    view = await cases.view(story.session, mission.case_id)
    withdrawn = await withdraw(story, view)
    assert withdrawn.decisions[0].ended_because == "WITHDRAWN"
    assert withdrawn.mission_ids == [mission.id]
    with pytest.raises(service.DecisionEnded):
        await withdraw(story, view)


async def test_only_a_doctor_of_the_centre_withdraws(story: Story) -> None:
    case = await story.case()
    view = await story.decide(case.id, inter(TSU))
    for who in (world.ARM_CAEN, world.MRU_ROUEN):
        with pytest.raises(Forbidden):
            await withdraw(story, view, who)


async def test_an_unknown_decision_is_not_found(story: Story) -> None:
    with pytest.raises(NotFound):
        await service.withdraw(story.session, world.MRU_CAEN.caller, story.clock, world.CAEN)
