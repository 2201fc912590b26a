"""Bytes to wire types. A bad item of a batch never costs the good ones; what cannot be read at all says why.

Batches are read strictly and at once; only when that fails, item by item.
"""

import json
from collections.abc import Callable, Mapping
from typing import TypeVar, cast

import msgspec

from gateways.mqtt.topics import Up
from kit.wire.codes.boxes import MessageRefusal
from kit.wire.telemetry import (
    MAXIMUM_BATCH_FIXES,
    MAXIMUM_PAYLOAD_BYTES,
    BoxHealth,
    BoxStatus,
    Fix,
    Numbered,
    OrderReceipt,
    Presence,
)
from tracker.arrivals import Content, Fixes, MessageRefused, UnreadFix

T = TypeVar("T")


def _reader(form: type[T]) -> Callable[[bytes], T]:
    """Make the reader of one form: JSON when the first byte is `[` or `{`, else MessagePack."""
    from_json, from_msgpack = msgspec.json.Decoder(form).decode, msgspec.msgpack.Decoder(form).decode
    return lambda payload: from_json(payload) if _is_json(payload) else from_msgpack(payload)


def _is_json(payload: bytes) -> bool:
    return payload[:1] in (b"[", b"{")


_read_fixes = _reader(list[Fix])
_read_fix = _reader(Fix)
_read_status = _reader(BoxStatus)
_read_receipt = _reader(OrderReceipt)
_read_presence = _reader(Presence)
_read_health = _reader(BoxHealth)
_read_numbers = _reader(Numbered)


def read(what: Up | None, payload: bytes) -> Content:
    """Read one message of a box; what is wrong with it comes back as a refusal, never as an exception."""
    if len(payload) > MAXIMUM_PAYLOAD_BYTES:
        return MessageRefused(MessageRefusal.TOO_LARGE, f"more than {MAXIMUM_PAYLOAD_BYTES} bytes", payload)
    if what is None:
        return MessageRefused(MessageRefusal.UNKNOWN_TOPIC, "nothing is read on this topic", payload)
    try:
        return _READERS[what](payload)
    except msgspec.ValidationError as error:
        return MessageRefused(MessageRefusal.WRONG_FORM, str(error), payload, _numbers(payload))
    except (ValueError, RecursionError) as error:
        return MessageRefused(MessageRefusal.UNREADABLE, str(error), payload)


def _track(payload: bytes) -> Content:
    try:
        fixes = _read_fixes(payload)
    except msgspec.DecodeError:
        return _track_by_item(payload)
    if not 0 < len(fixes) <= MAXIMUM_BATCH_FIXES:
        raise msgspec.ValidationError(f"a batch has 1 to {MAXIMUM_BATCH_FIXES} fixes, this one has {len(fixes)}")
    return Fixes(fixes, [], None, kept=True)


def _track_by_item(payload: bytes) -> Content:
    """Read what can be read of a batch. Python's JSON reader lets NaN and Infinity through, so that they cost their own fix only."""
    items: object = json.loads(payload) if _is_json(payload) else msgspec.msgpack.decode(payload)
    if not isinstance(items, list):
        raise msgspec.ValidationError("a batch is an array of fixes")
    listed = cast("list[object]", items)
    if len(listed) > MAXIMUM_BATCH_FIXES:
        raise msgspec.ValidationError(f"a batch has at most {MAXIMUM_BATCH_FIXES} fixes, this one has {len(listed)}")
    fixes: list[Fix] = []
    unread: list[UnreadFix] = []
    nameless: list[int] = []
    for place, item in enumerate(listed):
        try:
            fixes.append(msgspec.convert(item, Fix))
        except msgspec.ValidationError:
            try:
                numbers = msgspec.convert(item, Numbered)
            except msgspec.ValidationError:
                nameless.append(place)
            else:
                unread.append(
                    UnreadFix(numbers.boot, numbers.seq, json.dumps(item, default=str, skipkeys=True).encode())
                )
    refused = None
    if nameless:
        detail = f"no readable boot and seq at places {nameless}"
        refused = MessageRefused(MessageRefusal.WRONG_FORM, detail, payload)
    return Fixes(fixes, unread, refused, kept=True)


def _checked(status: BoxStatus) -> BoxStatus:
    """Check what the form alone cannot say.

    Raises: msgspec.ValidationError.
    """
    if (status.status is None) == (status.availability is None):
        raise msgspec.ValidationError("exactly one of status and availability")
    if status.status is not None and status.mission_id is None:
        raise msgspec.ValidationError("a status belongs to a mission")
    return status


def _numbers(payload: bytes) -> tuple[int, int] | None:
    """Give (boot, sequence) of a message in a wrong form, when at least these can be read: it can then be settled."""
    try:
        numbers = _read_numbers(payload)
    except ValueError:
        return None
    return numbers.boot, numbers.seq


_READERS: Mapping[Up, Callable[[bytes], Content]] = {
    "track": _track,
    "live": lambda payload: Fixes([_read_fix(payload)], [], None, kept=False),
    "status": lambda payload: _checked(_read_status(payload)),
    "receipt": _read_receipt,
    "presence": _read_presence,
    "health": _read_health,
}
