"""Tell the database's expected trouble (away, overloaded, two transactions in each other's way) from a bug."""

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_PASSING_STATES = (
    "08",  # connection
    "25P03",  # the process stood still within a transaction
    "40",  # rollback: serialization failure, deadlock
    "53",  # insufficient resources
    "55P03",  # lock not available
    "57",  # operator intervention: shutdown, cancelled statement
    "58",  # system error outside PostgreSQL: a full disk
)
"""Beginnings of SQLSTATE codes after which trying again later may work."""

PASSING = (
    DBAPIError,
    PoolTimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # a statement on a connection the server is just closing
    OSError,
    TimeoutError,
)
"""What to catch before asking `passes`."""


def passes(error: BaseException) -> bool:
    """Tell whether the same act may work later: the database is away or busy, nothing is wrong with the act itself."""
    if isinstance(error, DBAPIError):
        return error.connection_invalidated or (error.orig is not None and passes(error.orig.__cause__ or error.orig))
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate).startswith(_PASSING_STATES)
    if isinstance(error, asyncpg.InterfaceError):
        return not isinstance(error, (asyncpg.DataError, ValueError))
    return isinstance(error, (OSError, TimeoutError, PoolTimeoutError, asyncpg.InternalClientError))


def unfit(error: BaseException) -> bool:
    """Tell whether a value given cannot be held by its column: a number too large, an id that names nothing (SQLSTATE 22, 23503)."""
    return _state(error).startswith(("22", "23503"))


def lost_lock(error: BaseException) -> bool:
    """Tell whether a lock was not to be had in time, or was lost to another transaction (SQLSTATE 55P03, 40P01)."""
    return _state(error) in {"55P03", "40P01"}


def undone(error: BaseException) -> bool:
    """Tell whether the transaction was given up, whole, for another's sake, so that it may begin again (SQLSTATE 40001, 40P01)."""
    return _state(error) in {"40001", "40P01"}


def came_second(error: BaseException) -> bool:
    """Tell whether what was to be alone of its kind already existed (SQLSTATE 23505, 23P01)."""
    return _state(error) in {"23505", "23P01"}


def _state(error: BaseException) -> str:
    """Give the SQLSTATE of an error of the driver, or of one SQLAlchemy made of it."""
    cause = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig is not None else error
    return str(cause.sqlstate) if isinstance(cause, asyncpg.PostgresError) else ""
