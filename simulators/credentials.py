"""The newest two credentials of a box, kept on its disk: which one holds is the broker's to say.

Source: `docs/box-protocol.md`, Connection.
"""

from hashlib import sha256

import msgspec

from simulators.journal import Journal

KEPT = 2
NOTE = "credentials"
GIVEN = "credential given"


class Credentials:
    """What a box may prove itself with.

    Args:
        journal: its disk.
        given: the credential it was provisioned with; one it does not know yet is its newest.
    """

    def __init__(self, journal: Journal, given: str) -> None:
        self._journal = journal
        self._held = msgspec.json.decode(journal.noted(NOTE) or b"[]", type=list[str])
        self._tried = 0
        if journal.noted(GIVEN) != given.encode():  # the one it was told at every boot before is as old as that
            if given not in self._held:
                self.take(given)
            journal.note(GIVEN, given.encode())

    @property
    def in_use(self) -> str:
        """Give the one to connect with."""
        return self._held[self._tried]

    @property
    def mark(self) -> str:
        """Give what health says of the newest: enough to know which it is, nothing to guess it from."""
        return sha256(self._held[0].encode()).hexdigest()[:16]

    def take(self, credential: str) -> None:
        """Keep a new one, and the one that was the newest until now."""
        self._held = [credential, *(one for one in self._held if one != credential)][:KEPT]
        self._tried = 0
        self._journal.note(NOTE, msgspec.json.encode(self._held))

    def refused(self) -> None:
        """Try the other one next."""
        self._tried = (self._tried + 1) % len(self._held)
