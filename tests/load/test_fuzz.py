"""The fuzzer starts from what is valid, goes beyond it, and tells what breaks."""

from importlib.util import find_spec

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateways.mqtt import ingress
from load import fuzz
from load.fuzz_targets import FEED, SCREEN_SAYS, TARGETS, UPS
from tracker.arrivals import MessageRefused


@given(st.sampled_from(list(TARGETS)), st.binary(max_size=300))
def test_every_target_takes_any_bytes(target: str, data: bytes) -> None:
    TARGETS[target].run(data)
    for seed in TARGETS[target].seeds:
        TARGETS[target].run(seed + data)


def test_the_seeds_of_messages_are_read() -> None:
    for seed in TARGETS["message"].seeds:
        assert not isinstance(ingress.read(UPS[seed[0]], seed[1:]), MessageRefused)
    assert TARGETS["screen"].seeds == [msgspec.json.encode(said) for said in SCREEN_SAYS]
    assert TARGETS["feed"].seeds == [msgspec.msgpack.encode([FEED])]


@pytest.mark.skipif(find_spec("atheris") is None, reason="atheris has no package for this machine")
def test_a_target_that_breaks_is_told_with_its_input() -> None:
    figures = fuzz.fuzz("receipt", 1)
    assert figures["receipt_inputs"] > 0
    with pytest.raises(fuzz.Broken, match="no such target"):
        fuzz.fuzz("no such target", 1)
