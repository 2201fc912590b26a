"""People: every post, where an account belongs, second factors, one-time links, managers' scopes, how sessions begin and end.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"

ROLES = (
    "role IN ('ARM', 'ARM_SUIVI', 'MRU', 'MRL', 'SPECIALIST', 'INTERN', 'OSNP', 'SUPERVISOR', 'COORDINATOR', 'COMPANY', 'CREW', "
    "'EMERGENCY_DEPARTMENT', 'ADMINISTRATOR', 'TELEPHONY')"
)
ATTRIBUTIONS = (
    "attribution IN ('D', 'D.D-MALV.ERR', 'D.D-MALV.NRP', 'D.D-MALV.MALV', 'D.D-IDENT.ADMIN', 'DR', 'DR.DREG.DRARM', 'DR.DREG.DRINFO', "
    "'DRM.MRU.MU', 'DRM.MRU.INDISPMU', 'DRM.MRL.MG', 'DRM.MRL.INDISPMG', 'DRM.MRL.ABSML', 'DRM.SPE')"
)
ENDS = "ended_because IN ('SIGNED_OUT', 'BY_OWNER', 'BY_MANAGER', 'RIGHTS_CHANGED', 'DEACTIVATED', 'ACCESS_CHANGED', 'BY_PROVIDER')"


def upgrade() -> None:
    op.drop_constraint(op.f("account_rights_role_check"), "account_rights")
    op.create_check_constraint(op.f("account_rights_role_check"), "account_rights", ROLES)
    op.drop_constraint(op.f("cases_attribution_check"), "cases")
    op.create_check_constraint(op.f("cases_attribution_check"), "cases", ATTRIBUTIONS)

    op.alter_column("accounts", "password_hash", nullable=True)
    op.add_column("accounts", sa.Column("national_id", sa.Text(), nullable=True))
    op.create_unique_constraint(op.f("accounts_national_id_key"), "accounts", ["national_id"])
    for column, table in (
        ("organisation_id", "organisations"),
        ("facility_id", "facilities"),
        ("vehicle_id", "vehicles"),
    ):
        op.add_column("accounts", sa.Column(column, sa.Uuid(), nullable=True))
        op.create_foreign_key(op.f(f"accounts_{column}_fkey"), "accounts", table, [column], ["id"])
    op.create_index(op.f("accounts_organisation_id_idx"), "accounts", ["organisation_id"])
    op.add_column("accounts", sa.Column("totp_secret", sa.Text(), nullable=True))
    op.add_column("accounts", sa.Column("totp_step", sa.BigInteger(), nullable=True))

    op.create_table(
        "manager_scopes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("manager_id", sa.Uuid(), nullable=False),
        sa.Column("centre_id", sa.Uuid(), nullable=True),
        sa.Column("organisation_id", sa.Uuid(), nullable=True),
        sa.Column("roles", sa.ARRAY(sa.Text()), nullable=False),
        sa.Column("given_by", sa.Uuid(), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("num_nonnulls(centre_id, organisation_id) = 1", name=op.f("manager_scopes_one_place_check")),
        sa.ForeignKeyConstraint(["manager_id"], ["accounts.id"], name=op.f("manager_scopes_manager_id_fkey")),
        sa.ForeignKeyConstraint(["given_by"], ["accounts.id"], name=op.f("manager_scopes_given_by_fkey")),
        sa.ForeignKeyConstraint(["centre_id"], ["centres.id"], name=op.f("manager_scopes_centre_id_fkey")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("manager_scopes_organisation_id_fkey")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("manager_scopes_pkey")),
    )
    op.create_index(op.f("manager_scopes_manager_id_idx"), "manager_scopes", ["manager_id"])
    op.create_table(
        "recovery_codes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("code_hash", sa.LargeBinary(), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("recovery_codes_account_id_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("recovery_codes_pkey")),
        sa.UniqueConstraint("account_id", "code_hash", name=op.f("recovery_codes_account_id_code_hash_key")),
    )
    op.create_table(
        "access_links",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("account_id", sa.Uuid(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("totp_secret", sa.Text(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by", sa.Uuid(), nullable=True),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("purpose IN ('ACCESS', 'SECOND_FACTOR')", name=op.f("access_links_purpose_check")),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name=op.f("access_links_account_id_fkey")),
        sa.ForeignKeyConstraint(["created_by"], ["accounts.id"], name=op.f("access_links_created_by_fkey")),
        sa.PrimaryKeyConstraint("id", name=op.f("access_links_pkey")),
        sa.UniqueConstraint("token_hash", name=op.f("access_links_token_hash_key")),
    )
    op.create_index(op.f("access_links_account_id_idx"), "access_links", ["account_id"])

    op.add_column("sessions", sa.Column("ended_because", sa.Text(), nullable=True))
    op.add_column("sessions", sa.Column("method", sa.Text(), server_default="PASSWORD", nullable=False))
    for column in ("address", "agent", "oidc_sid", "oidc_id_token"):
        op.add_column("sessions", sa.Column(column, sa.Text(), nullable=True))
    op.add_column("sessions", sa.Column("senior_id", sa.Uuid(), nullable=True))
    op.create_foreign_key(op.f("sessions_senior_id_fkey"), "sessions", "accounts", ["senior_id"], ["id"])
    op.create_check_constraint(op.f("sessions_ended_because_check"), "sessions", ENDS)
    op.create_check_constraint(
        op.f("sessions_ended_check"), "sessions", "ended_because IS NULL OR ended_at IS NOT NULL"
    )
    op.create_check_constraint(
        op.f("sessions_method_check"), "sessions", "method IN ('PASSWORD', 'TOTP', 'RECOVERY', 'OIDC')"
    )
    op.create_index("sessions_oidc_sid_idx", "sessions", ["oidc_sid"], postgresql_where=sa.text("oidc_sid IS NOT NULL"))

    op.add_column("decisions", sa.Column("senior_id", sa.Uuid(), nullable=True))
    op.add_column("decisions", sa.Column("countersigned_at", sa.DateTime(timezone=True), nullable=True))
    op.create_foreign_key(op.f("decisions_senior_id_fkey"), "decisions", "accounts", ["senior_id"], ["id"])
    op.create_check_constraint(
        op.f("decisions_countersigned_check"), "decisions", "countersigned_at IS NULL OR senior_id IS NOT NULL"
    )
    op.create_index(
        "decisions_unsigned_idx",
        "decisions",
        ["senior_id"],
        postgresql_where=sa.text("senior_id IS NOT NULL AND countersigned_at IS NULL"),
    )

    op.execute("GRANT SELECT, INSERT, UPDATE ON manager_scopes, access_links TO rramu_api")
    op.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON recovery_codes TO rramu_api")


def downgrade() -> None:
    op.drop_index("decisions_unsigned_idx", "decisions")
    for column in ("senior_id", "countersigned_at"):
        op.drop_column("decisions", column)
    op.drop_index("sessions_oidc_sid_idx", "sessions")
    for column in ("ended_because", "method", "address", "agent", "oidc_sid", "oidc_id_token", "senior_id"):
        op.drop_column("sessions", column)
    for table in ("access_links", "recovery_codes", "manager_scopes"):
        op.drop_table(table)
    for column in ("national_id", "organisation_id", "facility_id", "vehicle_id", "totp_secret", "totp_step"):
        op.drop_column("accounts", column)
    op.execute("UPDATE accounts SET password_hash = '!' WHERE password_hash IS NULL")
    op.alter_column("accounts", "password_hash", nullable=False)
    # The wider lists of roles and attributions stay: rows may have them.
