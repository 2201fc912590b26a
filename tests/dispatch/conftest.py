"""A room at work for each test, in a transaction rolled back."""

import pytest

from db.engine import Writing
from kit.clock import Clock
from tests.dispatch.story import Story


@pytest.fixture
def story(session: Writing, clock: Clock) -> Story:
    """Give the room of Caen at noon."""
    return Story(session, clock)
