"""The OpenAPI 3.1 description: each route says what it takes and gives, the wire's Structs are the components."""

import re
from collections.abc import Mapping
from typing import Any

import msgspec
from fastapi import FastAPI, Response
from fastapi.openapi.utils import get_openapi
from msgspec import Struct

from kit.problems import PROBLEM_MEDIA_TYPE, Problem

_REFERENCE = "#/components/schemas/{name}"
_MENTION = re.compile(rb'"#/components/schemas/(\w+)"')
_described: set[object] = set()


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
