"""The inquest file on paper: made of whatever a case holds, accents included."""

from datetime import timedelta

import pytest

from dispatch.missions.inquest_paper import printed, words_of_verdict
from kit.wire.codes.missions import Ground, MissionStatus, StatusSource
from kit.wire.inquest import Inquest, InquestDecision, InquestEntry, InquestFix, InquestProof, InquestStretch
from kit.wire.missions import MissionView, StatusView
from tests.world import CAEN, NOON, fixed_id

MISSION = MissionView(
    id=fixed_id(30, 1), centre_id=CAEN, version=3, case_id=fixed_id(31, 1), case_number="DRFR15X", vehicle_id=fixed_id(4, 1),
    call_sign="AMB Caen 1", team_id=None, ground=Ground.DECISION, decision_id=None, status=MissionStatus.ARRIVEE, status_at=NOON,
    ordered_at=NOON, order_version=1, receipt=None, receipt_at=None, destination="CHU de Caen", destination_lon_deg=None,
    destination_lat_deg=None,
    statuses=[StatusView(status=MissionStatus.ARRIVEE, at=NOON, error_s=1.0, source=StatusSource.CREW, author=None)],
    cancel_proposed=False, outcome=None, closed_at=None,
)  # fmt: skip


def _inquest(entries: int, fixes: int, walked: list[InquestStretch] | None = None) -> Inquest:
    return Inquest(
        number="DRFR15X", case_id=fixed_id(31, 1), centre_code="14", state="CLOTURE", priority="P1", place="3 quai des Brumes, Caen",
        opened_at=NOON, closed_at=None, patients=["Mme Éloïse Ça-Œuvre"],
        decisions=[InquestDecision(
            id=fixed_id(32, 1), patient="Mme Éloïse", type="INTER", means="TSU", delay=None, care_level="R2", words="vite — à l’étage",
            decided_at=NOON, decided_by="Dr Noël", ended_at=None, ended_because=None,
        )],
        missions=[MISSION],
        entries=[InquestEntry(
            centre_code="14", number=n or None, hash="0" * 64, at=NOON + timedelta(seconds=n), recorded_at=NOON, kind="case.noted",
            author="Inès Picard", role="ARM", operator_centre_code="14", fact_id=fixed_id(33, n) if n % 2 else None, body={"note": "é" * n},
        ) for n in range(entries)],
        proposals=[],
        positions=[InquestFix(
            mission_id=MISSION.id, measured_at=NOON + timedelta(seconds=n), lon_deg=-0.36, lat_deg=49.19, speed_mps=12.0 if n % 2 else None,
        ) for n in range(fixes)],
        proof=[InquestProof(centre_code="14", sound=True, sealed=12, head="a" * 64, signed_heads=3, faults=[], walked=walked)],
        made_at=NOON, motive="réquisition n° 12/26",
    )  # fmt: skip


def test_a_whole_case_is_printed() -> None:
    paper = printed(_inquest(entries=120, fixes=900))
    assert paper.startswith(b"%PDF-")
    assert paper.count(b"/Type /Page\n") >= 5


def test_a_case_with_nothing_yet_is_printed() -> None:
    assert len(printed(_inquest(entries=0, fixes=0))) > 1000


@pytest.mark.parametrize("begins_signed", [True, False])
@pytest.mark.parametrize("ends_signed", [True, False])
def test_what_was_walked_is_printed(begins_signed: bool, ends_signed: bool) -> None:
    part = InquestStretch(first=3, last=9, begins_signed=begins_signed, ends_signed=ends_signed)
    assert len(printed(_inquest(1, 0, [part]))) > len(printed(_inquest(1, 0)))


def test_the_verdict_says_what_was_proved_and_no_more() -> None:
    assert "retirée, déplacée" in words_of_verdict(sound=True, whole=True)
    assert "aucune retirée entre les numéros recalculés" in words_of_verdict(sound=True, whole=False)
    assert {words_of_verdict(sound=False, whole=whole) for whole in (True, False)} == {
        "JOURNAL ALTÉRÉ : voir ci-dessous."
    }
