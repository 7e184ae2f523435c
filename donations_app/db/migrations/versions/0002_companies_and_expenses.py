"""Version 2: companies' fiscal years, waived expenses, deliveries, confirmed figures, declarations."""

import sqlalchemy as sa
from alembic import op

from donations_app.db import types

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add columns, each with the value that holds for rows written before, and new tables."""
    _add_columns()
    _make_tables()


def _add_columns() -> None:
    no = sa.text("0" if op.get_bind().dialect.name == "sqlite" else "false")
    op.add_column("party", sa.Column("fiscal_year_end", sa.Text(), nullable=False, server_default=""))
    op.add_column("party", sa.Column("residence_statement", sa.Text(), nullable=False, server_default=""))
    op.add_column("payment_line", sa.Column("article", sa.Text(), nullable=False, server_default="200"))
    op.add_column("payment_line", sa.Column("pass_through", types.Flag(), nullable=False, server_default=no))
    op.add_column("project", sa.Column("pass_through", types.Flag(), nullable=False, server_default=no))


def _make_tables() -> None:
    op.create_table(
        "declaration_filing",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("year", types.WHOLE, nullable=False),
        sa.Column("n", types.WHOLE, nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("documents", types.WHOLE, nullable=False),
        sa.Column("filed_on", types.Day(), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_declaration_filing_n_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_filing")),
        sa.UniqueConstraint("year", "n", name=op.f("uq_declaration_filing_year_n")),
        sqlite_strict=True,
    )
    op.create_table(
        "legal_parameter",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("version", types.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("first_on", types.Day(), nullable=False),
        sa.Column("last_on", types.Day(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("confirmed_on", types.Day(), nullable=False),
        sa.Column("confirmed_by", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_parameter")),
        sa.UniqueConstraint("name", "first_on", name=op.f("uq_legal_parameter_name_first_on")),
        sqlite_strict=True,
    )
    op.create_table(
        "letter_template",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("version", types.WHOLE, nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("valid_from", types.Day(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template")),
        sa.UniqueConstraint("language", "valid_from", name=op.f("uq_letter_template_language_valid_from")),
        sqlite_strict=True,
    )
    op.create_table(
        "mail_account",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("valid_from", types.Day(), nullable=False),
        sa.Column("host", sa.Text(), nullable=False),
        sa.Column("port", types.WHOLE, nullable=False),
        sa.Column("security", sa.Text(), nullable=False),
        sa.Column("username", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("sender_name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_account")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_mail_account_valid_from")),
        sqlite_strict=True,
    )
    op.create_table(
        "receipt_delivery",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("receipt_id", types.WHOLE, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("channel IN ('post', 'email')", name=op.f("ck_receipt_delivery_channel_known")),
        sa.CheckConstraint(
            "outcome IN ('begun', 'sent', 'failed')", name=op.f("ck_receipt_delivery_outcome_known")
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id", "office_id"],
            ["tax_receipt.id", "tax_receipt.office_id"],
            name=op.f("fk_receipt_delivery_receipt_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_delivery")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_receipt_delivery_receipt_id"), "receipt_delivery", ["receipt_id"], unique=False)
    op.create_table(
        "expense_claim",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("party_id", types.WHOLE, nullable=False),
        sa.Column("stated_on", types.Day(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("project_id", types.WHOLE, nullable=True),
        sa.Column("association_id", types.WHOLE, nullable=True),
        sa.Column("earmarked_by_donor", types.Flag(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_expense_claim_amount_positive")),
        sa.CheckConstraint(
            "association_id IS NULL OR project_id IS NOT NULL",
            name=op.f("ck_expense_claim_association_of_project"),
        ),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["party.id"],
            name=op.f("fk_expense_claim_association_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_expense_claim_project_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_expense_claim_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_expense_claim_party_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_claim")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_expense_claim_id_office_id")),
        sa.UniqueConstraint("key", name=op.f("uq_expense_claim_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_expense_claim_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_expense_claim_party_id"), "expense_claim", ["party_id"], unique=False)
    op.create_table(
        "expense_outcome",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("claim_id", types.WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("settled_on", types.Day(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("line_id", types.WHOLE, nullable=True),
        sa.CheckConstraint("kind IN ('waived', 'withdrawn')", name=op.f("ck_expense_outcome_kind_known")),
        sa.CheckConstraint(
            "(kind = 'waived') = (line_id IS NOT NULL)", name=op.f("ck_expense_outcome_line_of_waived")
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_expense_outcome_words_given")),
        sa.ForeignKeyConstraint(
            ["claim_id", "office_id"],
            ["expense_claim.id", "expense_claim.office_id"],
            name=op.f("fk_expense_outcome_claim_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["line_id", "office_id"],
            ["payment_line.id", "payment_line.office_id"],
            name=op.f("fk_expense_outcome_line_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_outcome")),
        sa.UniqueConstraint("claim_id", name=op.f("uq_expense_outcome_claim_id")),
        sa.UniqueConstraint("line_id", name=op.f("uq_expense_outcome_line_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "expense_item",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("claim_id", types.WHOLE, nullable=False),
        sa.Column("position", types.WHOLE, nullable=False),
        sa.Column("spent_on", types.Day(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_expense_item_amount_positive")),
        sa.ForeignKeyConstraint(
            ["claim_id", "office_id"],
            ["expense_claim.id", "expense_claim.office_id"],
            name=op.f("fk_expense_item_claim_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_item")),
        sa.UniqueConstraint("claim_id", "position", name=op.f("uq_expense_item_claim_id_position")),
        sqlite_strict=True,
    )
    op.create_table(
        "expense_trip",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("claim_id", types.WHOLE, nullable=False),
        sa.Column("position", types.WHOLE, nullable=False),
        sa.Column("driven_on", types.Day(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("km", types.WHOLE, nullable=False),
        sa.Column("vehicle", sa.Text(), nullable=False),
        sa.Column("power", types.WHOLE, nullable=False),
        sa.Column("is_electric", types.Flag(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("scale", sa.Text(), nullable=False),
        sa.Column("is_provisional", types.Flag(), nullable=False),
        sa.Column("km_before", types.WHOLE, nullable=False),
        sa.CheckConstraint("km > 0", name=op.f("ck_expense_trip_km_positive")),
        sa.ForeignKeyConstraint(
            ["claim_id", "office_id"],
            ["expense_claim.id", "expense_claim.office_id"],
            name=op.f("fk_expense_trip_claim_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_trip")),
        sa.UniqueConstraint("claim_id", "position", name=op.f("uq_expense_trip_claim_id_position")),
        sqlite_strict=True,
    )
