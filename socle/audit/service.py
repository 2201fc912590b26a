"""Record what happens, record who looks, seal the chain, verify it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType

import msgspec

from db.engine import Reading, Writing
from db.models.directory import REGION_CHAIN_ID
from kit.caller import Author, Caller
from kit.ids import CallId, CaseId, CentreId, FactId, MissionId, VehicleId, new_id
from kit.wire.codes.people import Role
from kit.wire.live import FactNews
from socle.audit import repository
from socle.audit.heads import Head
from socle.audit.rules import GENESIS, Check, Content, Fault, Sealed, Stretch, chain

SEALED_AT_ONCE = 500
VERIFIED_AT_ONCE = 1000
"""Rows in memory at a time: of five times as many, Python's search for garbage makes each a tenth dearer."""
NO_END = 2**63 - 1


async def record(  # noqa: PLR0917 - every command of the house says it in this order: who, where, what, when, details
    session: Writing,
    author: Author,
    centre_id: CentreId,
    kind: str,
    at: datetime,
    body: Mapping[str, object],
    *,
    call_id: CallId | None = None,
    case_id: CaseId | None = None,
    mission_id: MissionId | None = None,
    vehicle_id: VehicleId | None = None,
) -> FactId:
    """Write down that something happened, with its audit row, in the command's transaction.

    `kind` is `step.what`, past tense (`case.opened`); `at` is domain time; `body` holds what msgspec can turn into JSON: codes, ids,
    instants; names, numbers and free words about a patient as `db.secrets.private(…)`, stored encrypted. The session must work for
    `centre_id`, or `centre_id` must be the region's own chain.
    """
    ids = {"call_id": call_id, "case_id": case_id, "mission_id": mission_id, "vehicle_id": vehicle_id}
    fact_id = FactId(new_id())
    named = {"mission": mission_id, "case": case_id, "call": call_id, "vehicle": vehicle_id}
    subject = next((f"{what}:{given}" for what, given in named.items() if given is not None), f"fact:{fact_id}")
    await repository.insert_fact(
        session,
        fact_id=fact_id,
        entry_id=new_id(),
        centre_id=centre_id,
        kind=kind,
        author=author,
        subject=subject,
        at=at,
        ids=ids,
        body=body,
    )
    return fact_id


async def record_fleet(
    session: Writing,
    author: Author,
    at: datetime,
    happened: Iterable[tuple[str, VehicleId | None, Mapping[str, object]]],
) -> None:
    """Write down many things at once, as `record` does one: (kind, vehicle, body), in the region's own chain."""
    await repository.insert_fleet_facts(session, CentreId(REGION_CHAIN_ID), author, at, happened)


async def look(  # noqa: PLR0917 - the same order as `record`
    session: Writing, author: Author, centre_id: CentreId, action: str, subject: str, at: datetime
) -> None:
    """Write down that somebody looked. `action` is `what.verb` (`trail.looked`), `subject` what was looked at: `vehicle:<id>`.

    An account's same look within a minute (real time) is the same look, and leaves no second row.
    """
    await repository.insert_look(
        session, entry_id=new_id(), centre_id=centre_id, action=action, author=author, subject=subject, at=at
    )


async def look_by(  # noqa: PLR0917 - the same order as `record`
    session: Writing,
    caller: Caller,
    roles: Sequence[Role],
    centre_id: CentreId,
    action: str,
    subject: str,
    at: datetime,
) -> None:
    """Write down that a caller looked, by one of these roles, at what belongs to a centre.

    In the trail of that centre; where the role is not held there, it is shared with them: in that of their own first centre where it is.

    Raises:
        Forbidden: none of the roles is held anywhere.
    """
    held = caller.centres_of(frozenset(roles))
    looker = centre_id if centre_id in held or not held else held[0]
    await look(session, caller.acting_at(looker, *roles), looker, action, subject, at)


async def seal(session: Writing, centre_id: CentreId) -> list[FactNews]:
    """Number and bind the oldest unsealed rows of a centre, at most `SEALED_AT_ONCE`; give them as news, looks included.

    Two sealers of one centre wait for each other; the news may be published once the transaction is committed.
    """
    await repository.lock_chain(session, centre_id)
    waiting = await repository.unsealed(session, centre_id, SEALED_AT_ONCE)
    if not waiting:
        return []
    number, previous = await repository.head(session, centre_id) or (0, GENESIS)
    rows = _bind(number, previous, waiting)
    await repository.seal(session, centre_id, rows)
    return [_news(row) for row in rows]


