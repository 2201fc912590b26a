"""The parts of a chain that hold the rows of one case, checked beside the room at work, however long the chain is.

A head signed outside the database binds every row before it. Between the one before a row and the one after, each row is hashed again; of
the rest, every head read is compared with the hash stored: who changed a row there and sealed the chain again is found, who changed one
without is found by `./rramu audit verify`, which walks everything.
"""

from collections.abc import Collection, Iterator, Mapping

from db.engine import Reading
from kit.ids import CaseId, CentreId
from socle.audit import repository, service
from socle.audit.rules import GENESIS, Fault, stretches
from socle.audit.service import Verification

BESIDE_THE_ROOM = 500
"""Rows checked at once, in some 20 ms: a command waits no longer for it."""


async def verify(
    session: Reading, centre_id: CentreId, case_id: CaseId, numbers: Collection[int], signed: Mapping[int, str]
) -> Verification:
    """Walk what holds the rows of a case, by their numbers in a centre's chain, between its heads signed outside (number → hash).

    The session must work for that centre.
    """
    number, hashed = await repository.head(session, centre_id) or (0, GENESIS)
    walked = tuple(stretches(numbers, signed))
    faults = [
        fault
        for part in walked
        for fault in await service.faults_between(
            session, centre_id, {}, part.first - 1, part.last, at_once=BESIDE_THE_ROOM
        )
    ]
    stored = await repository.hashes(session, centre_id, signed)
    faults.extend(_of_heads(stored, signed, number))
    return Verification(
        centre_id=centre_id,
        sealed=number,
        head=hashed.hex(),
        unsealed=await repository.count_unsealed(session, centre_id),
        untold=await repository.count_untold(session, centre_id, case_id),
        signed=len(signed),
        faults=tuple(faults),
        walked=walked,
    )


def _of_heads(stored: Mapping[int, bytes], signed: Mapping[int, str], length: int) -> Iterator[Fault]:
    for number, hashed in sorted(signed.items()):
        if number not in stored:
            yield Fault(number, "MISSING" if number <= length else "TRUNCATED")
        elif stored[number].hex() != hashed:
            yield Fault(number, "REWRITTEN")
