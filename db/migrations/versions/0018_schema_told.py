"""The application's roles may read which schema the database has, so that each process can tell whether it fits its code.

Revision: 0018, after 0017
"""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.execute("GRANT SELECT ON alembic_version TO rramu_api, rramu_worker, rramu_tracker")


def downgrade() -> None:
    op.execute("REVOKE SELECT ON alembic_version FROM rramu_api, rramu_worker, rramu_tracker")
