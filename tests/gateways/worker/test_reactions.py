"""Reactions: in sealed order, exactly once, a failing one before anything later of its centre and of no other."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import Writing, reading, writing
from db.models.trail import Fact
from gateways.worker.reactions import Reactions, react
from kit.caller import Author
from kit.clock import Clock
from kit.ids import CaseId, CentreId
from kit.wire.live import FactNews
from socle.audit import service as audit
from tests.world import ARM_CAEN, CAEN, NOON, ROUEN

Engines = dict[str, AsyncEngine]
AUTHOR = Author(ARM_CAEN.id, "ARM")


async def _facts(engines: Engines, centre_id: CentreId, *kinds: str) -> None:
    for kind in kinds:
        async with writing(engines["rramu_api"], None, [centre_id]) as session:
            await audit.record(session, AUTHOR, centre_id, kind, NOON, {}, case_id=CaseId(uuid4()))
    async with writing(engines["rramu_worker"], None, [centre_id]) as session:
        await audit.seal(session, centre_id)


async def _echo(session: Writing, clock: Clock, news: FactNews) -> None:
    """React by a fact of its own, so that doing it twice shows."""
    await audit.record(session, Author(None, "TEST"), CentreId(news.centre_id), "echo", clock.now(), {"n": news.number})


async def _all(engines: Engines, clock: Clock, reactions: Reactions, centre_id: CentreId) -> None:
    while await react(engines["rramu_worker"], clock, reactions, centre_id):
        pass


async def _echoes(engines: Engines, centre_id: CentreId) -> list[int]:
    async with reading(engines["rramu_api"], None, [centre_id]) as session:
        facts = await session.scalars(select(Fact).where(Fact.kind == "echo").order_by(Fact.id))
        return [fact.body["n"] for fact in facts]


async def test_each_fact_of_the_kind_is_reacted_to_once_in_order(engines: Engines, clock: Clock) -> None:
    await _facts(engines, CAEN, "a", "b", "a", "c", "a")

    await asyncio.gather(*(_all(engines, clock, {"a": (_echo,)}, CAEN) for _ in range(3)))

    assert await _echoes(engines, CAEN) == [1, 3, 5]


async def test_a_failing_reaction_leaves_nothing_and_comes_first_again(engines: Engines, clock: Clock) -> None:
    await _facts(engines, CAEN, "a", "b", "a")
    await _facts(engines, ROUEN, "b")
    broken = True

    async def fragile(session: Writing, clock: Clock, news: FactNews) -> None:
        await _echo(session, clock, news)
        if broken:
            raise ValueError("not yet")

    reactions: Reactions = {"a": (_echo,), "b": (fragile,)}
    for _ in range(2):
        with pytest.raises(ValueError, match="not yet"):
            await _all(engines, clock, reactions, CAEN)
    assert await _echoes(engines, CAEN) == [1]
    with pytest.raises(ValueError, match="not yet"):
        await _all(engines, clock, reactions, ROUEN)

    broken = False
    await _all(engines, clock, reactions, CAEN)
    await _all(engines, clock, reactions, ROUEN)
    assert await _echoes(engines, CAEN) == [1, 2, 3]
    assert await _echoes(engines, ROUEN) == [1]


async def test_a_long_quiet_chain_is_passed_over(engines: Engines, clock: Clock) -> None:
    async with writing(engines["rramu_worker"], None, [CAEN]) as session:
        for number in range(3):
            await audit.look(session, AUTHOR, CAEN, "trail.looked", f"vehicle:{number}", NOON)
        await audit.seal(session, CAEN)
    await _facts(engines, CAEN, "a")

    await _all(engines, clock, {"a": (_echo,)}, CAEN)

    assert await _echoes(engines, CAEN) == [4]
