"""The way down to the boxes, whichever partition they are in. A partition no longer served here hears nothing from here."""

from collections.abc import Sequence

from gateways.mqtt.client import PartitionClient
from gateways.mqtt.topics import Down
from kit.wire.telemetry import Refused
from tracker.arrivals import Ticket


class BoxOutlet:
    """The sessions of the partitions served here; the tracker speaks through it (`tracker.arrivals.Outlet`)."""

    def __init__(self) -> None:
        self._clients: dict[str, PartitionClient] = {}

    def open(self, client: PartitionClient) -> None:
        """Speak through this session from now on."""
        self._clients[client.partition] = client

    def close(self, partition: str) -> None:
        """Speak to a partition no more."""
        self._clients.pop(partition, None)

    def connected(self) -> list[str]:
        """Give the partitions whose session is up."""
        return [client.partition for client in self._clients.values() if client.connected]

    def send(self, partition: str, box: str, what: Down, payload: bytes, *, retain: bool = False) -> bool:
        """Send one message to a box, QoS 1; tell whether it could be queued."""
        client = self._clients.get(partition)
        return client is not None and client.send(box, what, payload, retain=retain)

    def acknowledge(self, partition: str, tickets: Sequence[Ticket]) -> None:
        """Let the broker forget these messages."""
        client = self._clients.get(partition)
        if client is not None:
            client.acknowledge(tickets)

    def settled(self, partition: str, box: str, boot: int, seq: int) -> None:
        """Tell a box what it may forget."""
        client = self._clients.get(partition)
        if client is not None:
            client.settled(box, boot, seq)

    def refused(self, partition: str, box: str, refused: Refused) -> None:
        """Tell a box what was refused, and why."""
        client = self._clients.get(partition)
        if client is not None:
            client.refused(box, refused)
