"""An upgrade on a full database: the version before takes calls, by its own code, while the schema goes forward, back, and forward again.

The version before is a git worktree of the commit just before the first migration after `FORMER`. A call is lost when a command of its
story is refused or fails, or when what was answered is not in the database afterwards.
"""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter

import httpx
from alembic import command
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import make_engine
from db.migrate import Move, configuration, move
from db.standing import needed_revision
from gateways.cli.embedded import SERVICES, reset, settings_file, start, superuser, temporary_name
from gateways.cli.embedded.places import CHECKOUT, places
from gateways.cli.seed import Files, seed_world
from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from load.regulation import desks
from load.report import Found, machine
from load.stories import Desks, Refused, Teller, story
from load.watchers import percentile

FORMER = "0014"
"""The schema of the version before; from it on, migrations run while calls are taken (docs/operations.md)."""
SINCE = ("RRAMU_BOXES__", "RRAMU_MQTT__ACCOUNTS_FOLDER", "RRAMU_MQTT__PID_FILE", "RRAMU_MQTT__CERTIFICATE_PORT")
"""Settings that came after it; a version refuses those it does not know."""
COPIES = 200_000
"""Cases, each with a call and a mission: some ten weeks of the region."""
FACTS_A_CASE = 5
STORIES_PER_S = 0.5
QUIET_S = 10.0
"""Between two moves of the schema, and before the first."""
START_S = 120.0
FILLED: Mapping[str, tuple[int, str]] = {
    "cases": (COPIES, "jsonb_build_object('id', gen_random_uuid(), 'number', r.number || '-' || n)"),
    "calls": (COPIES, "jsonb_build_object('id', gen_random_uuid(), 'external_id', r.external_id || '-' || n)"),
    "missions": (COPIES, "jsonb_build_object('id', gen_random_uuid(), 'n', n)"),
    "facts": (COPIES * FACTS_A_CASE, "jsonb_build_object('id', gen_random_uuid(), 'n', n)"),
}
"""How many copies a table gets of a row, and what differs in them; what names no `n` would be made once for all."""
OVER: Mapping[str, str] = {"cases": "closed_at", "calls": "ended_at", "missions": "closed_at"}
"""What a row has once its story is told."""


def run() -> Found:
    """Measure, in an instance of the bench's own and a worktree, both deleted afterwards.

    Raises: CalledProcessError without the git history of the version before.
    """
    instance = temporary_name("upgrade")
    try:
        with TemporaryDirectory(prefix="rramu-former-") as folder:
            former = Path(folder) / "code"
            commit = former_commit()
            git("worktree", "add", "--detach", str(former), commit)
            try:
                settings = start(instance, only=set(SERVICES))
                figures = asyncio.run(_measure(instance, settings, former, _settings_of_former(instance, Path(folder))))
            finally:
                git("worktree", "remove", "--force", str(former))
    finally:
        reset(instance)
    return Found(bench="upgrade", command="./rramu bench upgrade", ratios={}, figures=figures, machine=machine())


def former_commit() -> str:
    """Find the last commit of the version before.

    Raises: CalledProcessError when the history does not reach back to it.
    """
    following = f"db/migrations/versions/{int(FORMER) + 1:04d}_*.py"
    added = git("log", "--diff-filter=A", "--format=%H", "-1", "--", following)
    return git("rev-parse", f"{added}^")


def git(*words: str) -> str:
    """Ask git about this checkout.

    Raises: CalledProcessError.
    """
    program = shutil.which("git") or "git"
    done = subprocess.run([program, *words], cwd=CHECKOUT, check=True, capture_output=True, text=True)  # noqa: S603 - words of this file
    return done.stdout.strip()


def _settings_of_former(instance: str, folder: Path) -> Path:
    """Write the instance's settings down without those that the version before does not know."""
    lines = settings_file(instance).read_text().splitlines(keepends=True)
    known = folder / "settings.env"
    known.write_text("".join(line for line in lines if not line.startswith(SINCE)))
    return known


