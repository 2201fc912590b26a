"""An order that is over keeps no words of its place: they were told to a box, which has no key, and stand encrypted with the case.

Revision: 0024, after 0023
"""

from alembic import op

revision = "0024"
down_revision = "0023"

FORGET = """
    CREATE FUNCTION forget_told_place() RETURNS trigger
        LANGUAGE plpgsql
        SET search_path = pg_catalog
        AS $$
    BEGIN
        new.body := new.body - ARRAY['place', 'access'];
        RETURN new;
    END $$
"""


def upgrade() -> None:
    op.execute(FORGET)
    op.execute(
        "CREATE TRIGGER once_told BEFORE UPDATE OF done_at ON outbox "
        "FOR EACH ROW WHEN (new.done_at IS NOT NULL) EXECUTE FUNCTION forget_told_place()"
    )


def downgrade() -> None:
    """Go back to orders that keep their words; those already forgotten stand with their cases."""
    op.execute("DROP TRIGGER once_told ON outbox")
    op.execute("DROP FUNCTION forget_told_place()")
