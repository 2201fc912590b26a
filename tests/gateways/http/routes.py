"""The routes of the API as tests walk over them."""

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


def actions_of(dependant: Dependant) -> set[str]:
    """Give the actions of the rights table something asks for."""
    own = {dependant.call.action} if isinstance(dependant.call, Require) else set[str]()
    return own.union(*(actions_of(inner) for inner in dependant.dependencies))


def action_of(route: APIRoute) -> str:
    """Give the one action a route asks for."""
    (action,) = actions_of(route.dependant)
    return action
