"""Who sees what: every field of every message that leaves is in a group, and each role sees the groups the practice gives it."""

import importlib
import pkgutil
from datetime import UTC, datetime
from uuid import UUID

import msgspec
import pytest
from msgspec import Struct

import kit.wire
from kit.caller import Caller, Right
from kit.ids import AccountId
from kit.wire import live, telemetry
from kit.wire.cases import CaseFile, CaseView, DecisionView, LogEntry, PatientView, Place
from kit.wire.codes.calls import CallerState, Sex
from kit.wire.codes.cases import Attribution, CareLevel, CaseState, DecisionType, Delay, MeansType, Priority
from kit.wire.codes.people import Role
from kit.wire.telemetry import Order
from socle.accounts.field_groups import GROUPS, Group
from socle.accounts.field_table import FIELDS
from socle.accounts.fields import NotShowable, groups_of, live_groups, show, show_to
from tests.world import ARM_CAEN, CAEN, MRU_CAEN, ROUEN, SUPERVISOR_CAEN

AT = datetime(2026, 11, 21, 12, tzinfo=UTC)
ID = UUID(int=1)
FILES = {"demo", "loads"}
"""Modules of what programs leave in files for each other, for their owner only."""
COMES_IN = {
    telemetry.Fix,
    telemetry.Numbered,
    telemetry.BoxStatus,
    telemetry.OrderReceipt,
    telemetry.BoxHealth,
    telemetry.Presence,
}
BETWEEN_PROCESSES = {live.PositionFeed, live.FactNews}


def _leaving() -> list[type[Struct]]:
    """Give every message of the wire but those that only come in (they refuse unknown fields, or boxes send them)."""
    modules = [importlib.import_module(f"kit.wire.{one.name}") for one in pkgutil.iter_modules(kit.wire.__path__)]
    return [
        kind
        for module in modules
        if module.__name__.rpartition(".")[2] not in FILES
        for kind in vars(module).values()
        if isinstance(kind, type)
        and issubclass(kind, Struct)
        and kind.__module__ == module.__name__
        and (kind is Place or not kind.__struct_config__.forbid_unknown_fields)
        and kind not in COMES_IN | BETWEEN_PROCESSES
    ]


@pytest.mark.parametrize("kind", _leaving(), ids=lambda kind: kind.__name__)
def test_every_field_of_what_leaves_is_in_one_group(kind: type[Struct]) -> None:
    groups = FIELDS[kind]
    if not isinstance(groups, Group):
        told = " ".join(groups.values()).split()
        assert sorted(told) == sorted(kind.__struct_fields__)


def test_the_tables_name_nothing_that_does_not_leave() -> None:
    assert set(FIELDS) == set(_leaving())


def test_every_group_is_used() -> None:
    used = {group for groups in FIELDS.values() for group in ([groups] if isinstance(groups, Group) else groups)}
    assert used == set(Group) == set(GROUPS)


CASE = CaseView(
    id=ID,
    centre_id=CAEN,
    number="DRFR151402632500001",
    version=3,
    state=CaseState.ACTIF,
    attribution=Attribution.DRM_EMERGENCY,
    priority=Priority.P1,
    queue=None,
    opened_at=AT,
    queued_at=None,
    motive_code="M03.01",
    motive="Douleur thoracique",
    place=Place(label="3 quai des Brumes", lon_deg=-0.36, lat_deg=49.19, access="code 1234"),
    caller=CallerState.ON_LINE,
    caller_since=AT,
    caller_number="+33261910001",
    repeat_count=0,
    taken_by="Dr Camille Roussel",
    taken_at=AT,
    patients=[PatientView(id=ID, rank=1, label="Odile BRUMAIRE", sex=Sex.F, age="P40Y", care_level=CareLevel.R1)],
    decisions=[
        DecisionView(
            id=ID,
            patient_id=ID,
            type=DecisionType.INTER,
            means=MeansType.TSU,
            delay=Delay.ASAP,
            care_level=CareLevel.R1,
            words="demander Odile",
            decided_at=AT,
            decided_by="Dr Camille Roussel",
            ended_at=None,
            ended_because=None,
        )
    ],
    mission_ids=[],
    event_id=None,
    closed_at=None,
)
LOG = LogEntry(id=ID, number=1, at=AT, kind="case.noted", author="Alix", role="ARM", body={"note": "Odile"})


