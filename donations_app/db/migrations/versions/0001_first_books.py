"""The books of version 1: all tables. The rules are made after the last migration (``db.rules``)."""

import sqlalchemy as sa
from alembic import op

from donations_app.db import types

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make empty books."""
    _make_tables()


def _make_tables() -> None:
    op.create_table(
        "counter",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("last", types.WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
        sqlite_strict=True,
    )
    op.create_table(
        "document_base",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_base")),
        sa.UniqueConstraint("sha256", name=op.f("uq_document_base_sha256")),
        sqlite_strict=True,
    )
    op.create_table(
        "membership_kind",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_year", types.WHOLE, nullable=False),
        sa.Column("fee", types.Cents(), nullable=False),
        sa.CheckConstraint("fee >= 0", name=op.f("ck_membership_kind_fee")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_kind")),
        sa.UniqueConstraint("code", "from_year", name=op.f("uq_membership_kind_code_from_year")),
        sqlite_strict=True,
    )
    op.create_table(
        "office",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_head", types.Flag(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("code", name=op.f("uq_office_code")),
        sqlite_strict=True,
    )
    op.create_table(
        "organisation",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("valid_from", types.Day(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("siren", sa.Text(), nullable=False),
        sa.Column("rna", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("object", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("fiscal_year_end", sa.Text(), nullable=False),
        sa.Column("ifi_eligible", types.Flag(), nullable=False),
        sa.Column("article_200_1_ter", types.Flag(), nullable=False),
        sa.Column("number_pattern", sa.Text(), nullable=False),
        sa.Column("online_date", sa.Text(), nullable=False),
        sa.Column("receipt_minimum_cents", types.WHOLE, nullable=False),
        sa.CheckConstraint("siren <> '' OR rna <> ''", name=op.f("ck_organisation_identified")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
        sa.UniqueConstraint("valid_from", name=op.f("uq_organisation_valid_from")),
        sqlite_strict=True,
    )
    op.create_table(
        "receipt_counter",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("last", types.WHOLE, nullable=False),
        sa.CheckConstraint("last > 0", name=op.f("ck_receipt_counter_last_positive")),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_receipt_counter")),
        sqlite_strict=True,
    )
    op.create_table(
        "signatory",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("valid_from", types.Day(), nullable=False),
        sa.Column("valid_to", types.Day(), nullable=True),
        sa.Column("image", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
        sa.UniqueConstraint("name", "valid_from", name=op.f("uq_signatory_name_valid_from")),
        sqlite_strict=True,
    )
    op.create_table(
        "account",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("bic", sa.Text(), nullable=False),
        sa.Column("creditor_id", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_account_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("iban", name=op.f("uq_account_iban")),
        sqlite_strict=True,
    )
    op.create_table(
        "audit_entry",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("n", types.WHOLE, nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_audit_entry_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_entry")),
        sa.UniqueConstraint("office_id", "n", name=op.f("uq_audit_entry_office_id_n")),
        sqlite_strict=True,
    )
    op.create_table(
        "audit_head",
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("n", types.WHOLE, nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_audit_head_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("office_id", name=op.f("pk_audit_head")),
        sqlite_strict=True,
    )
    op.create_table(
        "batch",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("expected_count", types.WHOLE, nullable=False),
        sa.Column("expected", types.Cents(), nullable=False),
        sa.Column("opened_at", types.Stamp(), nullable=False),
        sa.Column("closed_at", types.Stamp(), nullable=True),
        sa.Column("difference_reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_batch_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_batch")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_batch_id_office_id")),
        sa.UniqueConstraint("key", name=op.f("uq_batch_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "party",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("version", types.WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("last_name", sa.Text(), nullable=False),
        sa.Column("first_name", sa.Text(), nullable=False),
        sa.Column("second_last_name", sa.Text(), nullable=False),
        sa.Column("second_first_name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("legal_form", sa.Text(), nullable=False),
        sa.Column("siren", sa.Text(), nullable=False),
        sa.Column("siret", sa.Text(), nullable=False),
        sa.Column("rna", sa.Text(), nullable=False),
        sa.Column("ice", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address2", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("tax_resident_fr", types.Flag(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("consent_email", types.Flag(), nullable=False),
        sa.Column("consent_post", types.Flag(), nullable=False),
        sa.Column("minor", types.Flag(), nullable=False),
        sa.Column("deceased_on", types.Day(), nullable=True),
        sa.Column("receipt_wish", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('individual', 'couple', 'company', 'association', 'foundation', 'public_body')",
            name=op.f("ck_party_kind_known"),
        ),
        sa.CheckConstraint(
            "receipt_wish IN ('annual', 'each', 'none')", name=op.f("ck_party_receipt_wish_known")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_party_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_party_id_office_id")),
        sa.UniqueConstraint("key", name=op.f("uq_party_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_party_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_party_search"), "party", ["search"], unique=False)
    op.create_table(
        "project",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title_fr", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ar", sa.Text(), nullable=False),
        sa.Column("axis", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("cost", types.Cents(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("foreign_minor", types.WHOLE, nullable=True),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("minimum", types.WHOLE, nullable=False),
        sa.Column("minimum_cash", types.WHOLE, nullable=False),
        sa.Column("maximum_in_kind", types.WHOLE, nullable=False),
        sa.Column("starts_on", types.Day(), nullable=True),
        sa.Column("ends_on", types.Day(), nullable=True),
        sa.Column("receipt_eligible", types.Flag(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.CheckConstraint("cost > 0", name=op.f("ck_project_cost_positive")),
        sa.CheckConstraint("minimum BETWEEN 0 AND 10000", name=op.f("ck_project_minimum_percent")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_project_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_project_id_office_id")),
        sa.UniqueConstraint("key", name=op.f("uq_project_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "membership",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("party_id", types.WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("since", types.Day(), nullable=False),
        sa.Column("until", types.Day(), nullable=True),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_membership_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_membership_party_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_membership_id_office_id")),
        sa.UniqueConstraint("key", name=op.f("uq_membership_key")),
        sa.UniqueConstraint("party_id", "since", name=op.f("uq_membership_party_id_since")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_membership_party_id"), "membership", ["party_id"], unique=False)
    op.create_table(
        "party_word",
        sa.Column("party_id", types.WHOLE, nullable=False),
        sa.Column("position", types.WHOLE, nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_party_word_party_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("party_id", "position", name=op.f("pk_party_word")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_party_word_word_party_id"), "party_word", ["word", "party_id"], unique=False)
    op.create_table(
        "payment",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("payer_id", types.WHOLE, nullable=True),
        sa.Column("received_on", types.Day(), nullable=True),
        sa.Column("credited_on", types.Day(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("cheque_number", sa.Text(), nullable=False),
        sa.Column("cheque_date", types.Day(), nullable=True),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("receipt_issued_by", sa.Text(), nullable=False),
        sa.Column("batch_id", types.WHOLE, nullable=True),
        sa.Column("reverses_id", types.WHOLE, nullable=True),
        sa.Column("reversal", sa.Text(), nullable=False),
        sa.Column("reversal_reason", sa.Text(), nullable=False),
        sa.Column("return_code", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "method IN ('cash', 'cheque', 'transfer', 'direct_debit', 'card', 'online', 'none')",
            name=op.f("ck_payment_method_known"),
        ),
        sa.CheckConstraint(
            "reversal = '' OR reversal IN ('correction', 'return', 'refund')",
            name=op.f("ck_payment_reversal_known"),
        ),
        sa.CheckConstraint(
            "(reverses_id IS NULL AND amount > 0) OR (reverses_id IS NOT NULL AND amount < 0)",
            name=op.f("ck_payment_sign"),
        ),
        sa.CheckConstraint(
            "amount BETWEEN -100000000000 AND 100000000000", name=op.f("ck_payment_amount_bounded")
        ),
        sa.CheckConstraint(
            "received_on IS NOT NULL OR credited_on IS NOT NULL", name=op.f("ck_payment_dated")
        ),
        sa.ForeignKeyConstraint(
            ["batch_id", "office_id"],
            ["batch.id", "batch.office_id"],
            name=op.f("fk_payment_batch_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_payment_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["party.id"], name=op.f("fk_payment_payer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id", "office_id"],
            ["payment.id", "payment.office_id"],
            name=op.f("fk_payment_reverses_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_payment_id_office_id")),
        sa.UniqueConstraint("key", name=op.f("uq_payment_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_payment_ref")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_payment_reverses_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_payment_batch_id"), "payment", ["batch_id"], unique=False)
    op.create_index(
        "ix_payment_cheque_number",
        "payment",
        ["cheque_number"],
        unique=False,
        sqlite_where=sa.text("cheque_number <> ''"),
        postgresql_where=sa.text("cheque_number <> ''"),
    )
    op.create_index(op.f("ix_payment_credited_on_id"), "payment", ["credited_on", "id"], unique=False)
    op.create_index(
        op.f("ix_payment_payer_id_received_on"), "payment", ["payer_id", "received_on"], unique=False
    )
    op.create_index(op.f("ix_payment_received_on_id"), "payment", ["received_on", "id"], unique=False)
    op.create_table(
        "project_partner",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("project_id", types.WHOLE, nullable=False),
        sa.Column("association_id", types.WHOLE, nullable=False),
        sa.Column("cost", types.Cents(), nullable=False),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_project_partner_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["party.id"],
            name=op.f("fk_project_partner_association_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "office_id"],
            ["project.id", "project.office_id"],
            name=op.f("fk_project_partner_project_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_partner")),
        sa.UniqueConstraint(
            "project_id", "association_id", name=op.f("uq_project_partner_project_id_association_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_project_partner_association_id"), "project_partner", ["association_id"], unique=False
    )
    op.create_table(
        "recurring_gift",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("payer_id", types.WHOLE, nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("day", types.WHOLE, nullable=False),
        sa.Column("first_on", types.Day(), nullable=False),
        sa.Column("last_on", types.Day(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("bic", sa.Text(), nullable=False),
        sa.Column("mandate_reference", sa.Text(), nullable=False),
        sa.Column("mandate_signed_on", types.Day(), nullable=True),
        sa.Column("project_id", types.WHOLE, nullable=True),
        sa.Column("association_id", types.WHOLE, nullable=True),
        sa.Column("earmarked_by_donor", types.Flag(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "frequency IN ('monthly', 'quarterly', 'half_yearly', 'yearly')",
            name=op.f("ck_recurring_gift_frequency_known"),
        ),
        sa.CheckConstraint(
            "method IN ('cash', 'cheque', 'transfer', 'direct_debit', 'card', 'online', 'none')",
            name=op.f("ck_recurring_gift_method_known"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_recurring_gift_amount_positive")),
        sa.CheckConstraint("day BETWEEN 1 AND 31", name=op.f("ck_recurring_gift_day_of_month")),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["party.id"],
            name=op.f("fk_recurring_gift_association_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_recurring_gift_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["party.id"], name=op.f("fk_recurring_gift_payer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_recurring_gift_project_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_gift")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_recurring_gift_id_office_id")),
        sa.UniqueConstraint("key", name=op.f("uq_recurring_gift_key")),
        sa.UniqueConstraint("ref", name=op.f("uq_recurring_gift_ref")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_recurring_gift_payer_id"), "recurring_gift", ["payer_id"], unique=False)
    op.create_index(op.f("ix_recurring_gift_project_id"), "recurring_gift", ["project_id"], unique=False)
    op.create_table(
        "share_total",
        sa.Column("project_id", types.WHOLE, nullable=False),
        sa.Column("association_id", types.WHOLE, nullable=False),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_share_total_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_share_total_project_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint(
            "project_id", "association_id", "nature", "office_id", name=op.f("pk_share_total")
        ),
        sqlite_strict=True,
    )
    op.create_table(
        "tax_receipt",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("n", types.WHOLE, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("year", types.WHOLE, nullable=False),
        sa.Column("payer_id", types.WHOLE, nullable=False),
        sa.Column("replaces_id", types.WHOLE, nullable=True),
        sa.Column("issued_on", types.Day(), nullable=False),
        sa.Column("issued_at", types.Stamp(), nullable=False),
        sa.Column("issued_by", sa.Text(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("base_id", types.WHOLE, nullable=False),
        sa.Column("tail", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Text(), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_tax_receipt_amount_positive")),
        sa.ForeignKeyConstraint(
            ["base_id"], ["document_base.id"], name=op.f("fk_tax_receipt_base_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_tax_receipt_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["party.id"], name=op.f("fk_tax_receipt_payer_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["tax_receipt.id"], name=op.f("fk_tax_receipt_replaces_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tax_receipt")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_tax_receipt_id_office_id")),
        sa.UniqueConstraint("key", name=op.f("uq_tax_receipt_key")),
        sa.UniqueConstraint("number", name=op.f("uq_tax_receipt_number")),
        sa.UniqueConstraint("replaces_id", name=op.f("uq_tax_receipt_replaces_id")),
        sa.UniqueConstraint("series", "n", name=op.f("uq_tax_receipt_series_n")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_tax_receipt_payer_id"), "tax_receipt", ["payer_id"], unique=False)
    op.create_index(op.f("ix_tax_receipt_year_id"), "tax_receipt", ["year", "id"], unique=False)
    op.create_table(
        "dues_exemption",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("membership_id", types.WHOLE, nullable=False),
        sa.Column("year", types.WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["membership_id", "office_id"],
            ["membership.id", "membership.office_id"],
            name=op.f("fk_dues_exemption_membership_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_exemption")),
        sa.UniqueConstraint("membership_id", "year", name=op.f("uq_dues_exemption_membership_id_year")),
        sqlite_strict=True,
    )
    op.create_table(
        "payment_line",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("payment_id", types.WHOLE, nullable=False),
        sa.Column("position", types.WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("dues_year", types.WHOLE, nullable=True),
        sa.Column("earmarked_by_donor", types.Flag(), nullable=False),
        sa.Column("counterpart", types.Cents(), nullable=False),
        sa.Column("counterpart_kind", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.Column("foreign_minor", types.WHOLE, nullable=True),
        sa.CheckConstraint(
            "counterpart_kind = '' OR counterpart_kind IN ('goods', 'symbolic')",
            name=op.f("ck_payment_line_counterpart_kind_known"),
        ),
        sa.CheckConstraint(
            "kind IN ('donation', 'dues', 'sale', 'participation', 'subsidy', 'grant', 'collection', 'in_kind', 'waived_expenses', 'securities', 'skills')",
            name=op.f("ck_payment_line_kind_known"),
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_payment_line_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["payment_id", "office_id"],
            ["payment.id", "payment.office_id"],
            name=op.f("fk_payment_line_payment_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_line")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_payment_line_id_office_id")),
        sa.UniqueConstraint("payment_id", "position", name=op.f("uq_payment_line_payment_id_position")),
        sqlite_strict=True,
    )
    op.create_table(
        "receipt_cancellation",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("receipt_id", types.WHOLE, nullable=False),
        sa.Column("cancelled_on", types.Day(), nullable=False),
        sa.Column("cancelled_by", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_receipt_cancellation_reason_given")),
        sa.ForeignKeyConstraint(
            ["receipt_id", "office_id"],
            ["tax_receipt.id", "tax_receipt.office_id"],
            name=op.f("fk_receipt_cancellation_receipt_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_cancellation")),
        sa.UniqueConstraint("receipt_id", name=op.f("uq_receipt_cancellation_receipt_id")),
        sqlite_strict=True,
    )
    op.create_table(
        "allocation",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("line_id", types.WHOLE, nullable=False),
        sa.Column("project_id", types.WHOLE, nullable=True),
        sa.Column("association_id", types.WHOLE, nullable=True),
        sa.Column("nature", sa.Text(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("decided_on", types.Day(), nullable=False),
        sa.Column("move_key", types.Key(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "nature IN ('private_cash', 'private_in_kind', 'public')", name=op.f("ck_allocation_nature_known")
        ),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_allocation_amount_not_zero")),
        sa.CheckConstraint(
            "association_id IS NULL OR project_id IS NOT NULL",
            name=op.f("ck_allocation_association_of_project"),
        ),
        sa.ForeignKeyConstraint(
            ["association_id"], ["party.id"], name=op.f("fk_allocation_association_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["line_id", "office_id"],
            ["payment_line.id", "payment_line.office_id"],
            name=op.f("fk_allocation_line_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_allocation_project_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_allocation_line_id"), "allocation", ["line_id"], unique=False)
    op.create_index(
        op.f("ix_allocation_project_id_association_id"),
        "allocation",
        ["project_id", "association_id"],
        unique=False,
    )
    op.create_table(
        "live_receipt_line",
        sa.Column("line_id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("receipt_id", types.WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["payment_line.id"], name=op.f("fk_live_receipt_line_line_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id"],
            ["tax_receipt.id"],
            name=op.f("fk_live_receipt_line_receipt_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_live_receipt_line")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_live_receipt_line_receipt_id"), "live_receipt_line", ["receipt_id"], unique=False
    )
    op.create_table(
        "receipt_line",
        sa.Column("id", types.WHOLE, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("receipt_id", types.WHOLE, nullable=False),
        sa.Column("line_id", types.WHOLE, nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.ForeignKeyConstraint(
            ["line_id"], ["payment_line.id"], name=op.f("fk_receipt_line_line_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["receipt_id", "office_id"],
            ["tax_receipt.id", "tax_receipt.office_id"],
            name=op.f("fk_receipt_line_receipt_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_receipt_line")),
        sa.UniqueConstraint("receipt_id", "line_id", name=op.f("uq_receipt_line_receipt_id_line_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_receipt_line_line_id"), "receipt_line", ["line_id"], unique=False)
