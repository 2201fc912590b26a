"""Each reading of a patient or of a trail is in the trail: a new route that shows one and writes nothing down fails here."""

from collections.abc import Mapping

import msgspec
import pytest
from fastapi.routing import APIRoute
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from dispatch.missions import close
from gateways.http.app import PRIVATE
from kit.clock import Clock
from kit.wire.cases import PatientEntry
from kit.wire.centres import HintView
from kit.wire.codes.missions import MissionStatus
from kit.wire.codes.people import Role
from kit.wire.missions import DestinationChoice, MissionView
from kit.wire.vehicles import Trail
from socle.accounts.field_groups import Group
from socle.accounts.field_table import FIELDS
from socle.accounts.rights import ACTIONS
from tests import world
from tests.dispatch.story import Story
from tests.gateways.http.conftest import SignIn
from tests.gateways.http.routes import action_of, answers_of, method_of, name_of, parameters_of, path_of, routes

OF_A_PATIENT = frozenset({Group.MEDICAL, Group.IDENTITY, Group.CALLER, Group.WORDS, Group.TRAIL})
KINDS = {kind.__name__: kind for kind in FIELDS}
OF_NOBODY = {HintView.__name__}
"""Place, minute and motive family of a neighbour's case: about no patient."""


def _groups(kind: type[msgspec.Struct]) -> frozenset[Group]:
    groups = FIELDS[kind]
    return frozenset({groups} if isinstance(groups, Group) else groups)


def _shows_a_patient(route: APIRoute) -> bool:
    """Tell whether an answer, or a message in it, holds a field of a patient; a vehicle's trail is looked at like one."""
    kinds = [KINDS[name] for name in answers_of(route) if name in KINDS and name not in OF_NOBODY]
    _, inside = msgspec.json.schema_components(kinds, schema_hook=lambda _: {"default": None})
    return any(KINDS[name] is Trail or _groups(KINDS[name]) & OF_A_PATIENT for name in inside if name in KINDS)


SHOWING = [route for route in routes(*PRIVATE) if _shows_a_patient(route)]
LOOKS = [route for route in SHOWING if method_of(route) == "GET"]
OUTSIDE = frozenset({Role.COMPANY, Role.COORDINATOR, Role.CREW, Role.EMERGENCY_DEPARTMENT})
SAID_OUTSIDE = [route for route in SHOWING if method_of(route) == "POST" and set(ACTIONS[action_of(route)]) <= OUTSIDE]
"""Words of those outside the room that are answered with a patient: saying one again writes no fact, and is a look all the same."""


async def _brought_in(engines: Mapping[str, AsyncEngine], clock: Clock) -> MissionView:
    """Give a mission whose crew is with its patient, on its way to a department."""
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        story = Story(session, clock)
        mission = await story.mission(world.AMBULANCE_CAEN)
        await story.patient(mission.case_id, PatientEntry(label="Odile BRUMAIRE"))
        await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC)
        choice = DestinationChoice(facility_id=world.EMERGENCY_CAEN)
        return await close.choose_destination(session, world.SUIVI_CAEN.caller, clock, mission.id, choice)


async def _looks(engines: Mapping[str, AsyncEngine], who: world.Person) -> int:
    async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
        looks = text("SELECT count(*) FROM audit WHERE fact_id IS NULL AND account_id = :account")
        return int(await session.scalar(looks, {"account": who.id}) or 0)


def _whose(route: APIRoute) -> world.Person:
    return next(one for one in world.PEOPLE if one.role in ACTIONS[action_of(route)] and one.centre_id == world.CAEN)


@pytest.mark.parametrize("route", LOOKS, ids=name_of)
async def test_a_reading_of_a_patient_is_written_down(
    route: APIRoute, sign_in: SignIn, engines: Mapping[str, AsyncEngine], clock: Clock
) -> None:
    mission = await _brought_in(engines, clock)
    async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
        call_id = await session.scalar(text("SELECT id FROM calls"))
    ids = {"case_id": mission.case_id, "mission_id": mission.id, "vehicle_id": mission.vehicle_id, "call_id": call_id}
    who = _whose(route)
    known = {"centre_id": str(world.CAEN), "time": clock.now().isoformat()}
    client = await sign_in(who)
    if "replay_id" in {one.alias for one in route.dependant.query_params}:
        given = await client.post("/room/replays", json={"centre_id": str(world.CAEN), "motive": "REVIEW"})
        known["replay_id"] = given.json()["id"]

    answer = await client.get(path_of(route, ids), params=parameters_of(route, known))

    assert answer.is_success, answer.text
    assert await _looks(engines, who) == 1


@pytest.mark.parametrize("route", SAID_OUTSIDE, ids=name_of)
async def test_an_answer_that_tells_a_patient_outside_the_room_is_written_down(
    route: APIRoute, sign_in: SignIn, engines: Mapping[str, AsyncEngine], clock: Clock
) -> None:
    mission = await _brought_in(engines, clock)
    words: Mapping[str, dict[str, object]] = {
        "answer": {"version": mission.order_version},
        "statuses": {"status": MissionStatus.BILAN.value},
        "bilan": {"words": "contractions toutes les cinq minutes"},
        "seen": {},
    }
    who = _whose(route)
    client = await sign_in(who)

    body = words[route.path.rpartition("/")[2]]
    answer = await client.post(path_of(route, {"mission_id": mission.id}), json=body or None)

    assert answer.is_success, answer.text
    assert "Odile BRUMAIRE" in answer.text
    assert await _looks(engines, who) == 1


def test_the_routes_that_show_a_patient_are_known_when_seen() -> None:
    shown = {route.path for route in LOOKS}
    assert {
        "/cases",
        "/cases/{case_id}",
        "/calls/{call_id}",
        "/missions/{mission_id}",
        "/vehicles/{vehicle_id}/trail",
    } <= shown
    assert not shown & {"/vehicles", "/centres", "/account", "/clock"}
    assert "/emergency/arrivals/{mission_id}/seen" in {route.path for route in SAID_OUTSIDE}
