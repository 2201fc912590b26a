"""What boxes kept and what the server took: which differences are a fault."""

from datetime import UTC, datetime

import pytest

from gateways.cli.fleet import fault, too_many
from kit.wire.loads import FleetShare

AT = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


def share(kept: int, waiting: int = 0, refused: int = 0) -> FleetShare:
    """Give a share of one box."""
    return FleetShare(
        boxes=1,
        connected=1,
        connect_s=1.0,
        steady_from=AT,
        steady_to=AT,
        fixes=kept,
        receipts={},
        waiting=waiting,
        refused=refused,
        fresh={},
        memory_bytes=0,
        cpu_s=0.0,
        troubles={},
        kept=kept,
        dropped=0,
    )


@pytest.mark.parametrize("taken", [17, 18, 20])
def test_what_is_still_without_receipt_may_be_stored_or_not(taken: int) -> None:
    assert fault([share(10, waiting=2), share(10, refused=1)], taken) is None


@pytest.mark.parametrize("taken", [0, 16, 21])
def test_a_receipt_for_nothing_and_a_fix_of_nobody_are_faults(taken: int) -> None:
    said = fault([share(10, waiting=2), share(10, refused=1)], taken)
    assert said == f"boxes kept 20 fixes and hold receipts for 17, the server has {taken}"


def test_more_boxes_than_the_broker_may_open_files_are_refused_beforehand() -> None:
    assert too_many(19_800, 20_000) is None
    assert too_many(19_801, 20_000) == (
        "a process may open 20000 files here, so the broker holds at most 19800 boxes: raise `ulimit -Hn`, or ask for fewer"
    )
