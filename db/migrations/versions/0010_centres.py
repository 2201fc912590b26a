"""Centres that work together: shares, transfers, help, pooling, conventions, posts; a case's rows follow it (0010_centres.sql).

Revision: 0010, after 0009
"""

from pathlib import Path

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection

revision = "0010"
down_revision = "0009"

TABLES = ("centre_pools", "conventions", "post_sessions", "case_shares", "help_requests", "case_transfers")
CHILDREN = ("patients", "decisions", "proposals", "missions", "tasks")
READ_WITH_THE_CASE = (
    "cases", "calls", "patients", "decisions", "proposals", "missions", "mission_statuses", "facts", "audit",
)  # fmt: skip


def upgrade() -> None:
    op.add_column("account_rights", sa.Column("from_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("account_rights", sa.Column("to_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("cases", sa.Column("escalated_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "centre_pools",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("by_centre_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("roles", postgresql.ARRAY(sa.Text()), nullable=False),
        sa.Column("from_minute", sa.SmallInteger(), nullable=False),
        sa.Column("to_minute", sa.SmallInteger(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_by", sa.Uuid(), nullable=False),
        sa.CheckConstraint("reason IN ('OVERFLOW', 'NIGHT')", name=op.f("centre_pools_reason_check")),
        sa.CheckConstraint("centre_id <> by_centre_id", name=op.f("centre_pools_another_centre_check")),
        sa.CheckConstraint(
            "from_minute BETWEEN 0 AND 1439 AND to_minute BETWEEN 0 AND 1439", name=op.f("centre_pools_minutes_check")
        ),
        sa.ForeignKeyConstraint(["by_centre_id"], ["centres.id"], name=op.f("centre_pools_by_centre_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("centre_pools_centre_id_fkey")),
        sa.ForeignKeyConstraint(["set_by"], ["accounts.id"], name=op.f("centre_pools_set_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("centre_pools_pkey")),
    )
    op.create_table(
        "conventions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("by_centre_id", sa.Uuid(), nullable=False),
        sa.Column("means", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("set_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "means IN ('SMUR', 'TSU', 'SIS', 'LIBERAL', 'HOSPIT', 'AASC', 'FDO', 'AUTRE')",
            name=op.f("conventions_means_check"),
        ),
        sa.CheckConstraint("centre_id <> by_centre_id", name=op.f("conventions_another_centre_check")),
        sa.ForeignKeyConstraint(["by_centre_id"], ["centres.id"], name=op.f("conventions_by_centre_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("conventions_centre_id_fkey")),
        sa.ForeignKeyConstraint(["set_by"], ["accounts.id"], name=op.f("conventions_set_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("conventions_pkey")),
    )
    op.create_index(
        "conventions_in_force_idx",
        "conventions",
        ["centre_id", "by_centre_id", "means"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "post_sessions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("session_id", sa.Uuid(), nullable=True),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("pooled_centre_ids", postgresql.ARRAY(sa.Uuid()), nullable=False),
        sa.Column("from_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("to_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "role IN ('ARM', 'ARM_SUIVI', 'MRU', 'MRL', 'SPECIALIST', 'INTERN', 'OSNP', 'SUPERVISOR', 'COORDINATOR', 'COMPANY', 'CREW', 'EMERGENCY_DEPARTMENT', 'ADMINISTRATOR', 'TELEPHONY')",
            name=op.f("post_sessions_role_check"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("post_sessions_account_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("post_sessions_centre_id_fkey")),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("post_sessions_session_id_fkey"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("post_sessions_pkey")),
    )
    op.create_index(
        "post_sessions_open_idx",
        "post_sessions",
        ["session_id"],
        unique=True,
        postgresql_where=sa.text("to_at IS NULL"),
    )
    op.create_table(
        "case_shares",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shared_by", sa.Uuid(), nullable=True),
        sa.CheckConstraint(
            "reason IN ('TRANSFER', 'OPINION', 'ESCALATION', 'HELP')", name=op.f("case_shares_reason_check")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("case_shares_case_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("case_shares_centre_id_fkey")),
        sa.ForeignKeyConstraint(["shared_by"], ["accounts.id"], name=op.f("case_shares_shared_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("case_shares_pkey")),
    )
    op.create_index(
        "case_shares_in_force_idx",
        "case_shares",
        ["case_id", "centre_id"],
        unique=True,
        postgresql_where=sa.text("until IS NULL"),
    )
    op.create_table(
        "help_requests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("to_centre_id", sa.Uuid(), nullable=False),
        sa.Column("vehicle_id", sa.Uuid(), nullable=False),
        sa.Column("engagement", postgresql.JSONB(astext_type=sa.Text()), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_role", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("mission_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("(state = 'ASKED') = (answered_at IS NULL)", name=op.f("help_requests_answered_check")),
        sa.CheckConstraint(
            "state IN ('ASKED', 'ENGAGED', 'REFUSED', 'TAKEN_BACK')", name=op.f("help_requests_state_check")
        ),
        sa.CheckConstraint("centre_id <> to_centre_id", name=op.f("help_requests_another_centre_check")),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("help_requests_answered_by_fkey")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("help_requests_asked_by_fkey")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("help_requests_case_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("help_requests_centre_id_fkey")),
        sa.ForeignKeyConstraint(["to_centre_id"], ["centres.id"], name=op.f("help_requests_to_centre_id_fkey")),
        sa.ForeignKeyConstraint(["vehicle_id"], ["vehicles.id"], name=op.f("help_requests_vehicle_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("help_requests_pkey")),
    )
    op.create_index(
        "help_requests_asked_idx",
        "help_requests",
        ["case_id", "vehicle_id"],
        unique=True,
        postgresql_where=sa.text("state = 'ASKED'"),
    )
    op.create_index(op.f("help_requests_case_id_idx"), "help_requests", ["case_id"], unique=False)
    op.create_table(
        "case_transfers",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("to_centre_id", sa.Uuid(), nullable=False),
        sa.Column("call_id", sa.Uuid(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("motive", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("alarmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.CheckConstraint("(state = 'ASKED') = (answered_at IS NULL)", name=op.f("case_transfers_answered_check")),
        sa.CheckConstraint(
            "state IN ('ASKED', 'ACCEPTED', 'REFUSED', 'TAKEN_BACK')", name=op.f("case_transfers_state_check")
        ),
        sa.CheckConstraint("centre_id <> to_centre_id", name=op.f("case_transfers_another_centre_check")),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("case_transfers_answered_by_fkey")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("case_transfers_asked_by_fkey")),
        sa.ForeignKeyConstraint(["call_id"], ["calls.id"], name=op.f("case_transfers_call_id_fkey")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("case_transfers_case_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("case_transfers_centre_id_fkey")),
        sa.ForeignKeyConstraint(["to_centre_id"], ["centres.id"], name=op.f("case_transfers_to_centre_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("case_transfers_pkey")),
    )
    op.create_index(
        "case_transfers_asked_idx",
        "case_transfers",
        ["case_id"],
        unique=True,
        postgresql_where=sa.text("state = 'ASKED'"),
    )
    op.create_index(op.f("case_transfers_case_id_idx"), "case_transfers", ["case_id"], unique=False)

    # A row of a case carries the case's centre, by its key: when the case changes hands, its rows go with it.
    op.create_unique_constraint(op.f("cases_id_centre_id_key"), "cases", ["id", "centre_id"])
    op.create_unique_constraint(op.f("missions_id_centre_id_key"), "missions", ["id", "centre_id"])
    for child in CHILDREN:
        _follow(child, "case_id", "cases")
    _follow("mission_statuses", "mission_id", "missions")
    # The facts of a case that changed hands are in two chains.
    op.create_index("facts_case_id_idx", "facts", ["case_id"], postgresql_where=sa.text("case_id IS NOT NULL"))
    op.drop_index("facts_centre_id_case_id_idx", "facts")

    rights = Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")
    connection = op.get_bind().connection.dbapi_connection
    assert isinstance(connection, AsyncAdapt_asyncpg_connection)  # noqa: S101 - tells the type; there is no other driver
    # One script of many statements: only the bare driver takes it.
    connection.run_async(lambda raw: raw.execute(rights))


def _follow(child: str, key: str, parent: str) -> None:
    for column in ("centre_id", key):
        op.drop_constraint(op.f(f"{child}_{column}_fkey"), child)
    op.create_foreign_key(
        op.f(f"{child}_{key}_fkey"), child, parent, [key, "centre_id"], ["id", "centre_id"], onupdate="CASCADE"
    )


def downgrade() -> None:
    """Undo, losing shares and requests; a case that changed hands stays where it is."""
    connection = op.get_bind()
    connection.exec_driver_sql("DROP TRIGGER by_transfer_only ON cases")
    for function in ("check_transfer()", "same_incident(uuid, bigint[], interval)"):
        connection.exec_driver_sql(f"DROP FUNCTION {function}")
    connection.exec_driver_sql("REVOKE UPDATE (centre_id) ON outbox FROM rramu_api")
    for table in READ_WITH_THE_CASE:
        for policy in ("centre_works", "centre_reads", "centre_adds", "centre_changes"):
            connection.exec_driver_sql(f"DROP POLICY {policy} ON {table}")
        connection.exec_driver_sql(
            f"CREATE POLICY centre ON {table} TO rramu_api, rramu_worker "
            "USING (centre_id = ANY (rramu_centres())) WITH CHECK (centre_id = ANY (rramu_centres()))"
        )
    for table in TABLES:
        op.drop_table(table)
    connection.exec_driver_sql("DROP FUNCTION case_centre(uuid)")
    op.create_index("facts_centre_id_case_id_idx", "facts", ["centre_id", "case_id"])
    op.drop_index("facts_case_id_idx", "facts")
    _stand_alone("mission_statuses", "mission_id", "missions")
    for child in CHILDREN:
        _stand_alone(child, "case_id", "cases")
    op.drop_constraint(op.f("missions_id_centre_id_key"), "missions")
    op.drop_constraint(op.f("cases_id_centre_id_key"), "cases")
    op.drop_column("cases", "escalated_at")
    for column in ("from_at", "to_at"):
        op.drop_column("account_rights", column)


def _stand_alone(child: str, key: str, parent: str) -> None:
    op.drop_constraint(op.f(f"{child}_{key}_fkey"), child)
    op.create_foreign_key(op.f(f"{child}_{key}_fkey"), child, parent, [key], ["id"])
    op.create_foreign_key(op.f(f"{child}_centre_id_fkey"), child, "centres", ["centre_id"], ["id"])
