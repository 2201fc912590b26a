"""The closing line counts what both runners reported."""

from pathlib import Path

import pytest

from gateways.cli.verbs.test import Tally, tally

REPORT = """<testsuites><testsuite>
<testcase name="a"/>
<testcase name="b"><failure/></testcase>
<testcase name="c"><error/></testcase>
<testcase name="d"><skipped/></testcase>
<testcase name="e"><system-out/></testcase>
</testsuite></testsuites>"""


@pytest.fixture
def report(tmp_path: Path) -> Path:
    file = tmp_path / "report.xml"
    file.write_text(REPORT, encoding="utf-8")
    return file


def test_failures_and_errors_fail_and_skipped_tests_are_neither(report: Path) -> None:
    assert tally(1, report) == Tally(passed=2, failed=2)


def test_a_runner_without_a_report_is_one_failure(tmp_path: Path) -> None:
    assert tally(2, tmp_path / "none.xml") == Tally(passed=0, failed=1)


def test_a_runner_that_ends_badly_is_a_failure_though_its_tests_passed(report: Path) -> None:
    report.write_text('<testsuite><testcase name="a"/></testsuite>', encoding="utf-8")
    assert tally(3, report) == Tally(passed=1, failed=1)
    assert tally(0, report) == Tally(passed=1, failed=0)
