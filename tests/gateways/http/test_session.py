"""Signing in and out over the API, as a screen and as a program."""

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.http.app import serving
from kit.settings import Settings
from tests.gateways.http.conftest import SignIn, asking
from tests.world import ADMINISTRATOR, ARM_CAEN

Engines = dict[str, AsyncEngine]


async def _screen(client: httpx.AsyncClient, password: str) -> httpx.Response:
    return await client.post("/session", json={"login": ARM_CAEN.login, "password": password})


async def test_a_screen_gets_a_cookie_it_cannot_read_and_a_csrf_value(
    client: httpx.AsyncClient, passwords: str
) -> None:
    answer = await _screen(client, passwords)

    assert answer.status_code == 201
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    body = answer.json()
    assert (body["login"], body["rights"][0]["role"]) == (ARM_CAEN.login, "ARM")
    assert body["csrf"]
    assert "token" not in body


@pytest.mark.parametrize("secure", [True, False])
async def test_a_cookie_travels_over_tls_alone_unless_the_settings_say_otherwise(
    database: Settings, passwords: str, secure: bool
) -> None:
    settings = database.model_copy(update={"http": database.http.model_copy(update={"secure_cookies": secure})})
    async with serving(settings) as app, asking(app) as client:
        answer = await _screen(client, passwords)
    assert ("secure" in answer.headers["set-cookie"].lower().split("; ")) is secure


async def test_a_reloaded_screen_gets_the_same_csrf_value(client: httpx.AsyncClient, passwords: str) -> None:
    opened = await _screen(client, passwords)
    client.cookies.set("rramu_session", opened.cookies["rramu_session"])

    assert (await client.get("/session")).json()["csrf"] == opened.json()["csrf"]


async def test_a_change_by_a_screen_needs_its_csrf_value(client: httpx.AsyncClient, passwords: str) -> None:
    opened = await _screen(client, passwords)
    client.cookies.set("rramu_session", opened.cookies["rramu_session"])

    assert (await client.delete("/session")).status_code == 403
    assert (await client.delete("/session", headers={"X-CSRF-Token": "wrong"})).status_code == 403
    assert (await client.delete("/session", headers={"X-CSRF-Token": opened.json()["csrf"]})).status_code == 204
    assert (await client.get("/session")).status_code == 401


async def test_a_cookie_s_token_is_no_bearer_token(client: httpx.AsyncClient, passwords: str) -> None:
    opened = await _screen(client, passwords)

    answer = await client.get("/session", headers={"Authorization": f"Bearer {opened.cookies['rramu_session']}"})

    assert answer.status_code == 401


async def test_a_program_signs_in_and_out(sign_in: SignIn) -> None:
    program = await sign_in(ARM_CAEN)

    assert (await program.get("/session")).json()["login"] == ARM_CAEN.login
    assert (await program.delete("/session")).status_code == 204
    assert (await program.get("/session")).status_code == 401


@pytest.mark.parametrize("login", [ARM_CAEN.login, "nobody"])
async def test_wrong_login_and_wrong_password_are_told_alike(
    client: httpx.AsyncClient, passwords: str, login: str
) -> None:
    answer = await client.post("/session", json={"login": login, "password": passwords + "x"})

    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"] == "wrong login or password"


async def test_only_hashes_are_stored(client: httpx.AsyncClient, passwords: str, engines: Engines) -> None:
    opened = await _screen(client, passwords)

    async with engines["rramu_owner"].connect() as connection:
        row = (await connection.execute(text("SELECT token_hash, csrf_hash FROM sessions"))).one()
    assert opened.cookies["rramu_session"].encode() not in bytes(row.token_hash)
    assert (len(row.token_hash), len(row.csrf_hash)) == (32, 32)


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE sessions SET expires_at = '2020-01-01Z'",
        "UPDATE sessions SET last_seen_at = '2020-01-01Z'",
        "UPDATE accounts SET active = false",
        "DELETE FROM account_rights",
    ],
)
async def test_a_session_that_no_longer_holds_is_refused(sign_in: SignIn, engines: Engines, change: str) -> None:
    program = await sign_in(ARM_CAEN)
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text(change))

    assert (await program.get("/session")).status_code == 401


async def test_rights_are_those_of_this_moment(sign_in: SignIn, engines: Engines) -> None:
    program = await sign_in(ADMINISTRATOR)
    assert (await program.get("/health/status")).status_code == 200
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("UPDATE account_rights SET role = 'OSNP' WHERE role = 'ADMINISTRATOR'"))

    assert (await program.get("/health/status")).status_code == 403


async def test_guessing_is_throttled_for_that_login_from_there_only(client: httpx.AsyncClient, passwords: str) -> None:
    wrong = {"login": ARM_CAEN.login, "password": "no"}
    answers = [(await client.post("/session", json=wrong)).status_code for _ in range(11)]

    assert answers == [401] * 10 + [429]
    throttled = await _screen(client, passwords)
    assert (throttled.status_code, throttled.headers["retry-after"]) == (429, "60")
    other = await client.post("/session", json={"login": ADMINISTRATOR.login, "password": passwords})
    assert other.status_code == 201


async def test_a_success_forgets_the_failures(client: httpx.AsyncClient, passwords: str) -> None:
    for _ in range(3):
        for _ in range(5):
            await client.post("/session", json={"login": ARM_CAEN.login, "password": "no"})
        assert (await _screen(client, passwords)).status_code == 201
