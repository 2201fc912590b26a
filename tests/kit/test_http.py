"""The bridge between Structs and FastAPI, on an application of its own."""

from collections.abc import AsyncIterator, MutableMapping
from typing import Annotated, Any

import httpx
import pytest
from fastapi import Depends, FastAPI, Request, Response
from msgspec import Meta, Struct
from msgspec.structs import replace

from kit.caller import Caller, Right
from kit.counters import totals
from kit.errors import Conflict, TooMany
from kit.http import answer, body, make_router, require
from kit.ids import AccountId, CentreId
from kit.openapi import describes, openapi
from kit.problems import install_problems
from kit.wire.codes.people import Role
from tests.world import ARM_CAEN, CAEN


class Point(Struct, frozen=True, forbid_unknown_fields=True):
    """A place."""

    lon_deg: Annotated[float, Meta(ge=-180, le=180)]


class Trip(Struct, frozen=True, forbid_unknown_fields=True):
    """Some places."""

    name: str
    points: list[Point] = []


class Moved(Conflict):
    """It is elsewhere now."""


def _without_names(caller: Caller | None, value: Struct) -> Struct:
    """Hide the names of trips from ARM, and how far east a point lies from everybody."""
    if isinstance(value, Trip) and caller is not None:
        return replace(value, name="")
    return replace(value, lon_deg=0.0) if isinstance(value, Point) else value


router = make_router("trips")


@router.post("/trips", **describes(Trip, Trip, 201))
async def create(trip: Annotated[Trip, Depends(body(Trip))]) -> Response:
    """Give back what was read."""
    return answer(trip, 201)


@router.get("/trips", **describes(None, list[Trip]))
async def trips(_: Annotated[Caller, Depends(require("trip.read"))]) -> Response:
    """List one."""
    return answer([Trip("a")])


@router.get("/moved", **describes(None, None, 204))
async def moved() -> Response:
    """Refuse with what is true now."""
    raise Moved("it moved", current=Point(1.5))


@router.get("/busy", **describes(None, None, 204))
async def busy() -> Response:
    """Refuse for a while."""
    raise TooMany("later", retry_after_s=30)


@router.get("/bug", **describes(None, None, 204))
async def bug() -> Response:
    """Fail."""
    raise KeyError("the patient's name")


@pytest.fixture
def app() -> FastAPI:
    """Give the application; the header `X-Role` signs in."""

    async def sign_in(request: Request) -> None:
        role = request.headers.get("X-Role")
        if role is not None:
            rights = frozenset({Right(CentreId(CAEN), Role(role))})
            request.state.caller = Caller(AccountId(ARM_CAEN.id), "login", "Name", rights)

    made = FastAPI(title="Trips", version="1")
    made.state.rights = {"trip.read": frozenset({Role.ARM})}
    made.state.show = _without_names
    install_problems(made)
    made.include_router(router, dependencies=[Depends(sign_in)])
    return made


@pytest.fixture
async def client(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """Give a client of it."""
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as opened:
        yield opened


async def test_what_goes_in_comes_out(client: httpx.AsyncClient) -> None:
    sent = {"name": "é", "points": [{"lon_deg": 1.5}]}
    given = await client.post("/trips", json=sent)
    assert (given.status_code, given.json(), given.headers["content-type"]) == (201, sent, "application/json")


@pytest.mark.parametrize(
    ("raw", "status", "path"),
    [
        (b'{"name": "a", "points": [{"lon_deg": 1.5}, {"lon_deg": 200}]}', 422, "$.points[1].lon_deg"),
        (b'{"name": "a", "points": [{}]}', 422, "$.points[0]"),
        (b'{"name": "a", "points": [{"lon_deg": 1e999}]}', 422, "$.points[0].lon_deg"),
        (b'{"name": "a", "points": [{"lon_deg": NaN}]}', 400, "$"),
        (b'{"name": "a\\u0000"}', 422, "$"),
        (b'{"name": "a\\\\\\u0000"}', 422, "$"),
        (b'{"name": "\xc3\x28"}', 400, "$"),
        (b"null", 422, "$"),
    ],
)
async def test_the_path_of_a_fault_is_told(client: httpx.AsyncClient, raw: bytes, status: int, path: str) -> None:
    refused = await client.post("/trips", content=raw)
    assert (refused.status_code, refused.json()["path"]) == (status, path)


async def test_a_backslash_before_a_u_is_a_text_like_another(client: httpx.AsyncClient) -> None:
    given = await client.post("/trips", content=b'{"name": "\\\\u0000"}')
    assert given.json()["name"] == "\\u0000"


async def test_a_route_asks_for_its_right(client: httpx.AsyncClient) -> None:
    answers = [await client.get("/trips", headers=headers) for headers in ({}, {"X-Role": "MRU"}, {"X-Role": "ARM"})]
    assert [given.status_code for given in answers] == [401, 403, 200]


async def test_an_answer_holds_what_its_caller_may_see(client: httpx.AsyncClient) -> None:
    given = await client.get("/trips", headers={"X-Role": "ARM"})
    assert given.json() == [{"name": "", "points": []}]
    assert given.headers["content-length"] == str(len(given.content))


async def test_a_conflict_tells_what_is_true_now(client: httpx.AsyncClient) -> None:
    assert (await client.get("/moved")).json() == {
        "type": "urn:rramu:problem:moved",
        "title": "Conflict",
        "status": 409,
        "detail": "it moved",
        "current": {"lon_deg": 0.0},
    }


async def test_when_to_come_back_is_a_header_too(client: httpx.AsyncClient) -> None:
    assert (await client.get("/busy")).headers["retry-after"] == "30"


async def test_a_bug_tells_nothing_of_itself(client: httpx.AsyncClient) -> None:
    failed = await client.get("/bug")
    assert (failed.status_code, failed.headers["content-type"]) == (500, "application/problem+json")
    assert "patient" not in failed.text


async def test_who_hangs_up_in_the_middle_is_counted_and_no_error(app: FastAPI) -> None:
    before, sent = totals().get("http.client_gone", 0), list[MutableMapping[str, Any]]()

    async def say() -> MutableMapping[str, Any]:
        return {"type": "http.disconnect"}

    async def hear(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    scope: dict[str, Any] = {
        "type": "http", "http_version": "1.1", "method": "POST", "path": "/trips", "raw_path": b"/trips",
        "query_string": b"", "headers": [], "client": None, "server": None, "scheme": "http", "root_path": "",
    }  # fmt: skip
    await app(scope, say, hear)
    assert sent[0]["status"] == httpx.codes.BAD_REQUEST
    assert totals().get("http.client_gone", 0) == before + 1


def test_the_document_holds_the_structs(app: FastAPI) -> None:
    document = openapi(app)
    operation = document["paths"]["/trips"]["post"]
    reference = {"$ref": "#/components/schemas/Trip"}
    assert operation["requestBody"]["content"]["application/json"]["schema"] == reference
    assert operation["responses"]["201"]["content"]["application/json"]["schema"] == reference
    assert set(operation["responses"]) == {"201", "default"}
    assert document["paths"]["/trips"]["get"]["responses"]["200"]["content"]["application/json"]["schema"] == {
        "type": "array",
        "items": reference,
    }
    assert document["components"]["schemas"]["Trip"]["required"] == ["name"]
