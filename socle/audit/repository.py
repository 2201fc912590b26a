"""The trail's SQL, under row-level security by centre. Everybody may add to the region's own chain; reading it needs the right."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

import asyncpg
import msgspec
from msgspec import UNSET
from sqlalchemy import BigInteger, LargeBinary, RowMapping, Uuid, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY

from db.changes import tell
from db.engine import Reading, Writing, driver
from db.models.trail import AuditEntry, Change, Fact
from db.secrets import keyring
from kit.caller import Author
from kit.ids import CentreId, FactId, new_id
from kit.wire.live import FactNews
from socle.audit.rules import Content, Sealed

# `recorded_at` is the database's own clock at the insert: one clock for all processes, so that a row written after another's commit sorts
# after it, even within the millisecond a UUID v7 resolves.
# One round trip, asked of the driver: every command pays for this statement.
_RECORD = """
    WITH fact AS (
        INSERT INTO facts (id, centre_id, kind, at, account_id, role, operator_centre_id,
                           call_id, case_id, mission_id, vehicle_id, body)
        VALUES ($1::uuid, $3::uuid, $4::text, $9::timestamptz, $5::uuid, $6::text, $7::uuid,
                $10::uuid, $11::uuid, $12::uuid, $13::uuid, $14::jsonb)
    ), entry AS (
        INSERT INTO audit (id, centre_id, fact_id, action, account_id, role, operator_centre_id, subject, at, recorded_at)
        VALUES ($2::uuid, $3::uuid, $1::uuid, $4::text, $5::uuid, $6::text, $7::uuid, $8::text, $9::timestamptz, clock_timestamp()))
    SELECT pg_notify('audit', $3::text)"""
# Who looks again at the same thing within the minute has looked once.
_LOOK = """
    WITH entry AS (
        INSERT INTO audit (id, centre_id, fact_id, action, account_id, role, operator_centre_id, subject, at, recorded_at)
        SELECT $1::uuid, $2::uuid, NULL, $3::text, $4::uuid, $5::text, $6::uuid, $7::text, $8::timestamptz, clock_timestamp()
        WHERE NOT EXISTS (
            SELECT FROM audit known
            WHERE known.fact_id IS NULL AND known.account_id = $4::uuid AND known.subject = $7::text
              AND known.recorded_at > clock_timestamp() - interval '1 minute'
              AND known.action = $3::text AND known.centre_id = $2::uuid)
        RETURNING id
    )
    SELECT pg_notify('audit', $2::text) FROM entry"""


async def insert_fact(
    session: Writing,
    *,
    fact_id: FactId,
    entry_id: UUID,
    centre_id: CentreId,
    kind: str,
    author: Author,
    subject: str,
    at: datetime,
    ids: Mapping[str, UUID | None],
    body: Mapping[str, object],
) -> None:
    """Insert a fact and its audit row, and wake the centre's sealer at commit. `ids`: call_id, case_id, mission_id, vehicle_id."""
    tell(session, fact_id, centre_id, (ids["call_id"], ids["case_id"], ids["mission_id"]))
    stored = msgspec.json.encode(body, enc_hook=keyring(session).hook(centre_id, f"fact:{fact_id}")).decode()
    row = _fact(fact_id, entry_id, centre_id, author, at, kind, subject, ids, stored)
    await driver(session).execute(_RECORD, *row)


async def insert_fleet_facts(
    session: Writing,
    centre_id: CentreId,
    author: Author,
    at: datetime,
    happened: Iterable[tuple[str, UUID | None, Mapping[str, object]]],
) -> None:
    """Insert many facts (kind, vehicle, body) with their audit rows, in one go."""
    rows: list[tuple[object, ...]] = []
    for kind, vehicle_id, body in happened:
        fact_id = FactId(new_id())
        subject = f"fact:{fact_id}" if vehicle_id is None else f"vehicle:{vehicle_id}"
        stored = msgspec.json.encode(body).decode()
        ids = {"vehicle_id": vehicle_id}
        rows.append(_fact(fact_id, new_id(), centre_id, author, at, kind, subject, ids, stored))
    if rows:
        await driver(session).executemany(_RECORD, rows)


def _fact(  # noqa: PLR0917 - the statement's own order, nearly
    fact_id: FactId,
    entry_id: UUID,
    centre_id: CentreId,
    author: Author,
    at: datetime,
    kind: str,
    subject: str,
    ids: Mapping[str, UUID | None],
    body: str,
) -> tuple[object, ...]:
    """Give what `_RECORD` is given."""
    acted = (author.account_id, author.role, author.centre_id)
    about = (ids.get(name) for name in ("call_id", "case_id", "mission_id", "vehicle_id"))
    return (fact_id, entry_id, centre_id, kind, *acted, subject, at, *about, body)


