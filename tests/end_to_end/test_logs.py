"""No log holds what was said of a patient: a piece of a day and every kind of trouble, told with words planted to be found again."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import asyncpg
import httpx
import pytest

from gateways.cli import embedded
from gateways.cli.embedded.places import places
from kit.wire.codes.means import Availability
from kit.wire.codes.missions import ReceiptState
from kit.wire.codes.people import Role
from kit.wire.telemetry import Order
from simulators.travel import Place
from tests.end_to_end.conftest import Stack
from tests.end_to_end.rings import ring

pytestmark = [pytest.mark.xdist_group("end_to_end"), pytest.mark.timeout(600)]

NUMBER = "+33639987531"
NAME = "Quatrebarbes"
STREET = "Quenouille-Zibeline"
WORDS = "hydrocution"
LON_DEG, LAT_DEG = -0.3712345, 49.1876543
PLANTED = (NUMBER[1:], NAME, STREET, WORDS, str(LON_DEG), str(LAT_DEG))
PLACE = {"label": f"7 impasse {STREET}", "lon_deg": LON_DEG, "lat_deg": LAT_DEG, "access": f"digicode, {NAME}"}
AS_A_TIME_LIMIT = "SELECT pg_cancel_backend(pid) FROM pg_locks WHERE NOT granted AND relation = 'cases'::regclass"
AS_A_RESTART = "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE NOT granted AND relation = 'cases'::regclass"
UNREADABLE = f'{{"label": "{NAME}'.encode()


def logs(stack: Stack) -> dict[str, str]:
    """Read every log of the instance: its programs', PostgreSQL's, Redis's, the broker's, the supervisor's, and those rotated away."""
    return {file.name: file.read_text(encoding="utf-8", errors="replace") for file in log_files(stack)}


def log_files(stack: Stack) -> list[Path]:
    """Give the files; the supervisor puts what a program writes on standard output and standard error there."""
    return sorted(file for file in places(stack.instance).logs.iterdir() if file.is_file())


@asynccontextmanager
async def superuser(stack: Stack) -> AsyncGenerator["asyncpg.Connection[asyncpg.Record]"]:
    """Connect as the database's superuser."""
    connection = await embedded.superuser(stack.settings, stack.settings.postgres.database)
    yield connection
    await connection.close()


async def regulate(stack: Stack, arm: httpx.AsyncClient, doctor: httpx.AsyncClient) -> dict[str, Any]:
    """Take a call and decide, everything told with planted words; give the case."""
    call = await ring(stack, "Caen", NUMBER)
    case: dict[str, Any] = (await arm.post(f"/calls/{call}/answer")).raise_for_status().json()["case"]
    edit = {
        "version": case["version"],
        "priority": "P1",
        "motive_code": "M03.01",
        "place": PLACE,
        "note": f"{WORDS}, dit {NAME}",
    }
    (await arm.patch(f"/cases/{case['id']}", json=edit)).raise_for_status()
    patient = {"sex": "F", "age": "P72Y", "label": NAME}
    known = (await arm.post(f"/cases/{case['id']}/patients", json=patient)).raise_for_status().json()
    decision = {"type": "INTER", "means": "TSU", "patient_id": known["patients"][0]["id"], "words": f"{NAME}: {WORDS}"}
    decided = await doctor.post(f"/cases/{case['id']}/decisions", json=decision)
    return dict(decided.raise_for_status().json())


async def engage(stack: Stack, arm: httpx.AsyncClient, case: dict[str, Any]) -> None:
    """Send the first candidate, whose crew refuses in planted words, from a planted place."""
    proposal = (await arm.post(f"/decisions/{case['decisions'][-1]['id']}/proposal")).raise_for_status().json()
    names = {box.call_sign for box in stack.boxes}
    chosen = next(one for one in proposal["candidates"] if one["call_sign"] in names)
    engagement = {
        "case_id": case["id"],
        "vehicle_id": chosen["vehicle_id"],
        "ground": "DECISION",
        "decision_id": case["decisions"][-1]["id"],
        "proposal_id": proposal["id"],
    }
    orders: asyncio.Queue[Order] = asyncio.Queue()
    async with stack.box(chosen["call_sign"], orders) as box:
        mission = (await arm.post("/missions", json=engagement)).raise_for_status().json()
        order = await orders.get()
        box.record(Place(LON_DEG, LAT_DEG, 0.0, None))
        box.answer(order, ReceiptState.REFUSED, f"{NAME} refuse, {WORDS}")
        await box.until_settled()
        cancelled = await arm.post(f"/missions/{mission['id']}/cancel", json={"motive": f"{WORDS} de {NAME}"})
        assert cancelled.status_code in {200, 409}  # the refusal may have ended it
        box.declare(Availability.AVAILABLE)
        await box.until_settled()


