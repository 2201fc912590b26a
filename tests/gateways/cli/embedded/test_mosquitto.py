"""The real broker: who may connect, say and hear what, and how much."""

import asyncio
import base64
import os
from collections.abc import AsyncGenerator, Iterator
from contextlib import asynccontextmanager

import pytest

from gateways.cli.embedded import add_boxes, broker_cuts, reset, start, temporary_name
from gateways.cli.embedded.broker_log import FOREIGN
from gateways.cli.embedded.mosquitto import PACKET_LIMIT_BYTES
from gateways.cli.embedded.places import places
from kit.mqtt import MqttClient, Received, tls_context
from kit.settings import Settings
from kit.wire.telemetry import MAXIMUM_PAYLOAD_BYTES
from socle.boxes.credential import broker_hash, matches

BOX, PASSWORD = "box-1", "an invented password"
ASKERS = {
    "fleet/+/+/down/#": "asker-1",
    "#": "asker-2",
    "fleet/#": "asker-3",
    "fleet/p07/box-2/down/#": "asker-4",
    "$SYS/#": "asker-5",
    "$share/all/fleet/#": "asker-6",
}
"""A box of its own for each filter: a session keeps its subscriptions."""


class Refused(Exception):
    """The first connection came to nothing."""


class Peer:
    """A client that keeps what it is told."""

    def __init__(self, settings: Settings, name: str, password: str, subscription: str | None = None) -> None:
        self.up = asyncio.Event()
        self.down = asyncio.Event()
        self.heard: asyncio.Queue[Received] = asyncio.Queue()
        self._taken: asyncio.Queue[bool] = asyncio.Queue()
        self._tries = 0
        self.client = MqttClient(
            settings.mqtt,
            tls_context(settings.mqtt),
            client_id=name,
            password=password,
            subscriptions=(subscription,) if subscription else (),
            on_message=self.heard.put_nowait,
            on_up=lambda _: self.up.set(),
            on_down=self.down.set,
            on_published=lambda _, taken: self._taken.put_nowait(taken),
            before_connecting=self._once,
            session_expiry_s=600,
        )

    async def say(self, topic: str, payload: bytes = b"x", *, retain: bool = False) -> bool:
        """Publish at QoS 1; tell whether the broker took it."""
        assert self.client.publish(topic, payload, qos=1, retain=retain)
        return await self._taken.get()

    async def _once(self) -> None:
        self._tries += 1
        if self._tries > 1:
            raise Refused


@asynccontextmanager
async def peer(settings: Settings, name: str, password: str, subscription: str | None = None) -> AsyncGenerator[Peer]:
    opened = Peer(settings, name, password, subscription)
    async with asyncio.timeout(20), asyncio.TaskGroup() as group:
        group.create_task(opened.client.run())
        await opened.up.wait()
        yield opened
        await opened.client.close()


@pytest.fixture(scope="module")
def broker() -> Iterator[Settings]:
    instance = temporary_name("testbroker")
    settings = start(instance, only={"mosquitto"})
    add_boxes(instance, {name: broker_hash(PASSWORD) for name in (BOX, "box-2", *ASKERS.values())})
    yield settings
    reset(instance)


def tracker(settings: Settings, partition: str) -> tuple[Settings, str, str, str]:
    password = settings.mqtt.tracker_password.get_secret_value()
    return settings, f"tracker-{partition}", password, f"fleet/{partition}/+/up/#"


async def test_a_box_is_heard_by_the_tracker_of_its_partition_alone(broker: Settings) -> None:
    async with peer(*tracker(broker, "p07")) as right, peer(*tracker(broker, "p08")) as other:
        async with peer(broker, BOX, PASSWORD) as box:
            assert await box.say(f"fleet/p07/{BOX}/up/track")
        assert (await right.heard.get()).topic == f"fleet/p07/{BOX}/up/track"
        assert other.heard.empty()


