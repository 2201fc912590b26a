"""The statements of an API's commands, written down as they leave, in order, by command: to be sent again, or explained.

What SQLAlchemy sends is told by its events, the rest by the driver's query log; both through the loop's queue, so they stay in order.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, TypeVar

import asyncpg
import httpx
from msgspec import Struct
from sqlalchemy import Connection, event
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import PoolProxiedConnection

from load.stories import Teller

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement in PostgreSQL's own form (`$1`), with what it was given; `many`: once for each of these."""

    sql: str
    given: Sequence[Any] = ()
    many: bool = False


_of_this_task: ContextVar[list[Statement] | None] = ContextVar("_of_this_task", default=None)
"""Where the statements of this task go; those of other tasks (the room's own reading) go nowhere."""


def listen(engine: AsyncEngine) -> None:
    """Hear what an engine sends from now on, on whatever connection it lends.

    SQLAlchemy's statements are noted once done: a transaction is begun by its first one.
    """

    def sent(_: Connection, __: object, sql: str, given: Sequence[Any], ___: object, many: bool) -> None:
        if not many:  # the driver tells of those
            asyncio.get_running_loop().call_soon(_note, Statement(sql, tuple(given)))

    def lent(connection: PoolProxiedConnection, _: object, __: object) -> None:
        driver: asyncpg.Connection | None = connection.driver_connection
        if driver is not None:
            driver.add_query_logger(_logged)  # the same one is added once

    event.listen(engine.sync_engine, "after_cursor_execute", sent)
    event.listen(engine.sync_engine, "checkout", lent)


def _logged(query: Any) -> None:  # noqa: ANN401 - the driver's record is not in its stubs
    _note(Statement(query.query, query.args or (), many=not isinstance(query.args or (), tuple)))


def _note(statement: Statement) -> None:
    told = _of_this_task.get()
    if told is not None:
        told.append(statement)


@asynccontextmanager
async def recording() -> AsyncGenerator[list[Statement]]:
    """Give the statements this task sends, complete at the end."""
    told: list[Statement] = []
    token = _of_this_task.set(told)
    try:
        yield told
        await asyncio.sleep(0)  # the last ones are still in the loop's queue
    finally:
        _of_this_task.reset(token)


class Recorder(Teller):
    """Tells as a teller does, and writes down what each command sends its database: BEGIN and COMMIT included."""

    def __init__(self, client: httpx.AsyncClient) -> None:
        super().__init__(client)
        self.commands: list[list[Statement]] = []

    async def tell(  # noqa: PLR0917 - as the base class
        self, command: str, token: str, method: str, path: str, body: Struct | None, kind: type[T]
    ) -> T:
        """Send one command, give its answer, keep its statements.

        Raises: Refused.
        """
        async with recording() as sent:
            answer = await super().tell(command, token, method, path, body, kind)
        self.commands.append(sent)
        return answer
