"""The trail of one case, for its inquest file: its rows in every chain it has been in, and the proof that they are as they were sealed."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import ColumnElement, or_, select, union_all
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import aliased

from db.engine import Reading, reading
from db.models.accounts import Account
from db.models.directory import Centre
from db.models.regulation import Call, Mission
from db.models.trail import AuditEntry, Fact
from db.secrets import keyring
from kit.ids import CaseId, CentreId
from kit.wire.inquest import InquestEntry, InquestProof, InquestStretch
from socle.audit import around, signed
from socle.audit.service import Verification


class TrailRow(NamedTuple):
    """Where a row about a case stands. `number`: none, not sealed yet; `recorded_at`: real time."""

    centre_id: UUID
    centre_code: str
    number: int | None
    recorded_at: datetime


def proof_of(centre_code: str, chain: Verification) -> InquestProof:
    """Say in a file what the walk over a centre's chain found."""
    return InquestProof(
        centre_code=centre_code,
        sound=chain.sound,
        sealed=chain.sealed,
        head=chain.head,
        signed_heads=chain.signed,
        faults=[f"{fault.what} {fault.number}" for fault in chain.faults],
        walked=None if chain.walked is None else [InquestStretch(**asdict(part)) for part in chain.walked],
    )


async def rows_of(session: Reading, case_id: UUID) -> list[TrailRow]:
    """Give where the rows of the trail about a case stand: in the chain of its centre, and of others it has been at."""
    query = (
        select(AuditEntry.centre_id, Centre.code, AuditEntry.number, AuditEntry.recorded_at)
        .join(Centre, Centre.id == AuditEntry.centre_id)
        .where(await _about(session, case_id))
    )
    return [TrailRow(*row) for row in await session.execute(query)]


async def prove(
    engine: AsyncEngine, heads_folder: Path | None, case_id: CaseId, rows: Sequence[TrailRow]
) -> list[InquestProof]:
    """Check the parts of the chains that hold these rows of a case, between their heads signed outside (`socle.audit.around`).

    Raises:
        HeadsUnreadable: heads are signed, and no key to check them with is there.
    """
    heads = await asyncio.to_thread(signed.around, heads_folder, {row.recorded_at for row in rows})
    proofs: list[InquestProof] = []
    for centre_id, code in sorted({(row.centre_id, row.centre_code) for row in rows}, key=lambda centre: centre[1]):
        numbers = [row.number for row in rows if row.centre_id == centre_id and row.number is not None]
        async with reading(engine, None, [centre_id]) as session:
            found = await around.verify(session, CentreId(centre_id), case_id, numbers, heads.get(centre_id, {}))
        proofs.append(proof_of(code, found))
    return proofs


async def _about(session: Reading, case_id: UUID) -> ColumnElement[bool]:
    """Say which rows of the trail are about a case, its calls and its missions: facts, and looks at them."""
    call_ids = set(await session.scalars(select(Call.id).where(Call.case_id == case_id)))
    mission_ids = await session.scalars(select(Mission.id).where(Mission.case_id == case_id))
    subjects = {f"case:{case_id}", *(f"mission:{one}" for one in mission_ids), *(f"call:{one}" for one in call_ids)}
    facts = (
        select(AuditEntry.id)
        .join(Fact, Fact.id == AuditEntry.fact_id)
        .where(or_(Fact.case_id == case_id, Fact.call_id.in_(call_ids)))
    )
    looks = select(AuditEntry.id).where(AuditEntry.fact_id.is_(None), AuditEntry.subject.in_(subjects))
    return AuditEntry.id.in_(union_all(facts, looks))


async def entries(session: Reading, case_id: UUID, codes: dict[UUID, str]) -> list[InquestEntry]:
    """Read the trail's rows of a case, of its calls and of its missions, and every look at them."""
    account = aliased(Account)
    query = (
        select(AuditEntry, Fact, account.name)
        .outerjoin(Fact, Fact.id == AuditEntry.fact_id)
        .outerjoin(account, account.id == AuditEntry.account_id)
        .where(await _about(session, case_id))
        .order_by(AuditEntry.recorded_at, AuditEntry.id)
    )
    keys = keyring(session)

    def entry_of(entry: AuditEntry, fact: Fact | None, name: str | None) -> InquestEntry:
        return InquestEntry(
            centre_code=codes[entry.centre_id],
            number=entry.number,
            hash=None if entry.hash is None else entry.hash.hex(),
            at=entry.at,
            recorded_at=entry.recorded_at,
            kind=entry.action,
            author=name or entry.role,
            role=entry.role,
            operator_centre_code=None if entry.operator_centre_id is None else codes[entry.operator_centre_id],
            fact_id=entry.fact_id,
            body={} if fact is None else keys.open_body(fact.body, f"fact:{fact.id}"),
        )

    return [entry_of(*row) for row in await session.execute(query)]