async def _measure(instance: str, settings: Settings, former: Path, known: Path) -> dict[str, float | list[float]]:
    files = Files(places(instance).state)
    await seed_world(settings, files)
    await asyncio.to_thread(move, command.downgrade, configuration(settings), FORMER)
    owner = make_engine(settings, "rramu_owner")
    environment = os.environ | {SETTINGS_FILE_VARIABLE: str(known), "PYTHONPATH": str(former)}
    address = f"http://{settings.http.host}:{settings.http.port}"
    async with (
        _running("gateways.http", former, environment),
        _running("gateways.worker", former, environment),
        httpx.AsyncClient(base_url=address, timeout=60) as client,
    ):
        await _ready(client)
        room = _Room(Teller(client), await desks(Teller(client), files.programs()))
        await story(room.teller, room.desks[0])
        await _fill(settings)
        figures = await room.through(settings)
    lost = room.failed + await _missing(owner, room.told + 1)
    await owner.dispose()
    return figures | {"cases_there": float(COPIES), "calls": float(room.told + room.failed), "lost_calls": float(lost)}


class _Room:
    """Regulates calls at a steady rate while the schema moves."""

    def __init__(self, teller: Teller, centres: list[Desks]) -> None:
        self.teller = teller
        self.desks = centres
        self.told = 0
        self.failed = 0

    async def through(self, settings: Settings) -> dict[str, float | list[float]]:
        """Move the schema forward, back and forward; gives how long commands took meanwhile and beside it."""
        figures: dict[str, float | list[float]] = {}
        config, newest = configuration(settings), needed_revision()
        moves: tuple[tuple[str, Move, str], ...] = (
            ("forward", command.upgrade, newest),
            ("back", command.downgrade, FORMER),
            ("again", command.upgrade, newest),
        )
        over = asyncio.Event()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._arrive(over))
            await self._quiet(figures, "before")
            for name, act, to in moves:
                self.teller.took_ms.clear()
                began = perf_counter()
                lost = await asyncio.to_thread(move, act, config, to)
                figures |= {f"{name}_s": round(perf_counter() - began, 2), f"{name}_locks_waited_for": float(lost)}
                await self._quiet(figures, name)
            over.set()
        return figures

    async def _quiet(self, figures: dict[str, float | list[float]], name: str) -> None:
        await asyncio.sleep(QUIET_S)
        took_ms = [one for each in self.teller.took_ms.values() for one in each]
        figures[f"{name}_p50_ms"] = round(percentile(took_ms, 0.5), 1)
        figures[f"{name}_longest_ms"] = round(max(took_ms), 1)

    async def _arrive(self, over: asyncio.Event) -> None:
        centres = cycle(self.desks)
        async with asyncio.TaskGroup() as stories:
            while not over.is_set():
                stories.create_task(self._tell(next(centres)))
                await asyncio.sleep(1 / STORIES_PER_S)

    async def _tell(self, centre: Desks) -> None:
        try:
            await story(self.teller, centre)
        except (Refused, httpx.TransportError) as error:
            self.failed += 1
            sys.stderr.write(f"a call is lost: {error!r}\n")
        else:
            self.told += 1


@asynccontextmanager
async def _running(module: str, folder: Path, environment: Mapping[str, str]) -> AsyncGenerator[None]:
    """Run a process of the version before meanwhile."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, cwd=folder, env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    try:
        yield
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def _ready(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(START_S):
        while True:
            try:
                if (await client.get("/api/health/ready")).is_success:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.2)


async def _fill(settings: Settings) -> None:
    """Copy rows of the first story, as the superuser past policies and triggers, which would make it last for minutes."""
    connection = await superuser(settings, settings.postgres.database)
    try:
        await connection.execute("SET session_replication_role = replica")
        for table, (copies, changed) in FILLED.items():
            await connection.execute(
                f"INSERT INTO {table} SELECT copy.* FROM {table} r, generate_series(1, {copies}) n,"  # noqa: S608 - names of this file
                f" LATERAL jsonb_populate_record(r, {changed}) copy WHERE r.id = (SELECT id FROM {table} ORDER BY id LIMIT 1)"
            )
        await connection.execute("ANALYZE")
    finally:
        await connection.close()


async def _missing(owner: AsyncEngine, told: int) -> int:
    """Give how many of the stories told are not in the database as they were answered."""
    async with owner.connect() as connection:
        found = [
            await connection.scalar(text(f"SELECT count({over}) FROM {table}"))  # noqa: S608 - names of this file
            for table, over in OVER.items()
        ]
    return max(COPIES + told - (count or 0) for count in found)
