"""The park of boxes over the API: from a company's request to a credential told once, and who may do what."""

from collections.abc import Mapping

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.gateways.http.conftest import SignIn
from tests.socle.boxes.world_of_boxes import LIGHT, SPARE, furnish
from tests.world import ADMINISTRATOR, AMBULANCE_CAEN, ARM_CAEN, COMPANY_CAEN, NOON, SUPERVISOR_CAEN, VSAV_CAEN

Engines = Mapping[str, AsyncEngine]
BOX = f"/boxes/{AMBULANCE_CAEN.box_id}"


@pytest.fixture
async def company(engines: Engines, sign_in: SignIn) -> httpx.AsyncClient:
    await furnish(engines["rramu_owner"])
    return await sign_in(COMPANY_CAEN)


@pytest.fixture
async def manager(sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in(ADMINISTRATOR)


async def test_from_a_request_to_a_credential_told_once(
    company: httpx.AsyncClient, manager: httpx.AsyncClient, engines: Engines
) -> None:
    asked = await company.post("/box-requests", json={"vehicle_id": str(SPARE)})
    assert (asked.status_code, asked.json()["state"]) == (201, "ASKED")

    entry = {"name": "box-new", "vehicle_id": str(SPARE)}
    made = await manager.post("/boxes", json=entry, headers={"Idempotency-Key": "made-once"})
    assert made.status_code == 201
    credential = made.json()["credential"]
    assert (await company.get("/box-requests")).json()[0]["state"] == "SERVED"

    for told in (await manager.get("/boxes"), await company.get("/boxes")):
        assert "box-new" in told.text
        assert credential not in told.text
    async with engines["rramu_owner"].connect() as connection:
        kept = await connection.scalars(text("SELECT body::text FROM facts WHERE kind ~ '^box'"))
        assert all(credential not in body for body in kept)
        answers = await connection.scalar(text("SELECT count(*) FROM idempotency_keys WHERE status = 201"))
        assert answers == 0, "an answer that holds a secret is not kept"


async def test_what_stands_against_a_box_is_a_problem_with_its_codes(company: httpx.AsyncClient) -> None:
    refused = await company.post("/box-requests", json={"vehicle_id": str(LIGHT)})
    assert (refused.status_code, refused.headers["content-type"]) == (409, "application/problem+json")
    assert refused.json()["obstacles"] == ["NO_EMERGENCY_VEHICLE"]


async def test_a_company_sees_its_own_and_manages_nothing(company: httpx.AsyncClient) -> None:
    names = [box["name"] for box in (await company.get("/boxes")).json()]
    assert names == ["box-0001", "box-0002", "box-0005"]
    assert (await company.get(f"/boxes/{VSAV_CAEN.box_id}/refused")).status_code == 404
    for path, entry in (
        ("/boxes", {"name": "box-new"}),
        (f"{BOX}/move", {"vehicle_id": str(SPARE)}),
        (f"{BOX}/shelve", {"stock": "IN_STORE"}),
        (f"{BOX}/credential", {}),
        (f"{BOX}/certificates", {"request": ""}),
        (f"{BOX}/revoke", None),
    ):
        assert (await company.post(path, json=entry)).status_code == 403, path


async def test_a_supervisor_sees_all_and_revokes_only(sign_in: SignIn) -> None:
    supervisor = await sign_in(SUPERVISOR_CAEN)
    assert len((await supervisor.get("/boxes")).json()) == 5
    assert (await supervisor.post(f"{BOX}/credential", json={})).status_code == 403
    revoked = await supervisor.post(f"{BOX}/revoke")
    assert (revoked.status_code, revoked.json()["active"]) == (200, False)
    assert (await supervisor.post(f"{BOX}/revoke")).status_code == 409


async def test_the_room_has_nothing_to_do_with_the_park(sign_in: SignIn) -> None:
    arm = await sign_in(ARM_CAEN)
    assert (await arm.get("/boxes")).status_code == 403


async def test_refused_fixes_are_shown_with_their_reason_and_the_look_is_kept(
    company: httpx.AsyncClient, manager: httpx.AsyncClient, engines: Engines
) -> None:
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO refused_fixes (box_name, boot, seq, reason, refused_at, sha256, payload) "
                "VALUES (:name, 1, 7, 'NULL_ISLAND', now(), '\\x01', convert_to('{\"lon_deg\": 0}', 'UTF8'))"
            ),
            {"name": AMBULANCE_CAEN.box_name},
        )
    (box,) = [box for box in (await company.get("/boxes")).json() if box["name"] == AMBULANCE_CAEN.box_name]
    assert box["refused"] == 1
    (shown,) = (await company.get(f"{BOX}/refused")).json()
    assert (shown["reason"], shown["boot"], shown["seq"], shown["sent"]) == ("NULL_ISLAND", 1, 7, '{"lon_deg": 0}')
    (veiled,) = (await manager.get(f"{BOX}/refused")).json()
    assert (veiled["reason"], veiled["sent"]) == ("NULL_ISLAND", ""), "an administrator sees no positions"
    async with engines["rramu_owner"].connect() as connection:
        looks = await connection.scalar(text("SELECT count(*) FROM audit WHERE action = 'box.refused_looked'"))
    assert looks == 2


async def test_a_move_into_the_past_before_stored_fixes_is_refused(
    company: httpx.AsyncClient, manager: httpx.AsyncClient, engines: Engines
) -> None:
    assert (await company.get("/boxes")).status_code == 200  # the world is furnished
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("SELECT make_position_days('2026-11-20', '2026-11-22')"))
        await connection.execute(
            text(
                "INSERT INTO positions (box_id, boot, seq, measured_at, received_at, vehicle_id, late, lon_deg, lat_deg, h3_9) "
                "VALUES (:box, 1, 1, :at, :at, :vehicle, false, -0.37, 49.18, 0)"
            ),
            {"box": AMBULANCE_CAEN.box_id, "vehicle": AMBULANCE_CAEN.vehicle_id, "at": NOON},
        )
    entry = {"vehicle_id": str(SPARE), "at": NOON.isoformat()}
    refused = await manager.post(f"{BOX}/move", json=entry)
    assert (refused.status_code, refused.json()["title"]) == (409, "The box was heard since")
    entry["at"] = NOON.replace(minute=1).isoformat()
    assert (await manager.post(f"{BOX}/move", json=entry)).status_code == 200
