"""Whom a crew is there for, and what a colleague heard of them."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from msgspec import structs

from kit.ids import new_id
from kit.wire.accounts import FacilityView
from kit.wire.cases import PatientView
from kit.wire.codes.calls import Sex
from kit.wire.codes.means import Ability, FacilityKind
from kit.wire.codes.missions import Ground, MissionStatus
from kit.wire.codes.people import Role
from simulators.staff.bilan import nearest, patient_id_of, story_of, waits_for_a_word
from simulators.staff.desk import Desk
from simulators.staff.doctor import Doctor
from tests.simulators import rows
from tests.simulators.stories import EVENT, PATIENT


def patient(rank: int) -> PatientView:
    return PatientView(id=new_id(), rank=rank, label="X", sex=Sex.UN, age=None, care_level=None)


def test_a_mission_is_for_the_patient_of_its_decision_and_by_reflex_for_the_first() -> None:
    first, second = patient(1), patient(2)
    decided = structs.replace(rows.decision(), patient_id=second.id)
    case = structs.replace(rows.case(decisions=(decided,)), patients=[first, second])
    assert patient_id_of(case, rows.mission(case.id, decision_id=decided.id)) == second.id
    assert patient_id_of(case, rows.mission(case.id, ground=Ground.REFLEXE)) == first.id


def test_a_patient_is_the_one_of_the_same_rank_in_what_was_told(desk: Desk) -> None:
    first, second = patient(1), patient(2)
    case = structs.replace(rows.case(), patients=[first, second])
    assert story_of(desk, case, first.id) is None
    desk.hear(case.id, EVENT)
    assert story_of(desk, case, first.id) == PATIENT
    assert story_of(desk, case, second.id) is None  # a person added them: nobody spoke of them on the phone
    assert story_of(desk, structs.replace(case, patients=[]), None) == PATIENT


def test_a_crew_waits_for_a_word_from_its_bilan_to_its_destination() -> None:
    mission = rows.mission(new_id(), status=MissionStatus.BILAN)
    assert waits_for_a_word(mission)
    assert not waits_for_a_word(structs.replace(mission, destination="CHU de Caen"))
    assert not waits_for_a_word(structs.replace(mission, status=MissionStatus.PEC))
    assert not waits_for_a_word(structs.replace(mission, closed_at=rows.NOON))


def place(name: str, kind: FacilityKind, lon_deg: float, *abilities: Ability) -> FacilityView:
    return FacilityView(
        id=new_id(), name=name, kind=kind, lon_deg=lon_deg, lat_deg=49.18, organisation=None, abilities=list(abilities)
    )


@pytest.mark.parametrize(
    ("abilities", "chosen"),
    [
        ((), "Urgences de Bayeux"),
        ((Ability.CATH_LAB,), "Clinique"),
        ((Ability.CATH_LAB, Ability.STROKE_UNIT), "Clinique"),
        ((Ability.STROKE_UNIT,), "CHU"),
        ((Ability.BURNS,), "Urgences de Bayeux"),
    ],
)
async def test_a_patient_goes_to_the_nearest_place_that_can_do_what_they_need(
    desk: Desk, hired: Callable[[type[Doctor], Role], Doctor], abilities: tuple[Ability, ...], chosen: str
) -> None:
    desk.receiving = [
        place("CHU", FacilityKind.EMERGENCY, -0.10, Ability.CATH_LAB, Ability.STROKE_UNIT),
        place("Clinique", FacilityKind.HOSPITAL, -0.38, Ability.CATH_LAB),
        place("Urgences de Bayeux", FacilityKind.EMERGENCY, -0.40),
    ]
    doctor = hired(Doctor, Role.MRU)
    facility = await nearest(doctor, rows.case(), replace(PATIENT, abilities=abilities))
    assert facility is not None
    assert facility.name == chosen
