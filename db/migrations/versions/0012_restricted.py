"""Cases that open with a motive, and looks found again quickly.

Revision: 0012, after 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    op.add_column("cases", sa.Column("restriction", sa.Text(), nullable=True))
    op.create_check_constraint(
        op.f("cases_restriction_check"),
        "cases",
        "restriction IN ('STAFF', 'RELATIVE', 'VIP', 'PRISONER', 'SECRET_BIRTH')",
    )
    op.create_table(
        "case_openings",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("case_openings_account_id_fkey")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("case_openings_case_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("case_openings_pkey")),
    )
    op.create_index("case_openings_case_id_account_id_idx", "case_openings", ["case_id", "account_id"])
    # An account opens for itself, a case it can read, and sees its own openings.
    op.execute("ALTER TABLE case_openings ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE case_openings FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY owner ON case_openings TO rramu_owner USING (true) WITH CHECK (true)")
    mine = "account_id = nullif(current_setting('rramu.account', true), '')::uuid"
    op.execute(f"CREATE POLICY own_reads ON case_openings FOR SELECT TO rramu_api, rramu_worker USING ({mine})")
    op.execute(
        "CREATE POLICY own_opens ON case_openings FOR INSERT TO rramu_api "
        f"WITH CHECK ({mine} AND EXISTS (SELECT FROM cases c WHERE c.id = case_id))"
    )
    op.execute("GRANT SELECT, INSERT ON case_openings TO rramu_api")
    op.execute("GRANT SELECT ON case_openings TO rramu_worker")
    op.create_index(
        "audit_looks_idx",
        "audit",
        ["account_id", "subject", "recorded_at"],
        postgresql_where=sa.text("fact_id IS NULL"),
    )


def downgrade() -> None:
    op.drop_index("audit_looks_idx", "audit")
    op.drop_table("case_openings")
    op.drop_column("cases", "restriction")
