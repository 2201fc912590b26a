"""The fixes kept with a mission are seen by the centre that has the mission now, whichever copied them.

Revision: 0022, after 0021
"""

from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.execute(
        "ALTER POLICY centre ON mission_positions USING (EXISTS ("
        "SELECT FROM missions m WHERE m.id = mission_id AND m.centre_id = ANY (rramu_centres())))"
    )


def downgrade() -> None:
    op.execute("ALTER POLICY centre ON mission_positions USING (centre_id = ANY (rramu_centres()))")
