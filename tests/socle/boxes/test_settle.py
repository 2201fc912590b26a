"""A request is over with the first fix of the box it was served with; a box that leaves before lets it wait again."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import insert, update
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing
from db.models.positions import LastPosition
from kit.clock import Clock
from kit.settings import BoxesSettings
from kit.wire.boxes import BoxEntry, BoxMove, BoxRequestEntry, BoxShelving, CredentialEntry
from kit.wire.codes.boxes import RequestState
from socle.boxes import lists, park, requests
from socle.boxes.settle import settle
from tests.socle.boxes.world_of_boxes import COMPANY, DEUX_RIVES, MANAGER, SPARE, SPARE_2
from tests.world import AMBULANCE_CAEN, NOON

BOX, VEHICLE = AMBULANCE_CAEN.box_id, AMBULANCE_CAEN.vehicle_id
HOUR = timedelta(hours=1)


async def _state(session: Writing) -> tuple[RequestState, object]:
    (request,) = await lists.requests(session, DEUX_RIVES)
    return request.state, request.box_id


async def _leave(session: Writing, clock: Clock, box_id: UUID, how: str) -> None:
    if how == "shelved":
        await park.shelve(session, MANAGER, clock, box_id, BoxShelving(stock="TO_REPAIR"))
    elif how == "lost":
        await park.shelve(session, MANAGER, clock, box_id, BoxShelving(stock="LOST"))
    elif how == "moved":
        await park.move(session, MANAGER, clock, box_id, BoxMove(vehicle_id=SPARE_2))
    else:
        await park.revoke(session, MANAGER, clock, box_id)


@pytest.mark.parametrize("how", ["shelved", "lost", "moved", "revoked"])
async def test_a_box_that_leaves_before_its_first_fix_lets_the_request_wait_again(
    api: Writing, clock: Clock, how: str
) -> None:
    asked = await requests.ask(api, COMPANY, clock, BoxRequestEntry(vehicle_id=SPARE))
    made = await park.provision(api, MANAGER, clock, BoxEntry(name="box-dead", vehicle_id=SPARE))
    await _leave(api, clock, made.box_id, how)
    assert await _state(api) == (RequestState.ASKED, None)
    assert (await requests.withdraw(api, COMPANY, clock, asked.id)).state == RequestState.WITHDRAWN


async def test_a_revoked_box_that_comes_back_serves_its_request_again(api: Writing, clock: Clock) -> None:
    await requests.ask(api, COMPANY, clock, BoxRequestEntry(vehicle_id=SPARE))
    made = await park.provision(api, MANAGER, clock, BoxEntry(name="box-back", vehicle_id=SPARE))
    await park.revoke(api, MANAGER, clock, made.box_id)
    await park.renew(api, MANAGER, clock, made.box_id, CredentialEntry(), settings=BoxesSettings())
    assert await _state(api) == (RequestState.SERVED, made.box_id)


async def test_only_a_fix_since_the_answer_ends_a_request(
    api: Writing, clock: Clock, engines: dict[str, AsyncEngine]
) -> None:
    """The box sat in this vehicle before: its last position there is an old one."""
    await park.shelve(api, MANAGER, clock, BOX, BoxShelving(stock="IN_STORE"))
    await requests.ask(api, COMPANY, clock, BoxRequestEntry(vehicle_id=VEHICLE))
    await park.move(api, MANAGER, clock, BOX, BoxMove(vehicle_id=VEHICLE))
    await _heard(engines["rramu_owner"], NOON - HOUR)
    await settle(api, NOON)
    assert await _state(api) == (RequestState.SERVED, BOX)
    async with engines["rramu_owner"].begin() as connection:
        await connection.execute(update(LastPosition).values(received_at=NOON + HOUR))
    await settle(api, NOON + HOUR)
    assert await _state(api) == (RequestState.DONE, BOX)


async def _heard(owner: AsyncEngine, at: datetime) -> None:
    async with owner.begin() as connection:
        await connection.execute(
            insert(LastPosition).values(
                vehicle_id=VEHICLE,
                partition=1,
                box_id=BOX,
                boot=1,
                seq=1,
                measured_at=at,
                received_at=at,
                lon_deg=-0.37,
                lat_deg=49.18,
                h3_9=1,
            )
        )