async def insert_look(
    session: Writing, *, entry_id: UUID, centre_id: CentreId, action: str, author: Author, subject: str, at: datetime
) -> None:
    """Insert an audit row without a fact, unless this account's same look is less than a minute old; wake the centre's sealer at commit."""
    acted = (author.account_id, author.role, author.centre_id)
    await driver(session).execute(_LOOK, entry_id, centre_id, action, *acted, subject, at)


async def lock_chain(session: Writing, centre_id: CentreId) -> None:
    """Wait until nobody else seals this centre; held until the transaction ends."""
    await session.execute(
        text("SELECT pg_advisory_xact_lock(hashtextextended('seal:' || :centre, 0))"), {"centre": str(centre_id)}
    )


async def head(session: Reading, centre_id: CentreId) -> tuple[int, bytes] | None:
    """Give the number and hash of the last sealed row as kept apart from the rows."""
    row = (await session.execute(_HEAD, {"centre_id": centre_id})).one_or_none()
    return None if row is None else (row[0], row[1])


_CONTENT = (
    AuditEntry.id,
    AuditEntry.centre_id,
    AuditEntry.action,
    AuditEntry.account_id,
    AuditEntry.role,
    AuditEntry.subject,
    AuditEntry.at,
    AuditEntry.recorded_at,
    AuditEntry.fact_id,
    Fact.kind.label("fact_kind"),
    Fact.at.label("fact_at"),
    Fact.account_id.label("fact_account_id"),
    Fact.role.label("fact_role"),
    Fact.call_id,
    Fact.case_id,
    Fact.mission_id,
    Fact.vehicle_id,
    Fact.body,
    AuditEntry.operator_centre_id,
    Fact.operator_centre_id.label("fact_operator_centre_id"),
    Change.rows,
)


def _content(row: RowMapping) -> Content:
    values = {name: row[name] for name in Content.__struct_fields__}
    for name in ("operator_centre_id", "fact_operator_centre_id", "rows"):
        values[name] = row[name] or UNSET
    return Content(**values)


_HEAD = text("SELECT number, hash FROM chain_heads WHERE centre_id = :centre_id")
_HEADS = text("SELECT centre_id, number FROM chain_heads")
_LAST_SEALED = text(
    """
    SELECT number, hash FROM audit WHERE centre_id = :centre_id AND number <= :upto
    ORDER BY number DESC LIMIT 1"""
)
_HASHES = text("SELECT number, hash FROM audit WHERE centre_id = :centre_id AND number = ANY (:numbers)").bindparams(
    bindparam("numbers", type_=ARRAY(BigInteger()))
)
_NEWS = text(
    """
    SELECT audit.number, audit.fact_id, audit.action AS kind, call_id, case_id, mission_id, vehicle_id
    FROM audit LEFT JOIN facts ON facts.id = audit.fact_id
    WHERE audit.centre_id = :centre_id AND audit.number > :after
    ORDER BY audit.number LIMIT :limit"""
)


async def unsealed(session: Reading, centre_id: CentreId, limit: int) -> list[Content]:
    """Give the oldest rows without a number."""
    rows = await session.execute(
        select(*_CONTENT)
        .outerjoin(Fact, Fact.id == AuditEntry.fact_id)
        .outerjoin(Change, Change.fact_id == AuditEntry.fact_id)
        .where(AuditEntry.centre_id == centre_id, AuditEntry.number.is_(None))
        .order_by(AuditEntry.recorded_at, AuditEntry.id)
        .limit(limit)
    )
    return [_content(row) for row in rows.mappings()]


async def head_numbers(session: Reading) -> dict[CentreId, int]:
    """Give the number of the last sealed row of every centre the session works for; a centre that has none is not named."""
    rows = await session.execute(_HEADS)
    return {CentreId(centre_id): number for centre_id, number in rows}


_SEALED = """
    SELECT a.number, a.hash, a.id, a.centre_id, a.action, a.account_id, a.role, a.subject, a.at, a.recorded_at, a.fact_id,
           f.kind, f.at, f.account_id, f.role, f.call_id, f.case_id, f.mission_id, f.vehicle_id, f.body::text,
           a.operator_centre_id, f.operator_centre_id, c.rows::text
    FROM audit a LEFT JOIN facts f ON f.id = a.fact_id LEFT JOIN changes c ON c.fact_id = a.fact_id
    WHERE a.centre_id = $1 AND a.number > $2 AND a.number <= $3
    ORDER BY a.number LIMIT $4"""


