"""What is fuzzed: every reader of bytes from outside and every verdict on them, each with what must hold whatever the bytes.

A target takes any bytes and returns; it raises when something must not have happened.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import NamedTuple
from uuid import UUID

import msgspec

from gateways.cli import asyncapi
from gateways.mqtt import ingress, topics
from kit.mqtt_wire import Received, Wire
from kit.wire.live import LivePosition, Look, Pong, PositionFeed, ScreenMessage, Subscribe, Viewport
from kit.wire.telemetry import MAXIMUM_BATCH_FIXES, Fix
from tracker import filters
from tracker.arrivals import Fixes
from tracker.filters import Track
from tracker.progress import MOST_RANGES, Progress

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
UPS: tuple[topics.Up | None, ...] = ("live", "track", "status", "receipt", "health", "presence", None)
VIEWPORT = Viewport(west_deg=-0.5, south_deg=49.0, east_deg=-0.2, north_deg=49.3)
SCREEN_SAYS = (Pong(n=1), Look(viewport=VIEWPORT), Subscribe(topics=["room", "positions"], viewport=VIEWPORT))
FEED = PositionFeed(
    partition="p00",
    epoch=UUID(int=1),
    n=1,
    moved=[
        LivePosition(
            vehicle_id=UUID(int=2), boot=1, seq=1, measured_at=NOON, received_at=NOON, lon_deg=-0.37, lat_deg=49.18
        )
    ],
)
_FIX = struct.Struct(">dddfi")
_STEP = struct.Struct(">BIH")
_screen = msgspec.json.Decoder[ScreenMessage](ScreenMessage).decode
_feeds = msgspec.msgpack.Decoder(list[PositionFeed]).decode


class Target(NamedTuple):
    """A function of bytes, and the inputs it starts from."""

    run: Callable[[bytes], None]
    seeds: Sequence[bytes]


def message(data: bytes) -> None:
    """Read a message of a box: the first byte says on which topic, the rest is its payload."""
    if data:
        content = ingress.read(UPS[data[0] % len(UPS)], data[1:])
        if isinstance(content, Fixes) and len(content.fixes) + len(content.unread) > MAXIMUM_BATCH_FIXES:
            raise AssertionError("more fixes than a batch may hold")


def stream(data: bytes) -> None:
    """Cut a broker's stream into packets, whole and byte by byte: the same messages come out, none longer than what went in."""
    whole, pieces = _heard([data]), _heard([data[at : at + 1] for at in range(len(data))])
    if whole != pieces:
        raise AssertionError("the stream reads otherwise when it comes in pieces")
    if sum(len(one.payload) + len(one.topic) for one in whole) > len(data):
        raise AssertionError("more came out than went in")


def _heard(pieces: Sequence[bytes]) -> list[Received]:
    heard: list[Received] = []
    most = sum(len(piece) for piece in pieces)

    def discard() -> None:
        wire.recv(most)

    wire = Wire(
        1,
        on_publish=heard.append,
        on_packet=discard,
        on_room=lambda: None,
        on_lost=lambda: None,
    )
    for piece in pieces:
        wire.data_received(piece)
    return heard


def verdict(data: bytes) -> None:
    """Judge a row of fixes, each alone and by its track: the anchor never goes back, few suspects are held, each believed once."""
    track, believed = Track(), 0
    earliest, latest = NOON - filters.OLDEST, NOON + timedelta(seconds=30)
    whole = len(data) - len(data) % _FIX.size
    for seq, (lon, lat, accuracy, speed, after_s) in enumerate(_FIX.iter_unpack(data[:whole]), start=1):
        at = NOON + timedelta(seconds=after_s)
        fix = Fix(boot=1, seq=seq, measured_at=at, lon_deg=lon, lat_deg=lat, accuracy_m=accuracy, speed_mps=speed)
        if filters.refusal(fix, earliest, latest) is not None:
            continue
        before = track
        track, now_believed = filters.follow(track, fix)
        believed += len(now_believed)
        if len(track.suspects) >= filters.FIXES_TO_ANCHOR or believed > seq:
            raise AssertionError("too many suspects, or a fix believed twice")
        if before.anchor is not None and (track.anchor is None or track.anchor.measured_at < before.anchor.measured_at):
            raise AssertionError("the anchor went back")


def receipt(data: bytes) -> None:
    """Settle ranges of numbers in any order: what is settled never shrinks, what waits is sorted, apart and bounded."""
    progress = Progress()
    whole = len(data) - len(data) % _STEP.size
    for kind, first, more in _STEP.iter_unpack(data[:whole]):
        before = progress
        progress = progress.starting_at(first + 1) if kind % 8 == 0 else progress.plus(first + 1, first + 1 + more)
        edges = [progress.settled, *(edge for reach in progress.ahead for edge in reach)]
        if progress.settled < before.settled or edges != sorted(edges) or len(progress.ahead) > MOST_RANGES:
            raise AssertionError(f"{before} became {progress}")


def screen(data: bytes) -> None:
    """Read what a screen says on its websocket."""
    try:
        _screen(data)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
        return


def feed(data: bytes) -> None:
    """Read a message of the live feed, as an API process does."""
    try:
        _feeds(data)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        return


def _box_examples() -> list[bytes]:
    """Give the protocol's own examples, as JSON and as MessagePack."""
    seeds: list[bytes] = []
    for topic, channel in asyncapi.CHANNELS.items():
        up = next((up for up in UPS if topic == f"up/{up}"), None)
        if up is not None:
            content = list(channel.examples) if channel.many else channel.examples[0]
            head = bytes([UPS.index(up)])
            seeds += [head + msgspec.json.encode(content), head + msgspec.msgpack.encode(content)]
    return seeds


TARGETS: Mapping[str, Target] = MappingProxyType({
    "message": Target(message, _box_examples()),
    "stream": Target(stream, [b"\x32\x0d\x00\x03a/b\x00\x01\x00[{}]\xd0\x00", b"\x30\x0a\x00\x01a\x04\x09\x00\x01xyz"]),
    "verdict": Target(verdict, [_FIX.pack(-0.37, 49.18, 4.0, 13.9, 5) * 4]),
    "receipt": Target(receipt, [_STEP.pack(1, 0, 5) + _STEP.pack(1, 8, 2) + _STEP.pack(0, 4, 0)]),
    "screen": Target(screen, [msgspec.json.encode(said) for said in SCREEN_SAYS]),
    "feed": Target(feed, [msgspec.msgpack.encode([FEED])]),
})  # fmt: skip
