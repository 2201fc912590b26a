"""A slip in a table is told with its file and line."""

import shutil
from pathlib import Path

import pytest

from region.authored import authored_in, centres_in, conventions_in, departments_in
from region.tables import NORMANDY, BadRegionFile
from tests.country import region

REGION = region()
COMMUNES = {commune.insee_code: commune for commune in REGION.communes}


def read(tables: Path) -> None:
    centres = {centre.code for centre in centres_in(tables)}
    conventions_in(tables, centres)
    departments = {department.code for department in departments_in(tables, centres)}
    authored_in(tables, COMMUNES, departments)


def test_the_tables_of_normandy_are_read() -> None:
    read(NORMANDY)


@pytest.mark.parametrize(
    ("file", "line", "fault"),
    [
        ("centres.csv", "999,Nulle-Part,nan,49.1", "centres.csv, line 2: nan"),
        ("centres.csv", "140,Caen bis,0.1,49.1", "centres.csv: '140' comes 2 times"),
        ("conventions.csv", "140,999,SMUR", "conventions.csv, line 2: '999'"),
        ("conventions.csv", "140,140,SMUR", "conventions.csv, line 2: a centre needs no convention with itself"),
        ("conventions.csv", "140,610,SMUR", "conventions.csv: '140 610 SMUR' comes 2 times"),
        ("departments.csv", "99,Nulle-Part,999", "departments.csv, line 2: '999'"),
        ("facilities.csv", "CLINIC,X,CHU de Caen Normandie,14118,0.1,49.1,,x", "facilities.csv, line 2: .*CLINIC"),
        ("facilities.csv", "SMUR,X,Personne,14118,0.1,49.1,,x", "facilities.csv, line 2: 'Personne'"),
        ("facilities.csv", "SMUR,X,CHU de Caen Normandie,99999,0.1,49.1,,x", "facilities.csv, line 2: '99999'"),
        ("facilities.csv", "SMUR,X,CHU de Caen Normandie,14118,0.1,49.1,WINGS,x", "facilities.csv, line 2: .*WINGS"),
        ("sectors.csv", "99-1,Partout,14118 76540,1,1", "sectors.csv, line 2: the seats of 99-1"),
        ("sectors.csv", "99-1,Caen bis,14118,beaucoup,1", "sectors.csv, line 2: .*beaucoup"),
        ("smur.csv", "VLM X,SMUR.VLM,SMUR de X,MED", "smur.csv, line 2: 'SMUR de X'"),
        ("stations.csv", "14118,Caen,1", "stations.csv: '14118' comes 2 times"),
        ("companies.csv", "99,1,1,1", "companies.csv, line 2: '99'"),
        ("motives.csv", "M99", "motives.csv, line 2"),
    ],
)
def test_a_wrong_line_is_told(tmp_path: Path, file: str, line: str, fault: str) -> None:
    tables = tmp_path / "tables"
    shutil.copytree(NORMANDY, tables)
    header, *rest = (tables / file).read_text(encoding="utf-8").splitlines()
    (tables / file).write_text("\n".join([header, line, *rest]) + "\n", encoding="utf-8")
    with pytest.raises(BadRegionFile, match=fault):
        read(tables)
