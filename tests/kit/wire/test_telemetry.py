"""What a box may send: both encodings, strict on types and offsets, open to fields of tomorrow."""

from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest

from kit.wire.telemetry import Fix, Order

GOOD = {"boot": 1, "seq": 7, "measured_at": "2026-11-21T12:00:00Z", "lon_deg": -0.37, "lat_deg": 49.18}


def decode(**changes: object) -> Fix:
    return msgspec.json.decode(msgspec.json.encode(GOOD | changes), type=Fix)


def test_json_and_messagepack_say_the_same() -> None:
    packed = msgspec.msgpack.encode(GOOD)
    assert decode() == msgspec.msgpack.decode(packed, type=Fix)
    assert decode().measured_at == datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_a_time_with_another_offset_is_the_same_instant() -> None:
    assert decode(measured_at="2026-11-21T13:00:00+01:00").measured_at == decode().measured_at


def test_an_unknown_field_is_let_through() -> None:
    assert decode(satellites=11) == decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("measured_at", "2026-11-21T12:00:00", "timezone"),
        ("measured_at", "yesterday", "RFC3339"),
        ("lon_deg", "-0.37", "Expected `float`"),
        ("seq", 0, ">= 1"),
        ("boot", None, "Expected `int`"),
    ],
)
def test_a_wrong_field_is_named(field: str, value: object, said: str) -> None:
    with pytest.raises(msgspec.ValidationError, match=said) as refusal:
        decode(**{field: value})
    assert f"$.{field}" in str(refusal.value)


def test_an_order_holds_no_absent_field() -> None:
    at = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
    order = Order(
        mission_id=UUID("01900000-0000-7000-8000-000000000001"),
        version=1, cancelled=False, vehicle="AMB 1", ordered_at=at, expires_at=at, place="Caen",
    )  # fmt: skip
    assert b"destination" not in msgspec.json.encode(order)
