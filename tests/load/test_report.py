"""What a bench says, for a program and for a person."""

import msgspec

from load.report import Found, as_json, as_text, judged, machine

FOUND = Found(
    bench="ingest",
    command="./rramu bench ingest",
    ratios={"single": 0.6},
    figures={"single_fixes_per_s": 15212, "single_ratio_of_each_pair": [0.5, 0.6, 0.7]},
    machine=machine(),
)


def test_a_program_reads_it_back() -> None:
    assert msgspec.json.decode(as_json(FOUND), type=Found) == FOUND


def test_a_person_sees_every_figure() -> None:
    text = as_text(FOUND)
    for words in ("single", "0.60", "15,212.0", "0.5, 0.6, 0.7", FOUND.command):
        assert words in text


def test_a_bench_says_whether_it_is_within_its_budgets() -> None:
    slow = msgspec.structs.replace(FOUND, ratios={"single": 0.4, "batch20": 2.5})
    text = as_text(judged(slow))
    assert "single: NOT within its budget (≥ 0.5)" in text
    assert "batch20: within its budget (≥ 2)" in text
    assert [one.within for one in judged(FOUND).budgets] == [True, None]
