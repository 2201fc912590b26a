"""A box's line to the broker: in reach of a network or not, under whichever of its credentials the broker takes."""

import asyncio
from collections.abc import Callable
from ssl import SSLContext

import msgspec
import structlog

from kit.mqtt import MqttClient, Received, Will
from kit.settings import MqttSettings
from kit.wire.demo import DemoBox
from kit.wire.telemetry import Presence
from simulators.credentials import Credentials

BACK_AFTER_S = 2.0
"""Half to one and a half of it before connecting again: a broker that comes back hears of thousands of boxes."""

log: structlog.typing.FilteringBoundLogger = structlog.get_logger()


class Line:
    """One session at the broker, kept up.

    Args:
        identity: name and partition given at provisioning.
        credentials: what it proves itself with.
        broker: where to connect.
        context: TLS context of the process.
        on_message: called with the last part of the topic, and the message.
        on_up: called at each connection.
    """

    def __init__(
        self,
        identity: DemoBox,
        credentials: Credentials,
        broker: MqttSettings,
        context: SSLContext | None,
        *,
        on_message: Callable[[str, Received], None],
        on_up: Callable[[bool], None],
    ) -> None:
        self._name = identity.name
        self._credentials = credentials
        self._network = asyncio.Event()
        self._network.set()
        space = f"fleet/{identity.partition}/{identity.name}"
        self._up, down = f"{space}/up/", f"{space}/down/"
        self._client = MqttClient(
            broker,
            context,
            client_id=identity.name,
            password=credentials.in_use,
            subscriptions=[f"{down}#"],
            on_message=lambda received: on_message(received.topic.removeprefix(down), received),
            on_up=on_up,
            on_published=self._published,
            on_refused=credentials.refused,
            before_connecting=self._ready,
            first_delay_s=BACK_AFTER_S,
            will=Will(f"{self._up}presence", msgspec.json.encode(Presence(online=False))),
        )

    @property
    def is_up(self) -> bool:
        """Tell whether the broker hears the box now."""
        return self._client.connected

    @property
    def in_reach(self) -> bool:
        """Tell whether there is a network."""
        return self._network.is_set()

    async def run(self) -> None:
        """Stay connected until cancelled.

        Raises: as `MqttClient.run`.
        """
        try:
            await self._client.run()
        finally:
            await self._client.close()

    def publish(self, what: str, payload: bytes, *, qos: int, correlation: bytes | None = None) -> None:
        """Publish on the box's topic `what`."""
        self._client.publish(self._up + what, payload, qos=qos, correlation=correlation)

    def cut(self) -> None:
        """Lose the connection; the box connects again as soon as it is in reach."""
        self._client.drop()

    def lose_network(self) -> bool:
        """Be out of reach until `find_network`; tell whether that is new."""
        is_new = self._network.is_set()
        if is_new:
            self._network.clear()
            self._client.drop()
        return is_new

    def find_network(self) -> None:
        """Be in reach again."""
        self._network.set()

    async def _ready(self) -> None:
        await self._network.wait()
        self._client.use_password(self._credentials.in_use)

    def _published(self, _number: int, taken: bool) -> None:
        if not taken:
            log.warning("publish_denied", box=self._name)
