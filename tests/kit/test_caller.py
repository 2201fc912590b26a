"""Rights count where they are held, and nowhere else."""

from dataclasses import replace

import pytest

from kit.caller import Author, Right
from kit.errors import Forbidden
from kit.wire.codes.people import Role
from tests import world


def test_a_role_is_held_at_its_centre_only() -> None:
    caller = world.MRU_CAEN.caller
    assert caller.acting_at(world.CAEN, Role.MRL, Role.MRU) == Author(world.MRU_CAEN.id, "MRU", world.CAEN)
    with pytest.raises(Forbidden, match="MRU"):
        caller.acting_at(world.ROUEN, Role.MRU)


def test_centres_are_those_of_any_right() -> None:
    assert world.ARM_ROUEN.caller.centres() == (world.ROUEN,)
    assert world.ARM_ROUEN.caller.roles() == {Role.ARM}


def test_an_author_says_at_which_centre_the_operator_works() -> None:
    pooled = Right(world.ROUEN, Role.MRU, held_at=world.CAEN)
    caller = replace(world.MRU_CAEN.caller, rights=frozenset({Right(world.CAEN, Role.MRU), pooled}))
    assert caller.acting_at(world.ROUEN, Role.MRU) == Author(world.MRU_CAEN.id, "MRU", world.CAEN)
    both = replace(caller, rights=caller.rights | {Right(world.ROUEN, Role.MRU)})
    assert both.acting_at(world.ROUEN, Role.MRU) == Author(world.MRU_CAEN.id, "MRU", world.ROUEN)
