"""What practice says of a case."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dispatch.cases import rules
from kit.wire.codes.calls import CallerState, CallState, Sex
from kit.wire.codes.cases import Attribution, CareQueue, CaseState, DecisionType, MeansType, Priority
from kit.wire.codes.people import Role

PATIENT, OTHER = UUID(int=1), UUID(int=2)
priorities = st.sampled_from(Priority)


def test_the_national_example_of_a_number() -> None:
    assert rules.number("440", date(2024, 5, 17), 236) == "DRFR154402413800236"


def test_numbers_count_by_the_day_of_paris() -> None:
    assert rules.paris_day(datetime(2026, 11, 21, 22, 59, tzinfo=UTC)) == date(2026, 11, 21)
    assert rules.paris_day(datetime(2026, 11, 21, 23, 0, tzinfo=UTC)) == date(2026, 11, 22)
    assert rules.paris_day(datetime(2026, 7, 1, 22, 0, tzinfo=UTC)) == date(2026, 7, 2)


@given(priorities)
def test_a_repeat_call_never_lowers_and_always_reaches_p1(before: Priority) -> None:
    after = rules.raised_by_repeat(before)
    assert after in {Priority.P0, Priority.P1}
    assert not rules.lowers(before, after)


@given(priorities, priorities)
def test_only_lowering_p0_and_p1_needs_a_doctor(before: Priority, after: Priority) -> None:
    ranks = list(Priority)
    lowered = ranks.index(after) > ranks.index(before)
    assert rules.needs_doctor_to_lower(before, after) == (lowered and ranks.index(before) < ranks.index(Priority.P2))


@pytest.mark.parametrize(
    ("queue", "role", "on_duty", "attribution"),
    [
        (CareQueue.AMU, Role.MRU, True, Attribution.DRM_EMERGENCY),
        (None, Role.MRU, False, Attribution.DRM_EMERGENCY),
        (CareQueue.AMU, Role.MRL, True, Attribution.DRM_EMERGENCY_BY_AMBULATORY),
        (CareQueue.AMBULATORY, Role.MRL, True, Attribution.DRM_AMBULATORY),
        (CareQueue.AMBULATORY, Role.MRU, True, Attribution.DRM_AMBULATORY_BUSY),
        (CareQueue.AMBULATORY, Role.MRU, False, Attribution.DRM_AMBULATORY_ABSENT),
        (CareQueue.AMU, Role.SPECIALIST, True, Attribution.DRM_SPECIALIST),
    ],
)
def test_the_server_says_who_stood_in_for_whom(
    queue: CareQueue | None, role: Role, on_duty: bool, attribution: Attribution
) -> None:
    assert rules.medical_attribution(queue, role, ambulatory_on_duty=on_duty) is attribution


@pytest.mark.parametrize(
    ("others", "changed", "queue", "state"),
    [
        ([], CallState.HELD, CareQueue.AMU, CallerState.ON_HOLD),
        ([], CallState.HUNG_UP_ON_HOLD, None, CallerState.TO_CALL_BACK),
        ([], CallState.ENDED, CareQueue.AMU, CallerState.TO_CALL_BACK),
        ([], CallState.ENDED, CareQueue.OSNP, CallerState.HUNG_UP),
        ([], CallState.ENDED, None, CallerState.HUNG_UP),
        ([CallState.ANSWERED], CallState.ENDED, CareQueue.AMU, CallerState.ON_LINE),
        ([CallState.HELD], CallState.ENDED, None, CallerState.ON_HOLD),
    ],
)
def test_where_the_caller_is(
    others: list[CallState], changed: CallState, queue: CareQueue | None, state: CallerState
) -> None:
    assert rules.caller_state(others, changed, queue) is state


@pytest.mark.parametrize(
    ("sex", "age", "label"),
    [
        (Sex.M, "P40Y", "X homme ~40 ans"),
        (Sex.F, "P1Y", "X femme ~1 an"),
        (Sex.UN, "P3M", "X ~3 mois"),
        (Sex.M, None, "X homme"),
        (Sex.F, "P2D", "X femme ~2 jours"),
    ],
)
def test_a_patient_is_first_named_by_what_is_known(sex: Sex, age: str | None, label: str) -> None:
    assert rules.first_identity(sex, age) == label


def standing(
    *decisions: rules.InForce,
    missions: tuple[rules.Sent, ...] = (),
    patients: frozenset[UUID] = frozenset(),
    queue: CareQueue | None = None,
    priority: Priority = Priority.P1,
) -> rules.Standing:
    return rules.Standing(
        queue=queue,
        patients=patients,
        decisions=decisions,
        missions=missions,
        has_place=True,
        has_motive=True,
        priority=priority,
    )


def asks(means: MeansType, patient: UUID | None = None) -> rules.InForce:
    return rules.InForce(DecisionType.INTER, means, patient)


def advice(patient: UUID | None = None) -> rules.InForce:
    return rules.InForce(DecisionType.CONSEIL, None, patient)


def sent(means: MeansType, patient: UUID | None = None, *, over: bool = True, cared: bool = True) -> rules.Sent:
    return rules.Sent(means, patient, over, cared)


TSU, SMUR = MeansType.TSU, MeansType.SMUR


@pytest.mark.parametrize(
    ("case", "owed"),
    [
        (standing(), ["decision"]),
        (standing(advice()), []),
        (standing(advice(), queue=CareQueue.AMU), ["queue"]),
        (standing(asks(TSU)), ["mission"]),
        (standing(asks(TSU), missions=(sent(TSU, over=False, cared=False),)), ["mission"]),
        (standing(asks(TSU), missions=(sent(TSU, cared=False),)), ["mission"]),
        (standing(asks(TSU), missions=(sent(TSU),)), []),
        (standing(asks(SMUR), missions=(sent(TSU),)), ["mission"]),
        (standing(asks(MeansType.LIBERAL)), []),
        (standing(advice(PATIENT), patients=frozenset({PATIENT, OTHER})), ["decision"]),
        (standing(advice(PATIENT), advice(OTHER), patients=frozenset({PATIENT, OTHER})), []),
        (standing(advice(), patients=frozenset({PATIENT})), []),
        (standing(asks(TSU, PATIENT), missions=(sent(TSU, OTHER),), patients=frozenset({PATIENT})), ["mission"]),
        (standing(asks(TSU, PATIENT), missions=(sent(TSU, PATIENT),), patients=frozenset({PATIENT})), []),
        (standing(advice(), missions=(sent(TSU, over=False),)), ["mission"]),
    ],
)
def test_what_keeps_a_case_active(case: rules.Standing, owed: list[str]) -> None:
    assert rules.unsettled(case) == owed
    assert rules.state_of(case) is (CaseState.ACTIF if owed else CaseState.VALIDE)


def test_a_settled_case_is_valid_once_complete() -> None:
    assert rules.state_of(standing(advice(), priority=Priority.NR)) is CaseState.ACHEVE
    assert rules.incomplete(standing(advice(), priority=Priority.NR)) == ["priority"]
