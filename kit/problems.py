"""Refusals as RFC 9457 problems: what each error of `kit.errors`, and the framework's own, leaves as."""

import msgspec
import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from msgspec import Struct
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from kit.caller import Caller
from kit.counters import count
from kit.errors import Forbidden, Invalid, NotAuthenticated, NotFound, RegulationError, TooLarge, Unreadable
from kit.http import as_seen

PROBLEM_MEDIA_TYPE = "application/problem+json"
log = structlog.get_logger()


class Problem(Struct, frozen=True, kw_only=True):
    """RFC 9457 problem. Further members depend on the type: `path` of the fault, `current` state on a conflict."""

    type: str
    """`urn:rramu:problem:` and the code of the problem."""
    title: str
    status: int
    detail: str | None = None
    path: str | None = None
    """Where the fault is: `$.place.lon_deg` in a body, `query.limit`, `path.case_id`."""
    current: object = None


def problem(error: RegulationError) -> Response:
    """Turn a refusal into its RFC 9457 answer."""
    members: dict[str, object] = {
        "type": f"urn:rramu:problem:{error.code()}",
        "title": error.title,
        "status": error.status,
    }
    if error.detail:
        members["detail"] = error.detail
    content = msgspec.json.encode(members | dict(error.extra))
    headers: dict[str, str] = {}
    if isinstance(error, NotAuthenticated):
        headers["WWW-Authenticate"] = "Bearer"
    if "retry_after_s" in error.extra:
        headers["Retry-After"] = str(error.extra["retry_after_s"])
    return Response(content, error.status, headers, PROBLEM_MEDIA_TYPE)


async def _refused(request: Request, error: Exception) -> Response:
    if not isinstance(error, RegulationError):
        raise TypeError from error
    error.extra = {
        name: as_seen(request, value) if isinstance(value, Struct) else value for name, value in error.extra.items()
    }
    if isinstance(error, (Forbidden, NotFound)):
        _note_attempt(request, error)
    return problem(error)


def _note_attempt(request: Request, refusal: RegulationError) -> None:
    """Count, and log with its account, what somebody signed in asked for and may not have: forbidden, or not there for them."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is not None:
        count(f"http.refused.{refusal.code()}")
        where = {"method": request.method, "route": template(request)}
        log.warning("request.refused", account_id=str(caller.account_id), status=refusal.status, **where)


async def _wrong_parameter(_: Request, error: Exception) -> Response:
    """Refuse a parameter of the path or the query that FastAPI found wrong."""
    if not isinstance(error, RequestValidationError):
        raise TypeError from error
    first = error.errors()[0]
    return problem(Invalid(str(first["msg"]), path=".".join(str(part) for part in first["loc"])))


async def _http(_: Request, error: Exception) -> Response:
    """Turn the framework's own refusals (unknown route, wrong method, body too large) into problems."""
    if not isinstance(error, HTTPException):
        raise TypeError from error
    known: dict[int, type[RegulationError]] = {404: NotFound, 413: TooLarge}
    if error.status_code in known:
        return problem(
            known[error.status_code](error.detail if error.status_code != NotFound.status else "no such route")
        )
    members = {"type": "about:blank", "title": error.detail, "status": error.status_code}
    return Response(msgspec.json.encode(members), error.status_code, error.headers, PROBLEM_MEDIA_TYPE)


async def _gone(_: Request, __: Exception) -> Response:
    """Count who hung up in the middle of what they were saying: nothing was done, and nobody hears the answer."""
    count("http.client_gone")
    return problem(Unreadable("the request never came to its end"))


async def unexpected(request: Request, error: Exception) -> Response:
    """Say nothing of a bug to the caller, everything but the request's content to the log."""
    log.error("request.failed", method=request.method, route=template(request), exc_info=error)
    return problem(RegulationError())


def template(request: Request) -> str:
    """Give the route's template, which holds no id and no search word."""
    return str(getattr(request.scope.get("route"), "path", "unknown"))


def install_problems(app: FastAPI) -> None:
    """Make every refusal leave as `application/problem+json`."""
    app.add_exception_handler(RegulationError, _refused)
    app.add_exception_handler(RequestValidationError, _wrong_parameter)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(ClientDisconnect, _gone)
    app.add_exception_handler(Exception, unexpected)
