"""Our code lists hold only codes of the national lists, when these are at hand."""

import csv
from enum import StrEnum
from pathlib import Path

import pytest

from kit.wire import codes

NATIONAL = Path(__file__).parents[4] / "shared" / "standards" / "hubsante" / "nomenclatures"


@pytest.mark.skipif(not NATIONAL.is_dir(), reason="the national code lists are not beside the project")
@pytest.mark.parametrize(
    ("ours", "file"),
    [
        (codes.Priority, "priorite"),
        (codes.CareLevel, "niveauSoin"),
        (codes.CaseState, "etat"),
        (codes.Attribution, "attribution"),
        (codes.DecisionType, "typeDecision"),
        (codes.MeansType, "typeRessource"),
        (codes.Delay, "delai"),
        (codes.VehicleType, "typeVecteur"),
        (codes.MedicalLevel, "typePEC"),
        (codes.MissionStatus, "statutVecteur"),
        (codes.Sex, "sexe"),
        (codes.PlacePrecision, "precision"),
    ],
)
def test_codes_are_national(ours: type[StrEnum], file: str) -> None:
    with (NATIONAL / f"HubSante.{file}.csv").open(encoding="utf-8") as lines:
        national = {row["code"] for row in csv.DictReader(lines)}
    assert {code.value for code in ours} <= national
