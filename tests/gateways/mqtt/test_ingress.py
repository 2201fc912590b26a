"""Bytes to wire types, whatever the bytes."""

import json
from collections.abc import Callable
from datetime import UTC
from math import isnan

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.mqtt.ingress import read
from gateways.mqtt.topics import Up
from kit.wire.codes.boxes import MessageRefusal
from kit.wire.telemetry import BoxHealth, BoxStatus, Fix, OrderReceipt, Presence
from tests.gateways.mqtt.boxes import fix
from tracker.arrivals import Fixes, MessageRefused

WHATS: list[Up | None] = ["live", "track", "status", "receipt", "health", "presence", None]
AT = "2026-11-21T12:00:00Z"
MISSION = "01900000-0099-7000-8000-000000000001"


@given(st.sampled_from(WHATS), st.binary(max_size=400))
def test_noise_is_refused_or_read_and_never_raises(what: Up | None, noise: bytes) -> None:
    assert read(what, noise) is not None
    assert read(what, b"[" + noise) is not None


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(max_size=8), inner, max_size=5),
    max_leaves=20,
)


KEYS = (
    st.text(max_size=8)
    | st.integers(-9, 9)
    | st.binary(max_size=4)
    | st.datetimes(timezones=st.just(UTC))
    | st.tuples(st.booleans())
)
MSGPACK = st.dictionaries(
    KEYS, st.none() | st.binary(max_size=4) | st.dictionaries(KEYS, st.floats(), max_size=2), max_size=3
)


@given(st.lists(MSGPACK.map(lambda odd: {"boot": 1, "seq": 2, "sent_at": odd}), min_size=1, max_size=4))
def test_what_json_cannot_say_is_an_unread_fix_too(items: list[dict[object, object]]) -> None:
    """MessagePack's keys may be anything, instants and bytes among them."""
    content = read("track", msgspec.msgpack.encode(items))
    assert isinstance(content, Fixes)
    assert [(one.boot, one.seq) for one in content.unread] == [(1, 2)] * len(items)


def test_a_map_as_a_key_is_refused() -> None:
    content = read("track", bytes.fromhex("91 81 80 01"))
    assert isinstance(content, MessageRefused)


@given(st.lists(JSON | st.just(fix(1)) | st.just({"boot": 1, "seq": 2}), min_size=1, max_size=12))
def test_every_item_of_a_batch_is_accounted_for(items: list[object]) -> None:
    """Each item is a fix, an unread fix with its numbers, or named in the refusal."""
    content = read("track", json.dumps(items).encode())
    assert isinstance(content, Fixes)
    assert content.kept
    assert len(content.fixes) == sum(is_fix(item) for item in items)
    nameless: list[int] = json.loads(content.refused.detail.rsplit("places ", 1)[1]) if content.refused else []
    assert len(content.fixes) + len(content.unread) + len(nameless) == len(items)


def is_fix(item: object) -> bool:
    try:
        msgspec.convert(item, Fix)
    except msgspec.ValidationError:
        return False
    return True


def as_json(value: object) -> bytes:
    return json.dumps(value).encode()


@pytest.mark.parametrize("encode", [as_json, msgspec.msgpack.encode], ids=["json", "msgpack"])
def test_each_topic_is_read_in_both_encodings(encode: Callable[[object], bytes]) -> None:
    batch = read("track", encode([fix(1), fix(2)]))
    assert isinstance(batch, Fixes)
    assert [one.seq for one in batch.fixes] == [1, 2]
    live = read("live", encode(fix(3)))
    assert isinstance(live, Fixes)
    assert not live.kept
    status = {"boot": 1, "seq": 1, "at": AT, "mission_id": MISSION, "status": "ARRIVEE"}
    assert isinstance(read("status", encode(status)), BoxStatus)
    receipt = {
        "boot": 1,
        "seq": 1,
        "at": AT,
        "mission_id": MISSION,
        "version": 2,
        "state": "REFUSED",
        "reason": "panne",
    }
    assert isinstance(read("receipt", encode(receipt)), OrderReceipt)
    assert isinstance(read("presence", encode({"online": False})), Presence)
    assert isinstance(read("health", encode({"at": AT, "queue_length": 0, "later_field": 1})), BoxHealth)


def test_nan_costs_its_own_fix_only_in_both_encodings() -> None:
    items = [fix(1), fix(2, lat_deg=float("nan")), fix(3)]
    for payload in (json.dumps(items).encode(), msgspec.msgpack.encode(items)):
        content = read("track", payload)
        assert isinstance(content, Fixes)
        assert [isnan(one.lat_deg) for one in content.fixes] == [False, True, False]


@pytest.mark.parametrize(
    "content",
    [
        {"boot": 1, "seq": 7, "at": AT},
        {"boot": 1, "seq": 7, "at": AT, "availability": "AVAILABLE", "status": "PEC", "mission_id": MISSION},
        {"boot": 1, "seq": 7, "at": AT, "status": "PEC"},
        {"boot": 1, "seq": 7, "at": "2026-11-21T12:00:00", "availability": "AVAILABLE"},
        {"boot": 1, "seq": 7, "at": AT, "availability": "ASLEEP"},
    ],
)
def test_a_status_against_the_rules_is_refused_with_its_numbers(content: dict[str, object]) -> None:
    refused = read("status", json.dumps(content).encode())
    assert isinstance(refused, MessageRefused)
    assert (refused.reason, refused.numbers) == (MessageRefusal.WRONG_FORM, (1, 7))
