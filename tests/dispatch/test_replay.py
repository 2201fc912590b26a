"""Rows rebuilt from facts alone are the rows of the tables, field by field, whatever the room did."""

import random

import pytest
from sqlalchemy import inspect, select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.base import Base
from db.changes import TRACED, ChangedWithoutFact
from db.engine import Reading, reading, writing
from db.models.opinions import Opinion
from db.models.regulation import Call, Case
from db.models.tasks import Task
from db.models.trail import AuditEntry, Change
from dispatch.cases import tasks
from dispatch.centres import opinions
from kit.clock import Clock
from kit.wire.cases import PatientEntry
from kit.wire.centres import ShareEntry
from kit.wire.codes.cases import MeansType, Priority, TaskKind
from kit.wire.codes.missions import MissionStatus
from kit.wire.relief import TaskEntry
from socle.audit import replay
from tests import world
from tests.dispatch.centres.rooms import Rooms
from tests.dispatch.chance import Room, settle
from tests.dispatch.story import Story, inter

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
        await _check_rebuilt(session)
        for model in set(TRACED) - {Task, Opinion}:
            assert await session.scalar(select(model).limit(1)), f"chance touched no {model.__tablename__}"
    assert done > COMMANDS / 3


async def test_rows_rebuilt_from_facts_follow_a_case_that_changed_hands(engines: Engines, clock: Clock) -> None:
    rooms = Rooms(engines["rramu_api"], clock)
    case = await rooms.on_the_line()
    async with rooms.at(world.SUIVI_CAEN) as story:
        patient_id = await story.patient(case.id, PatientEntry())
        decided = await story.decide(case.id, inter(MeansType.SMUR, patient_id))
        mission = await story.engage(case.id, world.SMUR_CAEN, decided.decisions[-1].id)
        await story.status(mission.id, MissionStatus.DEPART)
        entry = TaskEntry(kind=TaskKind.CHECK_ARRIVAL, due_at=clock.now())
        await tasks.set_task(story.session, world.SUIVI_CAEN.caller, clock, case.id, entry)
        question = ShareEntry(to_centre_id=world.ROUEN, question="Votre avis ?")
        await opinions.ask(story.session, world.SUIVI_CAEN.caller, clock, case.id, question)
    await rooms.accept((await rooms.ask(case.id)).id)
    async with reading(engines["rramu_api"], None, [world.CAEN, world.ROUEN]) as session:
        await _check_rebuilt(session)
        for model in set(TRACED) - {Call}:
            moved = select(model.__table__.c.centre_id).distinct()
            assert list(await session.scalars(moved)) == [world.ROUEN], model.__tablename__


async def _check_rebuilt(session: Reading) -> None:
    """Check that the rows rebuilt from the facts of the transaction's centres are those of the tables."""
    query = (
        select(Change.rows)
        .join(AuditEntry, AuditEntry.fact_id == Change.fact_id)
        .order_by(AuditEntry.number.nulls_last(), AuditEntry.recorded_at, AuditEntry.id)
    )
    rebuilt = replay.fold(await session.scalars(query))
    for model in TRACED:
        held = {plain["id"]: plain for plain in map(_plain, await session.scalars(select(model)))}
        assert {plain["id"]: plain for plain in map(_plain, replay.whole(model, rebuilt))} == held


async def test_what_changes_without_a_fact_is_never_committed(engines: Engines, clock: Clock) -> None:
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        opened = await Story(session, clock).case()

    with pytest.raises(ChangedWithoutFact, match="cases: priority"):
        async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
            (await session.get_one(Case, opened.id)).priority = Priority.P3.value

    async with reading(engines["rramu_api"], None, [world.CAEN]) as session:
        assert (await session.get_one(Case, opened.id)).priority == opened.priority
