"""Cases have a desk, tasks have owners, and both are handed over; what is left with nobody is marked.

Revision: 0008, after 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

ROLES = (
    "'ARM', 'ARM_SUIVI', 'MRU', 'MRL', 'SPECIALIST', 'INTERN', 'OSNP', 'SUPERVISOR', 'COORDINATOR', 'COMPANY', 'CREW', "
    "'EMERGENCY_DEPARTMENT', 'ADMINISTRATOR', 'TELEPHONY'"
)


def upgrade() -> None:
    op.add_column("cases", sa.Column("kept_by", sa.Uuid(), sa.ForeignKey("accounts.id"), nullable=True))
    op.execute("UPDATE cases SET kept_by = opened_by")
    op.alter_column("cases", "kept_by", nullable=False)
    op.add_column("cases", sa.Column("offered_to", sa.Uuid(), sa.ForeignKey("accounts.id"), nullable=True))
    op.add_column("cases", sa.Column("orphaned_at", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "tasks",
        sa.Column("id", sa.Uuid(), primary_key=True),
        sa.Column("centre_id", sa.Uuid(), sa.ForeignKey("centres.id"), nullable=False),
        sa.Column("case_id", sa.Uuid(), sa.ForeignKey("cases.id"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=True),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), sa.ForeignKey("accounts.id"), nullable=True),
        sa.Column("offered_to", sa.Uuid(), sa.ForeignKey("accounts.id"), nullable=True),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("set_by", sa.Uuid(), sa.ForeignKey("accounts.id"), nullable=False),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("done_by", sa.Uuid(), sa.ForeignKey("accounts.id"), nullable=True),
        sa.Column("result", sa.Text(), nullable=True),
        sa.CheckConstraint("(done_at IS NULL) = (done_by IS NULL)", name=op.f("tasks_done_check")),
        sa.CheckConstraint("kind IN ('CALL_BACK', 'CHECK_ARRIVAL', 'OPINION', 'OTHER')", name=op.f("tasks_kind_check")),
        sa.CheckConstraint(f"role IN ({ROLES})", name=op.f("tasks_role_check")),
    )
    op.create_index(op.f("tasks_case_id_idx"), "tasks", ["case_id"])
    op.create_index("tasks_open_idx", "tasks", ["centre_id", "due_at"], postgresql_where=sa.text("done_at IS NULL"))
    op.execute("ALTER TABLE tasks ENABLE ROW LEVEL SECURITY")
    op.execute("ALTER TABLE tasks FORCE ROW LEVEL SECURITY")
    op.execute("CREATE POLICY owner ON tasks TO rramu_owner USING (true) WITH CHECK (true)")
    op.execute(
        "CREATE POLICY centre ON tasks TO rramu_api, rramu_worker "
        "USING (centre_id = ANY (rramu_centres())) WITH CHECK (centre_id = ANY (rramu_centres()))"
    )
    op.execute("GRANT SELECT, INSERT, UPDATE ON tasks TO rramu_api, rramu_worker")


def downgrade() -> None:
    op.drop_table("tasks")
    for column in ("orphaned_at", "offered_to", "kept_by"):
        op.drop_column("cases", column)
