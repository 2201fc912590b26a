"""The one bridge between the wire's Structs and FastAPI: bodies in, answers and problems out, rights asked, transactions given.

A door (`gateways.http`) prepares what these dependencies hand out, so that no module knows the door. In `app.state`: `clock`, `rights`
(action → roles), `show` (caller, Struct → the Struct as the caller may have it), `transaction` and `look` (request → context manager of a
session). In `request.state`: `caller`, `centres` where the action's roles are held, and
`before_commit` when the answer must be kept, `told_once` when it may not be.

    router = make_router("calls")

    @router.post("/calls", **describes(IncomingCall, CallView, 201))
    async def announce(
        caller: Annotated[Caller, Depends(require("call.announce"))],
        entry: Annotated[IncomingCall, Depends(body(IncomingCall))],
        session: Annotated[Writing, Depends(transaction, scope="function")],
        clock: Annotated[Clock, Depends(clock)],
    ) -> Response:
        return answer(await service.announce(session, caller, clock, entry), 201)
"""

import re
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
import structlog
from fastapi import APIRouter, FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from msgspec import Struct
from starlette.exceptions import HTTPException

from kit.caller import Caller
from kit.clock import Clock
from kit.counters import count
from kit.errors import Forbidden, Invalid, NotAuthenticated, NotFound, RegulationError, TooLarge, Unreadable
from kit.wire.codes.people import Role

T = TypeVar("T", bound=Struct)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

PROBLEM_MEDIA_TYPE = "application/problem+json"
_REFERENCE = "#/components/schemas/{name}"
_MENTION = re.compile(rb'"#/components/schemas/(\w+)"')
_AT = re.compile(r"^(?P<what>.*) - at `(?P<path>[^`]*)`$", re.DOTALL)
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_described: set[object] = set()
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


# Routes


class Route(APIRoute):
    """A route whose answer holds what its caller may see, and can be kept in the command's own transaction, before it commits."""

    def get_route_handler(self) -> Handler:
        """Write the answer, and let the door see it, while the transaction is still open."""
        handle = super().get_route_handler()

        async def handle_then_keep(request: Request) -> Response:
            response = await handle(request)
            if isinstance(response, Answer):
                response.write(request)
            keep = getattr(request.state, "before_commit", None)
            if keep is not None:
                await keep(response)
            return response

        return handle_then_keep


def make_router(*tags: str) -> APIRouter:
    """Give the router of a module; every module's endpoints use one."""
    return APIRouter(route_class=Route, tags=list(tags))


# In


def body(kind: type[T]) -> Callable[[Request], Coroutine[Any, Any, T]]:
    """Give the dependency that reads a request's body as `kind`; the decoder is made once.

    Raises (when called): Unreadable (400), Invalid (422), both with the `path` of the fault; TooLarge (413) comes from the server's limit.
    """
    decoder = msgspec.json.Decoder(kind)

    async def read(request: Request) -> T:
        raw = await request.body()
        if _NUL.search(raw):
            raise Invalid("a text may not hold the character U+0000", path="$")
        try:
            return decoder.decode(raw)
        except msgspec.ValidationError as error:
            detail, path = _fault(str(error))
            raise Invalid(detail, path=path) from error
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise Unreadable(str(error), path="$") from error

    return read


def _fault(message: str) -> tuple[str, str]:
    found = _AT.match(message)
    return (found["what"], found["path"]) if found else (message, "$")


def caller(request: Request) -> Caller:
    """Give who is calling.

    Raises: NotAuthenticated.
    """
    found: Caller | None = getattr(request.state, "caller", None)
    if found is None:
        raise NotAuthenticated("sign in first")
    return found


@dataclass(frozen=True)
class Require:
    """Dependency: the caller, who holds one of the roles the rights table gives to `action`.

    The request's transaction then works for the centres where they hold it, and no other: another role elsewhere opens nothing. It is to be
    asked for before the transaction.
    """

    action: str

    async def __call__(self, request: Request) -> Caller:
        """Give the caller.

        Raises: NotAuthenticated, Forbidden.
        """
        found = caller(request)
        rights: Mapping[str, frozenset[Role]] = request.app.state.rights
        centres = found.centres_of(rights[self.action])
        if not centres:
            raise Forbidden(f"{self.action} is not among the rights of this account")
        request.state.centres = centres
        return found


