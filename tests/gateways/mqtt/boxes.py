"""A vehicle box as its maker would write it: connects, sends, and keeps what it is told."""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import msgspec

from gateways.mqtt import topics
from gateways.mqtt.topics import Up
from kit.clock import real_now
from kit.mqtt import MqttClient, Received, tls_context
from kit.settings import Settings
from kit.wire.telemetry import BoxSettings, Order, Refused, Stored
from tests import world

PASSWORD = "an invented credential"
PATIENCE_S = 60.0


def fix(seq: int, *, boot: int = 1, **change: object) -> dict[str, Any]:
    """Give a fix of the present moment near Caen, as a box writes it."""
    return {
        "boot": boot,
        "seq": seq,
        "measured_at": real_now().isoformat(),
        "lon_deg": -0.37,
        "lat_deg": 49.18,
    } | change


class Box:
    """One connected box. Its queues hold what came down, oldest first."""

    def __init__(self, settings: Settings, unit: world.Unit, partition: str | None = None) -> None:
        self.name = unit.box_name
        self.partition = partition or f"p{unit.partition:02}"
        self.up = asyncio.Event()
        self.stored: asyncio.Queue[Stored] = asyncio.Queue()
        self.refused: asyncio.Queue[Refused] = asyncio.Queue()
        self.orders: asyncio.Queue[Order] = asyncio.Queue()
        self.settings: asyncio.Queue[BoxSettings] = asyncio.Queue()
        self._taken: asyncio.Queue[bool] = asyncio.Queue()
        self.client = MqttClient(
            settings.mqtt,
            tls_context(settings.mqtt),
            client_id=self.name,
            password=PASSWORD,
            subscriptions=[f"fleet/{self.partition}/{self.name}/down/#"],
            on_message=self._heard,
            on_up=lambda _: self.up.set(),
            on_published=lambda _, taken: self._taken.put_nowait(taken),
        )

    async def say(self, what: Up, content: object, correlation: bytes | None = None) -> None:
        """Send bytes as they are, anything else as JSON, and wait until the broker has it."""
        payload = content if isinstance(content, bytes) else json.dumps(content).encode()
        topic = topics.up(self.partition, self.name, what)
        assert self.client.publish(topic, payload, qos=1, correlation=correlation)
        assert await self._taken.get()

    async def until_stored(self, seq: int, *, boot: int = 1) -> None:
        """Wait for the receipt of everything up to `seq`."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                stored = await self.stored.get()
                if stored.boot == boot and stored.seq >= seq:
                    assert stored.seq == seq
                    return

    async def until_up(self) -> None:
        """Wait for the connection."""
        async with asyncio.timeout(PATIENCE_S):
            await self.up.wait()

    async def next_refusal(self) -> Refused:
        """Wait for the next word on something refused."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.refused.get()

    async def next_order(self) -> Order:
        """Wait for the next order."""
        async with asyncio.timeout(PATIENCE_S):
            return await self.orders.get()

    async def next_settings(self, *, after: datetime) -> BoxSettings:
        """Wait for settings written after a moment of real time."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                settings = await self.settings.get()
                if settings.server_at > after:
                    return settings

    def _heard(self, received: Received) -> None:
        match received.topic.rsplit("/", 1)[1]:
            case "stored":
                self.stored.put_nowait(msgspec.json.decode(received.payload, type=Stored))
            case "refused":
                self.refused.put_nowait(msgspec.json.decode(received.payload, type=Refused))
            case "orders":
                self.orders.put_nowait(msgspec.json.decode(received.payload, type=Order))
            case "settings":
                self.settings.put_nowait(msgspec.json.decode(received.payload, type=BoxSettings))
            case other:
                raise AssertionError(other)


@asynccontextmanager
async def connected(
    settings: Settings, unit: world.Unit = world.AMBULANCE_CAEN, partition: str | None = None
) -> AsyncGenerator[Box]:
    """Connect a box for the length of a block."""
    box = Box(settings, unit, partition)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(box.client.run())
        await box.until_up()
        try:
            yield box
        finally:
            await box.client.close()
