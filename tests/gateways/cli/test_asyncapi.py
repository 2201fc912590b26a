"""The description of the boxes' protocol is valid AsyncAPI 3, says what the tracker reads, and its examples are read by the tracker."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import jsonschema
import msgspec
import pytest

from gateways.cli import asyncapi
from gateways.mqtt import ingress, topics
from kit.wire.codes.boxes import FixRefusal, MessageRefusal
from kit.wire.telemetry import Fix, Stored
from socle.accounts.topics import TOPICS
from tracker.arrivals import Fixes, MessageRefused, UnreadFix

ROOT = Path(__file__).parents[3]
STANDARD = ROOT / "regulation_ui" / "node_modules" / "@asyncapi" / "specs" / "schemas" / "3.0.0.json"
GUIDE = (ROOT / "docs" / "box-protocol.md").read_text()

UPS = [topic for topic in asyncapi.CHANNELS if topic.startswith("up/")]
DOWNS = [topic for topic in asyncapi.CHANNELS if topic.startswith("down/")]


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    """Give the document as a reader of the file gets it."""
    return cast("dict[str, Any]", json.loads(json.dumps(asyncapi.document())))


def payloads(document: dict[str, Any], topic: str) -> list[object]:
    message = document["components"]["messages"][topic.replace("/", "-")]
    return [example["payload"] for example in message["examples"]]


@pytest.mark.skipif(
    not STANDARD.is_file(), reason="the screen's packages, the standard's schema among them, are not installed"
)
def test_it_is_valid(document: dict[str, Any]) -> None:
    standard = json.loads(STANDARD.read_text())
    jsonschema.validate(document, standard)
    lacking = {**document, "operations": {"up-track": {"channel": {"$ref": "#/channels/up-track"}}}}
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(lacking, standard)


def test_every_reference_leads_somewhere(document: dict[str, Any]) -> None:
    for reference in re.findall(r'"\$ref": "#/([^"]+)"', json.dumps(document)):
        found: Any = document
        for part in reference.split("/"):
            found = found[part]
        assert found


def test_its_topics_are_those_of_the_broker() -> None:
    assert set(asyncapi.CHANNELS) == set(TOPICS)
    for topic, rights in TOPICS.items():
        assert (rights.writer == "box") == (topic in UPS)


@pytest.mark.parametrize("topic", asyncapi.CHANNELS)
def test_examples_are_of_the_form_described(document: dict[str, Any], topic: str) -> None:
    message = document["components"]["messages"][topic.replace("/", "-")]
    schema = {**message["payload"], "components": document["components"]}
    assert payloads(document, topic)
    for payload in payloads(document, topic):
        jsonschema.validate(payload, schema)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate("not of the form", schema)


@pytest.mark.parametrize("topic", UPS)
@pytest.mark.parametrize("encode", [msgspec.json.encode, msgspec.msgpack.encode])
def test_what_a_box_sends_is_read(document: dict[str, Any], topic: str, encode: Callable[[object], bytes]) -> None:
    what = topics.read(f"fleet/p00/box/{topic}").what
    for payload in payloads(document, topic):
        content = ingress.read(what, encode(payload))
        assert not isinstance(content, (MessageRefused, UnreadFix))
        assert not isinstance(content, Fixes) or (content.unread, content.refused) == ([], None)


@pytest.mark.parametrize("topic", DOWNS)
def test_what_a_box_receives_is_what_the_server_writes(document: dict[str, Any], topic: str) -> None:
    channel = asyncapi.CHANNELS[topic]
    for payload, example in zip(payloads(document, topic), channel.examples, strict=True):
        assert msgspec.convert(payload, channel.form, strict=False) == example


def test_the_guide_tells_each_topic_as_the_document_does() -> None:
    rows = re.findall(r"^\| `((?:up|down)/\w+)` \| (\d)([^|]*)\| (.*?) \|", GUIDE, re.MULTILINE)
    assert {topic for topic, *_ in rows} == set(asyncapi.CHANNELS)
    for topic, qos, more, content in rows:
        channel = asyncapi.CHANNELS[topic]
        assert int(qos) == channel.qos
        assert ("retained" in more) == channel.retained
        assert f"`{channel.form.__name__}`" in content


def test_the_guide_names_every_reason_of_a_refusal() -> None:
    for reason in (*FixRefusal, *MessageRefusal):
        assert f"`{reason}`" in GUIDE


def test_the_guide_s_examples_are_read() -> None:
    assert msgspec.json.decode(re.findall(r"```json\n(\[.*?)```", GUIDE, re.DOTALL)[0], type=list[Fix])
    assert msgspec.json.decode(re.findall(r"`(\{\"boot\".*?\})`", GUIDE)[0], type=Stored).seq > 0
