"""Opinions asked of another centre; calls that overflow to a pooled centre; ambulatory cases that fall to emergency doctors; centres' loads.

Revision: 0016, after 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"

MINE = "centre_id = ANY ((SELECT rramu_centres())::uuid[])"
READABLE = "EXISTS (SELECT FROM cases c WHERE c.id = opinions.case_id)"
POLICIES = (
    "CREATE POLICY owner ON opinions TO rramu_owner USING (true) WITH CHECK (true)",
    f"CREATE POLICY centre_works ON opinions TO rramu_worker USING ({MINE}) WITH CHECK ({MINE})",
    f"CREATE POLICY centre_reads ON opinions FOR SELECT TO rramu_api USING ({MINE} OR {READABLE})",
    f"CREATE POLICY centre_adds ON opinions FOR INSERT TO rramu_api WITH CHECK ({MINE})",
    f"CREATE POLICY centre_changes ON opinions FOR UPDATE TO rramu_api USING ({MINE} AND ended_at IS NULL) WITH CHECK ({MINE})",
)
ANSWERED = "(answer IS NULL) = (answered_at IS NULL) AND (answered_by IS NULL) = (answered_at IS NULL)"

LOADS = """
    CREATE FUNCTION centre_loads()
        RETURNS TABLE (
            centre_id uuid, ringing bigint, ringing_since timestamptz, waiting bigint, waiting_since timestamptz)
        LANGUAGE sql STABLE SECURITY DEFINER
        SET search_path = pg_catalog, public
        AS $$
        SELECT at.id, calls.many, calls.since, cases.many, cases.since
        FROM public.centres at
        CROSS JOIN LATERAL (
            SELECT count(*) AS many, min(c.rang_at) AS since FROM public.calls c
            WHERE c.centre_id = at.id AND c.ended_at IS NULL AND c.state = 'RINGING') calls
        CROSS JOIN LATERAL (
            SELECT count(*) AS many, min(c.queued_at) AS since FROM public.cases c
            WHERE c.centre_id = at.id AND c.closed_at IS NULL AND c.taken_by IS NULL
                AND c.queue IN ('AMU', 'AMBULATORY', 'BILAN')) cases
        WHERE at.regulates $$
"""
"""Of every centre, how many calls ring and how many cases wait for a doctor, and since when: no row of another centre is shown."""

COLUMNS = (("calls", "overflowed_at"), ("cases", "fallen_at"))


def upgrade() -> None:
    with op.get_context().autocommit_block():  # a table at a time: a command may hold the other
        for table, name in COLUMNS:
            op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} timestamptz")
    op.create_table(
        "opinions",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("by_centre_id", sa.Uuid(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("asked_by", sa.Uuid(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_by", sa.Uuid(), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("role IN ('MRU', 'MRL', 'SPECIALIST')", name=op.f("opinions_role_check")),
        sa.CheckConstraint(ANSWERED, name=op.f("opinions_answered_check")),
        sa.ForeignKeyConstraint(["by_centre_id"], ["centres.id"], name=op.f("opinions_by_centre_id_fkey")),
        sa.ForeignKeyConstraint(["asked_by"], ["accounts.id"], name=op.f("opinions_asked_by_fkey")),
        sa.ForeignKeyConstraint(["answered_by"], ["accounts.id"], name=op.f("opinions_answered_by_fkey")),
        sa.ForeignKeyConstraint(
            ["case_id", "centre_id"],
            ["cases.id", "cases.centre_id"],
            name=op.f("opinions_case_id_centre_id_fkey"),
            onupdate="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("opinions_pkey")),
    )
    op.create_index(
        "opinions_in_force_idx",
        "opinions",
        ["case_id", "by_centre_id"],
        unique=True,
        postgresql_where=sa.text("ended_at IS NULL"),
    )
    op.execute("ALTER TABLE opinions ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE opinions FORCE ROW LEVEL SECURITY")
    for policy in POLICIES:
        op.execute(policy)
    op.execute("GRANT SELECT, INSERT, UPDATE (answer, answered_by, answered_at, ended_at) ON opinions TO rramu_api")
    op.execute("GRANT SELECT, UPDATE (question, answer, ended_at) ON opinions TO rramu_worker")
    op.execute(LOADS)
    op.execute("REVOKE EXECUTE ON FUNCTION centre_loads FROM PUBLIC")
    op.execute("GRANT EXECUTE ON FUNCTION centre_loads TO rramu_api")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for table, name in COLUMNS:
            op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS {name}")
    op.execute("DROP FUNCTION centre_loads")
    op.drop_table("opinions")
