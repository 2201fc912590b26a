"""Which box gets which fault."""

import asyncio

import pytest
from structlog.testing import capture_logs

from simulators import faults as faults_module
from simulators.faults import USUAL, Fault, Faults, read_shares


def test_words_of_the_command_line() -> None:
    assert read_shares("on") == USUAL
    assert read_shares("off") == {}
    assert read_shares("all") == dict.fromkeys(Fault, 1.0)
    assert read_shares("late=0.5,flat=0") == {**USUAL, Fault.LATE: 0.5, Fault.FLAT: 0.0}


@pytest.mark.parametrize("text", ["", "later=0.1", "late", "late=much", "late=1.5", "late=nan"])
def test_a_word_nobody_knows_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"is not on, off|number from 0 to 1"):
        read_shares(text)


def test_shares_are_kept_and_repeatable() -> None:
    names = [f"box-{number:04}" for number in range(2_000)]
    faults = Faults(1, USUAL)
    drawn = {name: faults.of(name) for name in names}
    assert drawn == {name: Faults(1, USUAL).of(name) for name in names}
    assert drawn != {name: Faults(2, USUAL).of(name) for name in names}
    for fault, share in USUAL.items():
        given = sum(fault in has for has in drawn.values()) / len(names)
        assert share * 0.5 <= given <= share * 1.5 + 0.001


def test_another_share_of_one_fault_changes_no_other() -> None:
    few, many = Faults(1, USUAL), Faults(1, {**USUAL, Fault.LATE: 0.9})
    for number in range(500):
        name = f"box-{number:04}"
        assert few.of(name) - {Fault.LATE} == many.of(name) - {Fault.LATE}


async def test_what_struck_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults_module, "TELL_EVERY_S", 0.0)
    faults = Faults(1, {Fault.LATE: 0.5, Fault.FLAT: 0.1})
    faults.struck[Fault.LATE] += 3
    with capture_logs() as logs:
        telling = asyncio.create_task(faults.tell_for_ever())
        for _ in range(10):
            await asyncio.sleep(0)
        telling.cancel()
    assert logs[0] == {"event": "faults", "log_level": "info", "late": 3, "flat": 0}
