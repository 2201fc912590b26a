"""The groups of fields, and the roles that see each. Source: practice, rules 13, 23, 26, 32. `docs/rights.md` is made from this table."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from kit.wire.codes.people import DOCTORS, Role

EVERYBODY = frozenset(Role)
_NOBODY: frozenset[Role] = frozenset()
_CARE = frozenset({Role.ARM, Role.ARM_SUIVI, *DOCTORS, Role.INTERN, Role.OSNP})
"""Those who regulate a patient: they see all of the case."""
_ROOM = _CARE | {Role.SUPERVISOR}


class Group(StrEnum):
    """A kind of field."""

    PLAIN = "PLAIN"
    TIME = "TIME"
    EQUIPMENT = "EQUIPMENT"
    NEED = "NEED"
    PLACE = "PLACE"
    ACCESS = "ACCESS"
    MEDICAL = "MEDICAL"
    IDENTITY = "IDENTITY"
    CALLER = "CALLER"
    WORDS = "WORDS"
    TRAIL = "TRAIL"
    POSITION = "POSITION"
    STAFF = "STAFF"
    ACCOUNT = "ACCOUNT"


@dataclass(frozen=True, slots=True)
class Seen:
    """Who sees a group. `french`, `english`: what is in it."""

    roles: frozenset[Role]
    french: str
    english: str


_CREWS = frozenset({Role.COMPANY, Role.CREW})
_CARERS = frozenset({Role.CREW, Role.EMERGENCY_DEPARTMENT})

GROUPS: Mapping[Group, Seen] = MappingProxyType({
    Group.PLAIN: Seen(EVERYBODY, "repères : identifiants, versions, états, référentiels", "marks: ids, versions, states, reference lists"),
    Group.TIME: Seen(EVERYBODY, "heures", "times"),
    Group.EQUIPMENT: Seen(EVERYBODY, "moyens : véhicule, équipage, niveau", "means: vehicle, crew, level"),
    Group.NEED: Seen(_ROOM | _CREWS | {Role.COORDINATOR}, "besoin : type de moyen et délai", "need: kind of means and delay"),
    Group.PLACE: Seen(_ROOM | _CREWS | {Role.COORDINATOR}, "lieu d’intervention, destination", "place, destination"),
    Group.ACCESS: Seen(_ROOM | _CREWS | {Role.COORDINATOR}, "accès : étage, code, consignes", "access: floor, code, instructions"),
    Group.MEDICAL: Seen(_ROOM | _CARERS, "motif, niveau de soins, sexe, âge, devenir", "motive, care level, sex, age, outcome"),
    Group.IDENTITY: Seen(_CARE | _CARERS, "identité du patient", "the patient's identity"),
    Group.CALLER: Seen(_CARE | {Role.TELEPHONY}, "numéro et position de l’appelant", "the caller's number and position"),
    Group.WORDS: Seen(_CARE, "mots libres, où un nom peut se trouver", "free words, which may hold a name"),
    Group.TRAIL: Seen(_CARE, "contenu du journal du dossier", "what the case log says"),
    Group.POSITION: Seen(_ROOM | {Role.COMPANY}, "positions des véhicules", "positions of vehicles"),
    Group.STAFF: Seen(_ROOM | {Role.ADMINISTRATOR}, "noms des professionnels de la salle", "names of the room's people"),
    Group.ACCOUNT: Seen(EVERYBODY, "comptes et droits, selon le droit de les lire", "accounts and rights, for whom may read them"),
})  # fmt: skip
"""A company sees the positions of its own vehicles, an emergency department and a crew their own patients: their routes see to it."""
