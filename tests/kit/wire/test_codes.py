"""Our code lists hold only codes of the national lists, when these are at hand."""

import csv
from enum import StrEnum
from pathlib import Path

import pytest

from kit.wire.codes import calls, cases, means, missions

NATIONAL = Path(__file__).parents[4] / "shared" / "standards" / "hubsante" / "nomenclatures"


@pytest.mark.skipif(not NATIONAL.is_dir(), reason="the national code lists are not beside the project")
@pytest.mark.parametrize(
    ("ours", "file"),
    [
        (cases.Priority, "priorite"),
        (cases.CareLevel, "niveauSoin"),
        (cases.CaseState, "etat"),
        (cases.Attribution, "attribution"),
        (cases.DecisionType, "typeDecision"),
        (cases.MeansType, "typeRessource"),
        (cases.Delay, "delai"),
        (means.VehicleType, "typeVecteur"),
        (cases.MedicalLevel, "typePEC"),
        (missions.MissionStatus, "statutVecteur"),
        (calls.Sex, "sexe"),
        (calls.PlacePrecision, "precision"),
    ],
)
def test_codes_are_national(ours: type[StrEnum], file: str) -> None:
    with (NATIONAL / f"HubSante.{file}.csv").open(encoding="utf-8") as lines:
        national = {row["code"] for row in csv.DictReader(lines)}
    assert {code.value for code in ours} <= national
