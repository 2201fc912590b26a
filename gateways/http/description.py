"""What the OpenAPI document says beyond bodies: how a route is signed in to, and how a command is made repeatable."""

from collections.abc import Iterable
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from gateways.http.auth import COOKIE, CSRF_HEADER, SAFE_METHODS
from gateways.http.transactions import HEADER, MAXIMUM_KEY_LENGTH
from kit.http import transaction
from kit.openapi import openapi

SCHEMES: dict[str, Any] = {
    "cookie": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": "The session of a screen, set by `POST /api/session`; HttpOnly.",
    },
    "csrf": {
        "type": "apiKey",
        "in": "header",
        "name": CSRF_HEADER,
        "description": "With the cookie, on every change: the `csrf` value of the session.",
    },
    "bearer": {
        "type": "http",
        "scheme": "bearer",
        "description": "The session of a program: the `token` given by `POST /api/session` with `kind` bearer.",
    },
}
IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": MAXIMUM_KEY_LENGTH},
    "description": "The same command with the same key is applied once, and answered as the first time (`Idempotency-Replayed`), for 24 h. "
    "Another command with a key already used is refused (422).",
}


def describe(app: FastAPI, private: Iterable[APIRouter], prefix: str) -> dict[str, Any]:
    """Give the document of an app; `private`: the routers mounted under `prefix` whose routes need a session."""
    document = openapi(app)
    document["components"]["securitySchemes"] = SCHEMES
    document["components"]["parameters"] = {HEADER: IDEMPOTENCY_KEY}
    for route in (route for router in private for route in router.routes if isinstance(route, APIRoute)):
        for method in route.methods or ():
            _sign(document["paths"][prefix + route.path_format][method.lower()], route, method)
    return document


def _sign(operation: dict[str, Any], route: APIRoute, method: str) -> None:
    """Say of one operation how it is signed in to and, for a command, that it takes a key."""
    changes = method not in SAFE_METHODS
    operation["security"] = [{"cookie": [], "csrf": []} if changes else {"cookie": []}, {"bearer": []}]
    if changes and _is_command(route.dependant):
        operation.setdefault("parameters", []).append({"$ref": f"#/components/parameters/{HEADER}"})


def _is_command(dependant: Dependant) -> bool:
    """Tell whether a route writes in the transaction that keeps keys."""
    return dependant.call is transaction or any(_is_command(inner) for inner in dependant.dependencies)
