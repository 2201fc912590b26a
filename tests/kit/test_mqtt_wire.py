"""The byte stream of a connection, cut anywhere, gives the same messages."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.mqtt_wire import MAXIMUM_PACKET_BYTES, Received, Wire


def _varint(number: int) -> bytes:
    encoded = bytearray()
    while True:
        number, low = divmod(number, 128)
        encoded.append(low | (0x80 if number else 0))
        if not number:
            return bytes(encoded)


def _packet(topic: str, payload: bytes, mid: int, properties: bytes) -> bytes:
    name = topic.encode()
    body = len(name).to_bytes(2, "big") + name
    if mid:
        body += mid.to_bytes(2, "big")
    body += _varint(len(properties)) + properties + payload
    return bytes([0x32 if mid else 0x30]) + _varint(len(body)) + body


class Heard:
    """A wire, and what came out of it."""

    def __init__(self) -> None:
        self.published: list[Received] = []
        self.packets: list[bytes] = []
        self.wire = Wire(
            3,
            on_publish=self.published.append,
            on_packet=lambda: self.packets.append(self.wire.recv(1) + self.wire.recv(100)),
            on_room=lambda: None,
            on_lost=lambda: None,
        )


TOPICS = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\0"), min_size=1, max_size=20)
CORRELATIONS = st.none() | st.binary(max_size=20)


@given(
    st.lists(st.tuples(TOPICS, st.binary(max_size=300), st.integers(0, 65535), CORRELATIONS), max_size=6),
    st.lists(st.integers(1, 50), min_size=1, max_size=5),
)
def test_messages_come_out_however_the_stream_is_cut(
    messages: list[tuple[str, bytes, int, bytes | None]], cuts: list[int]
) -> None:
    stream = b""
    for topic, payload, mid, correlation in messages:
        properties = b"" if correlation is None else b"\x09" + len(correlation).to_bytes(2, "big") + correlation
        stream += _packet(topic, payload, mid, b"\x01\x01" + properties) + b"\xd0\x00"
    heard = Heard()
    at = turn = 0
    while at < len(stream):
        size = cuts[turn % len(cuts)]
        heard.wire.data_received(stream[at : at + size])
        at, turn = at + size, turn + 1
    assert [(one.topic, one.payload, one.mid, one.correlation) for one in heard.published] == messages
    assert all(one.connection == 3 for one in heard.published)
    assert heard.packets == [b"\xd0\x00"] * len(messages)


@given(st.binary(max_size=60))
def test_noise_never_raises(noise: bytes) -> None:
    heard = Heard()
    heard.wire.data_received(noise)
    heard.wire.data_received(noise)


def test_every_property_is_stepped_over() -> None:
    user = b"\x26\x00\x01a\x00\x02bc"
    properties = (
        b"\x02\x00\x00\x00\x09" + b"\x03\x00\x01x" + b"\x08\x00\x01y" + b"\x0b\x81\x01" + b"\x23\x00\x01" + user
    )
    heard = Heard()
    heard.wire.data_received(_packet("t", b"payload", 7, properties + b"\x09\x00\x02id"))
    assert heard.published == [Received("t", b"payload", retain=False, mid=7, connection=3, correlation=b"id")]


def test_a_packet_larger_than_asked_for_closes_the_connection() -> None:
    heard = Heard()
    heard.wire.data_received(b"\x30" + _varint(MAXIMUM_PACKET_BYTES + 1))
    assert heard.wire.closed
    assert heard.wire.recv(1) == b""


@pytest.mark.parametrize(
    "publish",
    [
        b"\x30\x04\x00\x0cab" + b"\xd0\x00" * 20,  # the topic reaches into the next packets
        b"\x30\x04\x00\x02ab",  # no length of properties
        b"\x30\x06\x00\x01a\x02\x0b\x80",  # a subscription's number that never ends
        b"\x32\x04\x00\x02ab",  # no number
    ],
)
def test_a_publish_cut_short_closes_the_connection(publish: bytes) -> None:
    heard = Heard()
    heard.wire.data_received(publish)
    assert heard.wire.closed
    assert heard.published == []
