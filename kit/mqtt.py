"""One MQTT 5 session on an event loop: asyncio carries the bytes, paho speaks the protocol.

The only user of paho. `run` connects, stays connected (back-off with jitter) and ends when the session is taken over, refused for
good, or closed. Everything happens on the event loop; callbacks must not block.
"""

import asyncio
import random
import ssl
from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from copy import copy
from functools import cache, partial
from typing import NamedTuple

import structlog
from paho.mqtt import client as paho
from paho.mqtt.enums import CallbackAPIVersion, MQTTErrorCode, MQTTProtocolVersion
from paho.mqtt.packettypes import PacketTypes
from paho.mqtt.properties import Properties
from paho.mqtt.reasoncodes import ReasonCode

from kit.mqtt_wire import MAXIMUM_PACKET_BYTES, Received, Wire
from kit.settings import MqttSettings

__all__ = ["MqttClient", "NotAllowed", "Received", "SessionTakenOver", "Will", "tls_context"]

CONNECT_TIMEOUT_S = 10.0
FIRST_DELAY_S = 0.2
LONGEST_DELAY_S = 15.0
SESSION_TAKEN_OVER = 0x8E
REFUSALS_FOR_GOOD = {0x84, 0x85, 0x8A, 0x8C}
"""Wrong version, client id not valid, banned, bad authentication method: trying again cannot help."""
NOT_BELIEVED = {0x86, 0x87}
"""Wrong name or password, not authorised: another credential may be taken."""

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class SessionTakenOver(Exception):
    """Another connection uses this client id now; this one must stop. Told by MQTT 5 brokers, not by Mosquitto 2.0.11, which only cuts."""


class NotAllowed(Exception):
    """The broker refuses this session for good."""


class Will(NamedTuple):
    """What the broker says for us when the connection dies."""

    topic: str
    payload: bytes


def tls_context(settings: MqttSettings) -> ssl.SSLContext | None:
    """Make the TLS context of a process, once for all its connections; none when the settings ask for plain TCP."""
    if not settings.tls:
        return None
    return ssl.create_default_context(cafile=settings.ca_file)


def back_off(first_s: float) -> Iterator[float]:
    """Give how long to wait before each try, seconds, without end: twice as long each time up to `LONGEST_DELAY_S`, give or take half."""
    middle_s = first_s
    while True:
        yield middle_s * random.uniform(0.5, 1.5)  # noqa: S311 - jitter, not a secret
        middle_s = min(middle_s * 2, LONGEST_DELAY_S)


@cache
def _blank(packet: int) -> Properties:
    return Properties(packet)  # type: ignore[no-untyped-call]  # paho leaves this constructor untyped


def _properties(packet: int) -> Properties:
    """Give empty properties: a copy, since paho builds its tables of names anew in each constructor."""
    return copy(_blank(packet))


class _Engine(paho.Client):
    """paho's protocol engine, reading and writing the wire it is given instead of opening a socket."""

    wire: Wire

    def _create_socket(self) -> Wire:
        return self.wire


