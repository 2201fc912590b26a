"""A migration reads and rewrites no row of the room's tables: it runs while calls are taken. The rules are in CONTRIBUTING.md."""

import ast
import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import Connection, Engine, event

from db.migrate import configuration
from kit.settings import Settings

VERSIONS = Path(__file__).resolve().parents[2] / "db" / "migrations" / "versions"
LAST_BEFORE_THE_RULES = "0013"
"""Up to here migrations ran on databases without a room at work; they stay as they are."""
BUSY = frozenset({
    "account_rights", "audit", "box_messages", "calls", "cases", "changes", "decisions", "facts", "idempotency_keys", "mission_positions",
    "mission_statuses", "missions", "outbox", "patients", "positions", "sessions", "tasks", "vehicles",
})  # fmt: skip
_BUSY = rf"(?:{'|'.join(sorted(BUSY))})\b"
SQL = {
    "rewrites or reads rows": rf"\b(?:UPDATE|DELETE\s+FROM|TRUNCATE)\s+(?:ONLY\s+)?{_BUSY}",
    "locks": r"\bLOCK\s+TABLE\b|\bVACUUM\s+FULL\b|\bCLUSTER\b",
    "changes a column in place": rf"ALTER\s+TABLE\s+{_BUSY}.*\b(?:SET\s+NOT\s+NULL|TYPE)\b",
    "validates at once": rf"ALTER\s+TABLE\s+{_BUSY}.*\bADD\s+CONSTRAINT\b(?!.*NOT\s+VALID)(?!.*USING\s+INDEX)",
    "builds an index under a lock": rf"CREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY).*\bON\s+{_BUSY}",
}
STRONGLY_LOCKED = """
    SELECT (SELECT version_num FROM alembic_version), array_agg(relation::regclass::text)
    FROM pg_locks
    WHERE pid = pg_backend_pid() AND granted AND locktype = 'relation' AND current_user = 'rramu_owner'
      AND mode IN ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')"""


def faults(source: str) -> Iterator[str]:
    """Tell what a migration does that a room at work would feel."""
    tree = ast.parse(source)
    if not any(isinstance(node, ast.FunctionDef) and node.name == "downgrade" for node in tree.body):
        yield "cannot be undone"
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    made = {words[0] for call in calls if name_of(call) == "create_table" and (words := words_of(call))}
    for call in calls:
        yield from _call_faults(call, made)
        if name_of(call) == "execute":
            text = " ".join(words_of(call))
            yield from (fault for fault, form in SQL.items() if re.search(form, text, re.IGNORECASE | re.DOTALL))


def name_of(call: ast.Call) -> str:
    """Give the method called."""
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def words_of(call: ast.Call) -> list[str]:
    """Give every string among a call's arguments."""
    inside = (node for argument in call.args for node in ast.walk(argument))
    return [node.value for node in inside if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _set(call: ast.Call, keyword: str) -> bool | None:
    """Tell whether a keyword is given as True or False."""
    for given in call.keywords:
        if given.arg == keyword and isinstance(given.value, ast.Constant):
            return bool(given.value.value)
    return None


def _call_faults(call: ast.Call, made: set[str]) -> Iterator[str]:
    if not (set(words_of(call)) & BUSY) - made:
        return
    match name_of(call):
        case "create_index" if not _set(call, "postgresql_concurrently"):
            yield "builds an index under a lock"
        case "create_check_constraint" | "create_foreign_key" if not _set(call, "postgresql_not_valid"):
            yield "validates at once"
        case "create_unique_constraint":
            yield "builds an index under a lock"
        case "alter_column" if _set(call, "nullable") is False or "type_" in {given.arg for given in call.keywords}:
            yield "changes a column in place"
        case "add_column" if any(_refuses_old_rows(column) for column in call.args if isinstance(column, ast.Call)):
            yield "refuses the rows there are"
        case _:
            pass


def _refuses_old_rows(column: ast.Call) -> bool:
    return _set(column, "nullable") is False and "server_default" not in {given.arg for given in column.keywords}


@pytest.mark.parametrize(
    "file", [file for file in sorted(VERSIONS.glob("*.py")) if file.name[:4] > LAST_BEFORE_THE_RULES] or [None]
)
def test_a_migration_keeps_the_rules(file: Path | None) -> None:
    assert file is None or list(faults(file.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ('op.create_index("i", "cases", ["x"])', "builds an index under a lock"),
        ('op.create_index("i", "cases", ["x"], postgresql_concurrently=True)', None),
        ('op.create_index("i", "centres", ["x"])', None),
        ('op.create_check_constraint("c", "calls", "x > 0")', "validates at once"),
        ('op.create_check_constraint("c", "calls", "x > 0", postgresql_not_valid=True)', None),
        ('op.create_foreign_key("f", "facts", "centres", ["x"], ["id"])', "validates at once"),
        ('op.create_unique_constraint("u", "patients", ["x"])', "builds an index under a lock"),
        ('op.alter_column("missions", "x", nullable=False)', "changes a column in place"),
        ('op.alter_column("missions", "x", nullable=True)', None),
        ('op.alter_column("missions", "x", type_=sa.Text())', "changes a column in place"),
        ('op.add_column("cases", sa.Column("x", sa.Text(), nullable=False))', "refuses the rows there are"),
        ('op.add_column("cases", sa.Column("x", sa.Text(), nullable=False, server_default=""))', None),
        ('op.execute("UPDATE cases SET x = 1")', "rewrites or reads rows"),
        ('op.execute("UPDATE centres SET x = 1")', None),
        ('op.execute("LOCK TABLE cases")', "locks"),
        ('op.execute("ALTER TABLE audit ALTER x SET NOT NULL")', "changes a column in place"),
        ('op.execute("ALTER TABLE audit ADD CONSTRAINT c CHECK (x)")', "validates at once"),
        ('op.execute("ALTER TABLE audit ADD CONSTRAINT c CHECK (x) NOT VALID")', None),
        ('op.execute("CREATE INDEX i ON facts (x)")', "builds an index under a lock"),
        ('op.execute("CREATE INDEX CONCURRENTLY i ON facts (x)")', None),
    ],
)
def test_each_rule_finds_what_it_is_for(line: str, fault: str | None) -> None:
    source = f"def upgrade() -> None:\n    {line}\n\n\ndef downgrade() -> None:\n    pass\n"
    assert list(faults(source)) == ([] if fault is None else [fault])


def test_a_table_of_the_same_migration_is_empty_and_one_that_cannot_be_undone_is_found() -> None:
    source = 'def upgrade() -> None:\n    op.create_table("positions")\n    op.create_index("i", "positions", ["x"])\n'
    assert list(faults(source)) == ["cannot be undone"]


async def test_a_transaction_of_a_migration_keeps_commands_from_one_busy_table_at_most(database: Settings) -> None:
    held: list[tuple[str, frozenset[str]]] = []

    def note(connection: Connection) -> None:
        version, tables = connection.exec_driver_sql(STRONGLY_LOCKED).one()
        held.append((version, BUSY.intersection(tables or ())))

    event.listen(Engine, "commit", note)
    try:
        for act, to in ((command.downgrade, LAST_BEFORE_THE_RULES), (command.upgrade, "head")):
            await asyncio.to_thread(act, configuration(database), to)
    finally:
        event.remove(Engine, "commit", note)
    assert ("0015", frozenset({"missions"})) in held
    assert [(version, tables) for version, tables in held if len(tables) > 1] == []
