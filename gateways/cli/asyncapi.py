"""Writes `docs/asyncapi.json`: the protocol of vehicle boxes as an AsyncAPI 3 document, seen from the box, for its maker's tools.

What the messages mean is told by `docs/box-protocol.md`; forms come from `kit/wire/telemetry.py`, examples are encoded values of them.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import Literal, NamedTuple, cast
from uuid import UUID

import msgspec
from msgspec import Struct

from kit.wire.codes.boxes import FixRefusal, MessageRefusal
from kit.wire.codes.means import Availability
from kit.wire.codes.missions import MissionStatus, PilotRefusal, ReceiptState
from kit.wire.telemetry import (
    MAXIMUM_BATCH_FIXES,
    MAXIMUM_PAYLOAD_BYTES,
    PARTITIONS,
    BoxHealth,
    BoxSettings,
    BoxStatus,
    Fix,
    Order,
    OrderReceipt,
    Presence,
    Refused,
    RefusedItem,
    Stored,
)

VERSION = "1.0.0"
"""Of the protocol: additive changes raise the second number; a breaking one takes a new root topic and the first."""

_NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
_MISSION = UUID("019aa5e0-6f2b-7c31-9d52-0a1b2c3d4e5f")


class Channel(NamedTuple):
    """One topic: its form, how it is published, what it carries, and one example or more."""

    form: type[Struct]
    qos: Literal[0, 1]
    summary: str
    examples: Sequence[Struct]
    many: bool = False
    """An array of 1 to `MAXIMUM_BATCH_FIXES` of the form."""
    retained: bool = False


def _fix(seq: int, after_s: float) -> Fix:
    return Fix(
        boot=7,
        seq=seq,
        measured_at=_NOON + timedelta(seconds=after_s),
        lon_deg=-0.3702 + 0.0009 * after_s / 5,
        lat_deg=49.1829,
        speed_mps=13.9,
        heading_deg=92.0,
        accuracy_m=4.0,
    )


CHANNELS: Mapping[str, Channel] = MappingProxyType({
    "up/presence": Channel(
        Presence,
        1,
        "At each connection, and again whenever the oldest number held moved for another reason than a receipt. Also the last will.",
        [Presence(online=True, boot=7, oldest_seq=1841), Presence(online=False)],
    ),
    "up/track": Channel(
        Fix, 1, "Every fix, oldest first, at the interval of the settings.", [_fix(1841, 5), _fix(1842, 10)], many=True
    ),
    "up/live": Channel(
        Fix, 0, "The newest fix alone, while a backlog is being sent; it is in the track too, with the same numbers.", [_fix(1842, 10)]
    ),
    "up/status": Channel(
        BoxStatus,
        1,
        "A crew button on a mission, or the crew's availability: exactly one of the two.",
        [
            BoxStatus(boot=7, seq=1843, at=_NOON, mission_id=_MISSION, status=MissionStatus.ARRIVEE, lon_deg=-0.3702, lat_deg=49.1829),
            BoxStatus(boot=7, seq=1850, at=_NOON + timedelta(hours=1), availability=Availability.AVAILABLE),
        ],
    ),
    "up/receipt": Channel(
        OrderReceipt,
        1,
        "What became of one version of an order: received, read, accepted or refused.",
        [
            OrderReceipt(boot=7, seq=1801, at=_NOON, mission_id=_MISSION, version=1, state=ReceiptState.RECEIVED),
            OrderReceipt(
                boot=7, seq=1804, at=_NOON, mission_id=_MISSION, version=1, state=ReceiptState.REFUSED, reason=PilotRefusal.WEATHER
            ),
        ],
    ),
    "up/health": Channel(
        BoxHealth,
        0,
        "State of the box, now and then: what waits in its queue and since when.",
        [BoxHealth(at=_NOON, queue_length=12, oldest_queued_at=_NOON - timedelta(minutes=1), battery_percent=87.0, firmware="2.4.1"),
         BoxHealth(at=_NOON, queue_length=0, firmware="2.4.1", credential="9f86d081884c7d65")],
    ),
    "down/stored": Channel(
        Stored, 1, "Every number of this boot up to this one is settled: the box may forget them.", [Stored(boot=7, seq=1841)]
    ),
    "down/refused": Channel(
        Refused,
        1,
        "Fixes refused one by one, or a whole message named by its correlation data.",
        [
            Refused(items=[RefusedItem(boot=7, seq=1839, reason=FixRefusal.IMPOSSIBLE_SPEED)]),
            Refused(message=MessageRefusal.WRONG_FORM, detail="Expected `float`, got `str` - at `$.lon_deg`", correlation="00002a"),
        ],
    ),
    "down/orders": Channel(
        Order,
        1,
        "Go, a change of what was ordered, or stand down; again until the box's receipt or its expiry. A higher version supersedes.",
        [
            Order(
                mission_id=_MISSION,
                version=1,
                cancelled=False,
                vehicle="AMB CAEN 12",
                ordered_at=_NOON,
                expires_at=_NOON + timedelta(hours=4),
                place="12 rue des Exemples, Caen",
                lon_deg=-0.3630,
                lat_deg=49.1850,
                access="2e étage, code 0000",
                motive="Chute",
            )
        ],
    ),
    "down/settings": Channel(
        BoxSettings,
        1,
        "How often to send, how fast to send a backlog, and what time it is. At each connection and at each change.",
        [
            BoxSettings(
                full=True, interval_s=5.0, backlog_fixes_per_s=20.0, server_at=_NOON, domain_at=_NOON, domain_rate=1.0
            )
        ],
        retained=True,
    ),
})  # fmt: skip


def document() -> dict[str, object]:
    """Give the AsyncAPI 3 document."""
    _, schemas = msgspec.json.schema_components(
        {channel.form for channel in CHANNELS.values()}, ref_template="#/components/schemas/{name}"
    )
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "RRAMU vehicle box",
            "version": VERSION,
            "description": "What a box of an ambulance, a SMUR or any other vehicle publishes (send) and subscribes to (receive). "
            "Numbers, receipts, refusals, order of messages and waits are told in `docs/box-protocol.md`. "
            f"JSON when the first byte is `[` or `{{`, else MessagePack with the same names; at most {MAXIMUM_PAYLOAD_BYTES} bytes.",
            "license": {"name": "Apache-2.0"},
        },
        "defaultContentType": "application/json",
        "servers": {
            "region": {
                "host": "{host}:8883",
                "protocol": "secure-mqtt",
                "protocolVersion": "5",
                "description": "The region's broker. User name and client id are the box's name, the password its credential.",
                "variables": {"host": {"description": "Told at provisioning.", "examples": ["broker.example"]}},
                "security": [{"$ref": "#/components/securitySchemes/credential"}],
                "bindings": {"mqtt": {"cleanSession": False, "lastWill": _will(), "bindingVersion": "0.2.0"}},
            }
        },
        "channels": {_name(topic): _channel(topic) for topic in CHANNELS},
        "operations": {_name(topic): _operation(topic) for topic in CHANNELS},
        "components": {
            "messages": {_name(topic): _message(topic) for topic in CHANNELS},
            "schemas": dict(sorted(schemas.items())),
            "securitySchemes": {"credential": {"type": "userPassword", "description": "Told once, at provisioning."}},
        },
    }


def address(topic: str) -> str:
    """Give a topic's full address, with its two parameters."""
    return f"fleet/{{partition}}/{{box}}/{topic}"


