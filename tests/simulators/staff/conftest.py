"""A desk whose room a test furnishes; nobody here speaks to an API."""

from collections.abc import Callable
from random import Random
from typing import TypeVar

import httpx
import pytest

from kit.clock import Clock
from kit.wire.accounts import CentreView, DemoAccount
from kit.wire.codes.people import Role
from simulators.api import Api
from simulators.calls import Lines
from simulators.pace import Pace
from simulators.room import Room
from simulators.staff.desk import Desk, Post
from simulators.ways import Ways
from tests.simulators.rows import CENTRE, NOON

P = TypeVar("P", bound=Post)


@pytest.fixture
def desk() -> Desk:
    """Give the desk of Caen at noon."""
    pace = Pace(Clock(real=lambda: NOON))
    centre = CentreView(id=CENTRE, code="140", name="Caen", lon_deg=-0.37, lat_deg=49.18)
    return Desk(
        centre=centre,
        room=Room(CENTRE),
        lines=Lines(lambda: None),
        pace=pace,
        ways=Ways(None),
        receiving=[],
        left_share=0.0,
    )


@pytest.fixture
def hired(desk: Desk) -> Callable[[type[P], Role], P]:
    """Give a way to put somebody at the desk."""

    def hire(post: type[P], role: Role) -> P:
        account = DemoAccount(login="somebody", password="-", name="Quelqu’un", role=role, centre="Caen")
        return post(Api(httpx.AsyncClient(base_url="http://127.0.0.1:1"), account, Random(1)), desk, Random(1))

    return hire
