"""Seeing missions."""

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import reading, writing
from dispatch.cases import service as cases
from dispatch.missions import service
from kit.clock import Clock
from kit.errors import NotFound
from kit.wire.codes.missions import MissionStatus, Outcome
from tests import world
from tests.dispatch.story import Story

S = MissionStatus


async def test_missions_are_listed_until_they_and_their_case_are_over(story: Story) -> None:
    first = await story.mission(world.AMBULANCE_CAEN)
    second = await story.mission(world.SMUR_CAEN)
    assert [one.id for one in await service.views(story.session)] == [first.id, second.id]
    await story.status(first.id, S.DEPART, S.ARRIVEE)
    await story.close(first.id, Outcome.NOTHING_FOUND)
    assert [one.id for one in await service.views(story.session)] == [first.id, second.id]
    case = await cases.lock(story.session, first.case_id)
    case.closed_at = story.clock.now()
    await story.session.flush()
    assert [one.id for one in await service.views(story.session)] == [second.id]
    assert (await service.view(story.session, first.id)).outcome is Outcome.NOTHING_FOUND


async def test_another_centres_missions_are_not_found(engines: dict[str, AsyncEngine], clock: Clock) -> None:
    api = engines["rramu_api"]
    async with writing(api, None, [world.CAEN]) as session:
        mission = await Story(session, clock).mission(world.AMBULANCE_CAEN)
    async with reading(api, None, [world.ROUEN]) as session:
        assert await service.views(session) == []
        assert await service.views(session, [mission.id]) == []
        with pytest.raises(NotFound):
            await service.view(session, mission.id)


async def test_the_worker_applies_what_boxes_say_with_its_own_rights(
    engines: dict[str, AsyncEngine], clock: Clock
) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        mission = await Story(session, clock).mission(world.AMBULANCE_CAEN)
    async with writing(engines["rramu_worker"], None, [world.CAEN]) as session:
        story = Story(session, clock)
        assert await story.button(world.AMBULANCE_CAEN, 1, mission.id, S.DEPART) == "APPLIED"
        assert await story.button(world.AMBULANCE_CAEN, 2, mission.id, S.ARRIVEE) == "APPLIED"
        assert await story.button(world.AMBULANCE_CAEN, 3, mission.id, S.RETOUR) == "APPLIED"
        assert await story.box_says(world.AMBULANCE_CAEN, 4, "status", {"availability": "AVAILABLE"}) == "APPLIED"
    async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
        assert (await service.view(session, mission.id)).status is S.RETOUR
