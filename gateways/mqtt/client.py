"""One partition's session at the broker: what boxes send goes to the tracker, what the tracker says goes to the boxes.

The broker keeps the session (identity and client id `tracker-p07`, no clean start): after a crash or a takeover the next owner gets every
message that was not acknowledged, in order. A message is acknowledged once it is stored, not before.
"""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress

import msgspec
import structlog

from gateways.mqtt import ingress, topics
from kit.counters import count
from kit.mqtt import MqttClient, Received
from kit.settings import MqttSettings
from kit.wire.codes.boxes import MessageRefusal
from kit.wire.telemetry import Presence, Refused, Stored
from tracker.arrivals import MessageRefused, Source, Ticket
from tracker.ingest import Ingest
from tracker.settling import Settling

RECEIPT_S = 0.5
"""Receipts of one box are gathered so long, real seconds: a box asks again after 30."""
QUEUED_MESSAGES = 10_000
"""Receipts, refusals, orders and settings that may wait for the broker's word."""

DRAIN_S = 10.0
"""What the last batches get when a partition is left."""

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()
_encode = msgspec.json.Encoder().encode


class PartitionClient:
    """The session of one partition this process owns.

    Args:
        before_connecting: awaited before each connection; raises when the partition is lost.
        on_up: called at each connection.
        on_presence: called with a box's name when it comes online.
    """

    def __init__(
        self,
        settings: MqttSettings,
        context: ssl.SSLContext | None,
        partition: str,
        ingest: Ingest,
        settling: Settling,
        *,
        before_connecting: Callable[[], Awaitable[None]],
        on_up: Callable[[], None],
        on_presence: Callable[[str], None],
    ) -> None:
        self.partition = partition
        self._ingest = ingest
        self._settling = settling
        self._before_connecting = before_connecting
        self._on_up = on_up
        self._on_presence = on_presence
        self._receipts: dict[tuple[str, int], int] = {}
        self._resuming: asyncio.Task[None] | None = None
        self._client = MqttClient(
            settings,
            context,
            client_id=f"tracker-{partition}",
            password=settings.tracker_password.get_secret_value(),
            subscriptions=[topics.up_filter(partition)],
            on_message=self._received,
            on_up=self._up,
            on_down=lambda: count("mqtt.down"),
            before_connecting=self._may_connect,
            session_expiry_s=settings.session_expiry_s,
            receive_maximum=settings.receive_maximum,
            manual_ack=True,
            queue_messages=QUEUED_MESSAGES,
        )

    @property
    def connected(self) -> bool:
        """Tell whether the broker hears us."""
        return self._client.connected

    async def run(self) -> None:
        """Serve the partition until `close`.

        Raises:
            SessionTakenOver, NotAllowed: of `kit.mqtt`.
            Exception: whatever `before_connecting` raises.
        """
        await self._client.run()

    async def close(self) -> None:
        """End the session in order: what was read is settled first, and the broker keeps the rest for the next owner."""
        if self._resuming is not None:
            self._resuming.cancel()
        self._client.pause()
        with suppress(TimeoutError):
            async with asyncio.timeout(DRAIN_S):
                await self._settling.drained(self.partition)
        self._send_receipts()
        await self._client.close()

    def acknowledge(self, tickets: Sequence[Ticket]) -> None:
        """Let the broker forget these messages."""
        self._client.acknowledge(tickets)

    def settled(self, box: str, boot: int, seq: int) -> None:
        """Tell a box, within `RECEIPT_S`, what it may forget."""
        if not self._receipts:
            asyncio.get_running_loop().call_later(RECEIPT_S, self._send_receipts)
        self._receipts[box, boot] = seq

    def send(self, box: str, what: topics.Down, payload: bytes, *, retain: bool = False) -> bool:
        """Send one message to a box, QoS 1; tell whether it could be queued."""
        sent = self._client.publish(topics.down(self.partition, box, what), payload, qos=1, retain=retain) != 0
        count(f"sent.{what}" if sent else f"unsent.{what}")
        return sent

    def refused(self, box: str, refused: Refused) -> None:
        """Tell a box what was refused, and why."""
        self.send(box, "refused", _encode(refused))

    def _send_receipts(self) -> None:
        receipts, self._receipts = self._receipts, {}
        for (box, boot), seq in receipts.items():
            self.send(box, "stored", _encode(Stored(boot=boot, seq=seq)))

    def _received(self, received: Received) -> None:
        partition, box, what = topics.read(received.topic)
        source = Source(partition, box, received.connection, received.mid, received.correlation)
        try:
            content = ingress.read(what, received.payload)
            self._ingest.take(source, content)
        except Exception:  # a bug of ours: loud, but one message must not end a partition
            log.exception("message_bug", what=what)
            content = MessageRefused(MessageRefusal.UNREADABLE, "the tracker failed on this message", received.payload)
            self._ingest.take(source, content)
        if isinstance(content, Presence) and content.online:
            self._on_presence(box)
        if not self._settling.room.is_set() and self._resuming is None:
            self._client.pause()
            self._resuming = asyncio.get_running_loop().create_task(self._resume())

    async def _resume(self) -> None:
        """Read again once the queue has room."""
        count("mqtt.paused")
        await self._settling.room.wait()
        self._resuming = None
        self._client.resume()

    async def _may_connect(self) -> None:
        await self._before_connecting()
        await self._settling.room.wait()

    def _up(self, session_present: bool) -> None:
        count("mqtt.up" if session_present else "mqtt.up_without_session")
        log.info("session_up", partition=self.partition, session_present=session_present)
        self._on_up()
