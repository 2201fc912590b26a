"""The MQTT client against the real broker: order, acknowledgement, reconnection, and its end."""

import asyncio
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager

import pytest

from gateways.cli.embedded import add_boxes, reset, start, temporary_name
from kit.mqtt import MqttClient, Received, Will, tls_context
from kit.settings import Settings
from socle.boxes.credential import broker_hash

BOX, PASSWORD, PATIENCE_S = "box-1", "an invented password", 30.0
UP, DOWN = f"fleet/p01/{BOX}/up/track", f"fleet/p01/{BOX}/down/orders"


@pytest.fixture(scope="module")
def broker() -> Iterator[Settings]:
    instance = temporary_name("testclient")
    settings = start(instance, only={"mosquitto"})
    add_boxes(instance, {BOX: broker_hash(PASSWORD)})
    yield settings
    reset(instance)


class Peer:
    """A client, and what it heard."""

    def __init__(self, settings: Settings, name: str, password: str, subscription: str, **how: object) -> None:
        self.heard: asyncio.Queue[Received] = asyncio.Queue()
        self.ups: asyncio.Queue[bool] = asyncio.Queue()
        self.downs: asyncio.Queue[None] = asyncio.Queue()
        self.published: asyncio.Queue[bool] = asyncio.Queue()
        self.client = MqttClient(
            settings.mqtt,
            tls_context(settings.mqtt),
            client_id=name,
            password=password,
            subscriptions=[subscription],
            on_message=self.heard.put_nowait,
            on_up=self.ups.put_nowait,
            on_down=lambda: self.downs.put_nowait(None),
            on_published=lambda _, taken: self.published.put_nowait(taken),
            **how,  # type: ignore[arg-type]  # each test gives what it is about
        )

    async def say(self, topic: str, payload: bytes, correlation: bytes | None = None) -> None:
        """Publish at QoS 1 and wait for the broker."""
        assert self.client.publish(topic, payload, qos=1, correlation=correlation)
        assert await self.published.get()

    async def hear(self, count: int) -> list[Received]:
        """Wait for so many messages."""
        return [await self.heard.get() for _ in range(count)]


@asynccontextmanager
async def running(peer: Peer) -> AsyncGenerator[Peer]:
    async with asyncio.timeout(PATIENCE_S), asyncio.TaskGroup() as tasks:
        tasks.create_task(peer.client.run())
        await peer.ups.get()
        try:
            yield peer
        finally:
            await peer.client.close()


def box(settings: Settings, **how: object) -> Peer:
    return Peer(settings, BOX, PASSWORD, f"fleet/p01/{BOX}/down/#", **how)


def tracker(settings: Settings, **how: object) -> Peer:
    password = settings.mqtt.tracker_password.get_secret_value()
    return Peer(settings, "tracker-p01", password, "fleet/p01/+/up/#", session_expiry_s=600, manual_ack=True, **how)


@pytest.fixture(autouse=True)
async def clean_session(broker: Settings) -> None:
    """Forget what the broker kept for the tracker of another test."""
    password = broker.mqtt.tracker_password.get_secret_value()
    async with running(Peer(broker, "tracker-p01", password, "fleet/p01/+/up/#", session_expiry_s=0)):
        pass


async def test_what_was_not_acknowledged_comes_again_in_order_after_a_cut(broker: Settings) -> None:
    async with running(tracker(broker)) as listener, running(box(broker)) as sender:
        for number in range(20):
            await sender.say(UP, bytes([number]), b"name")
        first = await listener.hear(20)
        assert [one.payload[0] for one in first] == list(range(20))
        assert {one.correlation for one in first} == {b"name"}
        listener.client.acknowledge([(one.connection, one.mid) for one in first[:12]])
        await sender.say(UP, b"\x14")
        await listener.hear(1)
        listener.client.drop()
        assert await listener.ups.get(), "the broker kept the session"
        again = await listener.hear(9)
        assert [one.payload[0] for one in again] == list(range(12, 21))
        listener.client.acknowledge([(one.connection, one.mid) for one in first])
        listener.client.acknowledge([(one.connection, one.mid) for one in again])


async def test_the_broker_keeps_no_more_under_way_than_asked(broker: Settings) -> None:
    async with running(tracker(broker, receive_maximum=5)) as listener, running(box(broker)) as sender:
        for number in range(12):
            await sender.say(UP, bytes([number]))
        first = await listener.hear(5)
        assert listener.heard.empty()
        listener.client.acknowledge([(one.connection, one.mid) for one in first])
        assert [one.payload[0] for one in await listener.hear(5)] == [5, 6, 7, 8, 9]


async def test_a_cut_client_comes_back_and_its_queue_waits(broker: Settings) -> None:
    async with running(tracker(broker)) as listener, running(box(broker)) as sender:
        sender.client.drop()
        await sender.downs.get()
        assert sender.client.publish(UP, b"kept", qos=1)
        assert not sender.client.publish(UP, b"lost", qos=0)
        await sender.ups.get()
        assert [one.payload for one in await listener.hear(1)] == [b"kept"]


async def test_a_full_queue_refuses(broker: Settings) -> None:
    async with running(box(broker, queue_messages=2)) as sender:
        sender.client.drop()
        await sender.downs.get()
        assert [bool(sender.client.publish(UP, b"x", qos=1)) for _ in range(3)] == [True, True, False]


async def test_a_crash_says_the_last_will_and_a_goodbye_does_not(broker: Settings) -> None:
    will = Will(f"fleet/p01/{BOX}/up/presence", b"gone")
    async with running(tracker(broker)) as listener:
        async with running(box(broker, will=will)) as sender:
            await sender.say(UP, b"1")
        async with running(box(broker, will=will)) as sender:
            await sender.say(UP, b"2")
            sender.client.drop()
            await sender.ups.get()
        assert [one.payload for one in await listener.hear(3)] == [b"1", b"2", b"gone"]


async def test_large_messages_pass_both_ways(broker: Settings) -> None:
    large = bytes(range(256)) * 400
    async with running(tracker(broker)) as listener, running(box(broker)) as sender:
        await sender.say(UP, large)
        assert (await listener.heard.get()).payload == large
        await listener.say(DOWN, large)
        assert (await sender.heard.get()).payload == large


async def test_paused_reading_leaves_messages_at_the_broker(broker: Settings) -> None:
    async with running(tracker(broker)) as listener, running(box(broker)) as sender:
        listener.client.pause()
        for number in range(50):
            await sender.say(UP, bytes([number]))
        assert listener.heard.empty()
        listener.client.resume()
        assert [one.payload[0] for one in await listener.hear(50)] == list(range(50))


async def test_what_is_raised_before_connecting_ends_the_run(broker: Settings) -> None:
    async def never() -> None:
        raise LookupError

    with pytest.raises(LookupError):
        await box(broker, before_connecting=never).client.run()
