"""In which order and at what pace a box sends what it has kept."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from kit.wire.codes.missions import MissionStatus
from kit.wire.telemetry import BoxStatus, Fix, Numbered
from simulators.journal import Journal, Kind, Number
from simulators.outgoing import RESEND_AFTER_S, Outgoing

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SENT_AT = AT + timedelta(seconds=7)


class Sent:
    """A journal, its way out, and what came out: (topic, sequences)."""

    def __init__(self, file: Path) -> None:
        self.journal = Journal(file)
        self.outgoing = Outgoing(self.journal, self.publish, lambda: SENT_AT)
        self.messages: list[tuple[str, list[int]]] = []
        self.payloads: list[bytes] = []
        self.correlations: list[bytes] = []

    def publish(self, what: str, payload: bytes, correlation: bytes) -> None:
        """Note what is sent."""
        content = msgspec.json.decode(payload, type=list[Numbered] | Numbered)
        fixes = content if isinstance(content, list) else [content]
        self.messages.append((what, [fix.seq for fix in fixes]))
        self.payloads.append(payload)
        self.correlations.append(correlation)

    def fixes(self, count: int) -> None:
        """Keep fixes."""
        for _ in range(count):
            self.journal.write(
                Kind.TRACK,
                AT,
                lambda n: Fix(boot=n.boot, seq=n.seq, measured_at=AT, lon_deg=-0.37, lat_deg=49.18),
            )

    def button(self) -> None:
        """Keep a button."""
        self.journal.write(
            Kind.STATUS, AT, lambda n: BoxStatus(boot=n.boot, seq=n.seq, at=AT, status=MissionStatus.DEPART)
        )


@pytest.fixture
def sent(tmp_path: Path) -> Iterator[Sent]:
    """Give an empty way out."""
    made = Sent(tmp_path / "box.sqlite")
    yield made
    made.journal.close()


def test_a_button_goes_ahead_of_a_backlog(sent: Sent) -> None:
    sent.fixes(3)
    sent.button()
    sent.outgoing.send(0.0)
    assert sent.messages == [("status", [4]), ("track", [1, 2, 3])]


def test_a_backlog_goes_at_the_rate_the_server_gave(sent: Sent) -> None:
    sent.fixes(600)
    sent.outgoing.backlog_fixes_per_s = 50.0
    sent.outgoing.send(0.0)
    assert [len(seqs) for _, seqs in sent.messages] == [200]
    assert sent.outgoing.has_backlog(Number(1, 600))
    sent.outgoing.send(1.0)
    assert [len(seqs) for _, seqs in sent.messages] == [200, 50]


def test_no_more_than_a_window_is_under_way_without_receipt(sent: Sent) -> None:
    sent.outgoing.backlog_fixes_per_s = 10_000.0
    sent.fixes(1_000)
    sent.outgoing.send(1.0)
    assert [len(seqs) for _, seqs in sent.messages] == [200, 200, 200, 200]
    sent.outgoing.settle(Number(1, 200), 1.1)
    sent.outgoing.send(1.2)
    assert len(sent.messages) == 5


def test_what_stays_without_receipt_is_sent_again(sent: Sent) -> None:
    sent.fixes(1)
    sent.outgoing.send(10.0)
    sent.outgoing.send(10.0 + RESEND_AFTER_S)
    assert len(sent.messages) == 1
    sent.outgoing.send(10.1 + RESEND_AFTER_S)
    assert sent.messages == [("track", [1]), ("track", [1])]


def test_receipts_that_settle_nothing_do_not_put_off_the_resending(sent: Sent) -> None:
    sent.fixes(2)
    sent.outgoing.send(0.0)
    for second in range(1, 30):
        sent.outgoing.settle(Number(1, 0), float(second))
    sent.outgoing.send(RESEND_AFTER_S + 0.5)
    assert sent.messages == [("track", [1, 2]), ("track", [1, 2])]


def test_a_refused_message_is_known_by_its_correlation_once(sent: Sent) -> None:
    sent.fixes(2)
    sent.outgoing.send(0.0)
    (correlation,) = sent.correlations
    assert sent.outgoing.of_message(correlation) == [Number(1, 1), Number(1, 2)]
    assert sent.outgoing.of_message(correlation) == []


def test_the_last_fix_of_a_batch_says_when_it_is_sent_and_the_journal_does_not(sent: Sent) -> None:
    sent.fixes(2)
    sent.outgoing.send(0.0)
    (payload,) = sent.payloads
    assert [fix.sent_at for fix in msgspec.json.decode(payload, type=list[Fix])] == [None, SENT_AT]
    kept = sent.journal.after(Number(0, 0), fixes=True, limit=2)
    assert [msgspec.json.decode(message.body, type=Fix).sent_at for message in kept] == [None, None]
