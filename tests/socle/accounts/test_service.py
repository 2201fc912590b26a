"""Accounts and sessions, below any door."""

from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, driver, writing
from kit.caller import Author, Right
from kit.clock import Clock, real_now
from kit.errors import NotAuthenticated
from kit.wire.accounts import Credentials
from kit.wire.codes.people import Role
from kit.wire.people import RightEntry
from socle.accounts import posts, service, sessions, sign_in
from tests.world import ARM_CAEN, CAEN, ROUEN

SEED = Author(None, "SEED")
IDLE = timedelta(hours=12)
RIGHTS = (RightEntry(centre_id=CAEN, role=Role.ARM), RightEntry(centre_id=ROUEN, role=Role.SUPERVISOR))


async def _create(session: Writing, clock: Clock, rights: tuple[RightEntry, ...] = RIGHTS) -> None:
    await service.create_account(
        session, SEED, clock, login="new.arm", name="Une Personne", password=PASSWORD, rights=rights
    )


PASSWORD = "a long password"


DOOR = sign_in.Door("192.0.2.7", "pytest", frozenset())


async def _sign_in(session: Writing, clock: Clock, password: str = PASSWORD) -> sign_in.Opened:
    credentials = Credentials(login="new.arm", password=password, kind="bearer")
    opened = await sign_in.by_password(session, clock, credentials, DOOR)
    assert isinstance(opened, sign_in.Opened)
    return opened


async def test_an_account_signs_in_with_every_right_it_holds(session: Writing, clock: Clock) -> None:
    await _create(session, clock)

    opened = await _sign_in(session, clock)
    view, token = opened.view, opened.token
    found = await posts.find_caller(driver(session), token, real_now(), IDLE, clock.now())

    assert found is not None
    assert found.caller.rights == {Right(CAEN, Role.ARM), Right(ROUEN, Role.SUPERVISOR)}
    assert [(right.centre, right.role) for right in view.rights] == [
        ("SAMU 14 Caen", Role.ARM),
        ("SAMU 76 Rouen", Role.SUPERVISOR),
    ]


async def test_a_token_nobody_was_given_is_nobody_s(session: Writing, clock: Clock) -> None:
    assert await posts.find_caller(driver(session), "x" * 43, real_now(), IDLE, clock.now()) is None


async def test_a_wrong_password_is_refused(session: Writing, clock: Clock) -> None:
    await _create(session, clock)
    with pytest.raises(NotAuthenticated):
        await _sign_in(session, clock, "A long password")


async def test_an_account_without_a_password_never_signs_in(session: Writing, clock: Clock) -> None:
    credentials = Credentials(login=ARM_CAEN.login, password="!", kind="bearer")
    with pytest.raises(NotAuthenticated):
        await sign_in.by_password(session, clock, credentials, DOOR)


async def test_an_account_without_a_right_does_not_sign_in(session: Writing, clock: Clock) -> None:
    await _create(session, clock, ())
    with pytest.raises(NotAuthenticated, match="no right"):
        await _sign_in(session, clock)


async def test_a_touched_session_stays_alive(session: Writing, clock: Clock) -> None:
    await _create(session, clock)
    token = (await _sign_in(session, clock)).token
    later = real_now() + timedelta(hours=11)
    found = await posts.find_caller(driver(session), token, later, IDLE, clock.now())
    assert found is not None

    await service.touch_session(session, found, later)

    assert await posts.find_caller(driver(session), token, later + timedelta(hours=11), IDLE, clock.now()) is not None
    assert await posts.find_caller(driver(session), token, later + timedelta(hours=13), IDLE, clock.now()) is None


async def test_an_ended_session_is_worth_nothing(session: Writing, clock: Clock) -> None:
    await _create(session, clock)
    token = (await _sign_in(session, clock)).token
    found = await posts.find_caller(driver(session), token, real_now(), IDLE, clock.now())
    assert found is not None

    await sessions.sign_out(session, clock, found)

    assert await posts.find_caller(driver(session), token, real_now(), IDLE, clock.now()) is None


async def test_a_login_is_given_once(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    async with writing(engines["rramu_api"], None, ()) as session:
        await _create(session, clock)
    with pytest.raises(IntegrityError):
        async with writing(engines["rramu_api"], None, ()) as session:
            await _create(session, clock)
