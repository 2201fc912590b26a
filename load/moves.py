"""Boxes that send one fix at a time at a steady rate, whatever comes back; each fix is measured at the instant it is sent.

Run as a process of its own: `python -m load.moves`, with a `Boxes` as JSON on standard input; says READY, then sends what each `Send` asks,
and says how many went out. MQTT 5 over TLS, QoS 1, one connection and credential per box.
"""

import asyncio
import sys
import time

import msgspec
import structlog
import uvloop

from gateways.mqtt import topics
from kit.clock import real_now
from kit.mqtt import MqttClient, tls_context
from kit.settings import Settings
from kit.wire.telemetry import Fix

STEP_DEG = 0.000_01
"""A metre between two fixes: believable at any rate of the bench."""
LOOK_S = 0.001
"""Thousands of wake-ups a second would take from the server the cores they share."""
_encode = msgspec.json.Encoder().encode


class Boxes(msgspec.Struct, frozen=True, kw_only=True):
    """Who sends: name → partition, and the one password of all."""

    names: dict[str, str]
    password: str


class Send(msgspec.Struct, frozen=True, kw_only=True):
    """Send from the boxes whose name begins so, in turn, at this rate together."""

    beginning: str
    fixes_per_s: float
    seconds: float


class Box:
    """One box, connected."""

    def __init__(self, settings: Settings, name: str, partition: str, password: str, number: int) -> None:
        self.up = asyncio.Event()
        self.name = name
        self.client = MqttClient(
            settings.mqtt,
            tls_context(settings.mqtt),
            client_id=name,
            password=password,
            on_message=lambda _: None,
            on_up=lambda _: self.up.set(),
        )
        self._topic = topics.up(partition, name, "track")
        self._boot = int(time.time())
        self._seq = 0
        self._number = number

    def send(self) -> None:
        """Measure and send the next fix."""
        self._seq += 1
        fix = Fix(
            boot=self._boot,
            seq=self._seq,
            measured_at=real_now(),
            lon_deg=round(-0.3 + self._number * 0.001 + self._seq * STEP_DEG, 6),
            lat_deg=49.2,
            speed_mps=10.0,
            heading_deg=90.0,
            accuracy_m=4.0,
        )
        self.client.publish(self._topic, _encode([fix]), qos=1)


async def send(boxes: list[Box], wanted: Send) -> int:
    """Send at the rate wanted, what is due each time the loop looks; a late loop catches up, so that the rate holds."""
    senders = [box for box in boxes if box.name.startswith(wanted.beginning)]
    started, sent = time.perf_counter(), 0
    while (elapsed := time.perf_counter() - started) < wanted.seconds:
        while sent < elapsed * wanted.fixes_per_s:
            senders[sent % len(senders)].send()
            sent += 1
        await asyncio.sleep(max(LOOK_S, (sent / wanted.fixes_per_s) - (time.perf_counter() - started)))
    return sent


async def main() -> None:
    """Connect, say so, then send what is asked until there is nothing more."""
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(sys.stderr))  # standard output is for the bench
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=Boxes)
    settings = Settings.read()
    boxes = [
        Box(settings, name, partition, task.password, number)
        for number, (name, partition) in enumerate(task.names.items())
    ]
    running = [asyncio.create_task(box.client.run()) for box in boxes]
    for box in boxes:
        await box.up.wait()
    print("READY", flush=True)
    while line := await asyncio.to_thread(sys.stdin.buffer.readline):
        print(await send(boxes, msgspec.json.decode(line, type=Send)), flush=True)
    for client in running:
        client.cancel()
    await asyncio.gather(*running, return_exceptions=True)


if __name__ == "__main__":
    uvloop.run(main())