def require(action: str) -> Require:
    """Ask for a right of the table `socle.accounts.rights`; to be used as `Annotated[Caller, Depends(require("case.edit"))]`."""
    return Require(action)


async def told_once(request: Request) -> None:
    """Dependency of a command whose answer holds a secret, named before `transaction`: it is never kept, a repetition is done again."""
    request.state.told_once = True


async def transaction(request: Request) -> AsyncIterator[object]:
    """Give the request's writing transaction: `Annotated[Writing, Depends(transaction, scope="function")]`; committed before the answer."""
    async with request.app.state.transaction(request) as session:
        yield session


async def look(request: Request) -> AsyncIterator[object]:
    """Give the request's reading transaction: `Annotated[Reading, Depends(look, scope="function")]`."""
    async with request.app.state.look(request) as session:
        yield session


async def clock(request: Request) -> Clock:
    """Give this process's domain clock."""
    found: Clock = request.app.state.clock
    return found


# Out


class Answer(Response):
    """An answer that its route writes as it leaves: with the fields its caller may see."""

    media_type = "application/json"

    def __init__(self, value: Struct | Iterable[Struct], status: int) -> None:
        super().__init__(None, status)
        self._value = value

    def write(self, request: Request) -> None:
        """Write the body for whoever asked."""
        value = self._value
        shown = _shown(request, value) if isinstance(value, Struct) else [_shown(request, each) for each in value]
        self.body = msgspec.json.encode(shown)
        self.headers["content-length"] = str(len(self.body))


def answer(value: Struct | Iterable[Struct], status: int = 200) -> Response:
    """Make the answer of a command or a look."""
    return Answer(value, status)


def _shown(request: Request, value: Struct) -> Struct:
    """Give a message as the caller may have it; nobody may have one that the door does not know how to show."""
    show: Callable[[Caller | None, Struct], Struct] = request.app.state.show
    return show(getattr(request.state, "caller", None), value)


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
        name: _shown(request, value) if isinstance(value, Struct) else value for name, value in error.extra.items()
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
    app.add_exception_handler(Exception, unexpected)


# OpenAPI


def describes(takes: type[Struct] | None, gives: object | None, status: int = 200) -> dict[str, Any]:
    """Give the decorator arguments that document a route: `@router.post("/calls", **describes(IncomingCall, CallView, 201))`.

    `gives` is a Struct, a list of one, or None for an empty answer.
    """
    extra: dict[str, Any] = {}
    if takes is not None:
        extra["requestBody"] = {"required": True, "content": {"application/json": {"schema": _schema(takes)}}}
    success: dict[str, Any] = {"description": "Done"}
    if gives is not None:
        success["content"] = {"application/json": {"schema": _schema(gives)}}
    refusal = {"description": "Refused", "content": {PROBLEM_MEDIA_TYPE: {"schema": _schema(Problem)}}}
    return {
        "status_code": status,
        "response_class": Response,
        "responses": {status: success, "default": refusal},
        "openapi_extra": extra,
    }


def _schema(kind: object) -> dict[str, Any]:
    (schema,), _ = msgspec.json.schema_components([kind], schema_hook=_any_value, ref_template=_REFERENCE)
    _described.add(kind)
    return schema


def _any_value(kind: type) -> dict[str, Any]:
    """Let a value of any form through (the body of a log entry)."""
    if kind is object:
        return {"default": None}  # msgspec takes an empty schema for no answer
    raise NotImplementedError(kind)


def openapi(app: FastAPI) -> dict[str, Any]:
    """Give the OpenAPI 3.1 document of the mounted routes, with the wire's Structs as its components."""
    document = get_openapi(title=app.title, version=app.version, summary=app.summary, routes=app.routes)
    kinds = sorted(_described, key=str)
    _, components = msgspec.json.schema_components(kinds, schema_hook=_any_value, ref_template=_REFERENCE)
    document.setdefault("components", {}).setdefault("schemas", {}).update(_mentioned(document, components))
    return document


def _mentioned(document: Mapping[str, Any], components: Mapping[str, Any]) -> dict[str, Any]:
    """Give the components a document mentions, and those they mention, by name: another app of the process may have described more."""
    wanted: dict[str, Any] = {}
    unread: list[object] = [document]
    while unread:
        for name in _MENTION.findall(msgspec.json.encode(unread.pop())):
            component = components.get(name.decode())
            if component is not None and name.decode() not in wanted:
                wanted[name.decode()] = component
                unread.append(component)
    return dict(sorted(wanted.items()))
