"""The bytes of one MQTT 5 connection: incoming messages and their acknowledgements are handled here, the rest is left to paho.

paho builds a table of properties for each MQTT 5 PUBLISH: 18 of the 20 µs it spends decoding one, and a tracker reads tens of thousands a
second. So this asyncio protocol cuts the stream into packets, reads the PUBLISH ones itself, and shows the others to paho as
the socket it believes in. asyncio does TLS and never blocks, and no `select()` limits how many connections one process may hold.
"""

import asyncio
from collections.abc import Callable, Iterable
from typing import NamedTuple, cast

PUBLISH = 0x30
PUBACK = b"\x40\x02"
MAXIMUM_PACKET_BYTES = 1024 * 1024
WRITE_LIMIT_BYTES = 1024 * 1024
"""Bytes the transport may hold before paho is asked to wait."""

_FIXED_SIZES = {0x01: 1, 0x02: 4, 0x23: 2}
"""Properties of a PUBLISH by identifier: payload format, message expiry, topic alias."""
_CONTENT_TYPE, _RESPONSE_TOPIC, _CORRELATION_DATA, _SUBSCRIPTION_ID, _USER_PROPERTY = 0x03, 0x08, 0x09, 0x0B, 0x26


class Received(NamedTuple):
    """One PUBLISH as it came. `mid` is 0 at QoS 0; `connection` tells which connection the acknowledgement is due on."""

    topic: str
    payload: bytes
    retain: bool
    mid: int
    connection: int
    correlation: bytes | None


class Malformed(Exception):
    """The peer does not speak MQTT 5."""


class Wire(asyncio.Protocol):
    """One connection: a socket for paho, a stream of `Received` for us. Calls back on the event loop only.

    Args:
        number: which connection of the client this is, counted from 1.
        on_publish: called for each PUBLISH of QoS 0 or 1.
        on_packet: called when `recv` holds one whole other packet; paho must read it then.
        on_room: called when the transport takes bytes again.
        on_lost: called once when the connection is gone.
    """

    def __init__(
        self,
        number: int,
        *,
        on_publish: Callable[[Received], None],
        on_packet: Callable[[], None],
        on_room: Callable[[], None],
        on_lost: Callable[[], None],
    ) -> None:
        self._number = number
        self._on_publish = on_publish
        self._on_packet = on_packet
        self._on_room = on_room
        self._on_lost = on_lost
        self._transport: asyncio.Transport | None = None
        self._rest = b""
        self._packet = b""
        self._outgoing = bytearray()
        self._full = False
        self.closed = False

    # --- asyncio's side ---

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the transport."""
        self._transport = cast("asyncio.Transport", transport)  # a stream protocol is given no other kind
        self._transport.set_write_buffer_limits(high=WRITE_LIMIT_BYTES)

    def data_received(self, data: bytes) -> None:
        """Cut what came into packets, in order."""
        if self._rest:
            data = self._rest + data
        at = 0
        try:
            while not self.closed:
                length, start = _remaining_length(data, at)
                end = start + length
                if start == 0 or end > len(data):
                    break
                if data[at] & 0xF0 == PUBLISH:
                    self._on_publish(_publish(data, at, start, end, self._number))
                else:
                    self._packet = data[at:end]
                    self._on_packet()
                at = end
        except Malformed:
            self.close()
        self._rest = b"" if self.closed else data[at:]

    def pause_writing(self) -> None:
        """Make `send` refuse until the transport has room."""
        self._full = True

    def resume_writing(self) -> None:
        """Let paho write again."""
        self._full = False
        self._on_room()

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell that the connection is gone."""
        del exc  # whether reset, closed or timed out, the answer is the same: connect again
        self.closed = True
        self._on_lost()

    # --- paho's side: the socket it believes in ---

    def recv(self, buffer_size: int) -> bytes:
        """Give bytes of the packet shown to paho; nothing at all once the connection is closed, as a socket does."""
        if not self._packet:
            if self.closed:
                return b""
            raise BlockingIOError
        piece, self._packet = self._packet[:buffer_size], self._packet[buffer_size:]
        return piece

    def send(self, buffer: bytes | bytearray) -> int:
        """Take bytes to write; `flush` hands them over together."""
        if self.closed:
            raise ConnectionResetError
        if self._full:
            raise BlockingIOError
        self._outgoing += buffer
        return len(buffer)

    def close(self) -> None:
        """Close once everything taken is written."""
        if not self.closed:
            self.flush()
            self.closed = True
            if self._transport is not None:
                self._transport.close()

    def fileno(self) -> int:
        """Give no descriptor: nobody may select() on this."""
        return -1

    def setblocking(self, flag: bool) -> None:
        """Accept what paho asks of every socket; this one never blocks."""

    # --- the client's side ---

    def acknowledge(self, mids: Iterable[int]) -> None:
        """Take the acknowledgements of these messages, in the order they came; `flush` writes them."""
        self._outgoing += b"".join([PUBACK + mid.to_bytes(2, "big") for mid in mids])

    def flush(self) -> None:
        """Write everything taken since the last flush in one piece."""
        if self._outgoing and self._transport is not None:
            self._transport.write(bytes(self._outgoing))
            self._outgoing.clear()

    def pause(self) -> None:
        """Stop reading: what the peer sends waits in the network, then at the peer."""
        if self._transport is not None and not self.closed:
            self._transport.pause_reading()

    def resume(self) -> None:
        """Read again."""
        if self._transport is not None and not self.closed:
            self._transport.resume_reading()

    def abort(self) -> None:
        """Drop the connection without a word, as a crash would: the broker sends the last will."""
        self.closed = True
        if self._transport is not None:
            self._transport.abort()


