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
from kit.wire.missions import DestinationChoice
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


LOOKS = [route for route in routes(*PRIVATE) if method_of(route) == "GET" and _shows_a_patient(route)]


@pytest.mark.parametrize("route", LOOKS, ids=name_of)
async def test_a_reading_of_a_patient_is_written_down(
    route: APIRoute, sign_in: SignIn, engines: Mapping[str, AsyncEngine], clock: Clock
) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        story = Story(session, clock)
        mission = await story.mission(world.AMBULANCE_CAEN)
        await story.patient(mission.case_id, PatientEntry(label="Odile BRUMAIRE"))
        await story.status(mission.id, MissionStatus.DEPART, MissionStatus.ARRIVEE, MissionStatus.PEC)
        choice = DestinationChoice(facility_id=world.EMERGENCY_CAEN)
        await close.choose_destination(session, world.SUIVI_CAEN.caller, clock, mission.id, choice)
        call_id = await session.scalar(text("SELECT id FROM calls"))
    ids = {"case_id": mission.case_id, "mission_id": mission.id, "vehicle_id": mission.vehicle_id, "call_id": call_id}
    who = next(one for one in world.PEOPLE if one.role in ACTIONS[action_of(route)] and one.centre_id == world.CAEN)
    known = {"centre_id": str(world.CAEN), "time": clock.now().isoformat()}
    client = await sign_in(who)
    if "replay_id" in {one.alias for one in route.dependant.query_params}:
        given = await client.post("/room/replays", json={"centre_id": str(world.CAEN), "motive": "REVIEW"})
        known["replay_id"] = given.json()["id"]

    answer = await client.get(path_of(route, ids), params=parameters_of(route, known))

    assert answer.is_success, answer.text
    async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
        looks = text("SELECT count(*) FROM audit WHERE fact_id IS NULL AND account_id = :account")
        assert await session.scalar(looks, {"account": who.id}) == 1


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
