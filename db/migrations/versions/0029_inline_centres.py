"""Whose rows a transaction sees is asked by every statement, several times: written into its plan, not a call of a function.

PostgreSQL writes in place only functions without settings of their own. This one needs none: a body that follows RETURN is read once, when it
is made, and means the same under every search_path.

Revision: 0029, after 0028
"""

from alembic import op

revision = "0029"
down_revision = "0028"


def upgrade() -> None:
    op.execute("ALTER FUNCTION rramu_centres() RESET search_path")


def downgrade() -> None:
    op.execute("ALTER FUNCTION rramu_centres() SET search_path = pg_catalog")
