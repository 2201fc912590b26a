"""Boxes that send as fast as the broker takes: packets encoded before the clock starts, raw TLS sockets, next to no work while it runs.

Run as a process of its own (`python -m load.publisher`), with a `Task` as JSON on standard input; says READY, waits for a line, then
prints a `Result`. MQTT 3.1.1, QoS 1, one connection and credential per box.
"""

import select
import socket
import ssl
import struct
import sys
import time
from datetime import timedelta

import msgspec

from gateways.mqtt import topics
from kit.clock import real_now
from kit.mqtt import tls_context
from kit.settings import MqttSettings
from kit.wire.telemetry import Fix, Stored

PUBLISH, PUBACK = 0x30, 0x40
HEAD_BYTES = 2
"""First byte and length: every packet read here is shorter than 128 bytes."""
WINDOW_MESSAGES = 8000
"""Unacknowledged messages of all boxes together."""
CHUNK_MESSAGES = 50
PATIENCE_S = 120.0
STEP_S = 0.1
STEP_DEG = 0.000_01
"""One fix every tenth of a second, a metre on: believable whatever the number of fixes."""


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What to send: `messages` per box, each of `batch` fixes of boot `boot`. `receipted`: wait for the tracker's last receipt too."""

    host: str
    port: int
    ca_file: str
    partition: str
    boxes: list[str]
    password: str
    boot: int
    messages: int
    batch: int
    receipted: bool


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds from the first byte sent to the broker's last word, and to the tracker's last receipt."""

    acknowledged_s: float
    receipted_s: float | None


class Sender:
    """One box."""

    def __init__(self, task: Task, number: int, context: ssl.SSLContext) -> None:
        self._name = task.boxes[number]
        self._last_seq = task.messages * task.batch
        self._topic = topics.up(task.partition, self._name, "track")
        self._chunks = _chunks(task, number, self._topic)
        self._buffer = memoryview(b"")
        self._rest = b""
        self.sent = self.acknowledged = 0
        self.receipted = False
        self.socket = self._connect(task, context)

    @property
    def done(self) -> bool:
        """Tell whether everything was handed to the network."""
        return not self._chunks and not self._buffer

    def write(self, allowed: int) -> None:
        """Write as much as the socket takes, while fewer than `allowed` messages wait for the broker's word."""
        while True:
            if not self._buffer:
                if not self._chunks or self.sent - self.acknowledged >= allowed:
                    return
                count, chunk = self._chunks.pop()
                self.sent += count
                self._buffer = memoryview(chunk)
            try:
                self._buffer = self._buffer[self.socket.send(self._buffer) :]
            except (ssl.SSLWantWriteError, ssl.SSLWantReadError, BlockingIOError):
                return

    def read(self) -> None:
        """Read what came: the broker's acknowledgements, and the tracker's receipts."""
        try:
            while True:
                data = self.socket.recv(65536)
                if not data:
                    raise ConnectionError(f"{self._name}: the broker closed the connection")
                self._take(self._rest + data)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError, BlockingIOError):
            return

    def _take(self, data: bytes) -> None:
        at = 0
        while len(data) - at >= HEAD_BYTES:
            end = at + HEAD_BYTES + data[at + 1]
            if end > len(data):
                break
            if data[at] == PUBACK:
                self.acknowledged += 1
            elif data[at] & 0xF0 == PUBLISH:
                topic_end = at + 4 + (data[at + 2] << 8 | data[at + 3])
                stored = msgspec.json.decode(data[topic_end:end], type=Stored)
                self.receipted = self.receipted or (stored.boot == self._boot and stored.seq >= self._last_seq)
            at = end
        self._rest = data[at:]

    def _connect(self, task: Task, context: ssl.SSLContext) -> ssl.SSLSocket:
        self._boot = task.boot
        plain = socket.create_connection((task.host, task.port), timeout=10)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        secured = context.wrap_socket(plain, server_hostname=task.host)
        secured.sendall(_connect_packet(self._name, task.password))
        if secured.recv(4)[3:4] != b"\0":
            raise ConnectionError(f"{self._name} is refused by the broker")
        if task.receipted:
            secured.sendall(_subscribe_packet(topics.down(task.partition, self._name, "stored")))
            secured.recv(5)
        secured.setblocking(False)
        return secured


