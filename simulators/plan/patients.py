"""Who is ill or hurt, what they need, and how the mission for them ends."""

from random import Random

from kit.wire.codes import Outcome, Sex
from simulators.plan.chance import pick
from simulators.plan.laws import CareLaws
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
    return Patient(
        first_name=chance.choice(FIRST_NAMES[sex]),
        sex=sex,
        age_years=trouble.age(chance),
        motive_code=trouble.motive_code,
        need=need,
        care_level=pick(chance, laws.care_levels[need]),
        outcome=_outcome(chance, trouble, need, laws),
    )


def _outcome(chance: Random, trouble: Trouble, need: Need, laws: CareLaws) -> Outcome | None:
    if need not in laws.outcomes:
        return None
    if need is Need.SMUR and trouble.motive_code == ARREST:
        return Outcome.DEAD if chance.random() < laws.dead_of_arrest else Outcome.TRANSPORTED
    return pick(chance, laws.outcomes[need])