def _bind(number: int, previous: bytes, waiting: Sequence[Content]) -> list[Sealed]:
    rows: list[Sealed] = []
    for content in waiting:
        number += 1
        previous = chain(previous, number, content)
        rows.append(Sealed(number, previous, content))
    return rows


def _news(row: Sealed) -> FactNews:
    content = row.content
    return FactNews(
        centre_id=content.centre_id,
        number=row.number,
        fact_id=content.fact_id,
        kind=content.action,
        call_id=content.call_id,
        case_id=content.case_id,
        mission_id=content.mission_id,
        vehicle_id=content.vehicle_id,
    )


async def news_after(session: Reading, centre_id: CentreId, number: int, limit: int) -> list[FactNews]:
    """Give the sealed rows above `number`, in order, as news: for reactions, and to tell again what may not have been heard."""
    return await repository.news(session, centre_id, number, limit)


async def head_numbers(session: Reading) -> dict[CentreId, int]:
    """Give the number of the last sealed row of every centre the session works for; a centre that has none is not named."""
    return await repository.head_numbers(session)


async def head_number(session: Reading, centre_id: CentreId) -> int:
    """Give the number of the last sealed row; 0 when there is none."""
    found = await repository.head(session, centre_id)
    return 0 if found is None else found[0]


async def heads(session: Reading, centres: Iterable[CentreId], at: datetime) -> list[Head]:
    """Give where the chains stand, `at` real time: what is signed outside the database. The session works for these centres."""
    found = {centre_id: await repository.head(session, centre_id) for centre_id in centres}
    return [
        Head(at=at, centre_id=centre_id, number=head[0], hash=head[1].hex())
        for centre_id, head in found.items()
        if head is not None
    ]


class Verification(msgspec.Struct, frozen=True, kw_only=True):
    """What a walk over a chain found."""

    centre_id: CentreId
    sealed: int
    head: str
    """Hash of the last sealed row, hexadecimal."""
    unsealed: int
    untold: int
    """Facts that have no audit row: of the whole centre, or of the case it was walked for."""
    signed: int
    """Heads signed outside the database it was compared with."""
    faults: tuple[Fault, ...]
    walked: tuple[Stretch, ...] | None = None
    """The parts whose rows were checked one by one; none: all of it."""

    @property
    def sound(self) -> bool:
        """Tell whether nothing is changed, missing, cut off or untold. An unsealed tail is normal while the room works."""
        return not self.faults and not self.untold


async def verify(
    session: Reading, centre_id: CentreId, signed: Mapping[int, str] = MappingProxyType({}), *, after: int = 0
) -> Verification:
    """Walk a centre's chain to its head, beside its heads signed outside (number → hash): from its first row, or the one after `after`.

    The session must work for that centre.
    """
    head = await repository.head(session, centre_id) or (0, GENESIS)
    check = await _walk(session, centre_id, signed, after)
    check.end(*head)
    return Verification(
        centre_id=centre_id,
        sealed=check.number,
        head=check.hash.hex(),
        unsealed=await repository.count_unsealed(session, centre_id),
        untold=await repository.count_untold(session, centre_id),
        signed=len(signed),
        faults=tuple(check.faults),
    )


async def faults_between(  # noqa: PLR0917 - of which chain, beside what, from where to where, in what steps
    session: Reading,
    centre_id: CentreId,
    signed: Mapping[int, str],
    after: int,
    upto: int,
    at_once: int = VERIFIED_AT_ONCE,
) -> tuple[Fault, ...]:
    """Walk part of a centre's chain, from the row after `after` to the one numbered `upto`, `at_once` rows a time.

    Nothing is said of rows lacking at its end: whoever walks the rest, or knows its last row, does.
    """
    return tuple((await _walk(session, centre_id, signed, after, upto, at_once)).faults)


async def _walk(  # noqa: PLR0917 - of which chain, beside what, from where to where, in what steps
    session: Reading,
    centre_id: CentreId,
    signed: Mapping[int, str],
    after: int,
    upto: int = NO_END,
    at_once: int = VERIFIED_AT_ONCE,
) -> Check:
    begin = await repository.last_sealed(session, centre_id, after) if after else None
    check = Check(signed, *(begin or (0, GENESIS)))
    while rows := await repository.sealed(session, centre_id, check.number, upto, at_once):
        check.walk(rows)
    return check
