"""Signatures owed by doctors: of interns' decisions, of verbal orders and reinforcements; and one-time links that are let go of.

Revision: 0019, after 0018
"""

from alembic import op

revision = "0019"
down_revision = "0018"

COLUMNS = (
    ("missions", "countersigned_at", "timestamptz"),
    ("missions", "countersigned_by", "uuid CONSTRAINT missions_countersigned_by_fkey REFERENCES accounts"),
    ("decisions", "countersigned_by", "uuid CONSTRAINT decisions_countersigned_by_fkey REFERENCES accounts"),
    ("tasks", "decision_id", "uuid CONSTRAINT tasks_decision_id_fkey REFERENCES decisions"),
    ("tasks", "mission_id", "uuid CONSTRAINT tasks_mission_id_fkey REFERENCES missions"),
)
"""A new column without a value refers to nothing: PostgreSQL reads no row to see that its constraint holds."""
KINDS = "kind IN ('CALL_BACK', 'CHECK_ARRIVAL', 'OPINION', 'OTHER'"


def upgrade() -> None:
    with op.get_context().autocommit_block():  # a table at a time: a command may hold the others
        for table, name, kind in COLUMNS:
            op.execute(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name} {kind}")
    op.execute("ALTER TABLE tasks DROP CONSTRAINT tasks_kind_check")
    op.execute(f"ALTER TABLE tasks ADD CONSTRAINT tasks_kind_check CHECK ({KINDS}, 'COUNTERSIGN')) NOT VALID")
    op.execute("GRANT SELECT, DELETE ON access_links TO rramu_worker")


def downgrade() -> None:
    with op.get_context().autocommit_block():
        for table, name, _ in COLUMNS:
            op.execute(f"ALTER TABLE {table} DROP COLUMN IF EXISTS {name}")
    op.execute("REVOKE SELECT, DELETE ON access_links FROM rramu_worker")
    op.execute("ALTER TABLE tasks DROP CONSTRAINT tasks_kind_check")
    op.execute(f"ALTER TABLE tasks ADD CONSTRAINT tasks_kind_check CHECK ({KINDS})) NOT VALID")
