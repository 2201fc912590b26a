"""The one bridge between the wire's Structs and FastAPI: bodies in, answers out, rights asked, transactions given.

Its neighbours: refusals leave by `kit.problems`, routes are described by `kit.openapi`.

A door (`gateways.http`) prepares what these dependencies hand out, so that no module knows the door. In `app.state`: `clock`, `rights`
(action → roles), `show` (caller, Struct → the Struct as the caller may have it), `transaction` and `look` (request → context manager of a
session, that may end in `Undone`). In `request.state`: `caller`, `centres` where the action's roles are held, and
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
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from fastapi import APIRouter, Request, Response
from fastapi.routing import APIRoute
from msgspec import Struct

from kit.caller import Caller
from kit.clock import Clock
from kit.counters import count
from kit.errors import Forbidden, Invalid, NotAuthenticated, Unreadable
from kit.wire.codes.people import Role

T = TypeVar("T", bound=Struct)
Handler = Callable[[Request], Coroutine[Any, Any, Response]]

_AT = re.compile(r"^(?P<what>.*) - at `(?P<path>[^`]*)`$", re.DOTALL)
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
ATTEMPTS = 3
"""How often a request is done, at most, whose transaction others undid."""


# Routes


class Undone(Exception):
    """A request's transaction was undone by others at work, whole: the request may be done again from its beginning."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error
        """What its caller is told when it came to nothing each time."""


class Route(APIRoute):
    """A route whose answer holds what its caller may see, and can be kept in the command's own transaction, before it commits."""

    def get_route_handler(self) -> Handler:
        """Do the request, again when others undid it; write the answer, and let the door see it, while the transaction is still open."""
        handle = super().get_route_handler()

        async def handle_then_keep(request: Request) -> Response:
            async with AsyncExitStack() as transaction:
                # Where FastAPI itself puts what ends with the function: this way the commit is seen here.
                request.scope["fastapi_function_astack"] = transaction
                request.state.before_commit = None
                response = await handle(request)
                if isinstance(response, Answer):
                    response.write(request)
                keep = getattr(request.state, "before_commit", None)
                if keep is not None:
                    await keep(response)
            return response

        async def handle_until_done(request: Request) -> Response:
            for _ in range(ATTEMPTS - 1):
                try:
                    return await handle_then_keep(request)
                except Undone:
                    count("http.done_again")
            try:
                return await handle_then_keep(request)
            except Undone as undone:
                raise undone.error from None

        return handle_until_done


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
        shown = as_seen(request, value) if isinstance(value, Struct) else [as_seen(request, each) for each in value]
        self.body = msgspec.json.encode(shown)
        self.headers["content-length"] = str(len(self.body))


def answer(value: Struct | Iterable[Struct], status: int = 200) -> Response:
    """Make the answer of a command or a look."""
    return Answer(value, status)


def as_seen(request: Request, value: Struct) -> Struct:
    """Give a message as the caller may have it; nobody may have one that the door does not know how to show."""
    show: Callable[[Caller | None, Struct], Struct] = request.app.state.show
    return show(getattr(request.state, "caller", None), value)
