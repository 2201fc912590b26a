"""The frames the screen's tests apply are the frames the server would send: same fields, same forms, every kind of event."""

from pathlib import Path
from typing import get_args

import msgspec

from kit.wire.live import LiveEvent

FRAMES = Path(__file__).with_name("live_frames.json")


def test_frames_are_exactly_what_the_wire_encodes() -> None:
    """A field added to the wire must be added to the frames: the screen's tests then see it."""
    events = msgspec.json.decode(FRAMES.read_bytes(), type=list[LiveEvent])
    assert msgspec.json.decode(msgspec.json.encode(events)) == msgspec.json.decode(FRAMES.read_bytes())


def test_every_kind_of_event_is_there() -> None:
    events = msgspec.json.decode(FRAMES.read_bytes(), type=list[LiveEvent])
    assert {type(event) for event in events} == set(get_args(LiveEvent))
