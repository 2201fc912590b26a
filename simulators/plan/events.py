"""What happens, where, and to whom: one event is one case of the room."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from kit.wire.codes.cases import CareLevel, CareQueue, Priority
from region.country import Commune
from simulators.plan.chance import pick
from simulators.plan.country import Country, NursingHome, Point
from simulators.plan.laws import Laws
from simulators.plan.patients import draw_patient
from simulators.plan.stories import Event, Need, Patient, Scene
from simulators.plan.troubles import BY_MOTIVE, GRAVE_INJURY, INJURIES, INJURY, MINOR_INJURY, TROUBLES, Trouble

CRASH_INJURIES = {MINOR_INJURY: 70.0, INJURY: 25.0, GRAVE_INJURY: 5.0}
TROUBLE_WEIGHTS = [trouble.weight for trouble in TROUBLES]
WORST_FIRST = tuple(CareLevel)
NEEDS = tuple(Need)
URGENCIES = tuple(Priority)
PUBLIC_PLACES = ("Stade", "Marché", "Collège", "Supermarché", "Gare", "Salle des fêtes", "Piscine", "Église", "Mairie")
OLD_FROM_YEARS = 75


@dataclass(frozen=True, slots=True)
class Where:
    """A place and what is known of it. `home`: the nursing home it happens in, if it does."""

    scene: Scene
    label: str
    point: Point
    home: NursingHome | None = None


def draw_event(
    chance: Random, number: int, commune: Commune, country: Country, laws: Laws
) -> tuple[Event, NursingHome | None]:
    """Draw what happens in a commune, and the nursing home it happens in."""
    trouble = chance.choices(TROUBLES, TROUBLE_WEIGHTS)[0]
    first = draw_patient(chance, trouble, laws.care)
    where = _where(chance, trouble, first, commune=commune, country=country, laws=laws)
    patients: Sequence[Patient] = (first,)
    if where.scene is Scene.ROAD and trouble.motive_code in INJURIES:
        patients = _crash(chance, first, laws)
        trouble = BY_MOTIVE[patients[0].motive_code] if patients else BY_MOTIVE[MINOR_INJURY]
    priority, queue = trouble.priority, trouble.queue
    if where.scene is Scene.ROAD:
        # Nobody knows yet how little it is.
        priority, queue = min(priority, Priority.P2, key=URGENCIES.index), CareQueue.AMU
    event = Event(
        number=number,
        scene=where.scene,
        place=where.label,
        insee_code=commune.insee_code,
        centre_code=commune.centre_code,
        lon_deg=where.point[0],
        lat_deg=where.point[1],
        motive_code=trouble.motive_code,
        priority=priority,
        queue=queue,
        patients=tuple(patients),
        doctor_talk_s=laws.people.doctor_talk.draw(chance)
        * (laws.people.vital_haste if priority is Priority.P0 else 1.0),
    )
    return event, where.home


def is_with_many(event: Event, laws: Laws) -> bool:
    """Tell whether an event has many victims."""
    return len(event.patients) >= laws.events.many[0]


def _where(
    chance: Random, trouble: Trouble, patient: Patient, *, commune: Commune, country: Country, laws: Laws
) -> Where:
    scene = pick(chance, laws.events.scenes.get(trouble.motive_code, {Scene.HOME: 1.0}))
    if scene is Scene.HOME and patient.age_years >= OLD_FROM_YEARS:
        home = country.nursing_home(chance, commune)
        if home is not None and chance.random() < laws.events.nursing_home_from_75:
            label = f"{home.name}, {commune.name}"
            return Where(Scene.NURSING_HOME, label, (home.lon_deg, home.lat_deg), home)
    if scene is Scene.ROAD:
        point, towards = country.on_a_road(chance, commune)
        return Where(scene, f"Route de {towards}, {commune.name}", point)
    off_season = not country.is_summer and chance.random() >= laws.events.beach_off_season
    if scene is Scene.BEACH and commune.is_coastal and not off_season:
        return Where(scene, f"Plage, {commune.name}", country.on_the_shore(chance, commune))
    if scene in {Scene.PUBLIC, Scene.BEACH}:
        label = f"{chance.choice(PUBLIC_PLACES)}, {commune.name}"
        return Where(Scene.PUBLIC, label, country.inside(chance, commune))
    return Where(scene, commune.name, country.inside(chance, commune))


def _crash(chance: Random, first: Patient, laws: Laws) -> list[Patient]:
    """Draw who is hurt in a crash, worst off first; sometimes nobody is."""
    events = laws.events
    if chance.random() < events.crash_without_victim:
        return []
    patients = [first]
    if chance.random() < events.many_victims:
        others = chance.randint(*events.many) - 1
    else:
        others = 0
        while chance.random() < events.another_victim:
            others += 1
    patients += [draw_patient(chance, BY_MOTIVE[pick(chance, CRASH_INJURIES)], laws.care) for _ in range(others)]
    return sorted(patients, key=_gravity)


def _gravity(patient: Patient) -> tuple[int, int]:
    return WORST_FIRST.index(patient.care_level), -NEEDS.index(patient.need)
