"""The inquest file over REST: a doctor of the case's centre has it made, says why, and that stays."""

import base64
from collections.abc import AsyncIterator, Mapping
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import writing
from gateways.http.app import serving
from gateways.worker.heads import sign
from kit.clock import Clock
from kit.settings import AuditSettings, Settings
from kit.wire.cases import PatientEntry
from kit.wire.missions import MissionView
from socle.audit import service as audit
from tests import world
from tests.dispatch.story import Story
from tests.gateways.http.conftest import SignIn

Engines = Mapping[str, AsyncEngine]
WHY = {"motive": "réquisition 12/26"}


@pytest.fixture
async def api(database: Settings, tmp_path: Path) -> AsyncIterator[FastAPI]:
    """Give the API of an instance whose heads are signed."""
    async with serving(database.model_copy(update={"audit": AuditSettings(heads_folder=tmp_path / "heads")})) as app:
        yield app


@pytest.fixture
async def mission(engines: Engines, clock: Clock) -> MissionView:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        story = Story(session, clock)
        mission = await story.mission(world.AMBULANCE_CAEN)
        await story.patient(mission.case_id, PatientEntry(label="Odile BRUMAIRE"))
    async with writing(engines["rramu_worker"], None, [world.CAEN]) as session:
        await audit.seal(session, world.CAEN)
    return mission


async def _ask(client: httpx.AsyncClient, mission: MissionView) -> httpx.Response:
    return await client.post(f"/cases/{mission.case_id}/inquest", json=WHY)


async def test_a_doctor_has_the_file_made(
    sign_in: SignIn, mission: MissionView, engines: Engines, tmp_path: Path
) -> None:
    await sign(engines["rramu_worker"], AuditSettings(heads_folder=tmp_path / "heads"))
    answer = await _ask(await sign_in(world.MRU_CAEN), mission)

    made = answer.json()
    assert answer.status_code == 200
    assert base64.b64decode(made["pdf"]).startswith(b"%PDF-")
    found = made["inquest"]
    assert (found["patients"], found["made_by"], found["motive"]) == (
        ["Odile BRUMAIRE"],
        world.MRU_CAEN.name,
        WHY["motive"],
    )
    (proof,) = found["proof"]
    assert (proof["sound"], proof["signed_heads"]) == (True, 1)
    whole = {"first": 1, "last": proof["sealed"], "begins_signed": True, "ends_signed": True}
    assert proof["walked"] == [whole]
    async with engines["rramu_owner"].connect() as connection:
        facts = await connection.execute(text("SELECT account_id, role FROM facts WHERE kind = 'case.extracted'"))
        assert [tuple(row) for row in facts] == [(world.MRU_CAEN.id, "MRU")]


@pytest.mark.parametrize("who", [world.ARM_CAEN, world.SUPERVISOR_CAEN, world.ADMINISTRATOR], ids=lambda who: who.login)
async def test_others_do_not(sign_in: SignIn, mission: MissionView, who: world.Person) -> None:
    assert (await _ask(await sign_in(who), mission)).status_code == 403


async def test_a_doctor_of_another_centre_finds_no_case(sign_in: SignIn, mission: MissionView) -> None:
    assert (await _ask(await sign_in(world.MRU_ROUEN), mission)).status_code == 404


async def test_a_restricted_case_is_opened_first(sign_in: SignIn, mission: MissionView) -> None:
    arm, doctor = await sign_in(world.ARM_CAEN), await sign_in(world.MRU_CAEN)
    await arm.post(f"/cases/{mission.case_id}/restriction", json={"restriction": "VIP"})
    assert (await _ask(doctor, mission)).status_code == 403
    await doctor.post(f"/cases/{mission.case_id}/opening", json={"motive": "CHECKS"})
    assert (await _ask(doctor, mission)).is_success


async def test_a_changed_chain_is_told_in_the_file(sign_in: SignIn, mission: MissionView, engines: Engines) -> None:
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(text("UPDATE audit SET role = 'MRU' WHERE number = 2"))
    (proof,) = (await _ask(await sign_in(world.MRU_CAEN), mission)).json()["inquest"]["proof"]
    assert (proof["sound"], proof["faults"]) == (False, ["CHANGED 2"])
