"""C7 and practice, section 9: nobody outside the room reads a motive, a name or a position; what is tried is refused, and written down.

The room is full: a named patient with a motive, on the way to an emergency department. Each account then reads every route there is.
"""

from collections.abc import Mapping
from urllib.parse import quote
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

from db.engine import reading, writing
from dispatch.missions import close
from gateways.http.app import PRIVATE
from kit.clock import Clock
from kit.counters import totals
from kit.settings import Settings
from kit.wire.cases import DecisionEntry, PatientEntry
from kit.wire.codes.cases import DecisionType
from kit.wire.codes.missions import MissionStatus
from kit.wire.missions import DestinationChoice, MissionView
from tests import world
from tests.dispatch.story import NUMBER, SCENE, Story
from tests.gateways.http.conftest import SignIn
from tests.gateways.http.desk import desk, listening
from tests.gateways.http.routes import method_of, parameters_of, path_of, routes
from tests.world import Person

WHO, WHAT, WORDS = "Odile BRUMAIRE", "Douleur thoracique", "prévenir sa fille Solange"
OUTSIDE = (
    world.COMPANY_CAEN,
    world.COORDINATOR_CAEN,
    world.CREW_CAEN,
    world.EMERGENCY_CAEN_DESK,
    world.ADMINISTRATOR,
    world.TELEPHONY_CAEN,
)
KNOWN = {"lon_deg": str(SCENE.lon_deg), "lat_deg": str(SCENE.lat_deg)}
READS = [route for route in routes(*PRIVATE) if method_of(route) == "GET"]


@pytest.fixture
async def mission(engines: Mapping[str, AsyncEngine], clock: Clock) -> MissionView:
    """Fill the room of Caen, and commit it."""
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        story = Story(session, clock)
        mission = await story.mission(world.AMBULANCE_CAEN)
        patient_id = await story.patient(mission.case_id, PatientEntry(label=WHO))
        advice = DecisionEntry(type=DecisionType.CONSEIL, patient_id=patient_id, words=WORDS)
        await story.decide(mission.case_id, advice)
        await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC)
        choice = DestinationChoice(facility_id=world.EMERGENCY_CAEN)
        return await close.choose_destination(session, world.SUIVI_CAEN.caller, clock, mission.id, choice)


async def _everything(client: httpx.AsyncClient, mission: MissionView) -> str:
    """Read every route, with the ids of the room wherever a route asks for one; gives all that came back with a success."""
    ids: Mapping[str, UUID] = {
        "case_id": mission.case_id,
        "mission_id": mission.id,
        "vehicle_id": mission.vehicle_id,
    }
    told: list[str] = []
    for route in READS:
        answer = await client.get(path_of(route, ids), params=parameters_of(route, KNOWN))
        assert answer.status_code < httpx.codes.INTERNAL_SERVER_ERROR, (route.path, answer.text)
        if answer.is_success and answer.headers["content-type"] == "application/json":
            told.append(answer.text)
    return "\n".join(told)


@pytest.mark.parametrize(
    ("person", "hidden", "shown"),
    [
        (world.COMPANY_CAEN, (WHO, WORDS, NUMBER), (SCENE.label, "AMB Caen 1")),
        (world.COORDINATOR_CAEN, (WHO, WORDS, NUMBER), (SCENE.label, "AMB Caen 1")),
        (world.CREW_CAEN, (WORDS, NUMBER), (WHO, WHAT, SCENE.label)),
        (world.EMERGENCY_CAEN_DESK, (WORDS, NUMBER, SCENE.label), (WHO, WHAT)),
        (world.ADMINISTRATOR, (WHO, WORDS, NUMBER, SCENE.label), ()),
        (world.TELEPHONY_CAEN, (WHO, WORDS, SCENE.label), ()),
        (world.SUPERVISOR_CAEN, (WHO, WORDS, NUMBER), (WHAT, SCENE.label)),
        (world.ARM_ROUEN, (WHO, WORDS, NUMBER, SCENE.label), ()),
        (world.MRU_CAEN, (), (WHO, WHAT, WORDS, NUMBER, SCENE.label)),
    ],
    ids=lambda given: given.login if isinstance(given, Person) else None,
)
async def test_who_reads_every_route_reads_only_what_is_theirs(
    sign_in: SignIn, mission: MissionView, person: Person, hidden: tuple[str, ...], shown: tuple[str, ...]
) -> None:
    told = await _everything(await sign_in(person), mission)
    assert [word for word in hidden if word in told] == []
    assert [word for word in shown if word not in told] == []


