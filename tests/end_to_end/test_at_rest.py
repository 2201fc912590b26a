"""What is on disk: a dump tells nothing of patients, and a backup taken under load gives back everything that was acknowledged."""

import asyncio
import os
import signal
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import make_engine, reading, writing
from db.key_folder import KeyFolder
from db.models.regulation import Case
from db.models.trail import Fact
from db.trouble import PASSING
from dispatch.cases import service as cases
from gateways.cli import embedded
from gateways.cli.embedded import backups, postgres, restoring
from gateways.cli.embedded.places import Places, places
from gateways.cli.embedded.programs import as_user
from gateways.cli.errors import CommandError
from kit.clock import Clock, real_now
from kit.settings import Settings
from kit.wire.cases import CaseEdit, DecisionEntry, PatientEntry
from kit.wire.codes.calls import Sex
from kit.wire.codes.cases import DecisionType
from tests import world
from tests.dispatch.story import NUMBER, SCENE, Story

NAME = "Marguerite Lecointre"
WORDS = "sa fille Odile rappelle au 0231000077"
WRITERS = 3
pytestmark = [pytest.mark.timeout(400), pytest.mark.xdist_group("at-rest")]


@dataclass
class Room:
    """An instance with the small world, and the cases its writers were told are committed."""

    name: str
    settings: Settings
    acknowledged: list[UUID] = field(default_factory=list[UUID])
    one_more: asyncio.Event = field(default_factory=asyncio.Event)
    turns: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(WRITERS))

    @property
    def where(self) -> Places:
        """Give the folders of the instance."""
        return places(self.name)

    async def write(self, engine: AsyncEngine, clock: Clock) -> None:
        """Open one case after the other while there is a database."""
        with suppress(*PASSING):
            while True:
                async with self.turns:
                    async with writing(engine, None, [world.CAEN]) as session:
                        case = await Story(session, clock).case()
                    self.acknowledged.append(case.id)
                    self.one_more.set()

    async def reached(self, count: int) -> None:
        """Wait until so many cases more are acknowledged."""
        wanted = len(self.acknowledged) + count
        while len(self.acknowledged) < wanted:
            self.one_more.clear()
            await self.one_more.wait()

    @asynccontextmanager
    async def at_rest(self) -> AsyncGenerator[None]:
        """Let every writer end what it is at, and none begin."""
        for _ in range(WRITERS):
            await self.turns.acquire()
        yield
        for _ in range(WRITERS):
            self.turns.release()

    def stop_at_once(self) -> None:
        """Kill PostgreSQL as a power cut would; whatever comes up again is stopped."""
        (state,) = [state for state in embedded.states(self.name) if state.name == "postgres"]
        assert state.pid is not None
        os.kill(state.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
async def room() -> AsyncIterator[Room]:
    name = embedded.temporary_name("at-rest")
    settings = await asyncio.to_thread(embedded.start, name, only={"postgres"})
    owner = make_engine(settings, "rramu_owner")
    async with owner.begin() as connection:
        await world.build(connection)
    await owner.dispose()
    yield Room(name, settings)
    await asyncio.to_thread(embedded.reset, name)


@asynccontextmanager
async def restored(room: Room, suffix: str, keys: Path, at: datetime | None = None) -> AsyncGenerator[AsyncEngine]:
    """Restore into an instance of its own, with what the dead cluster had not archived yet; give a pool of its `rramu_api`."""
    name = f"{room.name}-{suffix}"
    wal = room.where.data / "postgres" / "cluster" / "pg_wal"
    try:
        settings = await asyncio.to_thread(restoring.restore, room.where.backups, name, keys=keys, at=at, wal=wal)
        engine = make_engine(settings, "rramu_api")
        yield engine
        await engine.dispose()
    finally:
        await asyncio.to_thread(embedded.reset, name)


async def test_a_dump_holds_no_name_no_number_and_no_free_words(room: Room, clock: Clock) -> None:
    engine = make_engine(room.settings, "rramu_api")
    async with writing(engine, None, [world.CAEN]) as session:
        story = Story(session, clock)
        case = await story.case()
        patient_id = await story.patient(case.id, PatientEntry(sex=Sex.F, label=NAME))
        await story.edit(case.id, CaseEdit(version=0, note=WORDS))
        entry = DecisionEntry(type=DecisionType.CONSEIL, patient_id=patient_id, words=WORDS)
        await story.decide(case.id, entry)
    await engine.dispose()
    command = [
        *as_user(postgres.USER), str(postgres.binaries() / "pg_dump"), "--host", room.settings.postgres.host,
        "--port", str(room.settings.postgres.port), "--username", postgres.USER, room.settings.postgres.database,
    ]  # fmt: skip
    dumped = await asyncio.create_subprocess_exec(*command, stdout=subprocess.PIPE, cwd="/")
    dump = (await dumped.communicate())[0].decode()
    assert dumped.returncode == 0
    assert str(case.id) in dump
    for hidden in (SCENE.label, NAME, "Lecointre", NUMBER, NUMBER[1:], WORDS, "Odile", "0231000077"):
        assert hidden not in dump


async def test_nothing_acknowledged_is_lost_an_instant_is_given_back_and_a_changed_copy_refused(
    room: Room, clock: Clock, tmp_path: Path
) -> None:
    engine = make_engine(room.settings, "rramu_api")
    writers = [asyncio.create_task(room.write(engine, clock)) for _ in range(WRITERS)]
    await room.reached(10)
    await asyncio.to_thread(backups.back_up, room.name, None, 2)
    await room.reached(20)
    async with room.at_rest():
        until_then = await _opened(engine)
        instant = real_now()
    await room.reached(20)

    keys = tmp_path / "keys.export"
    KeyFolder(room.settings.keys).export(keys)
    room.stop_at_once()
    await asyncio.gather(*writers)
    await engine.dispose()
    await asyncio.to_thread(embedded.stop, room.name)
    assert backups.verify(room.where.backups)[0] == 1

    async with restored(room, "all", keys) as found:
        opened = await _opened(found)
        assert set(room.acknowledged) <= opened
        async with reading(found, None, [world.CAEN]) as session:
            told = set(await session.scalars(select(Fact.case_id).where(Fact.kind == "case.opened")))
            assert told == opened
            views = await cases.views(session, room.acknowledged[-3:])
            assert {view.caller_number for view in views} == {NUMBER}
    async with restored(room, "then", keys, at=instant) as found:
        assert await _opened(found) == until_then
    _check_a_changed_copy_is_refused(room, keys)


def _check_a_changed_copy_is_refused(room: Room, keys: Path) -> None:
    """One byte more in the copy: it is found, and never restored."""
    ((_, copy),) = backups.copies(room.where.backups)
    with (copy / "PG_VERSION").open("a", encoding="ascii") as changed:
        changed.write("\n")
    with pytest.raises(CommandError, match="PG_VERSION"):
        backups.verify(room.where.backups)
    with pytest.raises(CommandError, match="PG_VERSION"):
        restoring.restore(room.where.backups, f"{room.name}-changed", keys=keys)
    assert not places(f"{room.name}-changed").exists()


async def _opened(engine: AsyncEngine) -> set[UUID]:
    async with reading(engine, None, [world.CAEN]) as session:
        return set(await session.scalars(select(Case.id)))
