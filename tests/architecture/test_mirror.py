"""Tests stand where the code stands, and the thinking is never without a test."""

from pathlib import Path

import pytest

from tests.architecture.source import ROOT, code_files, relative

ACROSS = {"architecture", "end_to_end", "pains"}
"""Folders of tests that are about the whole."""


def _test_files() -> list[Path]:
    return [
        path for path in sorted((ROOT / "tests").rglob("test_*.py")) if path.relative_to(ROOT).parts[1] not in ACROSS
    ]


def test_a_test_folder_mirrors_a_code_folder() -> None:
    lost = {relative(path) for path in _test_files() if not (ROOT / path.parent.relative_to(ROOT / "tests")).is_dir()}
    assert lost == set()


@pytest.mark.parametrize("name", ["rules.py", "service.py"])
def test_rules_and_services_have_their_test(name: str) -> None:
    untested = {
        relative(path)
        for path in code_files("dispatch", "socle")
        if path.name == name and not (ROOT / "tests" / path.relative_to(ROOT)).with_name(f"test_{name}").is_file()
    }
    assert untested == set()


def test_every_code_package_says_what_it_is() -> None:
    silent = {
        relative(path)
        for path in code_files()
        if path.name == "__init__.py" and not path.read_text(encoding="utf-8").strip()
    }
    assert silent == set()