@pytest.mark.parametrize("topic", ["fleet/p07/box-2/up/track", f"fleet/p07/{BOX}/down/orders", "elsewhere", "$SYS/x"])
async def test_a_publish_outside_its_space_is_told_to_the_box_and_disturbs_nothing(
    broker: Settings, topic: str
) -> None:
    async with peer(broker, BOX, PASSWORD) as box:
        assert not await box.say(topic)
        assert await box.say(f"fleet/p07/{BOX}/up/track")
        assert not box.down.is_set()


@pytest.mark.parametrize(("wanted", "name"), ASKERS.items())
async def test_a_box_that_asks_for_what_is_not_its_own_hears_none_of_it_and_is_counted(
    broker: Settings, wanted: str, name: str
) -> None:
    before = broker_cuts(broker.instance.name).get(FOREIGN, 0)
    async with peer(broker, name, PASSWORD, wanted) as box, peer(*tracker(broker, "p07")) as sender:
        assert await sender.say("fleet/p07/box-2/down/orders", b"for another")
        async with peer(broker, "box-2", PASSWORD) as other:
            assert await other.say("fleet/p07/box-2/up/track", b"of another")
        if wanted in {"fleet/+/+/down/#", "#", "fleet/#"}:
            assert await sender.say(f"fleet/p07/{name}/down/orders", b"for me")
            assert (await box.heard.get()).payload == b"for me"
        await asyncio.to_thread(_until_counted, broker.instance.name, FOREIGN, before)
        assert box.heard.empty()
    assert broker_cuts(broker.instance.name)[FOREIGN] == before + 1


async def test_nothing_foreign_is_kept_for_the_one_it_is_aimed_at(broker: Settings) -> None:
    topic = "fleet/p07/box-2/down/settings"
    async with peer(broker, BOX, PASSWORD) as box:
        assert not await box.say(topic, b"forged", retain=True)
    async with peer(broker, "box-2", PASSWORD, topic) as aimed_at, peer(*tracker(broker, "p07")) as sender:
        assert await sender.say(topic, b"true")
        assert (await aimed_at.heard.get()).payload == b"true"


@pytest.mark.parametrize("name", ["box-1\nroot", "box-1\x1b[2J", '{"event": "box"}'])
async def test_a_name_that_would_write_a_line_of_the_log_is_refused(broker: Settings, name: str) -> None:
    stranger = Peer(broker, name, PASSWORD)
    with pytest.raises(Refused):
        await stranger.client.run()
    logged = places(broker.instance.name).log("mosquitto").read_text(encoding="utf-8")
    assert "\nroot" not in logged
    assert "\x1b" not in logged


async def test_a_topic_that_would_write_a_line_of_the_log_ends_the_connection(broker: Settings) -> None:
    box, cut = Peer(broker, BOX, PASSWORD), "cut.malformed_packet"
    before = broker_cuts(broker.instance.name).get(cut, 0)
    async with asyncio.timeout(20):
        running = asyncio.create_task(box.client.run())
        await box.up.wait()
        box.client.publish(f"fleet/p07/{BOX}/up/track\nforged: a line", b"x", qos=1)
        await box.down.wait()
        with pytest.raises(Refused):
            await running
        await asyncio.to_thread(_until_counted, broker.instance.name, cut, before)
    assert "forged" not in places(broker.instance.name).log("mosquitto").read_text(encoding="utf-8")


async def test_a_box_hears_its_own_orders_alone(broker: Settings) -> None:
    async with peer(broker, BOX, PASSWORD, f"fleet/+/{BOX}/down/#") as box, peer(*tracker(broker, "p07")) as sender:
        assert await sender.say("fleet/p07/box-2/down/orders", b"for another")
        assert await sender.say(f"fleet/p07/{BOX}/down/orders", b"for me")
        assert (await box.heard.get()).payload == b"for me"
        assert not await sender.say(f"fleet/p08/{BOX}/down/orders")


