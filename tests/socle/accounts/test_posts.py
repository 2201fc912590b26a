"""Rights in force: a shift from its first instant, no longer at its last, whatever door asks."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from db.engine import Writing
from db.models.accounts import AccountRight
from kit.caller import Right
from kit.wire.codes.people import Role
from socle.accounts import posts
from socle.accounts.rules import in_shift
from tests.world import ARM_CAEN, CAEN, NOON, ROUEN

MOMENT = timedelta(microseconds=1)
END = NOON + timedelta(hours=8)


@pytest.mark.parametrize(
    ("at", "holds"),
    [
        (NOON - MOMENT, False),
        (NOON, True),
        (END - MOMENT, True),
        (END, False),
    ],
)
async def test_a_shift_holds_from_its_first_instant_until_before_its_last(
    session: Writing, at: datetime, *, holds: bool
) -> None:
    shift = {"account_id": ARM_CAEN.id, "centre_id": ROUEN, "role": "ARM", "from_at": NOON, "to_at": END}
    await session.execute(insert(AccountRight), [shift])
    found = await posts.in_force(session, ARM_CAEN.id, None, at)
    assert Right(CAEN, Role.ARM) in found
    assert (Right(ROUEN, Role.ARM) in found) is holds
    assert in_shift(at, NOON, END) is holds


@pytest.mark.parametrize(("from_at", "to_at"), [(None, None), (NOON, None), (None, END)])
def test_a_shift_may_have_no_beginning_or_no_end(from_at: datetime | None, to_at: datetime | None) -> None:
    assert in_shift(NOON, from_at, to_at)
    assert in_shift(NOON - MOMENT, from_at, to_at) is (from_at is None)
    assert in_shift(END, from_at, to_at) is (to_at is None)
