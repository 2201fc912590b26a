"""Nothing of who, where and what for is left in a case that is withheld."""

import msgspec

from dispatch.cases.withheld import withhold, withhold_log
from kit.wire.cases import CaseView
from tests.socle.accounts.test_fields import CASE, LOG


def test_a_withheld_case_says_what_the_room_needs_and_not_who() -> None:
    text = msgspec.json.encode(withhold(CASE)).decode()
    assert not [
        word for word in ("BRUMAIRE", "Odile", "P40Y", "quai", "Douleur", "+33261910001", "1234") if word in text
    ]
    seen = msgspec.json.decode(text, type=CaseView)
    assert (seen.withheld, seen.number, seen.priority, seen.version) == (True, CASE.number, CASE.priority, CASE.version)
    assert seen.decisions[0].means == CASE.decisions[0].means


def test_a_withheld_log_says_what_was_done_and_by_whom() -> None:
    (entry,) = withhold_log([LOG])
    assert (entry.kind, entry.author, entry.body) == (LOG.kind, LOG.author, {})
