"""Facts hold the values they gave to rows, and the room at a past second is found by indexes.

Revision: 0011, after 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0010"

MINE = "centre_id = ANY ((SELECT rramu_centres())::uuid[])"
READABLE = "EXISTS (SELECT FROM facts f WHERE f.id = changes.fact_id)"
PAST = (("cases", "closed_at"), ("calls", "ended_at"), ("missions", "closed_at"))


def upgrade() -> None:
    op.create_table(
        "changes",
        sa.Column("fact_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=False),
        sa.Column("rows", JSONB(), nullable=False),
        sa.PrimaryKeyConstraint("fact_id", name=op.f("changes_pkey")),
        sa.ForeignKeyConstraint(["fact_id"], ["facts.id"], name=op.f("changes_fact_id_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("changes_centre_id_fkey")),
    )
    op.execute("ALTER TABLE changes ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE changes FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY owner ON changes TO rramu_owner USING (true) WITH CHECK (true)")
    op.execute(f"CREATE POLICY centre_works ON changes TO rramu_worker USING ({MINE}) WITH CHECK ({MINE})")
    op.execute(f"CREATE POLICY centre_adds ON changes FOR INSERT TO rramu_api WITH CHECK ({MINE})")
    op.execute(f"CREATE POLICY centre_reads ON changes FOR SELECT TO rramu_api USING ({MINE} OR {READABLE})")
    op.execute("GRANT SELECT, INSERT ON changes TO rramu_api, rramu_worker")
    op.create_index("facts_call_id_idx", "facts", ["call_id"], postgresql_where=sa.text("call_id IS NOT NULL"))
    for table, column in PAST:
        op.create_index(f"{table}_centre_id_{column}_idx", table, ["centre_id", column])


def downgrade() -> None:
    for table, column in PAST:
        op.drop_index(f"{table}_centre_id_{column}_idx", table)
    op.drop_index("facts_call_id_idx", "facts")
    op.drop_table("changes")
