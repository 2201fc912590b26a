"""Two rooms on a database of the test's own: what one commits the other may see."""

from collections.abc import Mapping

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from kit.clock import Clock
from tests.dispatch.centres.rooms import Rooms


@pytest.fixture
def rooms(engines: Mapping[str, AsyncEngine], clock: Clock) -> Rooms:
    """Give the rooms of Caen and Rouen at noon."""
    return Rooms(engines["rramu_api"], clock)
