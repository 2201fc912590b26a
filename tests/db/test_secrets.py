"""Values encrypted per centre: readable by the keyring alone, in their own place only, across rotations."""

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.ext.asyncio import AsyncEngine

from db import secrets
from db.engine import reading
from db.key_folder import KeyFolder, KeyTrouble
from db.models.patients import Patient
from db.secrets import Keyring, cell, keyring, normal_name, normal_phone, private
from kit.settings import KeysSettings
from tests.world import CAEN, ROUEN, fixed_id

HERE = cell(Patient.label, fixed_id(90, 1))
ELSEWHERE = cell(Patient.label, fixed_id(90, 2))


@pytest.fixture
def settings(tmp_path: Path) -> KeysSettings:
    made = KeysSettings(folder=tmp_path / "keys")
    KeyFolder(made).make()
    return made


@pytest.fixture
def keys(settings: KeysSettings) -> Keyring:
    return Keyring(settings)


def test_a_cell_names_table_column_and_row() -> None:
    assert f"patients.label:{fixed_id(90, 1)}" == HERE


@given(text=st.text(max_size=300))
def test_what_is_encrypted_is_read_again(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    settings = KeysSettings(folder=tmp_path_factory.getbasetemp() / "keys")
    KeyFolder(settings).make()
    keys = Keyring(settings)
    assert keys.decrypt(keys.encrypt(CAEN, text, HERE), HERE) == text


def test_a_token_hides_its_text_and_never_repeats(keys: Keyring) -> None:
    first, second = (keys.encrypt(CAEN, "Marguerite Lecointre", HERE) for _ in range(2))
    assert "Lecointre" not in first
    assert first != second


def test_a_token_is_valid_in_its_own_cell_only(keys: Keyring) -> None:
    token = keys.encrypt(CAEN, "Marguerite Lecointre", HERE)
    with pytest.raises(KeyTrouble, match="another place"):
        keys.decrypt(token, ELSEWHERE)


def test_an_altered_token_is_found(keys: Keyring) -> None:
    token = keys.encrypt(CAEN, "Marguerite Lecointre")
    other = "A" if token[20] != "A" else "B"
    with pytest.raises(KeyTrouble, match="altered"):
        keys.decrypt(token[:20] + other + token[21:])


def test_a_token_without_its_key_is_told(keys: Keyring, tmp_path: Path) -> None:
    elsewhere = KeysSettings(folder=tmp_path / "other")
    KeyFolder(elsewhere).make()
    with pytest.raises(KeyTrouble, match="is not among the keys"):
        Keyring(elsewhere).decrypt(keys.encrypt(CAEN, "Marguerite Lecointre"))


def test_a_value_from_before_the_keys_is_given_back(keys: Keyring) -> None:
    assert keys.decrypt("X homme ~40 ans", HERE) == "X homme ~40 ans"
    assert keys.decrypt(None, HERE) is None


def test_a_whole_document_is_encrypted(keys: Keyring) -> None:
    token = keys.encrypt_bytes(CAEN, b'{"label":"Lecointre"}', "here")
    assert b"Lecointre" not in token
    assert keys.decrypt_bytes(token, "here") == b'{"label":"Lecointre"}'
    with pytest.raises(KeyTrouble):
        keys.decrypt_bytes(token, "there")


def test_a_rotation_is_seen_by_a_process_that_runs(
    keys: Keyring, settings: KeysSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "LOOKED_AT_S", 0.0)
    old = keys.encrypt(CAEN, "Marguerite Lecointre")
    made = KeyFolder(settings).add(CAEN)
    new = keys.encrypt(CAEN, "Marguerite Lecointre")
    assert new.startswith(f"enc:{made.id}:")
    assert not old.startswith(f"enc:{made.id}:")
    assert keys.decrypt(old) == keys.decrypt(new)


def test_a_key_made_elsewhere_is_found_when_it_is_read(keys: Keyring, settings: KeysSettings) -> None:
    keys.check()
    assert keys.decrypt(Keyring(settings).encrypt(ROUEN, "Marguerite Lecointre")) == "Marguerite Lecointre"


def test_blind_indexes_are_equal_for_the_same_person_of_one_centre_only(keys: Keyring) -> None:
    assert keys.blind(CAEN, "phone", "+33 6 12 34 56 78") == keys.blind(CAEN, "phone", "0612345678")
    assert keys.blind(CAEN, "phone", "0612345678") != keys.blind(CAEN, "phone", "0612345679")
    assert keys.blind(CAEN, "phone", "0612345678") != keys.blind(ROUEN, "phone", "0612345678")
    assert keys.blind(CAEN, "name", "12") != keys.blind(CAEN, "phone", "12")


def test_a_blind_index_written_before_a_rotation_is_still_looked_for(keys: Keyring, settings: KeysSettings) -> None:
    written = keys.blind(CAEN, "name", "Noël d'Été")
    KeyFolder(settings).add(CAEN)
    looked_for = Keyring(settings).blinds(CAEN, "name", "NOEL D’ETE")
    assert written in looked_for
    assert len(looked_for) == 2


def test_numbers_and_names_are_compared_in_one_form() -> None:
    assert {normal_phone(one) for one in ("+33612345678", "06 12 34 56 78", "0033612345678")} == {"+33612345678"}
    assert normal_name("  Noël   d’Été-Brûlé ") == "NOEL D ETE BRULE"


def test_private_parts_of_a_body_are_encrypted_and_opened(keys: Keyring) -> None:
    body = {"means": "SMUR", "words": private("chez Mme Lecointre"), "patients": [{"label": private("Lecointre")}]}
    stored = msgspec.to_builtins(body, enc_hook=keys.hook(CAEN, "fact:1"))
    assert "Lecointre" not in repr(stored)
    assert keys.open_body(stored, "fact:1") == {
        "means": "SMUR", "words": "chez Mme Lecointre", "patients": [{"label": "Lecointre"}],
    }  # fmt: skip
    with pytest.raises(KeyTrouble):
        keys.open_body(stored, "fact:2")


def test_a_typed_text_that_looks_like_a_token_is_only_a_text(keys: Keyring) -> None:
    typed = "enc:00000000:AAAA"
    assert keys.open_body({"place": typed}, "fact:1") == {"place": typed}
    assert keys.decrypt(keys.encrypt(CAEN, typed, HERE), HERE) == typed


async def test_a_session_gives_the_keyring_of_its_process(engines: dict[str, AsyncEngine]) -> None:
    async with reading(engines["rramu_api"], None, ()) as session:
        keys = keyring(session)
        assert keys.decrypt(keys.encrypt(CAEN, "Marguerite Lecointre")) == "Marguerite Lecointre"
    async with reading(engines["rramu_api"], None, ()) as session:
        assert keyring(session) is keys