async def ask_wrongly(arm: httpx.AsyncClient, case: dict[str, Any]) -> set[int]:
    """Send planted words where they do not belong; gives the statuses."""
    way = f"/cases/{case['id']}"
    answers = [
        await arm.post(f"{way}/patients", json={"sex": NAME}),
        await arm.post(f"{way}/patients", json={NAME: WORDS}),
        await arm.post(f"{way}/patients", content=UNREADABLE, headers={"content-type": "application/json"}),
        await arm.patch(way, json={"version": 0, "place": PLACE | {"insee_code": "99913"}}),
        await arm.patch(way, json={"version": 0, "place": PLACE | {"lon_deg": NAME}}),
        await arm.get(f"/cases/{NAME}"),
        await arm.get("/cases", params={"open": NAME}),
        await arm.get(f"/{STREET}"),
        await arm.post("/session", json={"login": NAME, "password": WORDS, "kind": "bearer"}),
    ]
    return {answer.status_code for answer in answers}


async def fail(stack: Stack, arm: httpx.AsyncClient, case: dict[str, Any]) -> int:
    """Meet a bug: the database refuses a row with all its values in what it says, and nobody expects it to."""
    async with superuser(stack) as owner:
        await owner.execute("ALTER TABLE cases ADD CONSTRAINT planted CHECK (priority <> 'P0') NOT VALID")
        try:
            read = (await arm.get(f"/cases/{case['id']}")).json()["case"]
            edit = {"version": read["version"], "priority": "P0", "place": PLACE, "note": NAME}
            return (await arm.patch(f"/cases/{case['id']}", json=edit)).status_code
        finally:
            await owner.execute("ALTER TABLE cases DROP CONSTRAINT planted")


async def be_cut(stack: Stack, arm: httpx.AsyncClient, case: dict[str, Any], how: str) -> int:
    """Let a command wait for a lock, and cut it there."""
    version = (await arm.get(f"/cases/{case['id']}")).json()["case"]["version"]
    edit = {"version": version, "place": PLACE, "note": f"{NAME} {WORDS}"}
    async with superuser(stack) as owner:
        async with owner.transaction():
            await owner.execute("LOCK TABLE cases IN SHARE ROW EXCLUSIVE MODE")
            command = asyncio.create_task(arm.patch(f"/cases/{case['id']}", json=edit))
            while not command.done():
                await owner.execute(how)
                await asyncio.wait([command], timeout=0.1)
        return (await command).status_code


async def test_no_log_holds_what_was_said_of_a_patient(stack: Stack) -> None:
    before = logs(stack)
    async with (
        stack.client(stack.program(Role.ARM, "Caen")) as arm,
        stack.client(stack.program(Role.MRU, "Caen")) as doctor,
    ):
        case = await regulate(stack, arm, doctor)
        await engage(stack, arm, case)
        assert {400, 401, 404, 422} <= await ask_wrongly(arm, case)
        assert await fail(stack, arm, case) == 500
        assert await be_cut(stack, arm, case, AS_A_TIME_LIMIT) == 503
        assert await be_cut(stack, arm, case, AS_A_RESTART) == 503

    written = logs(stack)
    found = [f"{name}: {planted}" for name, text in written.items() for planted in PLANTED if planted in text]
    assert found == []
    # Each trouble did reach the logs, so that silence means something.
    api, postgres = (written[name].removeprefix(before[name]) for name in ("api.log", "postgres.log"))
    for told in ('"request.failed"', "CheckViolationError [23514]", '"http.database"', "QueryCanceledError"):
        assert told in api
    for told in ("violates check constraint", "canceling statement", "terminating connection"):
        assert told in postgres
