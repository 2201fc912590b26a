"""Who is ill or hurt, what they need, and how the mission for them ends."""

from random import Random

from kit.wire.codes.calls import Sex
from kit.wire.codes.means import Ability
from kit.wire.codes.missions import Outcome
from simulators.plan.chance import pick
from simulators.plan.laws import CareLaws
from simulators.plan.laws.events import TAKEN
from simulators.plan.stories import Need, Patient
from simulators.plan.troubles import ARREST, OBSTETRIC, Trouble

FIRST_NAMES = {
    Sex.F: ("Alice", "Bénédicte", "Camille", "Denise", "Élodie", "Fatou", "Ginette", "Hélène", "Inès", "Jeanne", "Louise", "Odette"),
    Sex.M: ("Antoine", "Bernard", "Cyril", "Denis", "Émile", "Farid", "Gaston", "Hugo", "Idriss", "Jules", "Léon", "Marcel"),
}  # fmt: skip


def draw_patient(chance: Random, trouble: Trouble, laws: CareLaws) -> Patient:
    """Draw somebody with this trouble."""
    sex = Sex.F if trouble.motive_code in OBSTETRIC else chance.choice((Sex.F, Sex.M))
    need = pick(chance, trouble.needs)
    age_years = trouble.age(chance)
    return Patient(
        first_name=chance.choice(FIRST_NAMES[sex]),
        sex=sex,
        age_years=age_years,
        motive_code=trouble.motive_code,
        need=need,
        care_level=pick(chance, laws.care_levels[need]),
        abilities=_abilities(chance, trouble, need, age_years, laws=laws),
        outcome=_outcome(chance, trouble, need, laws),
    )


def _abilities(chance: Random, trouble: Trouble, need: Need, age_years: int, *, laws: CareLaws) -> tuple[Ability, ...]:
    for special in laws.specials:
        if trouble.motive_code in special.motives and need in special.needs and chance.random() < special.share:
            return special.any_of
    is_child = age_years < laws.child_below_years
    if is_child and need in TAKEN and chance.random() < laws.children_to_paediatrics:
        return (Ability.PAEDIATRICS,)
    return ()


def _outcome(chance: Random, trouble: Trouble, need: Need, laws: CareLaws) -> Outcome | None:
    if need not in laws.outcomes:
        return None
    if need is Need.SMUR and trouble.motive_code == ARREST:
        return Outcome.DEAD if chance.random() < laws.dead_of_arrest else Outcome.TRANSPORTED
    return pick(chance, laws.outcomes[need])
