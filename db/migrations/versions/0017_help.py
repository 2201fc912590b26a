"""Another centre's vehicles: an unanswered request is told, a request goes with its case, and each reason to read a case ends by itself.

Revision: 0017, after 0016
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"

IN_FORCE = sa.text("until IS NULL")


def upgrade() -> None:
    op.add_column("help_requests", sa.Column("alarmed_at", sa.DateTime(timezone=True), nullable=True))
    op.execute("GRANT UPDATE (centre_id) ON help_requests TO rramu_api")
    op.execute(
        "GRANT UPDATE (version, engagement, state, alarmed_at, answered_at, answer) ON help_requests TO rramu_worker"
    )
    op.create_index(
        "help_requests_waiting_idx", "help_requests", ["asked_at"], postgresql_where=sa.text("state = 'ASKED'")
    )
    op.create_index("help_requests_mission_id_idx", "help_requests", ["mission_id"])
    op.create_index(
        "case_shares_reasons_idx",
        "case_shares",
        ["case_id", "centre_id", "reason"],
        unique=True,
        postgresql_where=IN_FORCE,
    )
    op.drop_index("case_shares_in_force_idx", "case_shares")


def downgrade() -> None:
    # Where a centre reads a case for several reasons one is kept: before, there was one.
    op.execute(
        """
        UPDATE case_shares s SET until = now()
        WHERE until IS NULL AND EXISTS (
            SELECT FROM case_shares o
            WHERE o.case_id = s.case_id AND o.centre_id = s.centre_id AND o.until IS NULL AND o.id < s.id)
        """
    )
    op.create_index(
        "case_shares_in_force_idx", "case_shares", ["case_id", "centre_id"], unique=True, postgresql_where=IN_FORCE
    )
    op.drop_index("case_shares_reasons_idx", "case_shares")
    op.drop_index("help_requests_mission_id_idx", "help_requests")
    op.drop_index("help_requests_waiting_idx", "help_requests")
    op.execute(
        "REVOKE UPDATE (version, engagement, state, alarmed_at, answered_at, answer) ON help_requests FROM rramu_worker"
    )
    op.execute("REVOKE UPDATE (centre_id) ON help_requests FROM rramu_api")
    op.drop_column("help_requests", "alarmed_at")
