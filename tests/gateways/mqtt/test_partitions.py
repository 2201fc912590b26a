"""Trackers as processes of their own: killed, replaced, and sharing the work."""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import asyncpg
import msgspec
import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from db.engine import connect_arguments
from gateways.mqtt.locks import LOCK_CLASS
from kit.clock import real_now
from kit.ids import MissionId, new_id
from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from tests.gateways.mqtt.boxes import PATIENCE_S, connected, fix
from tests.gateways.mqtt.orders import write_order

ROOT = Path(__file__).resolve().parents[3]


class Tracker:
    """`python -m gateways.mqtt`, and what it logs."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.owned = set[str]()

    async def until_owning(self, count: int) -> None:
        """Read its log until it owns so many partitions."""
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            while len(self.owned) != count:
                line = await self.process.stdout.readline()
                assert line, "the tracker ended"
                said = msgspec.json.decode(line, type=dict[str, object])
                if said["event"] == "partition_taken":
                    self.owned.add(str(said["partition"]))
                elif said["event"] == "partition_left":
                    self.owned.discard(str(said["partition"]))

    async def kill(self) -> None:
        """Kill -9."""
        self.process.kill()
        await self.process.communicate()


@pytest.fixture
def environment(settings: Settings, tmp_path: Path) -> dict[str, str]:
    """Give the environment of a tracker of this test's instance."""
    lines = {
        "RRAMU_POSTGRES__HOST": settings.postgres.host,
        "RRAMU_POSTGRES__PORT": settings.postgres.port,
        "RRAMU_POSTGRES__DATABASE": settings.postgres.database,
        "RRAMU_POSTGRES__TRACKER_PASSWORD": settings.postgres.tracker_password.get_secret_value(),
        "RRAMU_REDIS__URL": settings.redis.url.get_secret_value(),
        "RRAMU_REDIS__PREFIX": settings.redis.prefix,
        "RRAMU_MQTT__HOST": settings.mqtt.host,
        "RRAMU_MQTT__PORT": settings.mqtt.port,
        "RRAMU_MQTT__CA_FILE": settings.mqtt.ca_file,
        "RRAMU_MQTT__TRACKER_PASSWORD": settings.mqtt.tracker_password.get_secret_value(),
    }
    file = tmp_path / "tracker.env"
    file.write_text("".join(f"{name}={value}\n" for name, value in lines.items()))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("RRAMU_")}
    return kept | {SETTINGS_FILE_VARIABLE: str(file)}


@asynccontextmanager
async def running(environment: dict[str, str]) -> AsyncGenerator[Tracker]:
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "gateways.mqtt", cwd=ROOT, env=environment, stdout=PIPE
    )
    tracker = Tracker(process)
    try:
        yield tracker
    finally:
        if process.returncode is None:
            await tracker.kill()


async def _stored(settings: Settings) -> list[int]:
    connection = await asyncpg.connect(**connect_arguments(settings, "rramu_tracker"))
    try:
        return [row["seq"] for row in await connection.fetch("SELECT seq FROM positions ORDER BY seq")]
    finally:
        await connection.close()


async def test_a_tracker_killed_under_way_loses_and_doubles_nothing(
    settings: Settings, environment: dict[str, str]
) -> None:
    async with connected(settings) as box, running(environment) as first:
        started_at = real_now()
        await first.until_owning(16)
        await box.next_settings(after=started_at)
        for seq in range(1, 101):
            await box.say("track", [fix(seq)])
            if seq == 60:
                await first.kill()
        async with running(environment) as second:
            await second.until_owning(16)
            for seq in range(101, 121):
                await box.say("track", [fix(seq)])
            await box.until_stored(120)
    assert await _stored(settings) == list(range(1, 121))


async def test_trackers_share_the_partitions_and_the_last_one_takes_all(
    settings: Settings, environment: dict[str, str]
) -> None:
    async with connected(settings) as box, running(environment) as first:
        started_at = real_now()
        await first.until_owning(16)
        await box.next_settings(after=started_at)
        async with running(environment) as second:
            await asyncio.gather(first.until_owning(8), second.until_owning(8))
            assert not first.owned & second.owned
            await box.say("track", [fix(1)])
            await box.until_stored(1)
            await first.kill()
            await second.until_owning(16)
            await box.say("track", [fix(2)])
            await box.until_stored(2)


async def test_an_order_written_as_its_tracker_is_killed_is_sent_by_the_next(
    settings: Settings, environment: dict[str, str], engines: dict[str, AsyncEngine]
) -> None:
    mission_id = MissionId(new_id())
    async with connected(settings) as box:
        async with running(environment) as first:
            await first.until_owning(16)
            first.process.kill()
            await write_order(engines["rramu_api"], mission_id, 1)
        async with running(environment):
            assert (await box.next_order()).mission_id == mission_id


_HOLDER = """
    SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = $1 AND objid = 1 AND granted = $2
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


@asynccontextmanager
async def thief(settings: Settings) -> AsyncGenerator[None]:
    """Take the lock of p01: wait in line for it, then cut the connection that has it."""
    async with AsyncExitStack() as opened:
        waiting, cutting = [await asyncpg.connect(**connect_arguments(settings, "rramu_tracker")) for _ in range(2)]
        opened.push_async_callback(waiting.close)
        opened.push_async_callback(cutting.close)
        taking = asyncio.create_task(waiting.execute("SELECT pg_advisory_lock($1, 1)", LOCK_CLASS))
        async with asyncio.timeout(PATIENCE_S):
            while await cutting.fetchval(_HOLDER, LOCK_CLASS, False) is None:
                pass
        holder = await cutting.fetchval(_HOLDER, LOCK_CLASS, True)
        await cutting.execute("SELECT pg_terminate_backend($1)", holder)
        await taking
        yield


async def test_a_partition_whose_lock_somebody_else_took_is_left(
    settings: Settings, environment: dict[str, str]
) -> None:
    async with running(environment) as tracker:
        await tracker.until_owning(16)
        async with thief(settings):
            await tracker.until_owning(15)
            assert "p01" not in tracker.owned
        await tracker.until_owning(16)


async def test_a_tracker_asked_to_stop_ends_well(environment: dict[str, str]) -> None:
    async with running(environment) as tracker:
        await tracker.until_owning(16)
        tracker.process.terminate()
        async with asyncio.timeout(PATIENCE_S):
            await tracker.process.communicate()
        assert tracker.process.returncode == 0
