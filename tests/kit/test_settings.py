"""Settings come from the environment and one file; a wrong one is told."""

from pathlib import Path
from typing import get_type_hints

import pytest
from pydantic import ValidationError

from kit.settings import Section, Settings


def test_a_file_gives_values_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "settings.env"
    file.write_text("RRAMU_HTTP__PORT=9001\nRRAMU_POSTGRES__API_PASSWORD=from-file\n", encoding="utf-8")
    monkeypatch.setenv("RRAMU_HTTP__PORT", "9002")
    settings = Settings.read(file)
    assert settings.http.port == 9002
    assert settings.postgres.password("rramu_api") == "from-file"


def test_a_misspelt_name_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RRAMU_HTTP__PROT", "9002")
    with pytest.raises(ValidationError, match="prot"):
        Settings.read(_empty(tmp_path))


def test_a_port_out_of_range_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RRAMU_MQTT__PORT", "70000")
    with pytest.raises(ValidationError, match="less than or equal to 65535"):
        Settings.read(_empty(tmp_path))


def test_a_named_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match="absent"):
        Settings.read(tmp_path / "absent.env")


def test_passwords_do_not_show(tmp_path: Path) -> None:
    file = tmp_path / "settings.env"
    file.write_text("RRAMU_POSTGRES__API_PASSWORD=very-secret\n", encoding="utf-8")
    assert "very-secret" not in repr(Settings.read(file))


def _empty(folder: Path) -> Path:
    file = folder / "settings.env"
    file.touch()
    return file


def test_the_page_of_settings_names_them_all() -> None:
    page = (Path(__file__).parents[2] / "docs" / "settings.md").read_text(encoding="utf-8")
    for section, kind in get_type_hints(Settings).items():
        if isinstance(kind, type) and issubclass(kind, Section):
            for name in kind.model_fields:
                assert f"RRAMU_{section}__{name}".upper() in page