def _remaining_length(data: bytes, at: int) -> tuple[int, int]:
    """Read the length after a packet's first byte: (length, where the rest starts), or (0, 0) when bytes are missing."""
    length = 0
    for place in range(4):
        position = at + 1 + place
        if position >= len(data):
            return 0, 0
        byte = data[position]
        length |= (byte & 0x7F) << (7 * place)
        if not byte & 0x80:
            if length > MAXIMUM_PACKET_BYTES:
                raise Malformed("packet larger than asked for")
            return length, position + 1
    raise Malformed("length of more than four bytes")


def _publish(data: bytes, at: int, start: int, end: int, connection: int) -> Received:
    try:
        topic_end = start + 2 + (data[start] << 8 | data[start + 1])
        topic = data[start + 2 : topic_end].decode("utf-8", "replace")
        mid = 0
        place = topic_end
        if data[at] & 0x06:
            mid = data[place] << 8 | data[place + 1]
            place += 2
        size, properties = _remaining_length(data, place - 1)
        place = properties + size
        if topic_end > end or not properties or place > end:
            raise Malformed("PUBLISH longer than its packet")
        correlation = _correlation(data[properties:place]) if size else None
    except IndexError:
        raise Malformed("PUBLISH cut short") from None
    return Received(topic, data[place:end], bool(data[at] & 0x01), mid, connection, correlation)


def _correlation(properties: bytes) -> bytes | None:
    """Find the correlation data among the properties of a PUBLISH."""
    at = 0
    found: bytes | None = None
    while at < len(properties):
        kind = properties[at]
        at += 1
        if kind in _FIXED_SIZES:
            at += _FIXED_SIZES[kind]
        elif kind in (_CONTENT_TYPE, _RESPONSE_TOPIC, _CORRELATION_DATA):
            size = properties[at] << 8 | properties[at + 1]
            if kind == _CORRELATION_DATA:
                found = properties[at + 2 : at + 2 + size]
            at += 2 + size
        elif kind == _SUBSCRIPTION_ID:
            _, at = _remaining_length(properties, at - 1)
            if not at:
                raise Malformed("property cut short")
        elif kind == _USER_PROPERTY:  # two sized strings
            for _ in range(2):
                at += 2 + (properties[at] << 8 | properties[at + 1])
        else:
            raise Malformed("unknown property")
    return found