def send(task: Task, senders: list[Sender]) -> Result:
    """Send everything, and wait until all of it is acknowledged (and receipted)."""
    poll = select.poll()
    by_descriptor = {sender.socket.fileno(): sender for sender in senders}
    for descriptor in by_descriptor:
        poll.register(descriptor, select.POLLIN)
    allowed = max(WINDOW_MESSAGES // len(senders), CHUNK_MESSAGES)
    started = time.perf_counter()
    acknowledged_s: float | None = None
    while time.perf_counter() - started < PATIENCE_S:
        for sender in senders:
            sender.write(allowed)
        blocked = any(not sender.done for sender in senders)
        for descriptor, _ in poll.poll(1 if blocked else 50):
            by_descriptor[descriptor].read()
        elapsed = time.perf_counter() - started
        if acknowledged_s is None and all(sender.acknowledged >= task.messages for sender in senders):
            acknowledged_s = elapsed
        if acknowledged_s is not None and (not task.receipted or all(sender.receipted for sender in senders)):
            return Result(acknowledged_s=acknowledged_s, receipted_s=elapsed if task.receipted else None)
    raise TimeoutError("not everything was acknowledged and receipted in time")


def _chunks(task: Task, number: int, topic: str) -> list[tuple[int, bytes]]:
    """Encode every packet of a box, in chunks written at once; last chunk first, to be popped."""
    total = task.messages * task.batch
    first_at = real_now() - timedelta(seconds=total * STEP_S)
    chunks: list[tuple[int, bytes]] = []
    packets: list[bytes] = []
    for message in range(task.messages):
        fixes = [
            Fix(
                boot=task.boot,
                seq=seq,
                measured_at=first_at + timedelta(seconds=seq * STEP_S),
                lon_deg=round(-0.3 + number * 0.01 + seq * STEP_DEG, 6),
                lat_deg=49.2,
                speed_mps=10.0,
                heading_deg=90.0,
                accuracy_m=4.0,
            )
            for seq in range(message * task.batch + 1, (message + 1) * task.batch + 1)
        ]
        packets.append(_publish_packet(topic, msgspec.json.encode(fixes), message % 65535 + 1))
        if len(packets) == CHUNK_MESSAGES:
            chunks.append((len(packets), b"".join(packets)))
            packets = []
    if packets:
        chunks.append((len(packets), b"".join(packets)))
    return chunks[::-1]


def _text(words: str) -> bytes:
    encoded = words.encode()
    return struct.pack(">H", len(encoded)) + encoded


def _packet(kind: int, body: bytes) -> bytes:
    length, head = len(body), bytearray([kind])
    while True:
        length, low = divmod(length, 128)
        head.append(low | (0x80 if length else 0))
        if not length:
            return bytes(head) + body


def _connect_packet(name: str, password: str) -> bytes:
    return _packet(0x10, _text("MQTT") + b"\x04\xc2\x00\x00" + _text(name) + _text(name) + _text(password))


def _subscribe_packet(topic: str) -> bytes:
    return _packet(0x82, b"\x00\x01" + _text(topic) + b"\x00")


def _publish_packet(topic: str, payload: bytes, mid: int) -> bytes:
    return _packet(0x32, _text(topic) + struct.pack(">H", mid) + payload)


def main() -> None:
    """Prepare, say so, wait for the word, send, tell."""
    task = msgspec.json.decode(sys.stdin.buffer.readline(), type=Task)
    context = tls_context(MqttSettings.model_validate({"ca_file": task.ca_file}))
    assert context is not None  # noqa: S101 - TLS is the default
    senders = [Sender(task, number, context) for number in range(len(task.boxes))]
    print("READY", flush=True)
    sys.stdin.buffer.readline()
    print(msgspec.json.encode(send(task, senders)).decode(), flush=True)


if __name__ == "__main__":
    main()
