"""Who may read an API process's metrics, and that they hold no id."""

import asyncio
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from pydantic import SecretStr

from gateways.http.app import serving
from kit.settings import MetricsSettings, Settings
from tests.gateways.http.conftest import SignIn, asking
from tests.world import ADMINISTRATOR, ARM_CAEN

TOKEN = "a token of the settings"


async def test_from_elsewhere_they_are_the_administrators(client: httpx.AsyncClient, sign_in: SignIn) -> None:
    asked = (client, await sign_in(ARM_CAEN), await sign_in(ADMINISTRATOR))
    answers = [await each.get("/metrics") for each in asked]
    assert [answer.status_code for answer in answers] == [401, 403, 200]


async def test_the_machine_itself_may_read_them(api: FastAPI) -> None:
    transport = httpx.ASGITransport(api, client=("127.0.0.1", 4242))
    async with httpx.AsyncClient(transport=transport, base_url="http://test/api") as local:
        told = await local.get("/metrics")
    assert told.headers["content-type"].startswith("text/plain; version=")


@pytest.mark.parametrize(("given", "status"), [(TOKEN, 200), (TOKEN[:-1], 401), ("", 401)])
async def test_prometheus_reads_them_with_its_token(database: Settings, given: str, status: int) -> None:
    settings = database.model_copy(update={"metrics": MetricsSettings(token=SecretStr(TOKEN))})
    async with serving(settings) as app, asking(app, {"authorization": f"Bearer {given}"}) as prometheus:
        assert (await prometheus.get("/metrics")).status_code == status


async def test_a_request_is_timed_under_its_template(api: FastAPI, sign_in: SignIn) -> None:
    arm, administrator = await sign_in(ARM_CAEN), await sign_in(ADMINISTRATOR)
    secret = str(uuid4())
    await asyncio.gather(arm.get(f"/cases/{secret}"), arm.get(f"/{secret}"))
    told = (await administrator.get("/metrics")).text
    for line in (
        'rramu_http_request_seconds_count{method="GET",route="/cases/{case_id}",status="404"} ',
        'rramu_http_request_seconds_count{method="GET",route="none",status="404"} ',
        'rramu_pool_connections{use="allowed"} ',
        'rramu_partition_heard_age_seconds{partition="p00"} NaN',
        "rramu_screens 0.0",
    ):
        assert line in told
    assert secret not in told
    assert api.state.screens.hub is not None
