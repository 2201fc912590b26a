"""The routes of the API as tests walk over them."""

import re
from collections.abc import Mapping
from uuid import UUID

import msgspec
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute

from kit.http import Require


def routes(*routers: APIRouter) -> list[APIRoute]:
    """Give the routes of some routers."""
    return [route for router in routers for route in router.routes if isinstance(route, APIRoute)]


def method_of(route: APIRoute) -> str:
    """Give the one method of a route."""
    return min(route.methods or ())


def name_of(route: APIRoute) -> str:
    """Give a route's name in a test's report."""
    return f"{method_of(route)} {route.path}"


def path_of(route: APIRoute, ids: Mapping[str, UUID]) -> str:
    """Give a route's path with these ids in their places, and another id where none is given."""
    path = route.path_format
    for parameter in route.dependant.path_params:
        path = path.replace(f"{{{parameter.name}}}", str(ids.get(parameter.name, UUID(int=1))))
    return path


def parameters_of(route: APIRoute, known: Mapping[str, str]) -> dict[str, str]:
    """Give the parameters a route cannot do without: the known ones, empty the others."""
    return {one.alias: known.get(one.alias, "") for one in route.dependant.query_params if one.field_info.is_required()}


def answers_of(route: APIRoute) -> list[str]:
    """Give the names of the messages a route answers with when it does what it was asked."""
    told = msgspec.json.encode([route.responses[status] for status in route.responses if status != "default"]).decode()
    return re.findall(r'"#/components/schemas/(\w+)"', told)


def actions_of(dependant: Dependant) -> set[str]:
    """Give the actions of the rights table something asks for."""
    own = {dependant.call.action} if isinstance(dependant.call, Require) else set[str]()
    return own.union(*(actions_of(inner) for inner in dependant.dependencies))


def action_of(route: APIRoute) -> str:
    """Give the one action a route asks for."""
    (action,) = actions_of(route.dependant)
    return action
