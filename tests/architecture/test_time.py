"""Domain time has one source: nobody asks the machine or the database what time it is."""

import ast
import re

from tests.architecture.source import code_files, relative

SQL_NOW = re.compile(r"\b(now\(\)|current_timestamp|clock_timestamp|localtimestamp)", re.IGNORECASE)
ONE_PLACE = "kit/clock.py"
REAL_TIME_IN_SQL = {"db/standing.py", "socle/audit/repository.py"}
"""`audit.recorded_at` is real time, from the one clock all processes share, so that the sealed order follows the order of commits.
Every process compares that clock with its machine's."""


def test_the_machines_clock_is_read_in_one_place() -> None:
    readers = set[str]()
    for path in code_files():
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Attribute)
                and node.attr in {"now", "utcnow", "today"}
                and _names(node, "datetime", "date")
            ):
                readers.add(relative(path))
    assert readers == {ONE_PLACE}


def test_no_sql_text_asks_the_database_for_the_time() -> None:
    asking = set[str]()
    for path in code_files("db", "socle", "tracker", "dispatch", "gateways"):
        if relative(path) in REAL_TIME_IN_SQL:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and isinstance(node.value, str)
                and SQL_NOW.search(node.value)
                and _is_sql(node.value)
            ):
                asking.add(f"{relative(path)}:{node.lineno}")
            if isinstance(node, ast.Attribute) and node.attr == "now" and _names(node, "func"):
                asking.add(f"{relative(path)}:{node.lineno}")
    assert asking == set()


def _names(node: ast.Attribute, *names: str) -> bool:
    return isinstance(node.value, ast.Name) and node.value.id in names


def _is_sql(text: str) -> bool:
    return any(word in text for word in ("SELECT", "INSERT", "UPDATE", "DELETE", "WHERE"))
