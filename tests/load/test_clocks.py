"""A program run by these words has the clock it is given; what measures spans stays right, and nobody else is concerned."""

import asyncio
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import SecretStr
from redis.asyncio import Redis
from redis.exceptions import RedisError

from kit.settings import RedisSettings
from load import clocks
from load.clocks import HOUR_S, Clocks
from tracker.live.feed import connect

TELL = "import time; print(time.time(), time.monotonic())"
BEGUN_S = 60.0
"""More than a program may take to start and tell."""


@pytest.fixture
def given(tmp_path: Path) -> Clocks:
    library = clocks.library()
    if library is None:
        pytest.skip(clocks.NO_LIBRARY)
    return Clocks(library, tmp_path / "clocks")


def offsets_s(words: Sequence[str]) -> tuple[float, float]:
    """Give how far the program's time of day and its measure of spans are ahead of this process's."""
    said = subprocess.run([*words, sys.executable, "-c", TELL], capture_output=True, text=True, check=True).stdout
    at_s, span_s = (float(one) for one in said.split())
    return at_s - time.time(), span_s - time.monotonic()


@pytest.mark.parametrize("ahead_s", [HOUR_S, -HOUR_S, 0])
def test_one_program_is_wrong_about_the_time_of_day(given: Clocks, ahead_s: int) -> None:
    given.set("tracker", ahead_s)
    under = given.under()
    at_s, span_s = offsets_s(under["tracker"])
    assert at_s == pytest.approx(ahead_s, abs=BEGUN_S)
    assert span_s == pytest.approx(0, abs=BEGUN_S)
    others_s, _ = offsets_s(under["api"])
    assert others_s == pytest.approx(0, abs=BEGUN_S)


async def test_redis_runs_under_a_wrong_clock(given: Clocks, tmp_path: Path) -> None:
    given.set("redis", HOUR_S)
    socket = tmp_path / "redis.sock"
    command = [*given.under()["redis"], "redis-server", "--port", "0", "--unixsocket", str(socket), "--save", ""]
    running = await asyncio.create_subprocess_exec(*command, cwd=tmp_path, stdout=asyncio.subprocess.DEVNULL)
    client = connect(RedisSettings(url=SecretStr(f"unix://{socket}")))
    try:
        told = await first_time(client, running)
        assert told - time.time() == pytest.approx(HOUR_S, abs=BEGUN_S)
    finally:
        await client.aclose()
        running.kill()
        await running.wait()


async def first_time(client: Redis, running: asyncio.subprocess.Process) -> int:
    """Ask Redis for the time until it has started."""
    while True:
        try:
            return (await client.time())[0]
        except RedisError:
            assert running.returncode is None, "Redis does not start"
            await asyncio.sleep(0)
