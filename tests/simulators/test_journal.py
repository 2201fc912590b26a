"""A box's journal: numbers never come twice, nothing numbered is lost, and what is settled goes."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.wire.codes.boxes import FixRefusal
from kit.wire.codes.missions import MissionStatus
from kit.wire.telemetry import BoxStatus, Fix
from simulators.journal import Disk, Journal, Kind, Message, Number

AT = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
START = Number(0, 0)


def fix(number: Number) -> Fix:
    return Fix(boot=number.boot, seq=number.seq, measured_at=AT, lon_deg=-0.37, lat_deg=49.18)


def button(number: Number) -> BoxStatus:
    return BoxStatus(boot=number.boot, seq=number.seq, at=AT, status=MissionStatus.DEPART)


def numbers(messages: list[Message]) -> list[tuple[int, int]]:
    return [(message.number.boot, message.number.seq) for message in messages]


def test_one_sequence_is_shared_by_fixes_and_buttons(tmp_path: Path) -> None:
    with Journal(tmp_path / "box.sqlite") as journal:
        journal.write(Kind.TRACK, AT, fix)
        journal.write(Kind.STATUS, AT, button)
        journal.write(Kind.TRACK, AT, fix)
        assert numbers(journal.after(START, fixes=True, limit=10)) == [(1, 1), (1, 3)]
        assert numbers(journal.after(START, fixes=False, limit=10)) == [(1, 2)]
        assert len(journal) == 3
        assert journal.oldest_at() == AT


def test_a_boot_keeps_what_the_last_one_could_not_send(tmp_path: Path) -> None:
    with Journal(tmp_path / "box.sqlite") as journal:
        journal.write(Kind.TRACK, AT, fix)
    with Journal(tmp_path / "box.sqlite") as journal:
        journal.write(Kind.TRACK, AT, fix)
        assert numbers(journal.after(START, fixes=True, limit=10)) == [(1, 1), (2, 1)]
        assert journal.oldest_seq() == 1
        assert journal.settle(Number(1, 1)) == 1
        assert numbers(journal.after(START, fixes=True, limit=10)) == [(2, 1)]
        assert len(journal) == 1


def test_a_killed_process_loses_nothing_it_numbered(tmp_path: Path) -> None:
    file = tmp_path / "box.sqlite"
    code = (
        "import sys; from pathlib import Path; from tests.simulators.test_journal import *\n"
        "journal = Journal(Path(sys.argv[1]))\n"
        "for _ in range(50): journal.write(Kind.TRACK, AT, fix)\n"
        "print('written', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(file)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parents[2],
        env=os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])},
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == b"written\n"
        process.send_signal(signal.SIGKILL)
    with Journal(file) as journal:
        assert numbers(journal.after(START, fixes=True, limit=100)) == [(1, seq) for seq in range(1, 51)]
        assert journal.boot == 2


def test_what_is_refused_is_set_aside_with_its_reason(tmp_path: Path) -> None:
    with Journal(tmp_path / "box.sqlite") as journal:
        for _ in range(3):
            journal.write(Kind.TRACK, AT, fix)
        journal.set_aside([Number(1, 1), Number(1, 9)], FixRefusal.TOO_OLD)
        assert numbers(journal.after(START, fixes=True, limit=10)) == [(1, 2), (1, 3)]
        assert journal.refused() == [(Number(1, 1), "TOO_OLD")]
        assert journal.oldest_seq() == 2
        assert len(journal) == 2


def test_full_is_told(tmp_path: Path) -> None:
    with Journal(tmp_path / "box.sqlite", capacity=2) as journal:
        journal.write(Kind.TRACK, AT, fix)
        assert not journal.full
        journal.write(Kind.TRACK, AT, fix)
        assert journal.full


def test_notes_survive_a_boot(tmp_path: Path) -> None:
    with Journal(tmp_path / "box.sqlite") as journal:
        journal.note("place", b"1")
        journal.note("place", b"2")
        journal.note("order", b"3")
        journal.note("order", None)
    with Journal(tmp_path / "box.sqlite") as journal:
        assert journal.noted("place") == b"2"
        assert journal.noted("order") is None


@given(
    steps=st.lists(
        st.one_of(st.sampled_from(["fix", "button", "boot"]), st.tuples(st.integers(1, 4), st.integers(1, 12))),
        max_size=40,
    )
)
def test_the_length_is_what_is_there(
    tmp_path_factory: pytest.TempPathFactory, steps: list[str | tuple[int, int]]
) -> None:
    file = tmp_path_factory.mktemp("journal") / "box.sqlite"
    journal = Journal(file)
    given_out = set[Number]()
    for step in steps:
        if step == "boot":
            journal.close()
            journal = Journal(file)
        elif isinstance(step, tuple):
            journal.settle(Number(*step))
            given_out = {n for n in given_out if n.boot != step[0] or n.seq > step[1]}
        else:
            message = journal.write(*((Kind.TRACK, AT, fix) if step == "fix" else (Kind.STATUS, AT, button)))
            assert message.number not in given_out
            given_out.add(message.number)
    left = journal.after(START, fixes=True, limit=100) + journal.after(START, fixes=False, limit=100)
    assert {message.number for message in left} == given_out
    assert len(journal) == len(given_out)
    journal.close()


@given(
    steps=st.lists(
        st.tuples(
            st.sampled_from(["a", "b", "c"]), st.sampled_from(["fix", "button", "settle", "aside", "boot", "note"])
        ),
        max_size=40,
    )
)
def test_boxes_of_one_disk_do_not_see_each_other(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("disk")
    with Disk(folder / "shared.sqlite") as disk:
        shared = {box: Journal(disk, box) for box in "abc"}
        alone = {box: Journal(folder / f"{box}.sqlite") for box in "abc"}
        for box, step in steps:
            for journal in (shared[box], alone[box]):
                match step:
                    case "fix" | "button":
                        journal.write(*((Kind.TRACK, AT, fix) if step == "fix" else (Kind.STATUS, AT, button)))
                    case "settle":
                        journal.settle(Number(journal.boot, journal.oldest_seq()))
                    case "aside":
                        journal.set_aside([Number(journal.boot, journal.oldest_seq())], "TOO_OLD")
                    case "boot":
                        journal.reboot()
                    case _:
                        journal.note("place", box.encode())
        for box in "abc":
            one, other = shared[box], alone[box]
            assert (one.boot, len(one), one.oldest_seq(), one.refused()) == (
                other.boot,
                len(other),
                other.oldest_seq(),
                other.refused(),
            )
            assert one.after(START, fixes=True, limit=100) == other.after(START, fixes=True, limit=100)
            assert one.after(START, fixes=False, limit=100) == other.after(START, fixes=False, limit=100)
            assert one.noted("place") == other.noted("place")
            other.close()
        assert disk.refused() == sum(len(one.refused()) for one in shared.values())
