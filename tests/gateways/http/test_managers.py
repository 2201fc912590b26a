"""Accounts in a manager's scope: what a manager may do, and each way out of the scope refused."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.http import screens
from kit.settings import Settings
from tests.gateways.http.conftest import SignIn
from tests.gateways.http.desk import desk, listening
from tests.world import (
    ADMINISTRATOR,
    AMBULANCE_CAEN,
    ARM_CAEN,
    ARM_ROUEN,
    CAEN,
    MRU_CAEN,
    ROUEN,
    SMUR_CAEN,
    SUPERVISOR_CAEN,
    fixed_id,
)

Engines = dict[str, AsyncEngine]
COMPANY = fixed_id(3, 1)
MANAGER = SUPERVISOR_CAEN


def arm_at(centre: object) -> list[dict[str, str]]:
    return [{"centre_id": str(centre), "role": "ARM"}]


@pytest.fixture
async def administrator(sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in(ADMINISTRATOR)


@pytest.fixture
async def manager(sign_in: SignIn, administrator: httpx.AsyncClient) -> httpx.AsyncClient:
    """Give the supervisor of Caen, who may manage its call takers."""
    scope = {"manager_id": str(MANAGER.id), "centre_id": str(CAEN), "roles": ["ARM", "ARM_SUIVI"]}
    assert (await administrator.post("/account-scopes", json=scope)).status_code == 201
    return await sign_in(MANAGER)


async def create(client: httpx.AsyncClient, **changes: object) -> httpx.Response:
    entry: Mapping[str, Any] = {"login": "nouvelle.arm", "name": "Nouvelle Arm", "rights": arm_at(CAEN)}
    return await client.post("/accounts", json={**entry, **changes})


async def facts(engines: Engines) -> list[str]:
    async with engines["rramu_owner"].connect() as connection:
        rows = await connection.scalars(text("SELECT kind FROM facts WHERE kind ~ '^(account|scope)' ORDER BY id"))
        return list(rows)


async def test_a_manager_opens_an_account_whose_owner_chooses_the_password(
    manager: httpx.AsyncClient, client: httpx.AsyncClient, engines: Engines
) -> None:
    made = await create(manager)
    assert made.status_code == 201
    token = made.json()["link"]["token"]
    asked = (await client.post("/access/look", json={"token": token})).json()
    assert (asked["login"], asked["purpose"], asked["secret"]) == ("nouvelle.arm", "ACCESS", None)
    weak = await client.post("/access", json={"token": token, "password": "nouvelle.arm"})
    assert (weak.status_code, weak.json()["path"]) == (422, "$.password")
    chosen = {"token": token, "password": "quatre mots bien longs"}
    assert (await client.post("/access", json=chosen)).json() == {"codes": []}
    assert (await client.post("/access", json=chosen)).status_code == 401

    credentials = {"login": "nouvelle.arm", "password": chosen["password"], "kind": "bearer"}
    entered = await client.post("/session", json=credentials)
    assert entered.json()["rights"][0]["role"] == "ARM"
    assert await facts(engines) == ["scope.given", "account.created", "account.access_set"]


@pytest.mark.parametrize(
    "changes",
    [
        {"rights": arm_at(ROUEN)},
        {"rights": [*arm_at(CAEN), *arm_at(ROUEN)]},
        {"rights": [{"centre_id": str(CAEN), "role": "MRU"}]},
        {"rights": [{"centre_id": str(CAEN), "role": "ADMINISTRATOR"}]},
    ],
)
async def test_a_role_or_a_centre_out_of_scope_is_not_given(
    manager: httpx.AsyncClient, changes: Mapping[str, object]
) -> None:
    assert (await create(manager, **changes)).status_code == 403
    mine = await manager.patch(f"/accounts/{ARM_CAEN.id}", json={"rights": changes["rights"]})
    assert mine.status_code == 403


@pytest.mark.parametrize("other", [ARM_ROUEN, MRU_CAEN, ADMINISTRATOR])
async def test_an_account_out_of_scope_is_not_there(manager: httpx.AsyncClient, other: Any) -> None:  # noqa: ANN401 - a Person
    missing = await manager.patch("/accounts/01900000-0000-7000-8000-00000000dead", json={"active": False})
    for answer in (
        await manager.patch(f"/accounts/{other.id}", json={"active": False}),
        await manager.post(f"/accounts/{other.id}/link"),
    ):
        assert (answer.status_code, answer.json()) == (missing.status_code, missing.json())
    listed = {row["login"] for row in (await manager.get("/accounts")).json()}
    assert other.login not in listed
    assert ARM_CAEN.login in listed


async def test_nobody_raises_themselves(manager: httpx.AsyncClient, administrator: httpx.AsyncClient) -> None:
    for client, person in ((manager, MANAGER), (administrator, ADMINISTRATOR)):
        raised = await client.patch(f"/accounts/{person.id}", json={"rights": arm_at(CAEN)})
        assert raised.status_code == 403
        assert (await client.post(f"/accounts/{person.id}/link")).status_code == 403
    own = {"manager_id": str(ADMINISTRATOR.id), "centre_id": str(CAEN), "roles": ["ARM"]}
    assert (await administrator.post("/account-scopes", json=own)).status_code == 403
    wider = {"manager_id": str(MANAGER.id), "centre_id": str(ROUEN), "roles": ["ARM"]}
    assert (await manager.post("/account-scopes", json=wider)).status_code == 403


async def test_a_manager_of_others_is_left_to_administrators(
    manager: httpx.AsyncClient, administrator: httpx.AsyncClient
) -> None:
    """Resetting somebody who may do more would hand it over."""
    scope = {"manager_id": str(ARM_CAEN.id), "centre_id": str(ROUEN), "roles": ["ARM"]}
    assert (await administrator.post("/account-scopes", json=scope)).status_code == 201
    assert (await manager.post(f"/accounts/{ARM_CAEN.id}/link")).status_code == 404
    assert (await administrator.post(f"/accounts/{ARM_CAEN.id}/link")).status_code == 201


@pytest.mark.parametrize("change", [{"active": False}, {"rights": [{"centre_id": str(CAEN), "role": "ARM_SUIVI"}]}])
async def test_a_changed_account_is_out_at_once_on_every_screen(
    api: FastAPI, manager: httpx.AsyncClient, sign_in: SignIn, database: Settings, change: Mapping[str, object]
) -> None:
    arm = await sign_in(ARM_CAEN)
    async with listening(api, database) as address, desk(address, arm.headers["Authorization"]) as screen:
        await screen.subscribe(positions=False)
        assert (await manager.patch(f"/accounts/{ARM_CAEN.id}", json=change)).status_code == 200
        await screen.connection.wait_closed()
        assert screen.connection.close_code == 4401
    assert (await arm.get("/session")).status_code == 401


async def test_a_reset_takes_the_password_away(manager: httpx.AsyncClient, sign_in: SignIn, passwords: str) -> None:
    arm = await sign_in(ARM_CAEN)
    link = await manager.post(f"/accounts/{ARM_CAEN.id}/link")
    assert link.status_code == 201
    assert (await arm.get("/session")).status_code == 401
    again = await arm.post("/session", json={"login": ARM_CAEN.login, "password": passwords, "kind": "bearer"})
    assert again.status_code == 401


async def test_a_scope_taken_back_is_over_at_once(manager: httpx.AsyncClient, administrator: httpx.AsyncClient) -> None:
    (scope,) = (await administrator.get("/account-scopes")).json()
    assert (scope["place"], scope["roles"]) == ("SAMU 14 Caen", ["ARM", "ARM_SUIVI"])
    assert (await manager.get("/account-scopes")).status_code == 403
    assert (await administrator.delete(f"/account-scopes/{scope['id']}")).status_code == 204
    assert (await administrator.delete(f"/account-scopes/{scope['id']}")).status_code == 404
    assert (await create(manager)).status_code == 403
    assert (await manager.get("/accounts")).json() == []


async def test_a_company_s_manager_opens_accounts_of_its_own_crews_only(
    administrator: httpx.AsyncClient, manager: httpx.AsyncClient
) -> None:
    crew = [{"centre_id": str(CAEN), "role": "CREW"}]
    scope = {"manager_id": str(MANAGER.id), "organisation_id": str(COMPANY), "roles": ["CREW"]}
    assert (await administrator.post("/account-scopes", json=scope)).status_code == 201

    given = {"login": "equipage.1", "rights": crew, "organisation_id": str(COMPANY)}
    assert (await create(manager, **given, vehicle_id=str(AMBULANCE_CAEN.vehicle_id))).status_code == 201
    other = {**given, "login": "equipage.2"}
    assert (await create(manager, **other, vehicle_id=str(SMUR_CAEN.vehicle_id))).status_code == 422
    assert (await create(manager, **{**other, "organisation_id": str(fixed_id(3, 2))})).status_code == 403
    assert (await create(manager, login="equipage.3", rights=crew)).status_code == 422


async def test_a_login_or_an_identity_is_given_once(manager: httpx.AsyncClient) -> None:
    assert (await create(manager, national_id="899700218896")).status_code == 201
    assert (await create(manager)).json()["type"] == "urn:rramu:problem:login-taken"
    twice = await create(manager, login="autre.arm", national_id="899700218896")
    assert twice.json()["type"] == "urn:rramu:problem:login-taken"


@pytest.mark.parametrize("login", ["Nouvelle.Arm", "a\nb.c", "a b", "<script>", "é.e", "x"])
async def test_a_login_is_plain(manager: httpx.AsyncClient, login: str) -> None:
    assert (await create(manager, login=login)).status_code == 422


async def test_what_a_manager_may_give_is_told(manager: httpx.AsyncClient, administrator: httpx.AsyncClient) -> None:
    mine = (await manager.get("/accounts/choices")).json()
    assert [(place["name"], place["roles"]) for place in mine["centres"]] == [("SAMU 14 Caen", ["ARM", "ARM_SUIVI"])]
    assert (mine["organisations"], mine["may_delegate"]) == ([], False)
    everything = (await administrator.get("/accounts/choices")).json()
    assert (len(everything["centres"]), everything["may_delegate"]) == (2, True)


async def test_a_manager_ends_one_session_of_an_account(
    manager: httpx.AsyncClient, administrator: httpx.AsyncClient, sign_in: SignIn, engines: Engines
) -> None:
    here, there = await sign_in(ARM_CAEN), await sign_in(ARM_CAEN)
    sessions = f"/accounts/{ARM_CAEN.id}/sessions"
    found = (await manager.get(sessions)).json()
    assert [(row["kind"], row["current"]) for row in found] == [("bearer", False)] * 2
    oldest = min(found, key=lambda row: row["opened_at"])
    assert (await manager.delete(f"{sessions}/{oldest['id']}")).status_code == 204
    assert (await manager.delete(f"{sessions}/{oldest['id']}")).status_code == 404
    assert ((await here.get("/session")).status_code, (await there.get("/session")).status_code) == (401, 200)
    async with engines["rramu_owner"].connect() as connection:
        ended = await connection.scalars(text("SELECT ended_because FROM sessions WHERE ended_at IS NOT NULL"))
        assert list(ended) == ["BY_MANAGER"]
        fact = await connection.scalar(text("SELECT body FROM facts WHERE kind = 'session.ended'"))
        assert (fact["session_id"], fact["because"]) == (oldest["id"], "BY_MANAGER")
    outside = f"/accounts/{MRU_CAEN.id}/sessions"
    assert (await manager.get(outside)).status_code == 404
    assert (await manager.delete(f"{outside}/{oldest['id']}")).status_code == 404
    own = (await administrator.get("/account")).json()["sessions"][0]["id"]
    assert (await administrator.delete(f"/accounts/{ADMINISTRATOR.id}/sessions/{own}")).status_code == 403


# Shifts


async def on_shift(api: FastAPI, manager: httpx.AsyncClient, hours: float) -> Mapping[str, Any]:
    """Give the call taker of Caen a shift from now on, domain time."""
    now = api.state.clock.now()
    shift = {**arm_at(CAEN)[0], "from_at": now.isoformat(), "to_at": (now + timedelta(hours=hours)).isoformat()}
    given = await manager.patch(f"/accounts/{ARM_CAEN.id}", json={"rights": [shift]})
    assert given.status_code == 200
    right: Mapping[str, Any] = given.json()["rights"][0]
    return right


def move(api: FastAPI, hours: float) -> None:
    """Move the domain clock of the API forward."""
    clock = api.state.clock
    real = clock.real
    clock.real = lambda: real() + timedelta(hours=hours)


async def test_a_right_for_a_shift_gives_nothing_out_of_it(
    api: FastAPI, manager: httpx.AsyncClient, sign_in: SignIn, passwords: str, engines: Engines
) -> None:
    given = await on_shift(api, manager, 8)
    assert datetime.fromisoformat(given["to_at"]) - datetime.fromisoformat(given["from_at"]) == timedelta(hours=8)
    arm = await sign_in(ARM_CAEN)
    seen = (await arm.get("/session")).json()
    assert [right["role"] for right in seen["rights"]] == ["ARM"]
    assert (await arm.get("/cases")).status_code == 200
    move(api, 7.9)
    assert (await arm.get("/cases")).status_code == 200
    move(api, 0.2)
    assert (await arm.get("/cases")).status_code == 401
    again = await arm.post("/session", json={"login": ARM_CAEN.login, "password": passwords, "kind": "bearer"})
    assert again.status_code == 401
    async with engines["rramu_owner"].connect() as connection:
        fact = await connection.scalar(text("SELECT body FROM facts WHERE kind = 'account.changed'"))
        assert fact["rights"][0]["to_at"] is not None


async def test_an_open_screen_is_closed_at_the_end_of_the_shift(
    api: FastAPI, manager: httpx.AsyncClient, sign_in: SignIn, database: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screens, "SESSIONS_S", 0.05)
    await on_shift(api, manager, 8)
    arm = await sign_in(ARM_CAEN)
    async with listening(api, database) as address, desk(address, arm.headers["Authorization"]) as screen:
        await screen.subscribe(positions=False)
        move(api, 8.1)
        await screen.connection.wait_closed()
        assert screen.connection.close_code == 4401


async def test_a_shift_that_ends_before_it_begins_or_a_role_twice_is_refused(manager: httpx.AsyncClient) -> None:
    backwards = {**arm_at(CAEN)[0], "from_at": "2026-11-21T20:00:00Z", "to_at": "2026-11-21T08:00:00Z"}
    naive = {**arm_at(CAEN)[0], "from_at": "2026-11-21T20:00:00"}
    for rights in ([backwards], [naive], arm_at(CAEN) * 2):
        assert (await manager.patch(f"/accounts/{ARM_CAEN.id}", json={"rights": rights})).status_code == 422
