"""Who sees what, field by field: groups of fields, the roles that see each, and the group of every field of every message that leaves.

Asked in one place a door: `kit.http` for answers, the live websocket for its frames, the orders of boxes. A field in a group that none
of the viewer's roles sees leaves empty (`None`, an empty list, an empty text); a message with such a field that cannot be empty stays.
Source: practice, rules 13, 23, 26, 32. `docs/rights.md` is made from these tables.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TypeVar
from uuid import UUID

import msgspec
from msgspec import Struct, inspect

from kit.caller import Caller, Right
from kit.wire import (
    accounts,
    calls,
    cases,
    centres,
    geo,
    health,
    live,
    missions,
    partners,
    past,
    people,
    relief,
    telemetry,
    vehicles,
)
from kit.wire.codes import DOCTORS, Role

T = TypeVar("T", bound=Struct)

_EVERYBODY = frozenset(Role)
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
    Group.PLAIN: Seen(_EVERYBODY, "repères : identifiants, versions, états, référentiels", "marks: ids, versions, states, reference lists"),
    Group.TIME: Seen(_EVERYBODY, "heures", "times"),
    Group.EQUIPMENT: Seen(_EVERYBODY, "moyens : véhicule, équipage, niveau", "means: vehicle, crew, level"),
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
    Group.ACCOUNT: Seen(_EVERYBODY, "comptes et droits, selon le droit de les lire", "accounts and rights, for whom may read them"),
})  # fmt: skip
"""A company sees the positions of its own vehicles, an emergency department and a crew their own patients: their routes see to it."""

FIELDS: Mapping[type[Struct], Group | Mapping[Group, str]] = MappingProxyType(
    {
        # Accounts, the clock, reference
        accounts.SessionView: Group.ACCOUNT,
        accounts.RightView: Group.ACCOUNT,
        accounts.DemoAccount: Group.ACCOUNT,
        people.SessionRow: Group.ACCOUNT,
        people.OwnAccount: Group.ACCOUNT,
        people.RecoveryCodes: Group.ACCOUNT,
        people.AccessLinkView: Group.ACCOUNT,
        people.AccessView: Group.ACCOUNT,
        people.AccountRow: Group.ACCOUNT,
        people.NewAccount: Group.ACCOUNT,
        people.ScopeView: Group.ACCOUNT,
        people.ProviderView: Group.ACCOUNT,
        people.SignedOut: Group.ACCOUNT,
        people.PlaceChoice: Group.ACCOUNT,
        people.ManagerChoices: Group.ACCOUNT,
        accounts.ClockView: Group.PLAIN,
        accounts.CentreView: Group.PLAIN,
        accounts.CommuneView: Group.PLAIN,
        accounts.FacilityView: Group.PLAIN,
        accounts.MotiveView: Group.PLAIN,
        geo.GeoLayer: Group.PLAIN,
        health.Health: Group.PLAIN,
        health.ProcessStatus: Group.PLAIN,
        health.Status: Group.PLAIN,
        # Calls
        calls.CallView: {
            Group.PLAIN: "id centre_id version line state case_id attach_to call_back call_back_attempts rings_unanswered",
            Group.TIME: "rang_at answered_at ended_at call_back_tried_at",
            Group.STAFF: "answered_by",
            Group.CALLER: "number lon_deg lat_deg radius_m",
        },
        # Cases
        cases.CaseView: {
            Group.PLAIN: "id centre_id number version state queue caller repeat_count patients decisions mission_ids event_id tasks "
            "shared_with restriction withheld",
            Group.TIME: "opened_at queued_at caller_since taken_at closed_at orphaned_at escalated_at",
            Group.STAFF: "taken_by taken_by_id kept_by kept_by_id offered_to_id",
            Group.MEDICAL: "attribution priority motive_code motive",
            Group.PLACE: "place",
            Group.CALLER: "caller_number",
        },
        centres.TransferView: {
            Group.PLAIN: "id version case_id case_number centre_id to_centre_id state motive call_id refusal",
            Group.TIME: "asked_at alarmed_at answered_at",
            Group.STAFF: "asked_by answered_by",
        },
        centres.PoolView: Group.PLAIN,
        centres.HintView: {
            Group.PLAIN: "centre_id",
            Group.TIME: "minute",
            Group.PLACE: "commune",
            Group.MEDICAL: "motive_family",
        },
        cases.Place: {
            Group.PLACE: "label insee_code lon_deg lat_deg radius_m precision",
            Group.ACCESS: "access",
        },
        cases.PatientView: {
            Group.PLAIN: "id rank",
            Group.IDENTITY: "label",
            Group.MEDICAL: "sex age care_level",
        },
        cases.DecisionView: {
            Group.PLAIN: "id patient_id ended_because orientation",
            Group.TIME: "decided_at ended_at due_at",
            Group.STAFF: "decided_by",
            Group.NEED: "type means delay",
            Group.MEDICAL: "care_level",
            Group.WORDS: "words",
        },
        cases.Orientation: {
            Group.PLAIN: "attempts appointment returned_because",
            Group.TIME: "returned_at",
        },
        cases.Attempt: {
            Group.PLAIN: "contact result",
            Group.TIME: "at",
            Group.STAFF: "by",
        },
        cases.Appointment: {
            Group.MEDICAL: "practitioner place",
            Group.TIME: "starts_at found_at",
            Group.STAFF: "found_by",
        },
        relief.TaskView: {
            Group.PLAIN: "id kind role overdue",
            Group.TIME: "due_at",
            Group.STAFF: "owner owner_id offered_to_id set_by",
            Group.WORDS: "words",
        },
        relief.Colleague: Group.STAFF,
        relief.Holdings: {
            Group.PLAIN: "case_ids task_ids",
            Group.STAFF: "colleagues",
        },
        cases.LogEntry: {
            Group.PLAIN: "id number kind role",
            Group.TIME: "at",
            Group.STAFF: "author",
            Group.TRAIL: "body",
        },
        cases.CaseFile: Group.PLAIN,
        # Engagement and missions
        missions.Candidate: Group.EQUIPMENT,
        missions.Proposal: {
            Group.PLAIN: "id case_id decision_id method",
            Group.TIME: "at",
            Group.NEED: "means delay",
            Group.EQUIPMENT: "candidates dropped",
        },
        missions.MissionView: {
            Group.PLAIN: (
                "id centre_id version case_id case_number ground decision_id status order_version receipt statuses cancel_proposed asked"
            ),
            Group.TIME: "status_at ordered_at receipt_at closed_at",
            Group.EQUIPMENT: "vehicle_id call_sign team_id",
            Group.PLACE: "destination destination_lon_deg destination_lat_deg",
            Group.MEDICAL: "outcome",
            Group.WORDS: "refusal",
        },
        missions.StatusView: {
            Group.PLAIN: "status source",
            Group.TIME: "at error_s",
            Group.STAFF: "author",
        },
        # The fleet
        vehicles.VehicleView: Group.EQUIPMENT,
        vehicles.Trail: Group.POSITION,
        vehicles.NearbyVehicle: Group.POSITION,
        # Outside the room
        partners.CompanyMission: {
            Group.PLAIN: "id status receipt",
            Group.TIME: "status_at ordered_at",
            Group.EQUIPMENT: "vehicle_id call_sign",
            Group.PLACE: "place destination",
        },
        partners.NeedView: {
            Group.PLAIN: "decision_id centre_id",
            Group.TIME: "decided_at",
            Group.EQUIPMENT: "call_signs",
            Group.NEED: "means delay",
            Group.PLACE: "place",
        },
        partners.GardeLine: Group.EQUIPMENT,
        partners.CrewMission: {
            Group.PLAIN: "id status patients",
            Group.TIME: "ordered_at closed_at",
            Group.EQUIPMENT: "call_sign",
            Group.PLACE: "place destination",
            Group.MEDICAL: "motive",
        },
        partners.Arrival: {
            Group.PLAIN: "mission_id status patients",
            Group.TIME: "arrives_at",
            Group.EQUIPMENT: "call_sign",
            Group.MEDICAL: "motive",
        },
        # The live websocket
        live.Welcome: Group.PLAIN,
        live.RoomSnapshot: Group.PLAIN,
        live.RoomDelta: Group.PLAIN,
        live.PositionSnapshot: Group.POSITION,
        live.PositionDelta: Group.POSITION,
        live.LivePosition: Group.POSITION,
        live.Heartbeat: Group.PLAIN,
        live.Problem: Group.PLAIN,
        past.PastRoom: Group.PLAIN,
        # What a box is told: its reader is the crew
        telemetry.Order: {
            Group.PLAIN: "mission_id version cancelled asked",
            Group.TIME: "ordered_at expires_at",
            Group.EQUIPMENT: "vehicle",
            Group.PLACE: "place lon_deg lat_deg destination destination_lon_deg destination_lat_deg",
            Group.ACCESS: "access",
            Group.MEDICAL: "motive care_level",
        },
        telemetry.Stored: Group.PLAIN,
        telemetry.Refused: Group.PLAIN,
        telemetry.RefusedItem: Group.PLAIN,
        telemetry.BoxSettings: Group.PLAIN,
    }
)


class NotShowable(Exception):
    """A message holds a field its viewer may not see and that cannot be empty: a fault of the tables or of a route, never shown."""


@cache
def groups_of(roles: frozenset[Role]) -> frozenset[Group]:
    """Give the groups that somebody who holds these roles sees; without a role, what everybody sees."""
    return frozenset(group for group, seen in GROUPS.items() if seen.roles == _EVERYBODY or seen.roles & roles)


def show(groups: frozenset[Group], message: T) -> T:
    """Give a message as somebody who sees these groups may have it; the message itself when nothing has to be hidden.

    Raises: NotShowable.
    """
    hide = veil(groups, type(message))
    return message if hide is None else hide(message)  # type: ignore[return-value] # a veil gives what it is made for


def show_to(caller: Caller | None, message: T) -> T:
    """Give a message as a caller may have it: by the roles held at the centre it names, or by all of them when it names none of theirs.

    Raises: NotShowable.
    """
    groups = groups_of(_NOBODY) if caller is None else _groups_at(caller.rights, _centre_of(message))
    return show(groups, message)


def live_groups(caller: Caller, centres: frozenset[UUID]) -> frozenset[Group]:
    """Give what a caller sees of the rows of several centres at once: no more than at the one where it is least."""
    return frozenset(group for group in Group if all(group in _groups_at(caller.rights, at) for at in centres))


def _centre_of(message: Struct) -> UUID | None:
    """Give the centre a message belongs to; that of its case for a case with its log."""
    found: UUID | None = getattr(getattr(message, "case", message), "centre_id", None)
    return found


@lru_cache(maxsize=4096)
def _groups_at(rights: frozenset[Right], centre_id: UUID | None) -> frozenset[Group]:
    there = frozenset(right.role for right in rights if right.centre_id == centre_id)
    return groups_of(there or frozenset(right.role for right in rights))


def group_of(kind: type[Struct], field: str) -> Group | None:
    """Give the group of a field; none when the tables do not say."""
    groups = FIELDS.get(kind)
    if groups is None or isinstance(groups, Group):
        return groups
    return next((group for group, names in groups.items() if field in names.split()), None)


Veil = Callable[[Struct], Struct]


@cache
def veil(groups: frozenset[Group], kind: type[Struct]) -> Veil | None:
    """Make what hides the other groups in messages of a kind; none when there is nothing to hide. Made once per kind.

    Raises: NotShowable when no message of this kind may be shown to who sees these groups.
    """
    hidden: dict[str, object] = {}
    inner: list[tuple[str, Veil]] = []
    described = inspect.type_info(kind)
    if not isinstance(described, inspect.StructType):
        raise NotShowable(f"{kind.__name__} is no message")
    for field in described.fields:
        group = group_of(kind, field.name)
        if group is None:
            raise NotShowable(f"{kind.__name__}.{field.name} is in no group of {__name__}")
        if group not in groups:
            hidden[field.name] = _empty(field.type, f"{kind.__name__}.{field.name}")
            continue
        for part in _structs(field.type):
            hide_part = veil(groups, part)
            if hide_part is not None:
                inner.append((field.name, hide_part))
    if not hidden and not inner:
        return None

    def hide(message: Struct) -> Struct:
        shown = {name: _through(hide_part, getattr(message, name)) for name, hide_part in inner}
        return msgspec.structs.replace(message, **hidden, **shown)

    return hide


def _through(hide: Veil, value: object) -> object:
    if isinstance(value, Struct):
        return hide(value)
    return [hide(item) for item in value] if isinstance(value, list) else value  # pyright: ignore[reportUnknownArgumentType, reportUnknownVariableType] # a list of the field's Structs


def _structs(described: inspect.Type) -> list[type[Struct]]:
    """Give the Structs a field holds: itself, or in a list, or absent."""
    if isinstance(described, inspect.StructType):
        return [described.cls]
    if isinstance(described, inspect.ListType):
        return _structs(described.item_type)
    if isinstance(described, inspect.UnionType):
        return [kind for part in described.types for kind in _structs(part)]
    return []


def _empty(described: inspect.Type, name: str) -> object:
    """Give what stands for a hidden value of a field.

    Raises: NotShowable when no value of its type says nothing.
    """
    if isinstance(described, inspect.UnionType) and any(isinstance(part, inspect.NoneType) for part in described.types):
        return None
    if isinstance(described, inspect.ListType):
        return []
    if isinstance(described, inspect.DictType):
        return {}
    if isinstance(described, inspect.StrType):
        return ""
    raise NotShowable(f"{name} cannot be left empty")
