"""The second factor, one-time links, and one's own account, over the API."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from fastapi import FastAPI
from pyotp.totp import TOTP
from redis.asyncio import Redis
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.http.app import serving
from kit.settings import AccountSettings, Settings
from kit.wire.codes.people import Role
from tests.gateways.http.conftest import SignIn, asking
from tests.gateways.http.desk import desk, listening
from tests.world import ARM_CAEN, ARM_CAEN_2, MRU_CAEN

Engines = dict[str, AsyncEngine]
DOCTOR = MRU_CAEN
NEW = "un autre mot de passe"


@pytest.fixture
async def strict(database: Settings) -> AsyncIterator[FastAPI]:
    """Give an API where everybody must have a second factor."""
    everybody = AccountSettings(second_factor_roles=frozenset(Role))
    async with serving(database.model_copy(update={"accounts": everybody})) as app:
        yield app


@pytest.fixture
async def guest(strict: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of it nobody is signed in on."""
    async with asking(strict) as opened:
        yield opened


async def enter(client: httpx.AsyncClient, password: str, code: str | None = None) -> httpx.Response:
    return await client.post(
        "/session", json={"login": DOCTOR.login, "password": password, "code": code, "kind": "bearer"}
    )


def code_of(secret: str, later: int = 0) -> str:
    """Give the code an authenticator shows, or will show some steps later."""
    return TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=30 * later))


async def set_up(client: httpx.AsyncClient, password: str) -> tuple[str, list[str]]:
    """Set up the second factor at the first sign-in; gives its secret and the recovery codes."""
    missing = await enter(client, password)
    assert (missing.status_code, missing.json()["type"]) == (403, "urn:rramu:problem:second-factor-missing")
    token = missing.json()["link"]
    asked = (await client.post("/access/look", json={"token": token})).json()
    assert (asked["login"], asked["purpose"]) == (DOCTOR.login, "SECOND_FACTOR")
    assert asked["qr_svg"].startswith("<svg")
    wrong = await client.post("/access", json={"token": token, "code": "000000"})
    assert (wrong.status_code, wrong.json()["path"]) == (422, "$.code")
    done = await client.post("/access", json={"token": token, "code": code_of(asked["secret"])})
    assert done.status_code == 200
    again = await client.post("/access", json={"token": token, "code": code_of(asked["secret"], 1)})
    assert again.status_code == 401
    return asked["secret"], done.json()["codes"]


async def test_a_role_that_needs_a_second_factor_sets_it_up_then_signs_in_with_it(
    guest: httpx.AsyncClient, passwords: str, engines: Engines
) -> None:
    secret, recovery = await set_up(guest, passwords)
    assert len(recovery) == 10

    needed = await enter(guest, passwords)
    assert (needed.status_code, needed.json()["type"]) == (401, "urn:rramu:problem:second-factor-needed")
    opened = await enter(guest, passwords, code_of(secret, 1))
    assert (opened.status_code, opened.json()["has_second_factor"]) == (201, True)

    async with engines["rramu_owner"].connect() as connection:
        stored = (
            await connection.execute(text("SELECT totp_secret FROM accounts WHERE totp_secret IS NOT NULL"))
        ).one()
        hashes = (await connection.scalars(text("SELECT code_hash FROM recovery_codes"))).all()
        methods = set(await connection.scalars(text("SELECT method FROM sessions")))
    assert secret not in stored.totp_secret
    assert {len(one) for one in hashes} == {32}
    assert methods == {"TOTP"}


async def test_a_code_passes_once(guest: httpx.AsyncClient, passwords: str) -> None:
    secret, _ = await set_up(guest, passwords)
    code = code_of(secret, 1)
    assert (await enter(guest, passwords, code)).status_code == 201

    replayed = await enter(guest, passwords, code)

    assert (replayed.status_code, replayed.json()["detail"]) == (401, "wrong code")


async def test_a_recovery_code_passes_once(guest: httpx.AsyncClient, passwords: str) -> None:
    _, recovery = await set_up(guest, passwords)

    assert (await enter(guest, passwords, recovery[0].upper())).status_code == 201
    assert (await enter(guest, passwords, recovery[0])).status_code == 401
    assert (await enter(guest, passwords, recovery[1])).status_code == 201


async def test_codes_cannot_be_guessed_between_two_right_passwords(guest: httpx.AsyncClient, passwords: str) -> None:
    await set_up(guest, passwords)
    tried = 0
    for _ in range(12):
        tried += (await enter(guest, passwords, "123456")).status_code == 401
        await enter(guest, passwords)
    assert tried == 10
    assert (await enter(guest, passwords, "123456")).status_code == 429


async def test_each_lock_of_a_day_is_twice_as_long(
    client: httpx.AsyncClient, database: Settings, redis_client: Redis
) -> None:
    wrong = {"login": DOCTOR.login, "password": "no"}
    waits: list[str] = []
    for _ in range(3):
        answers = [await client.post("/session", json=wrong) for _ in range(12)]
        assert [one.status_code for one in answers[9:]] == [401, 429, 429]
        waits.append(answers[10].headers["retry-after"])
        async for key in redis_client.scan_iter(match=f"{database.redis.prefix}sign-in:*"):
            if not key.endswith(b":locks"):
                await redis_client.delete(key)
    assert waits == ["60", "120", "240"]


