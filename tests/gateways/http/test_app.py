"""What every route of the API has in common: one action of the rights table each, problems, limits, headers."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi.routing import APIRoute
from jsonschema import Draft202012Validator

from gateways.http.app import PRIVATE, PUBLIC, make_app, openapi_document
from gateways.http.watching import TOPICS
from kit.http import Route
from kit.settings import Settings
from socle.accounts.rights import ACTIONS
from tests.gateways.http.conftest import SignIn, asking
from tests.gateways.http.routes import action_of, method_of, name_of, routes
from tests.world import ARM_CAEN

DONE_ANEW = {"/live/stream/{number}", "/cases/{case_id}/inquest"}
"""What is said on a stream, and a file made of what is known by then: neither is answered from what was kept."""
CASE = "01900000-0099-7000-8000-000000000001"
OPEN_TO_ALL = {
    "/access",
    "/access/look",
    "/clock",
    "/demo/accounts",
    "/health/live",
    "/health/ready",
    "/health/status",
    "/metrics",
    "/oidc",
    "/oidc/logout",
    "/oidc/return",
    "/oidc/start",
    "/session",
}
ROUTES = routes(*PRIVATE)


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_every_route_asks_for_one_action_of_the_table(route: APIRoute) -> None:
    assert action_of(route) in ACTIONS
    assert isinstance(route, Route), "its answer could not be kept with its idempotency key"


def test_every_action_is_asked_by_a_route_or_by_the_websocket() -> None:
    asked = {action_of(route) for route in ROUTES}
    assert set(ACTIONS) - asked == {"live.positions", "status.read"}
    assert "live.positions" in TOPICS.values()


def test_what_is_open_to_all_is_known() -> None:
    paths = {route.path for router in PUBLIC for route in router.routes if isinstance(route, APIRoute)}
    assert paths == OPEN_TO_ALL


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
async def test_nobody_passes_unknown(stranger: httpx.AsyncClient, route: APIRoute) -> None:
    path = "/".join(CASE if part.startswith("{") else part for part in route.path.split("/"))
    answer = await stranger.request(method_of(route), path)

    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")
    assert answer.headers["www-authenticate"] == "Bearer"


def test_the_document_is_openapi_3_1_and_every_reference_leads_somewhere() -> None:
    document = openapi_document()

    assert document["openapi"].startswith("3.1")
    schemas = document["components"]["schemas"]
    for schema in schemas.values():
        Draft202012Validator.check_schema(schema)
    referred = set(json.dumps(document).split('"#/components/schemas/')[1:])
    assert {name.split('"')[0] for name in referred} <= set(schemas)
    assert document == openapi_document()


@pytest.mark.parametrize("route", ROUTES, ids=name_of)
def test_the_document_says_how_to_sign_in_and_that_commands_may_be_repeated(route: APIRoute) -> None:
    document = openapi_document()
    method = method_of(route)
    operation = document["paths"][f"/api{route.path}"][method.lower()]
    (screen, program) = operation["security"]
    assert (set(screen), set(program)) == ({"cookie"} if method == "GET" else {"cookie", "csrf"}, {"bearer"})
    assert set(screen) | set(program) <= set(document["components"]["securitySchemes"])
    repeatable = {"$ref": "#/components/parameters/Idempotency-Key"} in operation.get("parameters", [])
    assert repeatable == (method != "GET" and route.path not in DONE_ANEW)


def test_the_document_asks_nobody_to_sign_in_for_what_is_open_to_all() -> None:
    document = openapi_document()
    asked = [
        (path, method)
        for path in OPEN_TO_ALL
        for method, told in document["paths"][f"/api{path}"].items()
        if "security" not in told
    ]
    assert {path for path, _ in asked} == OPEN_TO_ALL


@pytest.mark.parametrize(
    ("body", "status", "path"),
    [
        (b"", 400, "$"),
        (b'{"login": ', 400, "$"),
        (b"\xff\xfe", 400, "$"),
        (b'{"login": NaN}', 400, "$"),
        (b"[]", 422, "$"),
        (b'{"login": 3, "password": "x"}', 422, "$.login"),
        (b'{"login": "x"}', 422, "$"),
        (b'{"login": "x", "password": "y", "role": "MRU"}', 422, "$"),
        (b'{"login": "a\\u0000b", "password": "y"}', 422, "$"),
        (b"[" * 100_000, 422, "$"),
    ],
)
async def test_a_bad_body_is_told_with_the_path_of_its_fault(
    stranger: httpx.AsyncClient, body: bytes, status: int, path: str
) -> None:
    answer = await stranger.post("/session", content=body)

    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    problem = answer.json()
    assert (problem["status"], problem["path"]) == (status, path)
    assert problem["type"].startswith("urn:rramu:problem:")


async def test_a_body_too_large_is_not_read(stranger: httpx.AsyncClient, worker_settings: Settings) -> None:
    limit = worker_settings.http.body_limit_bytes

    announced = await stranger.post("/session", content=b"x" * (limit + 1))
    assert (announced.status_code, announced.json()["type"]) == (413, "urn:rramu:problem:too-large")

    async def unannounced() -> AsyncIterator[bytes]:
        for _ in range(limit // 1024 + 1):
            yield b"x" * 1024

    assert (await stranger.post("/session", content=unannounced())).status_code == 413


async def test_a_bad_request_is_a_problem(sign_in: SignIn) -> None:
    arm = await sign_in(ARM_CAEN)
    told = [
        (answer.status_code, answer.headers["content-type"], answer.json().get("path"))
        for answer in [
            await arm.get("/nowhere"),
            await arm.get(f"/cases/{CASE}"),
            await arm.patch("/session"),
            await arm.get("/cases/not-an-id"),
            await arm.get("/communes?limit=1000"),
        ]
    ]

    problem = "application/problem+json"
    assert told == [
        (404, problem, None),
        (404, problem, None),
        (405, problem, None),
        (422, problem, "path.case_id"),
        (422, problem, "query.limit"),
    ]


async def test_a_right_not_held_is_refused(sign_in: SignIn) -> None:
    arm = await sign_in(ARM_CAEN)

    answer = await arm.put("/clock", json={"rate": 2})

    assert (answer.status_code, answer.json()["type"]) == (403, "urn:rramu:problem:forbidden")


async def test_answers_are_never_kept_and_only_our_own_code_runs(stranger: httpx.AsyncClient) -> None:
    headers = (await stranger.get("/clock")).headers

    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]


@pytest.fixture
def screen(tmp_path: Path) -> Path:
    """Give the folder of a built screen."""
    (tmp_path / "assets").mkdir()
    (tmp_path / "index.html").write_text("<!doctype html><title>RRAMU</title>")
    (tmp_path / "assets" / "index-4f3a.js").write_text("export {}")
    return tmp_path


@pytest.mark.parametrize(
    ("path", "status", "cached"),
    [
        ("/", 200, "no-cache"),
        ("/cases/1", 200, "no-cache"),
        ("/assets/index-4f3a.js", 200, "public, max-age=31536000, immutable"),
        ("/assets/gone.js", 404, "no-store"),
        ("/../conftest.py", 404, "no-store"),
        ("/api/nowhere", 404, "no-store"),
    ],
)
async def test_the_screen_is_served_with_its_places(
    instance_settings: Settings, screen: Path, path: str, status: int, cached: str
) -> None:
    http = instance_settings.http.model_copy(update={"screen_folder": screen})
    async with asking(make_app(instance_settings.model_copy(update={"http": http}))) as client:
        answer = await client.get(f"http://test{path}")

    assert (answer.status_code, answer.headers["cache-control"]) == (status, cached)
    assert ("<title>RRAMU" in answer.text) is (path in {"/", "/cases/1"})
