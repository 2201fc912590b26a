"""The database's trouble as problems: away or busy is 503, a value it cannot hold is 422, an act that came second is 409."""

import structlog
from fastapi import FastAPI, Request, Response
from sqlalchemy.exc import DBAPIError

from db.trouble import PASSING, came_second, passes, unfit
from kit.counters import count
from kit.errors import Conflict, Invalid, RegulationError, Unavailable
from kit.problems import problem, template, unexpected

log = structlog.get_logger()


async def _database_trouble(request: Request, error: Exception) -> Response:
    refusal = _refusal(error)
    if refusal is None:
        return await unexpected(request, error)
    count(f"http.database.{refusal.status}")
    log.warning("http.database", status=refusal.status, route=template(request), error=_name(error))
    return problem(refusal)


def _refusal(error: Exception) -> RegulationError | None:
    if passes(error):
        return Unavailable("the database is away or busy; nothing was done")
    if came_second(error):
        return Conflict("another act came first; look again")
    if unfit(error):
        return Invalid("a value is too large or names nothing that exists", path="$")
    return None


def _name(error: Exception) -> str:
    cause = error.orig.__cause__ if isinstance(error, DBAPIError) and error.orig is not None else None
    return type(cause or error).__name__


def install_database_problems(app: FastAPI) -> None:
    """Make the database's trouble leave as problems, quickly and without a word of what was written."""
    for kind in PASSING:
        app.add_exception_handler(kind, _database_trouble)