def _name(topic: str) -> str:
    return topic.replace("/", "-")


def _will() -> dict[str, object]:
    return {
        "topic": address("up/presence"),
        "qos": CHANNELS["up/presence"].qos,
        "message": msgspec.json.encode(Presence(online=False)).decode(),
        "retain": False,
    }


def _channel(topic: str) -> dict[str, object]:
    return {
        "address": address(topic),
        "parameters": {
            "partition": {"description": "Given at provisioning, opaque to the maker.", "enum": list(PARTITIONS)},
            "box": {"description": "The box's name, given at provisioning."},
        },
        "messages": {_name(topic): {"$ref": f"#/components/messages/{_name(topic)}"}},
    }


def _operation(topic: str) -> dict[str, object]:
    channel = CHANNELS[topic]
    return {
        "action": "send" if topic.startswith("up/") else "receive",
        "channel": {"$ref": f"#/channels/{_name(topic)}"},
        "summary": channel.summary,
        "bindings": {"mqtt": {"qos": channel.qos, "retain": channel.retained, "bindingVersion": "0.2.0"}},
    }


def _message(topic: str) -> dict[str, object]:
    channel = CHANNELS[topic]
    form: dict[str, object] = {"$ref": f"#/components/schemas/{channel.form.__name__}"}
    payloads = [msgspec.to_builtins(example) for example in channel.examples]
    if channel.many:
        form = {"type": "array", "minItems": 1, "maxItems": MAXIMUM_BATCH_FIXES, "items": form}
        payloads = [payloads]
    return {
        "name": _name(topic),
        "summary": channel.summary,
        "payload": form,
        "examples": [{"payload": cast("object", payload)} for payload in payloads],
    }
