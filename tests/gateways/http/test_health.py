"""Whether it lives, whether it works, and what everything counted."""

import asyncio
import os
import socket
import sys

import httpx
import redis.asyncio as redis
from fastapi import FastAPI

from kit.settings import Settings
from tests.gateways.http.conftest import SignIn
from tests.world import ADMINISTRATOR, ARM_CAEN


async def test_it_lives_and_works(client: httpx.AsyncClient) -> None:
    assert (await client.get("/health/live")).status_code == 204
    ready = await client.get("/health/ready")
    told = ready.json()
    assert (ready.status_code, told["ready"], told["database"], told["redis"]) == (200, True, True, True)
    assert {part["name"]: part["ok"] for part in told["parts"]} == dict.fromkeys(
        ("database", "redis", "schema", "clock"), True
    )


async def test_status_gathers_every_process(api: FastAPI, database: Settings, redis_client: redis.Redis) -> None:
    await redis_client.hset(
        f"{database.redis.prefix}counters:tracker-7",
        mapping={"started_at": "2026-11-21T12:00:00+00:00", "fix.stored": "12", "fix.refused.TOO_OLD": "3"},
    )
    transport = httpx.ASGITransport(api, client=("127.0.0.1", 4242))
    async with httpx.AsyncClient(transport=transport, base_url="http://test/api") as local:
        told = (await local.get("/health/status")).json()

    tracker = next(process for process in told["processes"] if process["process"] == "tracker-7")
    assert tracker == {
        "process": "tracker-7",
        "started_at": "2026-11-21T12:00:00+00:00",
        "counters": {"fix.refused.TOO_OLD": 3, "fix.stored": 12},
    }
    assert told["health"]["ready"]


async def test_status_from_elsewhere_is_the_administrator_s(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    arm, administrator = await sign_in(ARM_CAEN), await sign_in(ADMINISTRATOR)

    answers = [await asked.get("/health/status") for asked in (client, arm, administrator)]

    assert [answer.status_code for answer in answers] == [401, 403, 200]


async def test_a_busy_port_is_one_clear_line(worker_settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        environment = os.environ | {
            "RRAMU_HTTP__PORT": str(port),
            "RRAMU_POSTGRES__DATABASE": worker_settings.postgres.database,
        }
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "gateways.http", env=environment, stderr=asyncio.subprocess.PIPE
        )
        _, said = await process.communicate()
    assert process.returncode == 1
    assert said.decode() == f"rramu api: cannot listen on 127.0.0.1 port {port}: Address already in use\n"
