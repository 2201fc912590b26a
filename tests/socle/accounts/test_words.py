"""Nobody reads a code without its words."""

from kit.wire.codes.people import Role
from socle.accounts import words
from socle.accounts.rights import ACTIONS


def test_every_role_and_action_has_its_words() -> None:
    assert set(words.ROLES) == set(Role)
    assert set(words.ACTIONS) == set(ACTIONS)
    assert all(words.ACTIONS.values())
    assert len(set(words.ACTIONS.values())) == len(words.ACTIONS)