@pytest.mark.parametrize("person", [world.COMPANY_CAEN, world.COORDINATOR_CAEN], ids=lambda person: person.login)
async def test_no_motive_of_a_case_comes_back_to_a_company_or_the_coordinator(
    sign_in: SignIn, mission: MissionView, person: Person
) -> None:
    client = await sign_in(person)
    for path in ("/company/missions", "/company/vehicles", "/coordination/needs", "/coordination/vehicles"):
        assert WHAT not in (await client.get(path)).text
    refused = [(await client.get(path)).status_code for path in ("/cases", f"/cases/{mission.case_id}", "/vehicles")]
    assert refused == [httpx.codes.FORBIDDEN] * 3


async def test_c7_no_one_outside_regulation_sees_positions(
    api: FastAPI, database: Settings, sign_in: SignIn, mission: MissionView
) -> None:
    async with listening(api, database) as address:
        for person in OUTSIDE:
            client = await sign_in(person)
            asked = [f"/vehicles/{mission.vehicle_id}/trail", "/vehicles/nearby?lon_deg=-0.36&lat_deg=49.19"]
            assert {(await client.get(path)).status_code for path in asked} == {httpx.codes.FORBIDDEN}
            with pytest.raises(InvalidStatus, match="403"):
                async with desk(address, client.headers["Authorization"]):
                    pass


# Attempts: each is refused, and written down where it can be.


def noted(capsys: pytest.CaptureFixture[str], person: Person) -> list[str]:
    """Give the lines that tell what an account was refused; none holds an id of the room."""
    return [
        line for line in capsys.readouterr().out.splitlines() if "request.refused" in line and str(person.id) in line
    ]


async def test_attempt_to_read_by_an_id_found_elsewhere(
    sign_in: SignIn, mission: MissionView, capsys: pytest.CaptureFixture[str]
) -> None:
    client = await sign_in(world.ARM_ROUEN)
    asked = [f"/cases/{mission.case_id}", f"/missions/{mission.id}"]
    before = totals().get("http.refused.not-found", 0)
    assert {(await client.get(path)).status_code for path in asked} == {httpx.codes.NOT_FOUND}
    assert totals()["http.refused.not-found"] == before + len(asked)
    lines = noted(capsys, world.ARM_ROUEN)
    assert len(lines) == len(asked)
    assert not [line for line in lines if str(mission.case_id) in line or str(mission.id) in line]


