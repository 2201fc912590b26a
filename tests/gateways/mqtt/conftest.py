"""A broker of the tests' own, where the boxes of the small world have an account and no session is left from another test."""

import asyncio
import os
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path

import pytest

from gateways.cli.embedded import add_boxes, reset, start, temporary_name
from gateways.mqtt.serve import serve
from kit.clock import real_now
from kit.mqtt import MqttClient, tls_context
from kit.settings import SETTINGS_FILE_VARIABLE, Settings
from kit.wire.telemetry import PARTITIONS
from socle.boxes.credential import broker_hash
from tests import world
from tests.gateways.mqtt.boxes import PASSWORD, PATIENCE_S, Box

Tracking = Callable[[Box], AbstractAsyncContextManager[None]]


@pytest.fixture(scope="session")
def broker() -> Iterator[tuple[str, Settings]]:
    """Give the name and the settings of an instance that is a broker alone."""
    instance = temporary_name("testmqtt")
    settings = start(instance, only={"mosquitto"})
    add_boxes(instance, {unit.box_name: broker_hash(PASSWORD) for unit in world.UNITS})
    yield instance, settings
    reset(instance)


@pytest.fixture
async def settings(database: Settings, broker: tuple[str, Settings]) -> AsyncIterator[Settings]:
    """Give a database of one's own and the broker, without the sessions of the test before."""
    merged = database.model_copy(update={"mqtt": broker[1].mqtt})
    yield merged
    for partition in {PARTITIONS[unit.partition] for unit in world.UNITS}:
        await _forget_session(merged, f"tracker-{partition}")


async def _forget_session(settings: Settings, name: str) -> None:
    up = asyncio.Event()
    client = MqttClient(
        settings.mqtt,
        tls_context(settings.mqtt),
        client_id=name,
        password=settings.mqtt.tracker_password.get_secret_value(),
        on_message=lambda _: None,
        on_up=lambda _: up.set(),
        session_expiry_s=0,
    )
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as tasks:
        tasks.create_task(client.run())
        await up.wait()
        await client.close()


@pytest.fixture
def tracking(settings: Settings) -> Tracking:
    """Give a way to run a whole tracker in this process for the length of a block, once a box hears it; it stops in order."""

    @asynccontextmanager
    async def run(box: Box) -> AsyncGenerator[None]:
        stop = asyncio.Event()
        started_at = real_now()
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(serve(settings, stop))
            try:
                await box.next_settings(after=started_at)
                yield
            finally:
                stop.set()

    return run


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
