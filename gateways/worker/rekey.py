"""After a rotation, everything of a centre that its trail has not sealed is written again under its newest key, blind indexes too.

A page at a time, in the order of the rows' ids, beside the room at work: a value is replaced only while it still is the one that was read,
so that nobody waits for this and nothing newer is lost. Values from before there were keys are found the same way. Facts stay as they were
sealed: their keys are kept. Source: ADR 0108.
"""

from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Table, and_, or_, select, text, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.orm import InstrumentedAttribute

from db.base import Base, JsonObject
from db.engine import Reading, Writing, writing
from db.models.keeping import LegalHold, Rekeying
from db.models.opinions import Opinion
from db.models.patients import Patient
from db.models.regulation import Call, Case, Decision, Mission
from db.models.tasks import Task
from db.secrets import cell, keyring
from dispatch.cases import appointments, blinds
from kit.clock import Clock, real_now
from kit.counters import count
from kit.ids import CentreId
from kit.wire.live import FactNews

COLUMNS: tuple[InstrumentedAttribute[Any], ...] = (
    Call.number, Case.caller_number, Case.place_label, Case.place_access, Patient.label, Patient.birth_date, Decision.words,
    Mission.outcome_words, LegalHold.motive, Task.words, Task.result, Opinion.question, Opinion.answer,
)  # fmt: skip
"""Every column of a centre's rows that is stored encrypted."""

WALKED = (*COLUMNS, Decision.orientation)
"""These, and the words of appointments, encrypted within their object."""

COVERED = " ".join(sorted(f"{column.class_.__tablename__}.{column.key}" for column in WALKED))
"""What a whole walk goes over: a centre whose last walk went over less is walked again."""

ROWS_AT_ONCE = 500
INDEXED_AT_ONCE = 100
"""Patients whose index is made again in one transaction, their rows locked meanwhile."""
KNOWN_EVERYWHERE_AFTER = timedelta(seconds=10)
"""Every process writes under a new key by then: a walk begun later has seen the last value of the old one."""

_FIRST = UUID(int=0)
_TRY_TURN = text("SELECT pg_try_advisory_xact_lock(hashtextextended('rekey:' || :centre, 0))")


def _table(column: InstrumentedAttribute[Any]) -> Table:
    return Base.metadata.tables[column.class_.__tablename__]


def _is_under_another(column: InstrumentedAttribute[Any], key_id: str) -> ColumnElement[bool]:
    """Say which values of a column are not, or not all, under a key."""
    stored = _table(column).c[column.key]
    within = column is Decision.orientation
    texts = [stored["appointment"][name].astext for name in appointments.WORDS] if within else [stored]
    return or_(*(one.not_like(f"enc:{key_id}:%") for one in texts))


async def rewrite(
    session: Writing, centre_id: UUID, column: InstrumentedAttribute[Any], row_id: UUID, value: str | JsonObject
) -> None:
    """Put a stored value, a token or an orientation, under the newest key of a centre, unless it has changed since it was read."""
    keys, table = keyring(session), _table(column)
    values: dict[str, object]
    if isinstance(value, str):
        plain = keys.decrypt(value, cell(column, row_id))
        values = {column.key: keys.encrypt(centre_id, plain, cell(column, row_id))}
        if column is Call.number:
            values["number_blind"] = keys.blind(centre_id, "phone", plain)
    else:
        values = {column.key: appointments.sealed(keys, centre_id, row_id, appointments.opened(keys, row_id, value))}
    await session.execute(update(table).where(table.c.id == row_id, table.c[column.key] == value).values(values))


async def take_over(session: Writing, _: Clock, transferred: FactNews) -> None:
    """Put everything of a case that has changed hands under the keys of its new centre: its callers are found there by number again."""
    for column in WALKED:
        row = _table(column).c
        its_own = (row.id if column.class_ is Case else row.case_id) == transferred.case_id
        stored = await session.execute(select(row.id, row[column.key]).where(its_own, row[column.key].is_not(None)))
        for row_id, value in stored.all():
            await rewrite(session, transferred.centre_id, column, row_id, value)
    while await blinds.again(
        session, and_(Patient.case_id == transferred.case_id, _stale(session, transferred.centre_id)), ROWS_AT_ONCE
    ):
        pass


def _stale(session: Reading, centre_id: UUID) -> ColumnElement[bool]:
    """Say which patients of a centre are not found under its newest key."""
    key_id, _ = keyring(session).newest(centre_id)
    return and_(Patient.centre_id == centre_id, Patient.indexed_under.is_distinct_from(key_id))


class Rekey:
    """The walk over one centre's values, as a job's step."""

    def __init__(self, engine: AsyncEngine, centre_id: CentreId) -> None:
        self._engine = engine
        self._centre_id = centre_id
        self._restart()

    def _restart(self) -> None:
        self._columns = list(WALKED)
        self._after = _FIRST
        self._began_at = real_now()
        self._key_id = ""

    async def step(self) -> bool:
        """Rewrite one page. True while the walk goes on; it begins again after a failure."""
        try:
            return await self._step()
        except Exception:
            self._restart()
            raise

    async def _step(self) -> bool:
        async with writing(self._engine, None, [self._centre_id]) as session:
            key_id, made_at = keyring(session).newest(self._centre_id)
            if await self._is_done(session, key_id) or not await session.scalar(
                _TRY_TURN, {"centre": str(self._centre_id)}
            ):
                return False
            if key_id != self._key_id:
                self._restart()
                self._key_id = key_id
            if await self._page(session, key_id):
                return True
            finished = self._began_at > made_at + KNOWN_EVERYWHERE_AFTER
            if finished:
                await self._finish(session, key_id)
            self._restart()
            return False

    async def _is_done(self, session: Reading, key_id: str) -> bool:
        mine = select(Rekeying.key_id, Rekeying.covered).where(Rekeying.centre_id == self._centre_id)
        return (await session.execute(mine)).one_or_none() == (key_id, COVERED)

    async def _page(self, session: Writing, key_id: str) -> bool:
        """Rewrite the next page of the column the walk is in, at last of the patients' index; False after the last."""
        if not self._columns:
            return bool(await blinds.again(session, _stale(session, self._centre_id), INDEXED_AT_ONCE))
        column = self._columns[0]
        row = _table(column).c
        page = (
            select(row.id, row[column.key])
            .where(row.centre_id == self._centre_id, row.id > self._after, _is_under_another(column, key_id))
            .order_by(row.id)
            .limit(ROWS_AT_ONCE)
        )
        rows = (await session.execute(page)).all()
        for found_id, value in rows:
            await rewrite(session, self._centre_id, column, found_id, value)
        count("rekey.values", len(rows))
        if len(rows) == ROWS_AT_ONCE:
            self._after = rows[-1][0]
        else:
            self._columns.pop(0)
            self._after = _FIRST
        return True

    async def _finish(self, session: Writing, key_id: str) -> None:
        statement = insert(Rekeying).values(
            centre_id=self._centre_id, key_id=key_id, finished_at=real_now(), covered=COVERED
        )
        kept = {name: statement.excluded[name] for name in ("key_id", "finished_at", "covered")}
        await session.execute(statement.on_conflict_do_update(index_elements=["centre_id"], set_=kept))
        count("rekey.centres")
