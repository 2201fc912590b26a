"""The keys on disk: made once, rotated, exported; a wrong or altered one is told."""

import base64
import stat
from pathlib import Path
from uuid import uuid4

import pytest

from db.key_folder import KeyFolder, KeyTrouble
from kit.settings import KeysSettings
from tests.world import CAEN, ROUEN


@pytest.fixture
def folder(tmp_path: Path) -> KeyFolder:
    made = KeyFolder(KeysSettings(folder=tmp_path / "keys"))
    made.make()
    return made


def test_files_are_for_their_owner_only(folder: KeyFolder) -> None:
    folder.add(CAEN)
    assert stat.S_IMODE(folder.folder.stat().st_mode) == 0o700
    for file in (folder.master_file, folder.keys_file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_versions_of_a_centre_follow_each_other(folder: KeyFolder) -> None:
    made = [folder.add(CAEN), folder.add(ROUEN), folder.add(CAEN)]
    assert [(key.centre_id, key.version) for key in made] == [(CAEN, 1), (ROUEN, 1), (CAEN, 2)]
    assert folder.read() == [made[0], made[2], made[1]]
    assert len({key.secret for key in made}) == 3


def test_two_processes_that_first_meet_a_centre_agree(folder: KeyFolder) -> None:
    assert folder.add(CAEN, unless_any=True) == folder.add(CAEN, unless_any=True)
    assert len(folder.read()) == 1


def test_no_secret_is_on_disk_in_the_clear(folder: KeyFolder) -> None:
    secret = folder.add(CAEN).secret
    written = folder.keys_file.read_bytes()
    assert secret not in written
    assert base64.b64encode(secret) not in written


def test_another_master_key_reads_nothing(folder: KeyFolder) -> None:
    folder.add(CAEN)
    folder.master_file.write_bytes(base64.b64encode(bytes(32)))
    with pytest.raises(KeyTrouble, match="not the one"):
        folder.read()


def test_a_missing_or_damaged_master_key_is_told(folder: KeyFolder) -> None:
    folder.add(CAEN)
    folder.master_file.write_bytes(b"not base64!")
    with pytest.raises(KeyTrouble, match="damaged"):
        folder.read()
    folder.master_file.unlink()
    with pytest.raises(KeyTrouble, match="no master key"):
        folder.read()
    with pytest.raises(KeyTrouble, match="put back"):
        folder.make()


def test_a_line_given_to_another_centre_is_found(folder: KeyFolder) -> None:
    folder.add(CAEN)
    folder.keys_file.write_bytes(folder.keys_file.read_bytes().replace(str(CAEN).encode(), str(ROUEN).encode()))
    with pytest.raises(KeyTrouble, match="altered"):
        folder.read()


def test_a_new_master_wraps_the_same_secrets(folder: KeyFolder) -> None:
    made = folder.add(CAEN)
    before = folder.master_file.read_bytes()
    folder.rotate_master()
    assert folder.read() == [made]
    assert before.strip() not in folder.master_file.read_bytes()


def test_an_interrupted_rotation_of_the_master_leaves_both_in_use(folder: KeyFolder) -> None:
    made = folder.add(CAEN)
    folder.master_file.write_bytes(base64.b64encode(uuid4().bytes * 2) + b"\n" + folder.master_file.read_bytes())
    assert folder.read() == [made]


def test_an_export_makes_the_same_keys_elsewhere(folder: KeyFolder, tmp_path: Path) -> None:
    folder.add(CAEN)
    folder.add(ROUEN)
    folder.export(tmp_path / "export")
    elsewhere = KeyFolder(KeysSettings(folder=tmp_path / "elsewhere", master_file=tmp_path / "apart.key"))
    elsewhere.take_in(tmp_path / "export")
    assert elsewhere.read() == folder.read()
    with pytest.raises(KeyTrouble, match="already holds keys"):
        elsewhere.take_in(tmp_path / "export")


def test_what_is_no_export_is_refused(tmp_path: Path) -> None:
    (tmp_path / "other").write_text("{}")
    with pytest.raises(KeyTrouble, match="no export"):
        KeyFolder(KeysSettings(folder=tmp_path / "keys")).take_in(tmp_path / "other")