async def test_attempt_to_use_a_role_of_one_centre_at_another(
    sign_in: SignIn, mission: MissionView, engines: Mapping[str, AsyncEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    async with engines["rramu_owner"].begin() as connection:
        values = {"account": world.ARM_ROUEN.id, "centre": world.CAEN}
        await connection.execute(
            text("INSERT INTO account_rights (account_id, centre_id, role) VALUES (:account, :centre, 'TELEPHONY')"),
            values,
        )
    client = await sign_in(world.ARM_ROUEN)
    assert str(mission.case_id) not in (await client.get("/cases")).text
    changed = await client.patch(f"/cases/{mission.case_id}", json={"version": 1, "note": "vu d'ailleurs"})
    assert changed.status_code == httpx.codes.NOT_FOUND
    assert len(noted(capsys, world.ARM_ROUEN)) == 1


async def test_attempt_to_go_on_with_a_role_taken_away(
    sign_in: SignIn, mission: MissionView, engines: Mapping[str, AsyncEngine], capsys: pytest.CaptureFixture[str]
) -> None:
    client = await sign_in(world.MRU_CAEN)
    assert (await client.get(f"/cases/{mission.case_id}")).is_success
    async with engines["rramu_owner"].begin() as connection:
        taken = text("UPDATE account_rights SET role = 'COMPANY' WHERE account_id = :account")
        await connection.execute(taken, {"account": world.MRU_CAEN.id})
    assert (await client.get(f"/cases/{mission.case_id}")).status_code == httpx.codes.FORBIDDEN
    assert len(noted(capsys, world.MRU_CAEN)) == 1


async def test_attempt_to_use_a_token_after_its_end(sign_in: SignIn, capsys: pytest.CaptureFixture[str]) -> None:
    client = await sign_in(world.ARM_CAEN)
    assert (await client.delete("/session")).is_success
    before = totals().get("session.reused", 0)
    assert (await client.get("/session")).status_code == httpx.codes.UNAUTHORIZED
    assert totals()["session.reused"] == before + 1
    assert "session.reused" in capsys.readouterr().out


async def test_attempt_to_guess_a_topic_of_the_websocket(api: FastAPI, database: Settings, sign_in: SignIn) -> None:
    client = await sign_in(world.ARM_CAEN)
    async with (
        listening(api, database) as address,
        connect(address, additional_headers={"Authorization": client.headers["Authorization"]}) as connection,
    ):
        before = totals().get("live.message_refused", 0)
        guessed = ("room.0", "audit", "*")
        for topic in guessed:
            await connection.send(f'{{"type":"subscribe","topics":["{topic}"]}}')
            assert '"type":"problem"' in str(await connection.recv())
        assert totals()["live.message_refused"] == before + len(guessed)


FORGED = '\n{"event": "session.opened", "level": "info"}\r\x1b[2J'


async def test_attempt_to_write_a_line_of_the_log_by_a_request(
    sign_in: SignIn, mission: MissionView, capsys: pytest.CaptureFixture[str]
) -> None:
    client = await sign_in(world.ARM_CAEN)
    headers = {"User-Agent": FORGED, "X-Forwarded-For": FORGED, "Idempotency-Key": FORGED}
    way = f"/cases/{mission.case_id}"
    answers = [
        await client.get(f"/cases/{quote(FORGED)}", headers=headers),
        await client.get(f"/vehicles/{UUID(int=1)}/trail", params={"from": FORGED}, headers=headers),
        await client.post(f"{way}/patients", json={"label": FORGED, FORGED: FORGED}, headers=headers),
        await client.get(f"/{quote(FORGED)}", headers=headers),
        await client.get(f"/missions/{UUID(int=1)}", headers=headers),
        await client.post("/session", json={"login": FORGED, "password": FORGED}, headers=headers),
    ]
    assert not [answer.status_code for answer in answers if answer.is_success]
    logged = capsys.readouterr().out
    assert "request.refused" in logged
    assert [told for told in ("session.opened", "\x1b[2J", "\r") if told in logged] == []


@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE cases",
        "TRUNCATE audit",
        "ALTER TABLE cases DISABLE ROW LEVEL SECURITY",
        "SET ROLE rramu_owner",
        "SET SESSION AUTHORIZATION rramu_owner",
        "CREATE POLICY mine ON cases USING (true)",
        "UPDATE cases SET centre_id = (SELECT id FROM centres WHERE code = '760')",
        "COPY cases TO PROGRAM 'cat'",
        "SELECT pg_read_file('/etc/passwd')",
    ],
)
async def test_attempt_by_sql_as_the_application(
    engines: Mapping[str, AsyncEngine], mission: MissionView, statement: str
) -> None:
    assert mission.closed_at is None
    with pytest.raises(DBAPIError):
        async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
            await session.execute(text(statement))


async def test_attempt_to_turn_row_security_off_reads_nothing(
    engines: Mapping[str, AsyncEngine], mission: MissionView
) -> None:
    assert mission.centre_id == world.CAEN
    async with reading(engines["rramu_api"], None, [world.ROUEN]) as session:
        await session.execute(text("SET LOCAL row_security = off"))
        with pytest.raises(DBAPIError, match="row-level security"):
            await session.execute(text("SELECT * FROM cases"))


async def test_every_look_at_a_patient_is_written_down_once_a_minute(
    sign_in: SignIn, mission: MissionView, engines: Mapping[str, AsyncEngine]
) -> None:
    client = await sign_in(world.MRU_CAEN)
    for _ in range(3):
        await client.get(f"/cases/{mission.case_id}")
        await client.get("/cases")
    async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
        looks = text(
            "SELECT action, subject FROM audit WHERE fact_id IS NULL AND account_id = :account ORDER BY action"
        )
        rows = [tuple(row) for row in await session.execute(looks, {"account": world.MRU_CAEN.id})]
    assert rows == [("case.read", f"case:{mission.case_id}"), ("room.watched", f"room:{world.CAEN}")]
