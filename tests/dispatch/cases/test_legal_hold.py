"""A case is frozen once, by name of an inquiry, and let go; both are in its trail."""

import pytest
from sqlalchemy import select

from db.models.keeping import LegalHold
from db.secrets import cell, keyring
from dispatch.cases import legal_hold
from dispatch.cases.legal_hold import AlreadyHeld, NotHeld
from kit.caller import Author
from kit.errors import NotFound
from tests.dispatch.story import Story

COMMAND = Author(None, "COMMAND")
MOTIVE = "réquisition 26/1234, famille Lecointre"


async def test_a_case_is_held_and_let_go(story: Story) -> None:
    case = await story.case()
    at = story.clock.now()
    hold_id = await legal_hold.hold(story.session, COMMAND, case.number, MOTIVE, at)
    await story.session.flush()
    held = (await story.session.scalars(select(LegalHold))).one()
    assert "Lecointre" not in held.motive
    assert keyring(story.session).decrypt(held.motive, cell(LegalHold.motive, hold_id)) == MOTIVE
    with pytest.raises(AlreadyHeld):
        await legal_hold.hold(story.session, COMMAND, case.number, MOTIVE, at)
    await legal_hold.end(story.session, COMMAND, case.number, at)
    assert held.ended_at == at
    assert (await story.facts(case.id))[-2:] == ["case.held", "case.hold_ended"]
    with pytest.raises(NotHeld):
        await legal_hold.end(story.session, COMMAND, case.number, at)
    await legal_hold.hold(story.session, COMMAND, case.number, MOTIVE, at)


async def test_a_number_that_names_no_case_is_told(story: Story) -> None:
    with pytest.raises(NotFound):
        await legal_hold.hold(story.session, COMMAND, "DRFR15140000000000", MOTIVE, story.clock.now())