class MqttClient:
    """One session.

    Args:
        settings: where the broker is, and the keepalive.
        context: from `tls_context`.
        client_id: also the user name; the broker takes one for the other.
        password: credential.
        subscriptions: topic filters at QoS 1, asked at each connection.
        on_message: called for each message, in order.
        on_up: called at each connection; tells whether the broker still held the session.
        on_down: called when a connection that was up ends.
        on_refused: called when the broker does not believe the password; `use_password` may give another for the next attempt.
        on_published: called for each QoS 1 publish with its number, and whether the broker took it (MQTT 5 tells a denied one).
        before_connecting: awaited before each connection; what it raises ends `run`.
        session_expiry_s: how long the broker keeps the session after a disconnection; 0: not at all.
        receive_maximum: unacknowledged messages the broker may have under way to us.
        manual_ack: messages of QoS 1 are acknowledged by `acknowledge` only, else at once.
        will: published by the broker when the connection dies.
        queue_messages: QoS 1 messages kept while they wait for the broker; above, `publish` refuses.
        first_delay_s: mean wait before connecting again after a connection that was up; where thousands may lose theirs at once,
            longer, so that they do not all come back at once.
    """

    def __init__(
        self,
        settings: MqttSettings,
        context: ssl.SSLContext | None,
        *,
        client_id: str,
        password: str,
        subscriptions: Sequence[str] = (),
        on_message: Callable[[Received], None],
        on_up: Callable[[bool], None] | None = None,
        on_down: Callable[[], None] | None = None,
        on_published: Callable[[int, bool], None] | None = None,
        on_refused: Callable[[], None] | None = None,
        before_connecting: Callable[[], Awaitable[None]] | None = None,
        session_expiry_s: int = 0,
        receive_maximum: int = 1000,
        manual_ack: bool = False,
        will: Will | None = None,
        queue_messages: int = 1000,
        first_delay_s: float = FIRST_DELAY_S,
    ) -> None:
        self.client_id = client_id
        self.connected = False
        self._settings = settings
        self._context = context
        self._subscriptions = [(topic, 1) for topic in subscriptions]
        self._on_message = on_message
        self._on_up = on_up
        self._on_down = on_down
        self._on_published = on_published
        self._on_refused = on_refused
        self._before_connecting = before_connecting
        self._manual_ack = manual_ack
        self._first_delay_s = first_delay_s
        self._number = 0
        self._was_up = False
        self._wire: Wire | None = None
        self._ended: asyncio.Future[int] | None = None
        self._write_is_due = False
        self._closing = False
        self._properties = properties = _properties(PacketTypes.CONNECT)
        properties.SessionExpiryInterval = session_expiry_s
        properties.ReceiveMaximum = receive_maximum
        properties.MaximumPacketSize = MAXIMUM_PACKET_BYTES
        self._engine = engine = _Engine(
            CallbackAPIVersion.VERSION2, client_id=client_id, protocol=MQTTProtocolVersion.MQTTv5
        )
        self.use_password(password)
        engine.max_inflight_messages_set(0)
        engine.max_queued_messages_set(queue_messages)
        engine.on_connect = self._connected
        engine.on_subscribe = self._subscribed
        engine.on_disconnect = self._disconnected
        engine.on_publish = self._published
        engine.on_socket_register_write = self._wants_to_write
        if will is not None:
            engine.will_set(will.topic, will.payload, qos=1)

    async def run(self) -> None:
        """Connect and stay connected until `close` is called.

        Raises:
            SessionTakenOver: the client id is used by another connection.
            NotAllowed: the broker refuses this session for good.
        """
        waits = back_off(self._first_delay_s)
        while True:
            if self._before_connecting is not None:
                await self._before_connecting()
            was_up, reason = await self._one_connection()
            if self._closing:
                return
            if reason == SESSION_TAKEN_OVER:
                raise SessionTakenOver(self.client_id)
            if reason in REFUSALS_FOR_GOOD:
                raise NotAllowed(f"{self.client_id} is refused by the broker for good, reason {reason:#x}")
            if was_up:
                waits = back_off(self._first_delay_s)
            await asyncio.sleep(next(waits))

    def use_password(self, password: str) -> None:
        """Connect with this one from the next attempt on."""
        self._engine.username_pw_set(self.client_id, password)

    def publish(
        self, topic: str, payload: bytes, *, qos: int, retain: bool = False, correlation: bytes | None = None
    ) -> int:
        """Hand a message over; give its number (for `on_published`), or 0 when it is refused.

        QoS 0 without a connection is refused. QoS 1 waits for the next connection, up to `queue_messages`.
        """
        properties = None
        if correlation is not None:
            properties = _properties(PacketTypes.PUBLISH)
            properties.CorrelationData = correlation
        info = self._engine.publish(topic, payload, qos, retain, properties)
        waits = qos == 1 and info.rc == MQTTErrorCode.MQTT_ERR_NO_CONN
        return info.mid if waits or info.rc == MQTTErrorCode.MQTT_ERR_SUCCESS else 0

    def acknowledge(self, received: Iterable[tuple[int, int]]) -> None:
        """Acknowledge messages, by (connection, mid), in the order they came.

        Those of an earlier connection are left alone: the broker sends them again.
        """
        if self._wire is not None and self.connected:
            number = self._number
            self._wire.acknowledge([mid for connection, mid in received if connection == number])
            self._wants_to_write()

    async def close(self) -> None:
        """Say goodbye to the broker, which then sends no last will, and end `run`."""
        self._closing = True
        if self.connected:
            self._engine.disconnect()
            self._write()
        if self._ended is not None:
            self._end(0)
        await asyncio.sleep(0)

    def pause(self) -> None:
        """Read nothing more; the broker keeps what it has. Past two keepalives the connection ends, and `run` goes on as after any end."""
        if self._wire is not None:
            self._wire.pause()

    def resume(self) -> None:
        """Read again after `pause`."""
        if self._wire is not None:
            self._wire.resume()

    def drop(self) -> None:
        """Cut the connection as a crash would; `run` connects again."""
        if self._wire is not None:
            self._wire.abort()

    # --- one connection ---

    async def _one_connection(self) -> tuple[bool, int]:
        """Connect once and stay until the end: (was it up, the broker's reason or 0)."""
        loop = asyncio.get_running_loop()
        settings = self._settings
        self._number += 1
        self._was_up = False
        self._ended = ended = loop.create_future()
        self._wire = self._engine.wire = wire = Wire(
            self._number,
            on_publish=self._received,
            on_packet=self._read,
            on_room=self._write,
            on_lost=partial(self._lost, self._number),
        )
        try:
            async with asyncio.timeout(CONNECT_TIMEOUT_S):
                await loop.create_connection(
                    lambda: wire,
                    settings.host,
                    settings.port,
                    ssl=self._context,
                    server_hostname=settings.host if self._context else None,
                )
        except (OSError, TimeoutError) as error:
            log.warning("broker_unreachable", client=self.client_id, error=str(error) or type(error).__name__)
            return False, 0
        tick_s = min(max(settings.keepalive_s / 4, 1.0), 5.0)
        try:
            self._engine.connect(
                settings.host, settings.port, settings.keepalive_s, clean_start=False, properties=self._properties
            )
            while not ended.done():
                await asyncio.wait([ended], timeout=tick_s)
                self._engine.loop_misc()
            return self._was_up, ended.result()
        finally:
            self._end(0)
            if not wire.closed:
                wire.abort()

    def _wants_to_write(self, *_: object) -> None:
        """Write once, after everything the present turn of the loop has to say."""
        if not self._write_is_due:
            self._write_is_due = True
            asyncio.get_running_loop().call_soon(self._write)

    def _write(self) -> None:
        self._write_is_due = False
        self._engine.loop_write()
        if self._wire is not None:
            self._wire.flush()

    def _read(self) -> None:
        self._engine.loop_read()

    def _received(self, received: Received) -> None:
        self._on_message(received)
        if received.mid and not self._manual_ack:
            self.acknowledge(((received.connection, received.mid),))

    def _lost(self, number: int) -> None:
        if number == self._number:
            self._engine.loop_read()  # paho reads the end of the stream and cleans up
            self._end(0)

    def _end(self, reason: int) -> None:
        if self.connected:
            self.connected = False
            if self._on_down is not None:
                self._on_down()
        if self._ended is not None and not self._ended.done():
            self._ended.set_result(reason)

    # --- what paho tells ---

    def _connected(
        self, _: paho.Client, __: object, flags: paho.ConnectFlags, reason: ReasonCode, ___: Properties | None
    ) -> None:
        if reason.is_failure:
            log.warning("broker_refused", client=self.client_id, reason=str(reason))
            if reason.value in NOT_BELIEVED and self._on_refused is not None:
                self._on_refused()
            self._end(reason.value)
            return
        self.connected = self._was_up = True
        if self._subscriptions:
            self._engine.subscribe(self._subscriptions)
        if self._on_up is not None:
            self._on_up(flags.session_present)

    def _subscribed(
        self, _: paho.Client, __: object, ___: int, reasons: list[ReasonCode], ____: Properties | None
    ) -> None:
        for (topic, _qos), reason in zip(self._subscriptions, reasons, strict=True):
            if reason.is_failure:
                log.error("subscription_refused", client=self.client_id, topic=topic, reason=str(reason))

    def _disconnected(
        self, _: paho.Client, __: object, flags: paho.DisconnectFlags, reason: ReasonCode, ___: Properties | None
    ) -> None:
        self._end(reason.value if flags.is_disconnect_packet_from_server else 0)

    def _published(self, _: paho.Client, __: object, number: int, reason: ReasonCode, ___: Properties | None) -> None:
        if self._on_published is not None:
            self._on_published(number, not reason.is_failure)
