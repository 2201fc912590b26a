"""Signatures owed by doctors: of interns' decisions, of verbal orders and reinforcements; and one-time links that are let go of.

Revision: 0019, after 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"

FOREIGN = (
    ("decisions", "countersigned_by", "accounts"),
    ("missions", "countersigned_by", "accounts"),
    ("tasks", "decision_id", "decisions"),
    ("tasks", "mission_id", "missions"),
)
KINDS = "kind IN ('CALL_BACK', 'CHECK_ARRIVAL', 'OPINION', 'OTHER'"


def upgrade() -> None:
    op.add_column("missions", sa.Column("countersigned_at", sa.DateTime(timezone=True), nullable=True))
    for table, column, other in FOREIGN:
        op.add_column(table, sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"{table}_{column}_fkey"), table, other, [column], ["id"], postgresql_not_valid=True)
    op.drop_constraint(op.f("tasks_kind_check"), "tasks")
    op.execute(f"ALTER TABLE tasks ADD CONSTRAINT tasks_kind_check CHECK ({KINDS}, 'COUNTERSIGN')) NOT VALID")
    op.execute("GRANT SELECT, DELETE ON access_links TO rramu_worker")


def downgrade() -> None:
    op.execute("REVOKE SELECT, DELETE ON access_links FROM rramu_worker")
    op.execute("ALTER TABLE tasks DROP CONSTRAINT tasks_kind_check")
    op.execute(f"ALTER TABLE tasks ADD CONSTRAINT tasks_kind_check CHECK ({KINDS})) NOT VALID")
    for table, column, _ in FOREIGN:
        op.drop_column(table, column)
    op.drop_column("missions", "countersigned_at")
