"""The statements an API sends its database, written down as they leave, by transaction: to be run again, or explained."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement in PostgreSQL's own form (`$1`), with what it was given."""

    sql: str
    given: Sequence[Any]


@dataclass(slots=True)
class Recording:
    """What an engine sent since `listen`."""

    transactions: list[list[Statement]] = field(default_factory=list[list[Statement]])
    """Committed ones, in the order of their commits."""
    alone: list[Statement] = field(default_factory=list[Statement])
    """Those outside a transaction."""
    _open: defaultdict[int, list[Statement]] = field(default_factory=lambda: defaultdict[int, list[Statement]](list))

    def listen(self, engine: AsyncEngine) -> None:
        """Write down from now on."""
        event.listen(engine.sync_engine, "before_cursor_execute", self._sent)
        event.listen(engine.sync_engine, "commit", self._committed)
        event.listen(engine.sync_engine, "rollback", self._forget)

    def _sent(
        self,
        connection: Connection,
        _cursor: object,
        sql: str,
        given: Sequence[Any],
        _context: object,
        many: bool,
    ) -> None:
        statements = [Statement(sql, tuple(one)) for one in (given if many else [given])]
        if connection.get_execution_options().get("isolation_level") == "AUTOCOMMIT":
            self.alone += statements
        else:
            self._open[id(connection)] += statements

    def _committed(self, connection: Connection) -> None:
        self.transactions.append(self._open.pop(id(connection), []))

    def _forget(self, connection: Connection) -> None:
        self._open.pop(id(connection), None)
