"""A patient's earlier cases: by what they are found, by whom, and what is left of it in the trail."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

import pytest
from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing
from db.models.patients import PatientBlind
from db.models.trail import AuditEntry
from db.secrets import keyring
from dispatch.cases import restricted, rules, take
from dispatch.cases.search import asked, search
from kit.caller import Caller
from kit.clock import Clock
from kit.errors import Invalid
from kit.settings import CasesSettings
from kit.wire.cases import PatientEntry, PatientSearch, RestrictionEntry
from kit.wire.codes.calls import Sex
from kit.wire.codes.cases import Restriction
from kit.wire.codes.people import Role
from socle.accounts.rights import ACTIONS
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.story import NUMBER, Story, advice

BORN = date(1954, 5, 12)
ODILE = PatientEntry(sex=Sex.F, label="Mme Odile LECOINTRE", birth_date=BORN)
BY_NAME = PatientSearch(name="lecointre odile")


async def _found(story: Story, wanted: PatientSearch, caller: Caller = world.ARM_CAEN.caller) -> list[UUID]:
    return [case.id for case in await search(story.session, caller, story.clock, wanted)]


@pytest.mark.parametrize(
    "wanted",
    [
        PatientSearch(name="Lecointre"),
        BY_NAME,
        PatientSearch(birth_date=BORN),
        PatientSearch(name="LECOINTRE", birth_date=BORN),
        PatientSearch(number="02 61 91 00 01"),
        PatientSearch(name="Odile", birth_date=BORN, number=NUMBER),
    ],
)
async def test_an_earlier_case_is_found_by_all_of_what_is_given(story: Story, wanted: PatientSearch) -> None:
    case = await story.case()
    patient = await story.patient(case.id, ODILE)
    await story.decide(case.id, advice(patient))
    await take.close(story.session, world.MRU_CAEN.caller, story.clock, case.id)
    assert await _found(story, wanted) == [case.id]


@pytest.mark.parametrize(
    "wanted",
    [
        PatientSearch(name="Lecointr"),
        PatientSearch(name="Lecointre Bastien"),
        PatientSearch(name="Lecointre", birth_date=date(1954, 12, 5)),
        PatientSearch(name="Lecointre", number="+33600000000"),
    ],
)
async def test_a_case_that_lacks_one_thing_is_not_found(story: Story, wanted: PatientSearch) -> None:
    await story.patient((await story.case()).id, ODILE)
    assert await _found(story, wanted) == []


async def test_the_name_is_one_patients_not_two(story: Story) -> None:
    case = await story.case()
    await story.patient(case.id, ODILE)
    await story.patient(case.id, PatientEntry(label="Bastien QUESNEL"))
    assert await _found(story, PatientSearch(name="Bastien Lecointre")) == []


async def test_the_newest_come_first_and_no_more_than_a_few(story: Story, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dispatch.cases.blinds.FOUND_AT_ONCE", 2)
    opened: list[UUID] = []
    for _ in range(3):
        story.later(10)
        case = await story.case()
        await story.patient(case.id, ODILE)
        opened.append(case.id)
    assert await _found(story, BY_NAME) == opened[:0:-1]


@pytest.mark.parametrize("wanted", [PatientSearch(), PatientSearch(name=" - "), PatientSearch(number="+")])
async def test_nothing_to_look_for_is_refused(story: Story, wanted: PatientSearch) -> None:
    with pytest.raises(Invalid):
        await _found(story, wanted)


def test_a_supervisor_looks_for_nobody() -> None:
    assert Role.SUPERVISOR not in ACTIONS["patient.search"]
    assert frozenset(rules.SEARCHERS) == ACTIONS["patient.search"]


async def test_a_search_and_what_it_shows_are_in_the_trail_without_the_name(story: Story) -> None:
    case = await story.case()
    await story.patient(case.id, ODILE)
    await _found(story, BY_NAME)
    rows = (
        await story.session.execute(
            select(AuditEntry.action, AuditEntry.subject, AuditEntry.account_id).where(AuditEntry.fact_id.is_(None))
        )
    ).all()
    blind = keyring(story.session).blind(world.CAEN, "search", asked(PatientSearch(name="Odile Lecointre")))
    assert ("patients.searched", f"patients:{blind.hex()}", world.ARM_CAEN.id) in rows
    assert ("case.found", f"case:{case.id}", world.ARM_CAEN.id) in rows


async def _restrict(session: Writing, clock: Clock, case_id: UUID, who: world.Person) -> None:
    await session.execute(text("SELECT set_config('rramu.account', :id, true)"), {"id": str(who.id)})
    await restricted.restrict(
        session, who.caller, clock, case_id, RestrictionEntry(restriction=Restriction.VIP), policy=CasesSettings()
    )


async def test_a_restricted_case_is_found_by_who_opened_it_only(story: Story) -> None:
    case = await story.case()
    await story.patient(case.id, ODILE)
    await _restrict(story.session, story.clock, case.id, world.ARM_CAEN)
    assert await _found(story, BY_NAME) == [case.id]
    await story.session.execute(text("SELECT set_config('rramu.account', :id, true)"), {"id": str(world.ARM_CAEN_2.id)})
    assert await _found(story, BY_NAME, world.ARM_CAEN_2.caller) == []
    assert await _found(story, PatientSearch(number=NUMBER), world.ARM_CAEN_2.caller) == []


async def test_another_centre_finds_a_case_while_it_may_read_it(
    engines: Mapping[str, AsyncEngine], clock: Clock
) -> None:
    rooms = Rooms(engines["rramu_api"], clock)
    case = await rooms.on_the_line()
    async with rooms.at(world.ARM_CAEN) as story:
        await story.patient(case.id, ODILE)

    async def rouen() -> list[UUID]:
        async with rooms.at(world.ARM_ROUEN) as story:
            return await _found(story, BY_NAME, world.ARM_ROUEN.caller)

    assert await rouen() == []
    await rooms.ask(case.id)
    assert await rouen() == [case.id]
    async with rooms.at(world.ARM_ROUEN) as story:
        looks = await story.session.scalars(select(AuditEntry.subject).where(AuditEntry.action == "case.found"))
        assert set(looks) == {f"case:{case.id}"}


async def test_what_a_patient_is_found_by_goes_with_the_case(engines: Mapping[str, AsyncEngine], clock: Clock) -> None:
    rooms = Rooms(engines["rramu_api"], clock)
    case = await rooms.on_the_line()
    async with rooms.at(world.ARM_CAEN) as story:
        await story.patient(case.id, ODILE)
    await rooms.accept((await rooms.ask(case.id)).id)
    async with rooms.at(world.ARM_ROUEN) as story:
        assert set(await story.session.scalars(select(PatientBlind.centre_id))) == {world.ROUEN}
        assert await _found(story, BY_NAME, world.ARM_ROUEN.caller) == [case.id]


async def test_a_search_uses_the_index(story: Story) -> None:
    """The policies let the equality through: only a leakproof operator is asked before them."""
    await story.patient((await story.case()).id, ODILE)
    await story.session.execute(text("SET LOCAL enable_seqscan = off"))
    plan = await story.session.scalars(
        text("EXPLAIN SELECT case_id FROM patient_blinds WHERE blind = ANY (:blinds)"), {"blinds": [b"1", b"2"]}
    )
    assert any("Index Cond: (blind = ANY" in line for line in plan)