async def test_nobody_is_locked_out_from_elsewhere(api: FastAPI, client: httpx.AsyncClient, passwords: str) -> None:
    for _ in range(12):
        await client.post("/session", json={"login": DOCTOR.login, "password": "no"})
    transport = httpx.ASGITransport(api, client=("198.51.100.4", 1))
    async with httpx.AsyncClient(transport=transport, base_url="http://test/api") as elsewhere:
        assert (await enter(elsewhere, passwords)).status_code == 201


async def test_sessions_are_seen_and_ended_one_by_one_or_all_others(sign_in: SignIn) -> None:
    first, second, third = await sign_in(ARM_CAEN), await sign_in(ARM_CAEN), await sign_in(ARM_CAEN)
    rows = (await first.get("/account")).json()["sessions"]
    assert [row["current"] for row in rows].count(True) == 1
    assert {row["address"] for row in rows} == {"192.0.2.7"}
    own = {row["id"] for row in (await second.get("/account")).json()["sessions"] if row["current"]}

    assert (await first.delete(f"/account/sessions/{own.pop()}")).status_code == 204
    assert [(await one.get("/session")).status_code for one in (first, second, third)] == [200, 401, 200]
    assert (await first.delete("/account/sessions")).status_code == 204
    assert [(await one.get("/session")).status_code for one in (first, third)] == [200, 401]


async def test_somebody_else_s_session_is_told_like_one_that_is_not_there(sign_in: SignIn) -> None:
    mine, other = await sign_in(ARM_CAEN), await sign_in(ARM_CAEN_2)
    (row,) = (await other.get("/account")).json()["sessions"]

    refused = await mine.delete(f"/account/sessions/{row['id']}")
    missing = await mine.delete("/account/sessions/01900000-0000-7000-8000-00000000dead")

    assert (refused.status_code, refused.json()) == (missing.status_code, missing.json())
    assert refused.status_code == 404
    assert (await other.get("/session")).status_code == 200


async def test_an_ended_session_s_live_connection_closes_and_its_token_is_written_down(
    api: FastAPI, sign_in: SignIn, database: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = await sign_in(ARM_CAEN), await sign_in(ARM_CAEN)
    async with listening(api, database) as address, desk(address, there.headers["Authorization"]) as screen:
        await screen.subscribe(positions=False)
        await here.delete("/account/sessions")
        await screen.connection.wait_closed()
        assert screen.connection.close_code == 4401

    assert (await there.get("/session")).status_code == 401
    assert "session.reused" in capsys.readouterr().out


async def test_a_changed_password_ends_the_other_sessions(sign_in: SignIn, passwords: str) -> None:
    here, there = await sign_in(ARM_CAEN), await sign_in(ARM_CAEN)

    refused = await here.put("/account/password", json={"current": "not it", "password": NEW})
    assert (refused.status_code, refused.json()["path"]) == (422, "$.current")
    weak = await here.put("/account/password", json={"current": passwords, "password": "short"})
    assert (weak.status_code, weak.json()["path"]) == (422, "$.password")
    assert (await here.put("/account/password", json={"current": passwords, "password": NEW})).status_code == 204

    assert [(await one.get("/session")).status_code for one in (here, there)] == [200, 401]
    entered = await there.post("/session", json={"login": ARM_CAEN.login, "password": NEW, "kind": "bearer"})
    assert entered.status_code == 201


async def test_a_password_is_not_guessed_from_an_open_session(sign_in: SignIn) -> None:
    here = await sign_in(ARM_CAEN)
    answers = [(await here.post("/account/second-factor", json={"password": "no"})).status_code for _ in range(11)]
    assert answers == [422] * 10 + [429]


async def test_a_secret_told_once_is_not_kept_for_repetitions(
    sign_in: SignIn, passwords: str, engines: Engines
) -> None:
    here = await sign_in(ARM_CAEN)
    key = {"Idempotency-Key": "the same"}
    links = [
        (await here.post("/account/second-factor", json={"password": passwords}, headers=key)).json() for _ in range(2)
    ]
    assert links[0]["token"] != links[1]["token"]
    async with engines["rramu_owner"].connect() as connection:
        assert await connection.scalar(text("SELECT count(*) FROM idempotency_keys")) == 0


@pytest.mark.parametrize(
    "login", ["arm.caen\n2026-11-22 [info] session.opened", '"}\n{"event": "session.opened"', "\x1b[2Jroot"]
)
async def test_a_login_is_never_written_in_the_log(
    client: httpx.AsyncClient, login: str, capsys: pytest.CaptureFixture[str]
) -> None:
    refused = await client.post("/session", json={"login": login, "password": "whatever it is"})

    assert refused.status_code == 401
    logged = capsys.readouterr().out
    assert "sign_in.refused" in logged
    assert "session.opened" not in logged
    assert "root" not in logged
