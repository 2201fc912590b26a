"""An intern names a senior at work before taking a post or deciding; the doctors at work are told to those who may name one."""

import httpx
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.gateways.http.conftest import SignIn
from tests.world import ARM_CAEN, CAEN, INTERN_CAEN, MRU_CAEN, MRU_ROUEN, ROUEN, SUPERVISOR_CAEN, Person

Engines = dict[str, AsyncEngine]
POST = {"centre_id": str(CAEN), "role": "INTERN"}


@pytest.fixture
async def intern(sign_in: SignIn) -> httpx.AsyncClient:
    return await sign_in(INTERN_CAEN)


async def name(client: httpx.AsyncClient, person: Person) -> int:
    return (await client.post("/session/senior", json={"senior_id": str(person.id)})).status_code


async def test_a_post_is_taken_under_a_senior_at_work_only(
    intern: httpx.AsyncClient, sign_in: SignIn, engines: Engines
) -> None:
    assert (await intern.post("/session/post", json=POST)).json()["type"] == "urn:rramu:problem:senior-needed"
    assert await name(intern, MRU_CAEN) == 409
    doctor = await sign_in(MRU_CAEN)
    assert await name(intern, MRU_CAEN) == 204
    seen = (await intern.get("/session")).json()
    assert (seen["senior_id"], seen["senior"]) == (str(MRU_CAEN.id), "Dr Camille Roussel")
    assert (await intern.post("/session/post", json=POST)).status_code == 204
    async with engines["rramu_owner"].connect() as connection:
        bodies = await connection.scalars(text("SELECT body FROM facts WHERE kind = 'senior.named'"))
        assert [body["senior_id"] for body in bodies] == [str(MRU_CAEN.id)]

    assert (await doctor.delete("/session")).status_code == 204
    assert (await intern.post("/session/post", json=POST)).status_code == 409


@pytest.mark.parametrize("person", [MRU_ROUEN, ARM_CAEN, INTERN_CAEN])
async def test_a_senior_is_a_regulating_doctor_of_the_interns_centre(
    intern: httpx.AsyncClient, sign_in: SignIn, person: Person
) -> None:
    await sign_in(person)
    assert await name(intern, person) == 409


async def test_nobody_but_an_intern_names_a_senior(sign_in: SignIn) -> None:
    await sign_in(MRU_CAEN)
    arm = await sign_in(ARM_CAEN)
    assert await name(arm, MRU_CAEN) == 403


async def test_the_doctors_at_work_are_those_of_ones_own_centre(sign_in: SignIn) -> None:
    arm = await sign_in(ARM_CAEN)
    for person in (MRU_CAEN, MRU_ROUEN, SUPERVISOR_CAEN):
        await sign_in(person)
    found = (await arm.get(f"/centres/{CAEN}/doctors")).json()
    assert found == [{"account_id": str(MRU_CAEN.id), "name": "Dr Camille Roussel", "roles": ["MRU"]}]
    assert (await arm.get(f"/centres/{ROUEN}/doctors")).status_code == 404
