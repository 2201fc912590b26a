"""A full database changes its schema, and back, while calls are taken; a migration that cannot have its lock lets the others pass."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import make_engine, writing
from db.migrate import LockNeverGiven, configuration, move
from db.standing import needed_revision
from kit.clock import Clock
from kit.settings import Settings
from tests import world
from tests.dispatch.story import Story

CASES = 20_000
PROBE = '''"""Of this test: as a migration adds a column to the busiest table, with a check and an index."""

from alembic import op

revision = "probe"
down_revision = "{head}"


def upgrade() -> None:
    op.execute("ALTER TABLE cases ADD COLUMN probe text")
    op.execute("ALTER TABLE cases ADD CONSTRAINT probe_check CHECK (probe <> '') NOT VALID")


def downgrade() -> None:
    op.execute("ALTER TABLE cases DROP COLUMN probe")
'''
INDEX = '''"""Of this test: as a migration makes an index on the busiest table."""

from alembic import op

revision = "probe"
down_revision = "{head}"


def upgrade() -> None:
    with op.get_context().autocommit_block():
        op.create_index("cases_probe_idx", "cases", ["opened_at"], postgresql_concurrently=True)


def downgrade() -> None:
    with op.get_context().autocommit_block():
        op.drop_index("cases_probe_idx", postgresql_concurrently=True)
'''
CIRCLE = '''"""Of this test: as a migration would change a table that a command wants while it waits for one that the command has."""

from alembic import op

revision = "probe"
down_revision = "{head}"


def upgrade() -> None:
    op.execute("ALTER TABLE calls ADD COLUMN probe text")
    op.execute("SELECT pg_advisory_xact_lock(%d)")
    op.execute("ALTER TABLE cases ADD COLUMN probe text")
'''
VALID = text("SELECT indisvalid FROM pg_index WHERE indexrelid = 'cases_probe_idx'::regclass")
TURN = 16
"""The advisory lock that lets the test say when that migration goes on."""
COPY = text(
    "INSERT INTO cases SELECT (jsonb_populate_record(c, jsonb_build_object("
    "'id', gen_random_uuid(), 'number', c.number || '-' || n))).* FROM cases c, generate_series(1, :copies) n WHERE c.id = :id"
)


@pytest.fixture
def config(database: Settings, tmp_path: Path) -> Config:
    """Give a configuration in which one migration more follows ours."""
    made = configuration(database)
    (head,) = ScriptDirectory.from_config(made).get_heads()
    (tmp_path / "probe.py").write_text(PROBE.format(head=head), encoding="utf-8")
    ours = Path(str(made.get_main_option("script_location"))) / "versions"
    made.set_main_option("version_locations", f"{ours}:{tmp_path}")
    return made


class Room:
    """Takes one call after the other until told to stop; a command that fails ends it with its error."""

    def __init__(self, engine: AsyncEngine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock
        self.taken = 0
        self.one_more = asyncio.Event()

    async def work(self) -> None:
        """Open a case, with its call, and edit it."""
        while True:
            async with writing(self._engine, None, [world.CAEN]) as session:
                await Story(session, self._clock).case()
            self.taken += 1
            self.one_more.set()

    async def takes(self, calls: int) -> None:
        """Wait until so many calls more have been taken."""
        wanted = self.taken + calls
        while self.taken < wanted:
            self.one_more.clear()
            await self.one_more.wait()


@asynccontextmanager
async def at_work(engine: AsyncEngine, clock: Clock) -> AsyncGenerator[Room]:
    """Let a room work meanwhile; fails with it."""
    room = Room(engine, clock)
    async with asyncio.TaskGroup() as tasks:
        working = tasks.create_task(room.work())
        await room.takes(1)
        yield room
        await room.takes(1)
        working.cancel()


async def _has_probe(engine: AsyncEngine) -> bool:
    async with engine.connect() as connection:
        found = text(
            "SELECT count(*) FROM information_schema.columns WHERE table_name = 'cases' AND column_name = 'probe'"
        )
        return bool(await connection.scalar(found))


@pytest.mark.timeout(300)
async def test_calls_go_on_while_the_schema_goes_forward_back_and_forward(
    config: Config, engines: Mapping[str, AsyncEngine], clock: Clock
) -> None:
    owner = engines["rramu_owner"]
    async with writing(engines["rramu_api"], None, [world.CAEN]) as session:
        first = await Story(session, clock).case()
    async with owner.begin() as connection:
        await connection.execute(text("SET LOCAL statement_timeout = 0"))
        await connection.execute(COPY, {"copies": CASES, "id": first.id})

    async with at_work(engines["rramu_api"], clock) as room:
        for act, to, there in (
            (command.upgrade, "probe", True),
            (command.downgrade, "-1", False),
            (command.upgrade, "probe", True),
        ):
            await asyncio.to_thread(move, act, config, to)
            assert await _has_probe(owner) is there
            await room.takes(1)

    async with owner.connect() as connection:
        assert (await connection.scalar(text("SELECT count(*) FROM cases")) or 0) >= CASES + room.taken


async def test_a_migration_that_cannot_have_its_lock_lets_others_pass_and_gets_its_turn(
    config: Config, database: Settings, engines: Mapping[str, AsyncEngine], clock: Clock
) -> None:
    reader = make_engine(database, "rramu_worker")
    async with reader.connect() as long, at_work(engines["rramu_api"], clock) as room:
        await long.execute(
            text("SELECT count(*) FROM cases")
        )  # an open transaction: nobody may change the table meanwhile
        migrating = asyncio.create_task(asyncio.to_thread(move, command.upgrade, config, "probe"))
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND mode = 'AccessExclusiveLock'")
        async with engines["rramu_owner"].connect() as watching:
            while not await watching.scalar(waits):
                await watching.rollback()
        await room.takes(2)  # behind it in the queue, and past it while the long transaction is still open
        assert not migrating.done()
        await long.rollback()
        assert await migrating >= 1
    await reader.dispose()
    assert await _has_probe(engines["rramu_owner"])


@pytest.mark.timeout(300)
async def test_an_index_waits_for_who_writes_as_long_as_it_takes_while_calls_go_on(
    config: Config, tmp_path: Path, engines: Mapping[str, AsyncEngine], clock: Clock
) -> None:
    (tmp_path / "probe.py").write_text(INDEX.format(head=needed_revision()), encoding="utf-8")
    config.attributes["lock_wait_ms"] = 1
    owner = engines["rramu_owner"]
    async with owner.connect() as writer, at_work(engines["rramu_api"], clock) as room:
        await writer.execute(text("LOCK TABLE cases IN ROW EXCLUSIVE MODE"))
        migrating = asyncio.create_task(asyncio.to_thread(move, command.upgrade, config, "probe"))
        waits = text("SELECT count(*) FROM pg_locks WHERE NOT granted AND locktype = 'virtualxid'")
        async with owner.connect() as watching:
            while not migrating.done() and not await watching.scalar(waits):
                await watching.rollback()
        await room.takes(2)
        assert not migrating.done()
        await writer.rollback()
        await migrating
    async with owner.connect() as connection:
        assert await connection.scalar(VALID)


async def test_half_an_index_left_by_a_migration_cut_off_stops_no_other(
    config: Config, tmp_path: Path, engines: Mapping[str, AsyncEngine]
) -> None:
    (tmp_path / "probe.py").write_text(INDEX.format(head=needed_revision()), encoding="utf-8")
    owner = engines["rramu_owner"]
    async with owner.execution_options(isolation_level="AUTOCOMMIT").connect() as cut_off:
        async with owner.connect() as writer:
            await writer.execute(text("LOCK TABLE cases IN ROW EXCLUSIVE MODE"))
            await cut_off.execute(text("SET statement_timeout = '50ms'"))
            with pytest.raises(DBAPIError, match="statement timeout"):
                await cut_off.execute(text("CREATE INDEX CONCURRENTLY cases_probe_idx ON cases (opened_at)"))
        await cut_off.execute(text("SET statement_timeout = DEFAULT"))
        assert not await cut_off.scalar(VALID)
        await asyncio.to_thread(move, command.upgrade, config, "probe")
        assert await cut_off.scalar(VALID)


async def _waiting(engine: AsyncEngine, lock: str) -> None:
    """Wait until somebody waits for a lock; `lock`: SQL on `pg_locks`."""
    async with engine.connect() as watching:
        while not await watching.scalar(text(f"SELECT count(*) FROM pg_locks WHERE NOT granted AND {lock}")):  # noqa: S608 - words of this file
            await watching.rollback()


async def test_of_a_command_and_a_migration_in_each_other_s_way_the_command_lives(
    config: Config, tmp_path: Path, engines: Mapping[str, AsyncEngine]
) -> None:
    (tmp_path / "probe.py").write_text(CIRCLE.format(head=needed_revision()) % TURN, encoding="utf-8")
    config.attributes["lock_wait_ms"] = 60_000  # so long that only the search for a deadlock ends it
    owner = engines["rramu_owner"]
    async with owner.connect() as turn, engines["rramu_api"].connect() as doing:
        await turn.execute(text("SELECT pg_advisory_lock(:turn)"), {"turn": TURN})
        await doing.execute(text("UPDATE cases SET version = version"))
        migrating = asyncio.create_task(asyncio.to_thread(move, command.upgrade, config, "probe"))
        await _waiting(owner, "locktype = 'advisory'")
        going_on = asyncio.create_task(doing.execute(text("UPDATE calls SET version = version")))
        await _waiting(owner, "locktype = 'relation' AND mode = 'RowExclusiveLock'")
        await turn.execute(text("SELECT pg_advisory_unlock(:turn)"), {"turn": TURN})
        await going_on
        assert not migrating.done()
        await doing.commit()
        assert await migrating == 1
    assert await _has_probe(owner)


async def test_a_lock_nobody_gives_back_is_told(config: Config, engines: Mapping[str, AsyncEngine]) -> None:
    async with engines["rramu_worker"].connect() as forgotten:
        await forgotten.execute(text("SELECT count(*) FROM cases"))
        with pytest.raises(LockNeverGiven, match="pg_stat_activity"):
            await asyncio.to_thread(move, command.upgrade, config, "probe", 0.0)
    assert not await _has_probe(engines["rramu_owner"])
