"""Rows rebuilt from facts alone are the rows of the tables, field by field, whatever the room did."""

import random

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.base import Base
from db.changes import TRACED, ChangedWithoutFact
from db.engine import reading, writing
from db.models.regulation import Case
from db.models.tasks import Task
from db.models.trail import AuditEntry, Change
from kit.clock import Clock
from kit.wire.codes import Priority
from socle.audit import replay
from tests import world
from tests.dispatch.chance import Room, settle
from tests.dispatch.story import Story

Engines = dict[str, AsyncEngine]
COMMANDS = 200


def _plain(row: Base) -> dict[str, object]:
    return {attribute.key: getattr(row, attribute.key) for attribute in inspect(type(row)).column_attrs}


@pytest.mark.parametrize("seed", [1, 2])
async def test_rows_rebuilt_from_facts_are_the_rows_of_the_tables(engines: Engines, clock: Clock, seed: int) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        await Story(session, clock).mission()  # whatever chance does, there is one of everything
    room = Room(engines["rramu_api"], clock, random.Random(seed))
    done = 0
    for _ in range(COMMANDS // 25):
        done += sum([await room.act() for _ in range(25)])
        await settle(engines["rramu_worker"], clock)

    async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
        query = (
            select(Change.rows)
            .join(AuditEntry, AuditEntry.fact_id == Change.fact_id)
            .order_by(AuditEntry.number.nulls_last(), AuditEntry.recorded_at, AuditEntry.id)
        )
        rebuilt = replay.fold(await session.scalars(query))
        for model in TRACED:
            held = {plain["id"]: plain for plain in map(_plain, await session.scalars(select(model)))}
            assert {plain["id"]: plain for plain in map(_plain, replay.whole(model, rebuilt))} == held
            assert held or model is Task, f"chance touched no {model.__tablename__}"
    assert done > COMMANDS / 3


async def test_what_changes_without_a_fact_is_never_committed(engines: Engines, clock: Clock) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        opened = await Story(session, clock).case()

    with pytest.raises(ChangedWithoutFact, match="cases: priority"):
        async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
            (await session.get_one(Case, opened.id)).priority = Priority.P3.value

    async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
        assert (await session.get_one(Case, opened.id)).priority == opened.priority
