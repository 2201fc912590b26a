"""The worker keeps the table of garde ahead of a demo's clock.

Revision: 0005, after 0004
"""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("GRANT INSERT ON garde_shifts TO rramu_worker")


def downgrade() -> None:
    op.execute("REVOKE INSERT ON garde_shifts FROM rramu_worker")
