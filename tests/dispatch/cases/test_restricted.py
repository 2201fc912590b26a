"""A restricted case opens with a motive, for one account and for a while; everybody else sees that it is there."""

from datetime import timedelta

import msgspec
import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from db.engine import Writing
from db.models.openings import CaseOpening
from dispatch.calls import service as calls
from dispatch.cases import restricted, service
from kit.caller import Caller
from kit.errors import Forbidden
from kit.ids import new_id
from kit.settings import CasesSettings
from kit.wire.cases import CaseView, OpeningEntry, PatientEntry, RestrictionEntry
from kit.wire.codes.cases import OpeningMotive, Restriction
from tests.dispatch.story import NUMBER, SCENE, Story
from tests.world import ARM_CAEN, MRU_CAEN, NOON, SUPERVISOR_CAEN, Person

VIP = RestrictionEntry(restriction=Restriction.VIP)
REGULATES = OpeningEntry(motive=OpeningMotive.REGULATES, words="demande du chef de service")


async def _as(session: Writing, person: Person) -> Caller:
    """Let the transaction work for somebody."""
    await session.execute(text("SELECT set_config('rramu.account', :id, true)"), {"id": str(person.id)})
    session.expire_all()
    return person.caller


async def _restricted(story: Story) -> CaseView:
    case = await story.case()
    await story.patient(case.id, PatientEntry(label="Odile BRUMAIRE"))
    caller = await _as(story.session, ARM_CAEN)
    return await restricted.restrict(story.session, caller, story.clock, case.id, VIP, policy=CasesSettings())


async def _seen_by(story: Story, person: Person, case: CaseView) -> str:
    await _as(story.session, person)
    view = await service.view(story.session, case.id)
    about = [call for call in await calls.views(story.session) if call.case_id == case.id]
    log = await service.log(story.session, case.id)
    return msgspec.json.encode([view, *about, *log]).decode()


async def test_who_restricts_goes_on_seeing_and_others_see_a_row(story: Story) -> None:
    case = await _restricted(story)
    known = ("Odile BRUMAIRE", SCENE.label, NUMBER)
    own, other = await _seen_by(story, ARM_CAEN, case), await _seen_by(story, MRU_CAEN, case)
    assert [word for word in known if word in own] == [*known]
    assert [word for word in known if word in other] == []
    assert case.number in other
    assert '"withheld":true' in other


async def test_an_opening_shows_the_case_to_its_account_alone_and_leaves_its_motive(story: Story) -> None:
    case = await _restricted(story)
    doctor = await _as(story.session, MRU_CAEN)

    file = await restricted.open_case(story.session, doctor, story.clock, case.id, REGULATES, policy=CasesSettings())

    assert file.case.patients[0].label == "Odile BRUMAIRE"
    assert "Odile" not in await _seen_by(story, SUPERVISOR_CAEN, case)
    fact = await story.fact("case.restriction_opened")
    assert (fact.account_id, fact.body["motive"]) == (MRU_CAEN.id, "REGULATES")
    assert "chef" not in str(fact.body)
    entry = next(entry for entry in file.log if entry.kind == "case.restriction_opened")
    assert entry.body["words"] == "demande du chef de service"


async def test_an_opening_ends(story: Story) -> None:
    case = await _restricted(story)
    assert "Odile" in await _seen_by(story, ARM_CAEN, case)
    with pytest.raises(DBAPIError, match="permission denied"):
        await _prolong(story.session)
    await story.session.execute(text("SELECT set_config('rramu.account', '', true)"))
    story.session.expire_all()
    assert (await service.view(story.session, case.id)).withheld


async def test_a_restriction_is_not_lifted_unseen(story: Story) -> None:
    case = await _restricted(story)
    lift = RestrictionEntry(restriction=None)
    supervisor = await _as(story.session, SUPERVISOR_CAEN)
    with pytest.raises(Forbidden, match="open the case"):
        await restricted.restrict(story.session, supervisor, story.clock, case.id, lift, policy=CasesSettings())
    await restricted.open_case(story.session, supervisor, story.clock, case.id, REGULATES, policy=CasesSettings())
    assert (
        await restricted.restrict(story.session, supervisor, story.clock, case.id, lift, policy=CasesSettings())
    ).restriction is None
    assert SCENE.label in await _seen_by(story, MRU_CAEN, case)


async def test_an_opening_lasts_as_the_instance_says(story: Story) -> None:
    case = await _restricted(story)
    doctor = await _as(story.session, MRU_CAEN)
    await restricted.open_case(
        story.session, doctor, story.clock, case.id, REGULATES, policy=CasesSettings(opening_min=5)
    )
    opening = (await story.session.scalars(select(CaseOpening))).one()
    assert opening.until - opening.opened_at == timedelta(minutes=5)


async def test_a_plain_case_needs_no_opening(story: Story) -> None:
    case = await story.case()
    caller = await _as(story.session, MRU_CAEN)
    with pytest.raises(restricted.NotRestricted):
        await restricted.open_case(story.session, caller, story.clock, case.id, REGULATES, policy=CasesSettings())


async def test_nobody_opens_for_somebody_else(story: Story) -> None:
    case = await _restricted(story)
    await _as(story.session, SUPERVISOR_CAEN)
    opening = CaseOpening(
        id=new_id(), case_id=case.id, account_id=MRU_CAEN.id, opened_at=NOON, until=NOON + timedelta(minutes=30)
    )
    with pytest.raises(DBAPIError, match="row-level security"):
        await _add(story.session, opening)


async def _add(session: Writing, opening: CaseOpening) -> None:
    async with session.begin_nested():
        session.add(opening)


async def _prolong(session: Writing) -> None:
    async with session.begin_nested():
        await session.execute(text("UPDATE case_openings SET until = until + interval '1 year'"))
