"""What a transaction changes in the rows of a case, gathered as it is flushed and written at its commit beside the facts that tell of it.

A fact says what happened; its changes are the values it gave to rows, so that rows as they stood at any instant can be rebuilt from facts
alone. Nothing in these tables changes without a fact about it: a transaction that tries is refused at its commit. A statement that goes
around the session's rows (an `INSERT … ON CONFLICT`) says by `note` what it changed.

Values are stored as they are in the tables: what is encrypted there stays so here, bound to the same cell.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast
from uuid import UUID
from weakref import WeakKeyDictionary

import msgspec
from sqlalchemy import event, inspect
from sqlalchemy.engine import AdaptedConnection
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, SessionTransaction

from db.base import Base
from db.models.opinions import Opinion
from db.models.patients import Patient
from db.models.regulation import Call, Case, Decision, Mission, MissionStatusEntry
from db.models.tasks import Task

Subjects = Callable[[Any], tuple[UUID, ...]]
Changed = dict[tuple[str, UUID], tuple[tuple[UUID, ...], dict[str, object]]]
Facts = dict[UUID, tuple[UUID, UUID]]

TRACED: Mapping[type[Base], Subjects] = {
    Case: lambda row: (row.id,),
    Call: lambda row: (row.id,),
    Patient: lambda row: (row.case_id,),
    Decision: lambda row: (row.case_id,),
    Mission: lambda row: (row.id, row.case_id),
    MissionStatusEntry: lambda row: (row.mission_id,),
    Task: lambda row: (row.case_id,),
    Opinion: lambda row: (row.case_id,),
}
"""The tables rebuilt from facts, and of which call, case or mission a fact must be that tells of a changed row.

Proposals are not among them: written once, with their fact, they never change.
"""

_WRITE = """
    INSERT INTO changes (fact_id, centre_id, rows)
    SELECT given.fact_id, given.centre_id, given.rows::jsonb
    FROM unnest($1::uuid[], $2::uuid[], $3::text[]) AS given (fact_id, centre_id, rows)"""


class ChangedWithoutFact(Exception):
    """A row of a case was changed and no fact of the transaction tells of it: a bug, never committed."""


class TracedSession(Session):
    """A session whose transaction writes what it changed beside its facts."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - the base class's own
        super().__init__(*args, **kwargs)
        self.changed: Changed = {}
        """(table, row) → what a fact about it is of, and the columns changed with their newest values."""
        self.facts: Facts = {}
        """Call, case or mission → the newest fact of it, and that fact's centre."""
        self.before: WeakKeyDictionary[SessionTransaction, tuple[Changed, Facts]] = WeakKeyDictionary()
        """What the session held when a transaction or a savepoint began: what it holds again when that is rolled back."""


def tell(session: AsyncSession, fact_id: UUID, centre_id: UUID, subjects: Iterable[UUID | None]) -> None:
    """Say that a fact about these calls, cases and missions was written."""
    if isinstance(session.sync_session, TracedSession):
        for subject in subjects:
            if subject is not None:
                session.sync_session.facts[subject] = (fact_id, centre_id)


def note(session: AsyncSession, model: type[Base], values: Mapping[str, Any]) -> None:
    """Say which row a statement that goes around the session wrote, whole: `values` by column, `id` among them."""
    if isinstance(session.sync_session, TracedSession):
        _keep(session.sync_session, model, values["id"], TRACED[model](_Named(values)), dict(values))


class _Named:
    """Values read as attributes."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self.__dict__.update(values)


def _keep(
    session: TracedSession, model: type[Base], row_id: UUID, subjects: tuple[UUID, ...], values: dict[str, object]
) -> None:
    _, known = session.changed.setdefault((model.__tablename__, row_id), (subjects, {}))
    known.update(values)


@event.listens_for(TracedSession, "after_transaction_create")
def _hold(session: TracedSession, transaction: SessionTransaction) -> None:
    """Remember what was held before a savepoint (what was changed until then is flushed by now), or before the whole transaction."""
    if transaction.nested or transaction.parent is None:
        changed = {row: (subjects, dict(values)) for row, (subjects, values) in session.changed.items()}
        session.before[transaction] = (changed, dict(session.facts))


@event.listens_for(TracedSession, "after_soft_rollback")
def _undo(session: TracedSession, transaction: SessionTransaction) -> None:
    """Forget what was changed and told since: neither the rows nor the facts are there any more."""
    if transaction in session.before:
        session.changed, session.facts = session.before.pop(transaction)


@event.listens_for(TracedSession, "before_flush")
def _gather(session: TracedSession, _: object, __: object) -> None:
    """Remember the columns about to be written."""
    row: Any
    for row in session.new:
        _keep_row(session, row, _loaded(row))
    for row in session.dirty:
        before: Mapping[str, Any] = inspect(row).committed_state
        _keep_row(session, row, {name: row.__dict__[name] for name in before if row.__dict__.get(name) != before[name]})


def _keep_row(session: TracedSession, row: Any, values: dict[str, object]) -> None:  # noqa: ANN401 - any table's row
    model = cast("type[Base]", type(row))
    if values and model in TRACED:
        _keep(session, model, row.id, TRACED[model](row), values)


def _loaded(row: Base) -> dict[str, object]:
    """Give the values a new row was made with."""
    return {name: value for name, value in row.__dict__.items() if not name.startswith("_") and value is not None}


@event.listens_for(TracedSession, "before_commit")
def _write(session: TracedSession) -> None:
    """Write what was changed, each row beside the newest fact about it.

    Raises:
        ChangedWithoutFact: there is none.
    """
    session.flush()
    if not session.changed:
        return
    by_fact: dict[tuple[UUID, UUID], dict[str, dict[str, object]]] = {}
    for (table, row_id), (subjects, values) in session.changed.items():
        fact = next((session.facts[subject] for subject in subjects if subject in session.facts), None)
        if fact is None:
            raise ChangedWithoutFact(f"{table}: {', '.join(values)}")
        by_fact.setdefault(fact, {}).setdefault(table, {})[str(row_id)] = values
    facts, centres = zip(*by_fact, strict=True)
    rows = [msgspec.json.encode(changed).decode() for changed in by_fact.values()]
    adapted = cast("AdaptedConnection", session.connection().connection.dbapi_connection)
    adapted.run_async(lambda driver: driver.execute(_WRITE, facts, centres, rows))
    session.changed.clear()
