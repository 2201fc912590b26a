"""The domain clock over the API: read by everybody, set by an administrator of a demo or an exercise."""

from datetime import datetime, timedelta

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from gateways.http.app import serving
from kit.settings import Settings
from kit.wire.codes.people import Role
from tests.gateways.http.conftest import asking
from tests.world import ADMINISTRATOR


async def test_an_administrator_of_a_demo_sets_the_rate_without_a_jump(
    database: Settings, passwords: str, engines: dict[str, AsyncEngine]
) -> None:
    instance = database.instance.model_copy(update={"kind": "demo"})
    credentials = {"login": ADMINISTRATOR.login, "password": passwords, "kind": "bearer"}
    async with serving(database.model_copy(update={"instance": instance})) as app, asking(app) as client:
        token = (await client.post("/session", json=credentials)).json()["token"]
        before = (await client.get("/clock")).json()

        set_to = await client.put("/clock", json={"rate": 10}, headers={"Authorization": f"Bearer {token}"})

    told = set_to.json()
    assert (before["rate"], set_to.status_code, told["rate"], told["kind"]) == (1.0, 200, 10.0, "demo")
    jump = datetime.fromisoformat(told["domain_at"]) - datetime.fromisoformat(before["domain_at"])
    passed = datetime.fromisoformat(told["server_at"]) - datetime.fromisoformat(before["server_at"])
    assert timedelta() < jump <= passed * 10
    async with engines["rramu_owner"].connect() as connection:
        kinds = await connection.execute(text("SELECT body->>'rate' FROM facts WHERE kind = 'clock.rate_set'"))
        assert kinds.scalars().all() == ["10.0"]


async def test_a_production_instance_keeps_real_time(database: Settings, passwords: str) -> None:
    instance = database.instance.model_copy(update={"kind": "production"})
    accounts = database.accounts.model_copy(update={"second_factor_roles": frozenset[Role]()})
    credentials = {"login": ADMINISTRATOR.login, "password": passwords, "kind": "bearer"}
    settings = database.model_copy(update={"instance": instance, "accounts": accounts})
    async with serving(settings) as app, asking(app) as client:
        token = (await client.post("/session", json=credentials)).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}

        assert (await client.put("/clock", json={"rate": 2}, headers=headers)).status_code == 403
        assert (await client.put("/clock", json={"rate": 31}, headers=headers)).status_code == 422
        assert (await client.get("/clock")).json()["rate"] == 1.0


async def test_the_clock_is_moved_forward_and_the_trail_says_to_when(
    database: Settings, passwords: str, engines: dict[str, AsyncEngine]
) -> None:
    instance = database.instance.model_copy(update={"kind": "exercise"})
    credentials = {"login": ADMINISTRATOR.login, "password": passwords, "kind": "bearer"}
    async with serving(database.model_copy(update={"instance": instance})) as app, asking(app) as client:
        token = (await client.post("/session", json=credentials)).json()["token"]
        headers = {"Authorization": f"Bearer {token}"}
        now = datetime.fromisoformat((await client.get("/clock")).json()["domain_at"])
        christmas = now + timedelta(days=30)

        moved = await client.put("/clock", json={"rate": 1, "domain_at": christmas.isoformat()}, headers=headers)
        back = await client.put("/clock", json={"rate": 1, "domain_at": now.isoformat()}, headers=headers)

    assert datetime.fromisoformat(moved.json()["domain_at"]) - christmas < timedelta(minutes=1)
    assert (back.status_code, back.json()["type"]) == (409, "urn:rramu:problem:clock-goes-forward")
    async with engines["rramu_owner"].connect() as connection:
        told = await connection.execute(text("SELECT body->>'moved_to' FROM facts WHERE kind = 'clock.rate_set'"))
        assert [datetime.fromisoformat(one) for one in told.scalars()] == [christmas]
