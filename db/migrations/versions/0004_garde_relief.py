"""The worker keeps the table of garde ahead of a demo's clock.

Revision: 0004, after 0003
"""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("GRANT INSERT ON garde_shifts TO rramu_worker")


def downgrade() -> None:
    op.execute("REVOKE INSERT ON garde_shifts FROM rramu_worker")