@pytest.mark.parametrize(("name", "password"), [(BOX, "another"), ("box-unknown", PASSWORD), ("tracker-p01", PASSWORD)])
async def test_a_wrong_credential_is_refused(broker: Settings, name: str, password: str) -> None:
    stranger = Peer(broker, name, password)
    with pytest.raises(Refused):
        await stranger.client.run()
    assert not stranger.up.is_set()


async def test_a_message_too_long_for_the_tracker_still_reaches_it_so_that_the_box_is_told(broker: Settings) -> None:
    async with peer(*tracker(broker, "p09")) as listener, peer(broker, BOX, PASSWORD) as box:
        assert await box.say(f"fleet/p09/{BOX}/up/track", b"x" * (MAXIMUM_PAYLOAD_BYTES + 1))
        assert len((await listener.heard.get()).payload) == MAXIMUM_PAYLOAD_BYTES + 1


async def test_a_packet_above_the_limit_ends_the_connection(broker: Settings) -> None:
    box = Peer(broker, BOX, PASSWORD)
    async with asyncio.timeout(20):
        running = asyncio.create_task(box.client.run())
        await box.up.wait()
        box.client.publish(f"fleet/p07/{BOX}/up/track", b"x" * PACKET_LIMIT_BYTES, qos=1)
        await box.down.wait()
        with pytest.raises(Refused):
            await running


def _until_counted(instance: str, what: str, before: int) -> None:
    """Wait for one more: the supervisor writes what the broker says a moment after it acts."""
    while broker_cuts(instance).get(what, 0) == before:
        os.sched_yield()


async def test_what_the_broker_cuts_by_itself_is_counted(broker: Settings) -> None:
    """Its log is all that tells of a packet above the limit, and of a credential nobody believes."""
    before = broker_cuts(broker.instance.name)
    box, stranger = Peer(broker, BOX, PASSWORD), Peer(broker, BOX, "another")
    async with asyncio.timeout(20):
        running = asyncio.create_task(box.client.run())
        await box.up.wait()
        box.client.publish(f"fleet/p07/{BOX}/up/track", b"x" * PACKET_LIMIT_BYTES, qos=1)
        await asyncio.gather(running, return_exceptions=True)
        await asyncio.gather(stranger.client.run(), return_exceptions=True)
        last = "cut.not_authorised"
        await asyncio.to_thread(_until_counted, broker.instance.name, last, before.get(last, 0))
    after = broker_cuts(broker.instance.name)
    assert {why: more for why in after if (more := after[why] - before.get(why, 0))} == {
        "cut.oversize_packet": 1,
        "cut.not_authorised": 1,
    }


async def test_new_accounts_disturb_neither_sessions_nor_queues(broker: Settings) -> None:
    instance = broker.instance.name
    async with peer(*tracker(broker, "p10")):
        pass  # leaves a session behind
    async with peer(broker, BOX, PASSWORD) as box:
        assert await box.say(f"fleet/p10/{BOX}/up/track", b"before")
        await asyncio.to_thread(add_boxes, instance, {"box-3": broker_hash(PASSWORD)})
        async with peer(broker, "box-3", PASSWORD) as new:
            assert await new.say("fleet/p10/box-3/up/track", b"after")
        assert not box.down.is_set()
    async with peer(*tracker(broker, "p10")) as back:
        assert [(await back.heard.get()).payload for _ in range(2)] == [b"before", b"after"]


def test_hash_has_the_form_of_the_brokers_own_file() -> None:
    empty, kind, iterations, salt, digest = broker_hash(PASSWORD).split("$")
    assert (empty, kind, int(iterations)) == ("", "7", 101)
    assert len(base64.b64decode(salt)) == 12
    assert len(base64.b64decode(digest)) == 64


@pytest.mark.parametrize("entry", ["", "nonsense", "$6$salt$digest", broker_hash("another")])
def test_another_entry_does_not_match(entry: str) -> None:
    assert not matches(PASSWORD, entry)
    assert matches(PASSWORD, broker_hash(PASSWORD))
