"""Rows as facts left them, in temporary tables that PostgreSQL finds before the real ones of the same names.

They go with the transaction. A statement prepared before still means the real tables: the connection is one nobody used before and nobody
will, and what must be read of the real tables is read before the first scene.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, inspect, text

from db.base import Base
from db.changes import TRACED
from db.engine import Writing
from db.models.regulation import Call, Case, MissionStatusEntry
from dispatch.missions.past_history import History
from socle.audit import replay


class Stage:
    """The tables of one transaction, that show one instant after the other."""

    def __init__(self, session: Writing, history: History) -> None:
        self._session = session
        self._history = history
        self._shown: replay.Rows = {}
        self._is_set = False

    async def go_to(self, at: datetime) -> None:
        """Show the rows as they stood at an instant, not before the one shown."""
        if not self._is_set:
            for model in TRACED:
                name = model.__tablename__
                await self._session.execute(
                    text(f"CREATE TEMP TABLE {name} (LIKE public.{name} INCLUDING DEFAULTS) ON COMMIT DROP")
                )
            self._is_set = True
        rows = self._history.rows(at)
        changed = {name: _changed(held, self._shown.get(name, {})) for name, held in rows.items()}
        for model in TRACED:
            if changed.get(model.__tablename__):
                await self._replace(model, changed)
        self._shown = rows
        self._session.expunge_all()  # what was read of the instant before

    async def _replace(self, model: type[Base], changed: replay.Rows) -> None:
        rows = [row for row in replay.whole(model, changed) if self._is_whole(row)]
        if not rows:
            return
        name = model.__tablename__
        if self._shown.get(name):
            forget = text(f"DELETE FROM {name} WHERE id = ANY(:ids)")  # noqa: S608 - a table of ours
            await self._session.execute(forget, {"ids": list(changed[name])})
        names = [attribute.key for attribute in inspect(model).column_attrs]
        await self._session.execute(insert(model), [{name: getattr(row, name) for name in names} for row in rows])

    def _is_whole(self, row: Base) -> bool:
        """Tell whether a row was rebuilt whole: a fact may also have touched a row of another case."""
        match row:
            case Case():
                return row.id in self._history.case_ids
            case Call():
                return row.id in self._history.call_ids
            case MissionStatusEntry():
                return True
            case _:
                case_id: UUID = getattr(row, "case_id")  # noqa: B009 - every other traced table has it
                return case_id in self._history.case_ids


def _changed(rows: Mapping[UUID, dict[str, Any]], before: Mapping[UUID, dict[str, Any]]) -> dict[UUID, dict[str, Any]]:
    return {row_id: values for row_id, values in rows.items() if before.get(row_id) != values}
