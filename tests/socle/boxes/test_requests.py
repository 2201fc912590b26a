"""A company asks for its own vehicles; the manager refuses or serves."""

import pytest

from db.engine import Writing
from kit.clock import Clock
from kit.errors import Forbidden, NotFound
from kit.ids import new_id
from kit.wire.boxes import BoxEntry, BoxRequestEntry, BoxRequestRefusal
from kit.wire.codes.boxes import BoxObstacle, RequestState
from socle.boxes import lists, park, requests
from socle.boxes.requests import Answered, NotEligible
from tests.socle.boxes.world_of_boxes import COMPANY, DEUX_RIVES, LIGHT, MANAGER, OF_THE_FIRE_SERVICE, SPARE
from tests.world import AMBULANCE_CAEN, ARM_CAEN, SUPERVISOR_CAEN

ASK = BoxRequestEntry(vehicle_id=SPARE)


async def test_a_company_asks_and_is_served(api: Writing, clock: Clock) -> None:
    asked = await requests.ask(api, COMPANY, clock, ASK)
    assert (asked.state, asked.call_sign) == (RequestState.ASKED, "AMB Caen 8")

    made = await park.provision(api, MANAGER, clock, BoxEntry(name="box-asked", vehicle_id=SPARE))

    (served,) = await lists.requests(api, DEUX_RIVES)
    assert (served.id, served.state, served.box_id, served.box) == (
        asked.id, RequestState.SERVED, made.box_id, "box-asked"
    )  # fmt: skip


async def test_it_asks_once(api: Writing, clock: Clock) -> None:
    await requests.ask(api, COMPANY, clock, ASK)
    with pytest.raises(NotEligible) as caught:
        await requests.ask(api, COMPANY, clock, ASK)
    assert caught.value.extra["obstacles"] == [BoxObstacle.ALREADY_ASKED]


async def test_another_company_s_vehicle_is_not_there(api: Writing, clock: Clock) -> None:
    for vehicle_id in (OF_THE_FIRE_SERVICE, new_id()):
        with pytest.raises(NotFound):
            await requests.ask(api, COMPANY, clock, BoxRequestEntry(vehicle_id=vehicle_id))


@pytest.mark.parametrize(
    ("vehicle_id", "obstacle"),
    [(LIGHT, BoxObstacle.NO_EMERGENCY_VEHICLE), (AMBULANCE_CAEN.vehicle_id, BoxObstacle.HAS_BOX)],
)
async def test_what_stands_against_it_is_said(
    api: Writing, clock: Clock, vehicle_id: object, obstacle: BoxObstacle
) -> None:
    entry = BoxRequestEntry(vehicle_id=LIGHT if vehicle_id == LIGHT else AMBULANCE_CAEN.vehicle_id)
    with pytest.raises(NotEligible) as caught:
        await requests.ask(api, COMPANY, clock, entry)
    assert caught.value.extra["obstacles"] == [obstacle]
    assert caught.value.detail == requests.WORDS[obstacle]


async def test_a_refusal_is_told_and_the_company_may_ask_again(api: Writing, clock: Clock) -> None:
    asked = await requests.ask(api, COMPANY, clock, ASK)
    refused = await requests.refuse(api, MANAGER, clock, asked.id, BoxRequestRefusal(words="No box left this month"))
    assert (refused.state, refused.refusal) == (RequestState.REFUSED, "No box left this month")
    with pytest.raises(Answered):
        await requests.withdraw(api, COMPANY, clock, asked.id)
    assert (await requests.ask(api, COMPANY, clock, ASK)).state == RequestState.ASKED


async def test_a_request_is_withdrawn_by_its_company(api: Writing, clock: Clock) -> None:
    asked = await requests.ask(api, COMPANY, clock, ASK)
    assert (await requests.withdraw(api, COMPANY, clock, asked.id)).state == RequestState.WITHDRAWN
    with pytest.raises(NotFound):
        await requests.withdraw(api, COMPANY, clock, new_id())


async def test_who_sees_what(api: Writing, clock: Clock) -> None:
    assert await requests.scope(api, COMPANY) == DEUX_RIVES
    assert await requests.scope(api, SUPERVISOR_CAEN.caller) is None
    with pytest.raises(Forbidden):
        await requests.scope(api, ARM_CAEN.caller)
    own = await lists.boxes(api, clock.epoch, DEUX_RIVES)
    assert [box.name for box in own] == ["box-0001", "box-0002", "box-0005"]
    assert len(await lists.boxes(api, clock.epoch, None)) == 5


async def test_candidates_are_the_vehicles_without_a_box(api: Writing) -> None:
    found = {one.vehicle_id: one.obstacles for one in await lists.candidates(api, DEUX_RIVES)}
    assert found[SPARE] == []
    assert found[LIGHT] == [BoxObstacle.NO_EMERGENCY_VEHICLE]
    assert AMBULANCE_CAEN.vehicle_id not in found
    assert OF_THE_FIRE_SERVICE not in found
    everyone = {one.vehicle_id: one.obstacles for one in await lists.candidates(api, None)}
    assert everyone[OF_THE_FIRE_SERVICE] == [BoxObstacle.NO_PHONE]