async def last_sealed(session: Reading, centre_id: CentreId, upto: int) -> tuple[int, bytes] | None:
    """Give the number and hash of the last row numbered up to `upto`, as stored."""
    row = (await session.execute(_LAST_SEALED, {"centre_id": centre_id, "upto": upto})).one_or_none()
    return None if row is None else (row[0], row[1])


async def sealed(session: Reading, centre_id: CentreId, after: int, upto: int, limit: int) -> list[Sealed]:
    """Give the rows numbered above `after`, up to `upto`, in order. Asked of the driver itself: a whole chain is walked through here."""
    return [_sealed(row) for row in await driver(session).fetch(_SEALED, centre_id, after, upto, limit)]


def _sealed(row: asyncpg.Record) -> Sealed:
    (number, hashed, entry, centre, action, account, role, subject, at, recorded, fact, kind, fact_at, fact_account, fact_role,
     call, case, mission, vehicle, body, operator, fact_operator, rows) = row  # fmt: skip
    return Sealed(
        number,
        hashed,
        Content(
            id=entry,
            centre_id=centre,
            action=action,
            account_id=account,
            role=role,
            subject=subject,
            at=at,
            recorded_at=recorded,
            fact_id=fact,
            fact_kind=kind,
            fact_at=fact_at,
            fact_account_id=fact_account,
            fact_role=fact_role,
            call_id=call,
            case_id=case,
            mission_id=mission,
            vehicle_id=vehicle,
            body=None if body is None else msgspec.json.decode(body),
            operator_centre_id=operator or UNSET,
            fact_operator_centre_id=fact_operator or UNSET,
            rows=UNSET if rows is None else msgspec.json.decode(rows),
        ),
    )


async def news(session: Reading, centre_id: CentreId, after: int, limit: int) -> list[FactNews]:
    """Give the rows numbered above `after`, in order, as news."""
    rows = await session.execute(_NEWS, {"centre_id": centre_id, "after": after, "limit": limit})
    return [FactNews(centre_id=centre_id, **row) for row in rows.mappings()]


_SEAL = text(
    """
    WITH bound AS (
        UPDATE audit SET number = given.number, hash = given.hash
        FROM unnest(:ids, :numbers, :hashes) AS given (id, number, hash)
        WHERE audit.id = given.id
    )
    INSERT INTO chain_heads (centre_id, number, hash) VALUES (:centre_id, :number, :hash)
    ON CONFLICT (centre_id) DO UPDATE SET number = EXCLUDED.number, hash = EXCLUDED.hash"""
).bindparams(
    bindparam("ids", type_=ARRAY(Uuid())),
    bindparam("numbers", type_=ARRAY(BigInteger())),
    bindparam("hashes", type_=ARRAY(LargeBinary())),
)


async def seal(session: Writing, centre_id: CentreId, rows: Sequence[Sealed]) -> None:
    """Write the numbers and hashes of consecutive rows, and move the centre's head to the last."""
    await session.execute(
        _SEAL,
        {
            "ids": [row.content.id for row in rows],
            "numbers": [row.number for row in rows],
            "hashes": [row.hash for row in rows],
            "centre_id": centre_id,
            "number": rows[-1].number,
            "hash": rows[-1].hash,
        },
    )


async def count_unsealed(session: Reading, centre_id: CentreId) -> int:
    """Count the rows that wait for their number."""
    counted = await session.scalar(
        select(func.count()).where(AuditEntry.centre_id == centre_id, AuditEntry.number.is_(None))
    )
    return counted or 0


async def count_untold(session: Reading, centre_id: CentreId, case_id: UUID | None = None) -> int:
    """Count the facts without an audit row: of a centre, or of one case there."""
    about = [] if case_id is None else [Fact.case_id == case_id]
    counted = await session.scalar(
        select(func.count())
        .select_from(Fact)
        .outerjoin(AuditEntry, AuditEntry.fact_id == Fact.id)
        .where(Fact.centre_id == centre_id, AuditEntry.id.is_(None), *about)
    )
    return counted or 0


async def hashes(session: Reading, centre_id: CentreId, numbers: Collection[int]) -> dict[int, bytes]:
    """Give the hashes stored under these numbers; a number no row has is not named."""
    rows = await session.execute(_HASHES, {"centre_id": centre_id, "numbers": list(numbers)})
    return {row.number: row.hash for row in rows}
