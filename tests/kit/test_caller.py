"""Rights count where they are held, and nowhere else."""

import pytest

from kit.caller import Author
from kit.errors import Forbidden
from kit.wire.codes import Role
from tests import world


def test_a_role_is_held_at_its_centre_only() -> None:
    caller = world.MRU_CAEN.caller
    assert caller.acting_at(world.CAEN, Role.MRL, Role.MRU) == Author(world.MRU_CAEN.id, "MRU")
    with pytest.raises(Forbidden, match="MRU"):
        caller.acting_at(world.ROUEN, Role.MRU)


def test_centres_are_those_of_any_right() -> None:
    assert world.ARM_ROUEN.caller.centres() == (world.ROUEN,)
    assert world.ARM_ROUEN.caller.roles() == {Role.ARM}
