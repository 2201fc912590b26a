"""What 0019 asks of signatures holds for the rows there were: checked beside a room at work.

Revision: 0020, after 0019
"""

from alembic import op

revision = "0020"
down_revision = "0019"

CONSTRAINTS = (
    ("decisions", "decisions_countersigned_by_fkey"),
    ("missions", "missions_countersigned_by_fkey"),
    ("tasks", "tasks_decision_id_fkey"),
    ("tasks", "tasks_mission_id_fkey"),
    ("tasks", "tasks_kind_check"),
)


def upgrade() -> None:
    for table, constraint in CONSTRAINTS:
        op.execute(f"ALTER TABLE {table} VALIDATE CONSTRAINT {constraint}")


def downgrade() -> None:
    """Nothing to undo: the constraints are 0019's."""
