"""A vehicle of another centre is asked for, unless a convention lets it be engaged: lent mostly, kept at times, at times nobody answers.

Source: practice, rule 28. The laws are those of the live staff (`simulators.staff.neighbours`).
"""

from random import Random

from region.places import Convention
from simulators.offline.agenda import Work
from simulators.offline.cases import Case, World
from simulators.offline.crews import Order
from simulators.offline.fleet import Unit
from simulators.plan.laws import LAWS
from simulators.plan.room import HELP_PATIENCE, REACTION

FIRST = (-1.0, 0.0)
"""Before anything else an ARM suivi has to do: another centre waits on the line."""


def lent(world: World, case: Case, order: Order, unit: Unit, chance: Random) -> Work[bool]:
    """Ask for a vehicle where it has to be; tell whether it may go, and is still free."""
    if not _must_ask(world, case, order, unit):
        return True
    answering = world.desks[unit.vehicle.centre_code].following
    if not (yield from answering.take(FIRST, HELP_PATIENCE.total_seconds())):
        return False
    yield REACTION.draw(chance)
    answering.give_back()
    return chance.random() >= LAWS.room.help_refused and unit.is_free(world.agenda.now_s)


def _must_ask(world: World, case: Case, order: Order, unit: Unit) -> bool:
    lender, asker = unit.vehicle.centre_code, case.event.centre_code
    return lender != asker and Convention(lender, asker, order.means) not in world.conventions
