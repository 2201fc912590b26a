"""The broker's password file: what is written, what stays, and when the broker need not read it again."""

from pathlib import Path

from gateways.broker import PASSWORDS, TRACKERS, write_passwords
from socle.boxes.credential import broker_hash, matches

PASSWORD = "an invented password"
HASH, OTHER = broker_hash("one"), broker_hash("another")


def _entries(folder: Path) -> dict[str, str]:
    return dict(line.split(":", 1) for line in (folder / PASSWORDS).read_text("ascii").splitlines())


def test_trackers_and_boxes_are_written_for_their_owner(tmp_path: Path) -> None:
    assert write_passwords(tmp_path, PASSWORD, {"box-1": HASH, "box-2": None})
    entries = _entries(tmp_path)
    assert entries.keys() == {*TRACKERS, "box-1"}
    assert all(matches(PASSWORD, entries[name]) for name in TRACKERS)
    assert (tmp_path / PASSWORDS).stat().st_mode & 0o777 == 0o600


def test_what_is_there_already_is_not_written_again(tmp_path: Path) -> None:
    write_passwords(tmp_path, PASSWORD, {"box-1": HASH})
    assert not write_passwords(tmp_path, PASSWORD, {"box-1": HASH, "gone": None})


def test_a_box_that_may_not_connect_goes_and_one_not_named_stays(tmp_path: Path) -> None:
    write_passwords(tmp_path, PASSWORD, {"box-1": HASH, "box-2": HASH})
    assert write_passwords(tmp_path, PASSWORD, {"box-1": None})
    assert "box-1" not in _entries(tmp_path)
    assert _entries(tmp_path)["box-2"] == HASH
    assert write_passwords(tmp_path, PASSWORD, {"box-3": OTHER}, keep=False)
    assert _entries(tmp_path).keys() == {*TRACKERS, "box-3"}


def test_a_box_named_as_a_tracker_never_takes_its_line(tmp_path: Path) -> None:
    assert write_passwords(tmp_path, PASSWORD, {TRACKERS[0]: OTHER, TRACKERS[1]: None, "box-1": HASH})
    entries = _entries(tmp_path)
    assert entries.keys() == {*TRACKERS, "box-1"}
    assert all(matches(PASSWORD, entries[name]) for name in TRACKERS)


def test_a_new_password_of_the_trackers_is_taken(tmp_path: Path) -> None:
    write_passwords(tmp_path, PASSWORD, {})
    assert write_passwords(tmp_path, "a later password", {})
    assert matches("a later password", _entries(tmp_path)[TRACKERS[0]])