def _seen(role: Role, message: Struct) -> str:
    return msgspec.json.encode(show(groups_of(frozenset({role})), message)).decode()


@pytest.mark.parametrize(
    "role", [Role.ARM, Role.ARM_SUIVI, Role.MRU, Role.MRL, Role.SPECIALIST, Role.INTERN, Role.OSNP]
)
def test_who_regulates_sees_all_of_a_case(role: Role) -> None:
    file = CaseFile(case=CASE, log=[LOG])
    assert show(groups_of(frozenset({role})), file) is file


def test_a_supervisor_sees_no_identity() -> None:
    seen = _seen(Role.SUPERVISOR, CaseFile(case=CASE, log=[LOG]))
    assert not [word for word in ("BRUMAIRE", "Odile", "+33261910001") if word in seen]
    assert all(word in seen for word in ("Douleur thoracique", "3 quai des Brumes", "case.noted", "P40Y"))
    assert msgspec.json.decode(seen, type=CaseFile).case.patients[0].label == ""


@pytest.mark.parametrize("role", [Role.COMPANY, Role.COORDINATOR, Role.ADMINISTRATOR, Role.TELEPHONY])
def test_a_case_as_the_room_has_it_never_reaches_others(role: Role) -> None:
    with pytest.raises(NotShowable, match=r"CaseView\.\w+ cannot be left empty"):
        _seen(role, CASE)


@pytest.mark.parametrize("role", [Role.EMERGENCY_DEPARTMENT, Role.ADMINISTRATOR, Role.TELEPHONY, Role.CREW])
def test_no_position_leaves_the_room(role: Role) -> None:
    with pytest.raises(NotShowable):
        _seen(role, live.PositionSnapshot(n=1, positions=[]))


ORDER = Order(
    mission_id=ID,
    version=1,
    cancelled=False,
    vehicle="AMB Caen 1",
    ordered_at=AT,
    expires_at=AT,
    place="3 quai des Brumes",
    access="code 1234",
    motive="Douleur thoracique",
    care_level="R1",
)


def test_a_crew_sees_its_whole_order_and_its_company_no_medical_word() -> None:
    assert show(groups_of(frozenset({Role.CREW})), ORDER) is ORDER
    seen = _seen(Role.COMPANY, ORDER)
    assert "Douleur" not in seen
    assert "R1" not in seen
    assert all(word in seen for word in ("3 quai des Brumes", "code 1234", "AMB Caen 1"))


def _caller(*rights: Right) -> Caller:
    return Caller(AccountId(ID), "login", "Name", frozenset(rights))


def test_a_row_is_seen_by_the_roles_held_at_its_centre() -> None:
    caller = _caller(Right(CAEN, Role.SUPERVISOR), Right(ROUEN, Role.MRU))
    assert show_to(caller, CASE).patients[0].label == ""
    assert show_to(caller, CaseFile(case=CASE, log=[])).case.patients[0].label == ""
    there = msgspec.structs.replace(CASE, centre_id=ROUEN)
    assert show_to(caller, there) is there
    assert show_to(_caller(Right(CAEN, Role.SUPERVISOR), Right(CAEN, Role.MRU)), CASE) is CASE


def test_a_screen_of_several_centres_sees_no_more_than_where_least_is_seen() -> None:
    caller = _caller(Right(CAEN, Role.SUPERVISOR), Right(ROUEN, Role.MRU))
    assert live_groups(caller, frozenset({CAEN, ROUEN})) == live_groups(SUPERVISOR_CAEN.caller, frozenset({CAEN}))
    assert live_groups(caller, frozenset({ROUEN})) == live_groups(MRU_CAEN.caller, frozenset({CAEN}))
    assert Group.IDENTITY in live_groups(ARM_CAEN.caller, frozenset({CAEN}))


def test_nobody_sees_only_what_everybody_sees() -> None:
    with pytest.raises(NotShowable):
        show_to(None, CASE)


def test_a_message_the_tables_do_not_know_does_not_leave() -> None:
    class Unknown(Struct):
        name: str

    with pytest.raises(NotShowable, match=r"Unknown\.name is in no group"):
        show_to(MRU_CAEN.caller, Unknown("a"))
