"""What is kept of a refused fix or message: its reason, and enough of it to understand what its sender did."""

import json
from datetime import datetime
from hashlib import sha256

import msgspec

from kit.wire.codes import FixRefusal, MessageRefusal
from kit.wire.telemetry import Fix
from tracker.store import RefusedRow

KEPT_BYTES = 2048


def refused_row(
    box: str, numbers: tuple[int, int] | None, reason: FixRefusal | MessageRefusal, payload: bytes, at: datetime
) -> RefusedRow:
    """Make the row of a refusal. `numbers`: (boot, sequence) when readable; `at`: real time."""
    boot, seq = numbers or (None, None)
    return RefusedRow(box, boot, seq, reason.value, at, sha256(payload).digest(), payload[:KEPT_BYTES])


def readable(fix: Fix) -> bytes:
    """Write a fix out again as JSON, with NaN and Infinity as they are."""
    return json.dumps(msgspec.to_builtins(fix)).encode()
