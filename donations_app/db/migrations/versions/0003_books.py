"""The books of version 3: all tables. The rules are made after the last migration (``db.rules``)."""

import sqlalchemy as sa
from alembic import op

from donations_app.db import types

revision = "0003"
down_revision = None


def upgrade() -> None:
    """Make empty books, those tables first that others name."""
    tables = (
        _declaration_filing,
        _document_base,
        _entry,
        _legal_parameter,
        _letter_template,
        _lost_numbers,
        _mail_account,
        _membership_kind,
        _office,
        _organisation,
        _receipt_counter,
        _signatory,
        _account,
        _office_facts,
        _batch,
        _origin,
        _field_book,
        _party,
        _programme,
        _project,
        _project_budget,
        _funding_rule,
        _funding_rule_end,
        _financing,
        _contribution,
        _contribution_worker,
        _contribution_outcome,
        _party_origin,
        _allocation_decision,
        _spending,
        _expense_claim,
        _head,
        _import_file,
        _import_correction,
        _bank,
        _link,
        _membership,
        _party_apart,
        _party_merge,
        _consent,
        _former_address,
        _situation,
        _officer,
        _party_word,
        _payment,
        _project_partner,
        _mandate,
        _mandate_terms,
        _recurring_gift,
        _collection_run,
        _collection_line,
        _debit_notice,
        _tax_receipt,
        _deposit_slip,
        _bank_match,
        _bank_rule,
        _bank_file_aside,
        _account_closing,
        _platform_fee,
        _year_closing,
        _late_record,
        _dues_call,
        _dues_exemption,
        _circular,
        _expense_item,
        _expense_trip,
        _deposit_cash,
        _deposit_line,
        _live_deposit,
        _membership_pause,
        _payment_line,
        _receipt_cancellation,
        _receipt_delivery,
        _recurring_pause,
        _instalment_decision,
        _allocation,
        _expense_outcome,
        _live_receipt_line,
        _receipt_line,
        _waiting,
    )
    for make in tables:
        make()


def _declaration_filing() -> None:
    op.create_table(
        "declaration_filing",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("year", types.WHOLE, nullable=False),
        sa.Column("n", types.WHOLE, nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("documents", types.WHOLE, nullable=False),
        sa.Column("filed_on", types.Day(), nullable=False),
        sa.Column("filed_by", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("known", sa.Text(), nullable=False),
        sa.CheckConstraint("n > 0", name=op.f("ck_declaration_filing_n_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declaration_filing")),
        sa.UniqueConstraint("year", "n", name=op.f("uq_declaration_filing_year_n")),
        sqlite_strict=True,
    )


def _lost_numbers() -> None:
    op.create_table(
        "lost_numbers",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("first", types.WHOLE, nullable=False),
        sa.Column("last", types.WHOLE, nullable=False),
        sa.Column("noted_on", types.Day(), nullable=False),
        sa.Column("noted_by", sa.Text(), nullable=False),
        sa.Column("known_from", sa.Text(), nullable=False),
        sa.CheckConstraint("first > 0 AND last >= first", name=op.f("ck_lost_numbers_span")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_lost_numbers")),
        sa.UniqueConstraint("series", "first", name=op.f("uq_lost_numbers_series_first")),
        sqlite_strict=True,
    )


def _document_base() -> None:
    op.create_table(
        "document_base",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("sha256", types.Digest(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("sample", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document_base")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_document_base_sha256"), "document_base", ["sha256"], unique=False)


def _entry() -> None:
    op.create_table(
        "entry",
        sa.Column("link_id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("position", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("link_id", "position", name=op.f("pk_entry")),
        sqlite_strict=True,
    )
    duplicates = sa.text("kind = 'receipt.duplicated'")
    op.create_index(
        "ix_entry_duplicates",
        "entry",
        ["link_id"],
        unique=False,
        sqlite_where=duplicates,
        postgresql_where=duplicates,
    )
    op.create_index(op.f("ix_entry_record"), "entry", ["record"], unique=False)


def _legal_parameter() -> None:
    op.create_table(
        "legal_parameter",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
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


def _letter_template() -> None:
    op.create_table(
        "letter_template",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("version", types.WHOLE, nullable=False),
        sa.Column("occasion", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("valid_from", types.Day(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_template")),
        sa.UniqueConstraint(
            "occasion", "language", "valid_from", name=op.f("uq_letter_template_occasion_language_valid_from")
        ),
        sqlite_strict=True,
    )


def _mail_account() -> None:
    op.create_table(
        "mail_account",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
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


def _membership_kind() -> None:
    op.create_table(
        "membership_kind",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("from_year", types.WHOLE, nullable=False),
        sa.Column("fee", types.Cents(), nullable=False),
        sa.Column("runs", sa.Text(), nullable=False),
        sa.Column("is_free", types.Flag(), nullable=False),
        sa.CheckConstraint("fee >= 0", name=op.f("ck_membership_kind_fee")),
        sa.CheckConstraint(
            "runs = 'calendar' OR runs = 'joining'", name=op.f("ck_membership_kind_runs_known")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_kind")),
        sa.UniqueConstraint("code", "from_year", name=op.f("uq_membership_kind_code_from_year")),
        sqlite_strict=True,
    )


def _office() -> None:
    op.create_table(
        "office",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("is_head", types.Flag(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office")),
        sa.UniqueConstraint("code", name=op.f("uq_office_code")),
        sqlite_strict=True,
    )


def _office_facts() -> None:
    op.create_table(
        "office_facts",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("valid_from", types.Day(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("account_id", types.WHOLE, nullable=True),
        sa.CheckConstraint(
            "currency = 'EUR' OR (currency = 'MAD' AND country = 'MA')",
            name=op.f("ck_office_facts_currency_known"),
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_office_facts_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_office_facts_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_facts")),
        sa.UniqueConstraint("office_id", "valid_from", name=op.f("uq_office_facts_office_id_valid_from")),
        sqlite_strict=True,
    )


def _organisation() -> None:
    op.create_table(
        "organisation",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("valid_from", types.Day(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("siren", sa.Text(), nullable=False),
        sa.Column("rna", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("website", sa.Text(), nullable=False),
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


def _receipt_counter() -> None:
    op.create_table(
        "receipt_counter",
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("last", types.WHOLE, nullable=False),
        sa.CheckConstraint("last > 0", name=op.f("ck_receipt_counter_last_positive")),
        sa.PrimaryKeyConstraint("series", name=op.f("pk_receipt_counter")),
        sqlite_strict=True,
    )


def _signatory() -> None:
    op.create_table(
        "signatory",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("valid_from", types.Day(), nullable=False),
        sa.Column("valid_to", types.Day(), nullable=True),
        sa.Column("image", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatory")),
        sa.UniqueConstraint("name", "valid_from", name=op.f("uq_signatory_name_valid_from")),
        sqlite_strict=True,
    )


def _account() -> None:
    op.create_table(
        "account",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("bic", sa.Text(), nullable=False),
        sa.Column("creditor_id", sa.Text(), nullable=False),
        sa.Column("debit_format", sa.Text(), nullable=False),
        sa.Column("debit_days", types.WHOLE, nullable=False),
        sa.CheckConstraint(
            "debit_format = 'pain.008.001.08' OR debit_format = 'pain.008.001.02'",
            name=op.f("ck_account_debit_format_known"),
        ),
        sa.CheckConstraint("debit_days BETWEEN 1 AND 14", name=op.f("ck_account_debit_days")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_account_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
        sa.UniqueConstraint("iban", name=op.f("uq_account_iban")),
        sqlite_strict=True,
    )


def _batch() -> None:
    op.create_table(
        "batch",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
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
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_batch_office_id_key")),
        sqlite_strict=True,
    )


def _origin() -> None:
    op.create_table(
        "origin",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("opened_on", types.Day(), nullable=False),
        sa.Column("closed_on", types.Day(), nullable=True),
        sa.CheckConstraint(
            "kind = 'office' OR kind = 'field' OR kind = 'file'", name=op.f("ck_origin_kind_known")
        ),
        sa.CheckConstraint("id BETWEEN 1 AND 131071", name=op.f("ck_origin_id_in_range")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_origin_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_origin")),
        sa.UniqueConstraint("code", name=op.f("uq_origin_code")),
        sqlite_strict=True,
    )


def _field_book() -> None:
    op.create_table(
        "field_book",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("origin_id", types.WHOLE, nullable=False),
        sa.Column("home", types.Digest(), nullable=False),
        sa.Column("own_key", sa.LargeBinary(), nullable=False),
        sa.Column("other_key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["origin.id"], name=op.f("fk_field_book_origin_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_field_book")),
        sa.UniqueConstraint("origin_id", name=op.f("uq_field_book_origin_id")),
        sqlite_strict=True,
    )


def _party() -> None:
    op.create_table(
        "party",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("leader_id", types.WHOLE, nullable=False),
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
        sa.Column("address_since", types.Day(), nullable=True),
        sa.Column("tax_resident_fr", types.Flag(), nullable=True),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("consent_email", types.Flag(), nullable=False),
        sa.Column("consent_post", types.Flag(), nullable=False),
        sa.Column("minor", types.Flag(), nullable=False),
        sa.Column("deceased_on", types.Day(), nullable=True),
        sa.Column("second_deceased_on", types.Day(), nullable=True),
        sa.Column("couple_since", types.Day(), nullable=True),
        sa.Column("separated_on", types.Day(), nullable=True),
        sa.Column("receipt_wish", sa.Text(), nullable=False),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.Column("fiscal_year_end", sa.Text(), nullable=False),
        sa.Column("residence_statement", sa.Text(), nullable=False),
        sa.Column("money_origin", sa.Text(), nullable=False),
        sa.Column("other_script", sa.Text(), nullable=False),
        sa.Column("association_of", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("taken_back_on", types.Day(), nullable=True),
        sa.Column("search", sa.Text(), nullable=False),
        sa.Column("fingerprint", types.Digest(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("other_ref", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind = 'individual' OR kind = 'couple' OR kind = 'company' OR kind = 'association' OR kind = 'foundation' OR kind = 'public_body'",
            name=op.f("ck_party_kind_known"),
        ),
        sa.CheckConstraint(
            "receipt_wish = 'annual' OR receipt_wish = 'each' OR receipt_wish = 'none'",
            name=op.f("ck_party_receipt_wish_known"),
        ),
        sa.CheckConstraint(
            "money_origin = '' OR money_origin = 'private' OR money_origin = 'public' OR money_origin = 'regranted'",
            name=op.f("ck_party_money_origin_known"),
        ),
        sa.CheckConstraint(
            "association_of = '' OR association_of = 'migrants' OR association_of = 'villagers'",
            name=op.f("ck_party_association_of_known"),
        ),
        sa.ForeignKeyConstraint(
            ["leader_id"], ["party.id"], name=op.f("fk_party_leader_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_party_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_party_id_office_id")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_party_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_party_other_ref",
        "party",
        ["other_ref", "office_id"],
        unique=True,
        sqlite_where=sa.text("other_ref <> ''"),
        postgresql_where=sa.text("other_ref <> ''"),
    )
    op.create_index(
        op.f("ix_party_leader_id"), "party", ["leader_id"], unique=False, postgresql_include=["id"]
    )


def _project() -> None:
    op.create_table(
        "project",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("version", types.WHOLE, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title_fr", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ar", sa.Text(), nullable=False),
        sa.Column("short_fr", sa.Text(), nullable=False),
        sa.Column("short_en", sa.Text(), nullable=False),
        sa.Column("short_ar", sa.Text(), nullable=False),
        sa.Column("axis", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("municipality", sa.Text(), nullable=False),
        sa.Column("province", sa.Text(), nullable=False),
        sa.Column("programme_id", types.WHOLE, nullable=True),
        sa.Column("people_served", types.WHOLE, nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("starts_on", types.Day(), nullable=True),
        sa.Column("ends_on", types.Day(), nullable=True),
        sa.Column("receipt_eligible", types.Flag(), nullable=False),
        sa.Column("pass_through", types.Flag(), nullable=False),
        sa.Column("taken_back_on", types.Day(), nullable=True),
        sa.Column("fingerprint", types.Digest(), nullable=False),
        sa.CheckConstraint(
            "state = 'idea' OR state = 'seeking' OR state = 'running' OR state = 'done'",
            name=op.f("ck_project_state_known"),
        ),
        sa.CheckConstraint(
            "people_served IS NULL OR people_served >= 0", name=op.f("ck_project_people_served_not_negative")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_project_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_project_programme_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project")),
        sa.UniqueConstraint("code", name=op.f("uq_project_code")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_project_id_office_id")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_project_office_id_key")),
        sqlite_strict=True,
    )


def _expense_claim() -> None:
    op.create_table(
        "expense_claim",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("party_id", types.WHOLE, nullable=False),
        sa.Column("stated_on", types.Day(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("project_id", types.WHOLE, nullable=True),
        sa.Column("association_id", types.WHOLE, nullable=True),
        sa.Column("earmarked_by_donor", types.Flag(), nullable=False),
        sa.Column("fingerprint", types.Digest(), nullable=False),
        sa.Column("other_ref", sa.Text(), nullable=False),
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
            ["office_id"], ["office.id"], name=op.f("fk_expense_claim_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_expense_claim_party_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_expense_claim_project_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_expense_claim")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_expense_claim_id_office_id")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_expense_claim_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_expense_claim_party_id"), "expense_claim", ["party_id"], unique=False)
    op.create_index(
        "uq_expense_claim_other_ref",
        "expense_claim",
        ["other_ref", "office_id"],
        unique=True,
        sqlite_where=sa.text("other_ref <> ''"),
        postgresql_where=sa.text("other_ref <> ''"),
    )


def _head() -> None:
    op.create_table(
        "head",
        sa.Column("origin_id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("is_here", types.Flag(), nullable=False),
        sa.Column("n", types.WHOLE, nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("hash", types.Digest(), nullable=False),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["origin.id"], name=op.f("fk_head_origin_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("origin_id", name=op.f("pk_head")),
        sqlite_strict=True,
    )


def _link() -> None:
    op.create_table(
        "link",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("origin_id", types.WHOLE, nullable=False),
        sa.Column("n", types.WHOLE, nullable=False),
        sa.Column("schema", types.WHOLE, nullable=False),
        sa.Column("on", types.Day(), nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("count", types.WHOLE, nullable=False),
        sa.Column("digest", types.Digest(), nullable=False),
        sa.Column("hash", types.Digest(), nullable=False),
        sa.ForeignKeyConstraint(
            ["origin_id"], ["origin.id"], name=op.f("fk_link_origin_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_link")),
        sa.UniqueConstraint("origin_id", "n", name=op.f("uq_link_origin_id_n")),
        sqlite_strict=True,
    )


def _membership() -> None:
    op.create_table(
        "membership",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
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
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_membership_office_id_key")),
        sa.UniqueConstraint("party_id", "since", name=op.f("uq_membership_party_id_since")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_membership_party_id"), "membership", ["party_id"], unique=False)


def _import_file() -> None:
    op.create_table(
        "import_file",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sha256", types.Digest(), nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("accepted", types.WHOLE, nullable=False),
        sa.Column("already", types.WHOLE, nullable=False),
        sa.Column("changed", types.WHOLE, nullable=False),
        sa.Column("refused", types.WHOLE, nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("taken_back_on", types.Day(), nullable=True),
        sa.Column("taken_back_by", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind = 'people' OR kind = 'projects' OR kind = 'payments' OR kind = 'recurring' OR kind = 'expenses'",
            name=op.f("ck_import_file_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_import_file_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_file")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_import_file_id_office_id")),
        sqlite_strict=True,
    )


def _import_correction() -> None:
    op.create_table(
        "import_correction",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("import_id", types.WHOLE, nullable=False),
        sa.Column("line", types.WHOLE, nullable=False),
        sa.Column("column", sa.Text(), nullable=False),
        sa.Column("stated", sa.Text(), nullable=False),
        sa.Column("taken", sa.Text(), nullable=False),
        sa.Column("party_id", types.WHOLE, nullable=True),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["import_id", "office_id"],
            ["import_file.id", "import_file.office_id"],
            name=op.f("fk_import_correction_import_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_import_correction_party_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_correction")),
        sa.UniqueConstraint(
            "import_id", "line", "column", name=op.f("uq_import_correction_import_id_line_column")
        ),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_import_correction_party_id"), "import_correction", ["party_id"], unique=False)


def _bank() -> None:
    op.create_table(
        "bank_file",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("sha256", types.Digest(), nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("new", types.WHOLE, nullable=False),
        sa.Column("already", types.WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_bank_file_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_file")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_bank_file_id_office_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_bank_file_sha256"), "bank_file", ["sha256"], unique=False)
    _bank_statement()
    _bank_line()


def _bank_statement() -> None:
    op.create_table(
        "bank_statement",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("file_id", types.WHOLE, nullable=False),
        sa.Column("account_id", types.WHOLE, nullable=True),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("opening", types.WHOLE, nullable=True),
        sa.Column("opening_on", types.Day(), nullable=True),
        sa.Column("closing", types.WHOLE, nullable=True),
        sa.Column("closing_on", types.Day(), nullable=True),
        *(
            sa.Column(name, types.WHOLE, nullable=False)
            for name in ("credits", "debits", "entries", "pending", "returns")
        ),
        sa.CheckConstraint(
            "credits >= 0 AND debits >= 0 AND entries >= 0", name=op.f("ck_bank_statement_counted")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_bank_statement_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["file_id", "office_id"],
            ["bank_file.id", "bank_file.office_id"],
            name=op.f("fk_bank_statement_file_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_statement")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_bank_statement_id_office_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_bank_statement_file_id"), "bank_statement", ["file_id"], unique=False)
    op.create_index(
        op.f("ix_bank_statement_account_closing_on"),
        "bank_statement",
        ["account", "closing_on"],
        unique=False,
    )


def _bank_line() -> None:
    texts = (
        "return_code", "counterpart", "counterpart_iban", "remittance", "creditor_reference", "end_to_end",
        "mandate", "bank_reference", "code", "label", "instructed",
    )  # fmt: skip
    op.create_table(
        "bank_line",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("statement_id", types.WHOLE, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("entry", types.WHOLE, nullable=False),
        sa.Column("booked_on", types.Day(), nullable=False),
        sa.Column("value_on", types.Day(), nullable=True),
        sa.Column("amount", types.WHOLE, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("entry_amount", types.WHOLE, nullable=False),
        sa.Column("is_return", types.Flag(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in texts),
        sa.Column("charges", types.WHOLE, nullable=False),
        sa.Column("batch", types.WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["statement_id", "office_id"],
            ["bank_statement.id", "bank_statement.office_id"],
            name=op.f("fk_bank_line_statement_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_line")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_bank_line_id_office_id")),
        sqlite_strict=True,
    )
    for columns in (("account", "booked_on"), ("booked_on", "id"), ("statement_id",)):
        op.create_index(op.f(f"ix_bank_line_{'_'.join(columns)}"), "bank_line", list(columns), unique=False)


def _bank_match() -> None:
    kinds = ("payment", "slip", "return", "fee", "transfer", "aside")
    op.create_table(
        "bank_match",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("lot", types.Key(), nullable=False),
        sa.Column("line_id", types.WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("amount", types.WHOLE, nullable=False),
        sa.Column("payment_id", types.WHOLE, nullable=True),
        sa.Column("slip_id", types.WHOLE, nullable=True),
        sa.Column("is_recorded", types.Flag(), nullable=False),
        sa.Column("is_dated", types.Flag(), nullable=False),
        sa.Column("score", types.WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("takes_back_id", types.WHOLE, nullable=True),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_bank_match_amount_not_zero")),
        sa.CheckConstraint(
            " OR ".join(f"kind = '{kind}'" for kind in kinds), name=op.f("ck_bank_match_kind_known")
        ),
        sa.CheckConstraint(
            "(kind IN ('payment', 'return')) = (payment_id IS NOT NULL)",
            name=op.f("ck_bank_match_names_payment"),
        ),
        sa.CheckConstraint("(kind = 'slip') = (slip_id IS NOT NULL)", name=op.f("ck_bank_match_names_slip")),
        sa.CheckConstraint(
            "takes_back_id IS NOT NULL OR ((kind NOT IN ('payment', 'slip') OR amount > 0)"
            " AND (kind NOT IN ('return', 'fee') OR amount < 0))",
            name=op.f("ck_bank_match_side"),
        ),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_bank_match_{column}"), ondelete="RESTRICT"
            )
            for column, table in (
                ("office_id", "office"),
                ("line_id", "bank_line"),
                ("payment_id", "payment"),
                ("slip_id", "deposit_slip"),
            )
        ),
        sa.ForeignKeyConstraint(
            ["takes_back_id", "office_id"],
            ["bank_match.id", "bank_match.office_id"],
            name=op.f("fk_bank_match_takes_back_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_match")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_bank_match_id_office_id")),
        sqlite_strict=True,
    )
    for column in ("line_id", "lot"):
        op.create_index(op.f(f"ix_bank_match_{column}"), "bank_match", [column], unique=False)
    for name, column in (
        ("uq_bank_match_takes_back_id", "takes_back_id"),
        ("ix_bank_match_payment_id", "payment_id"),
        ("ix_bank_match_slip_id", "slip_id"),
    ):
        op.create_index(
            name,
            "bank_match",
            [column],
            unique=name.startswith("uq"),
            sqlite_where=sa.text(f"{column} IS NOT NULL"),
            postgresql_where=sa.text(f"{column} IS NOT NULL"),
        )


def _platform_fee() -> None:
    op.create_table(
        "platform_fee",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("payment_id", types.WHOLE, nullable=False),
        sa.Column("amount", types.WHOLE, nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_platform_fee_amount_positive")),
        sa.ForeignKeyConstraint(
            ["payment_id", "office_id"],
            ["payment.id", "payment.office_id"],
            name=op.f("fk_platform_fee_payment_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_fee")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_platform_fee_id_office_id")),
        sa.UniqueConstraint("payment_id", name=op.f("uq_platform_fee_payment_id")),
        sqlite_strict=True,
    )


def _bank_file_aside() -> None:
    op.create_table(
        "bank_file_aside",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("file_id", types.WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_bank_file_aside_reasoned")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_bank_file_aside_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["bank_file.id"], name=op.f("fk_bank_file_aside_file_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_file_aside")),
        sa.UniqueConstraint("file_id", name=op.f("uq_bank_file_aside_file_id")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_bank_file_aside_id_office_id")),
        sqlite_strict=True,
    )


def _account_closing() -> None:
    op.create_table(
        "account_closing",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("account", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("last_on", types.Day(), nullable=False),
        sa.Column("closed_on", types.Day(), nullable=False),
        sa.Column("closed_at", types.Stamp(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("books", types.WHOLE, nullable=False),
        sa.Column("bank", types.WHOLE, nullable=False),
        sa.Column("lines", types.WHOLE, nullable=False),
        sa.Column("lines_amount", types.WHOLE, nullable=False),
        sa.Column("explained", sa.Text(), nullable=False),
        sa.CheckConstraint("last_on < closed_on", name=op.f("ck_account_closing_over")),
        sa.CheckConstraint("lines >= 0", name=op.f("ck_account_closing_counted")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_account_closing_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account_closing")),
        sa.UniqueConstraint("account", "last_on", name=op.f("uq_account_closing_account_last_on")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_account_closing_id_office_id")),
        sqlite_strict=True,
    )


def _bank_rule() -> None:
    op.create_table(
        "bank_rule",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("payer_id", types.WHOLE, nullable=True),
        sa.Column("project_id", types.WHOLE, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("line_id", types.WHOLE, nullable=True),
        sa.Column("fee_rate", types.WHOLE, nullable=False),
        sa.Column("fee_each", types.WHOLE, nullable=False),
        sa.Column("is_active", types.Flag(), nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind = 'donation' OR kind = 'dues' OR kind = 'subsidy' OR kind = 'fee'",
            name=op.f("ck_bank_rule_kind_known"),
        ),
        sa.CheckConstraint("(kind = 'fee') = (payer_id IS NULL)", name=op.f("ck_bank_rule_of_payer")),
        sa.CheckConstraint(
            "fee_rate BETWEEN 0 AND 2000 AND fee_each BETWEEN 0 AND 1000"
            " AND (fee_rate + fee_each > 0) = (kind = 'fee')",
            name=op.f("ck_bank_rule_fee_known"),
        ),
        sa.CheckConstraint("(iban <> '') <> (words <> '')", name=op.f("ck_bank_rule_by_one")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_bank_rule_{column}"), ondelete="RESTRICT"
            )
            for column, table in (
                ("office_id", "office"),
                ("payer_id", "party"),
                ("project_id", "project"),
                ("line_id", "bank_line"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bank_rule")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_bank_rule_id_office_id")),
        sqlite_strict=True,
    )
    for column in ("iban", "payer_id"):
        op.create_index(op.f(f"ix_bank_rule_{column}"), "bank_rule", [column], unique=False)


def _party_apart() -> None:
    op.create_table(
        "party_apart",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("one_id", types.WHOLE, nullable=False),
        sa.Column("other_id", types.WHOLE, nullable=False),
        sa.Column("decided_on", types.Day(), nullable=False),
        sa.Column("undone_on", types.Day(), nullable=True),
        sa.CheckConstraint("one_id < other_id", name=op.f("ck_party_apart_in_order")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_party_apart_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["one_id"], ["party.id"], name=op.f("fk_party_apart_one_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["party.id"], name=op.f("fk_party_apart_other_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_apart")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_party_apart_one_id_other_id"), "party_apart", ["one_id", "other_id"], unique=False
    )
    op.create_index(op.f("ix_party_apart_other_id"), "party_apart", ["other_id"], unique=False)


def _party_merge() -> None:
    op.create_table(
        "party_merge",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("kept_id", types.WHOLE, nullable=False),
        sa.Column("gone_id", types.WHOLE, nullable=False),
        sa.Column("merged_on", types.Day(), nullable=False),
        sa.Column("kept_version", types.WHOLE, nullable=False),
        sa.Column("gone_version", types.WHOLE, nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("undone_on", types.Day(), nullable=True),
        sa.CheckConstraint("kept_id <> gone_id", name=op.f("ck_party_merge_of_two")),
        sa.ForeignKeyConstraint(
            ["gone_id"], ["party.id"], name=op.f("fk_party_merge_gone_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["kept_id"], ["party.id"], name=op.f("fk_party_merge_kept_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_party_merge_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_merge")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_party_merge_gone_id"), "party_merge", ["gone_id"], unique=False)
    op.create_index(op.f("ix_party_merge_kept_id"), "party_merge", ["kept_id"], unique=False)


def _former_address() -> None:
    op.create_table(
        "former_address",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("party_id", types.WHOLE, nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("address2", sa.Text(), nullable=False),
        sa.Column("postcode", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("country", sa.Text(), nullable=False),
        sa.Column("since", types.Day(), nullable=True),
        sa.Column("until", types.Day(), nullable=True),
        sa.Column("merge_id", types.WHOLE, nullable=True),
        sa.Column("undone_on", types.Day(), nullable=True),
        sa.CheckConstraint("since <= until", name=op.f("ck_former_address_in_order")),
        sa.ForeignKeyConstraint(
            ["merge_id"], ["party_merge.id"], name=op.f("fk_former_address_merge_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_former_address_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_former_address_party_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_address")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_former_address_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_former_address_merge_id"), "former_address", ["merge_id"], unique=False)
    op.create_index(op.f("ix_former_address_party_id"), "former_address", ["party_id"], unique=False)


def _officer() -> None:
    op.create_table(
        "officer",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("party_id", types.WHOLE, nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("person_id", types.WHOLE, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("since", types.Day(), nullable=False),
        sa.Column("until", types.Day(), nullable=True),
        sa.CheckConstraint("since <= until", name=op.f("ck_officer_in_order")),
        sa.CheckConstraint("(person_id IS NULL) = (name <> '')", name=op.f("ck_officer_named_once")),
        sa.CheckConstraint(
            "role = 'president' OR role = 'vice_president' OR role = 'secretary' OR role = 'deputy_secretary' OR role = 'treasurer' OR role = 'deputy_treasurer' OR role = 'board_member'",
            name=op.f("ck_officer_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_officer_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_officer_party_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["party.id"], name=op.f("fk_officer_person_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officer")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_officer_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_officer_party_id"), "officer", ["party_id"], unique=False)
    op.create_index(op.f("ix_officer_person_id"), "officer", ["person_id"], unique=False)


def _situation() -> None:
    op.create_table(
        "situation",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("party_id", types.WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("on", types.Day(), nullable=False),
        sa.Column("other_id", types.WHOLE, nullable=True),
        sa.Column("former_name", sa.Text(), nullable=False),
        sa.Column("former_legal_form", sa.Text(), nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("undone_on", types.Day(), nullable=True),
        sa.CheckConstraint(
            "kind = 'couple' OR kind = 'separated' OR kind = 'of_age' OR kind = 'renamed'",
            name=op.f("ck_situation_kind_known"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_situation_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["other_id"], ["party.id"], name=op.f("fk_situation_other_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_situation_party_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_situation")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_situation_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_situation_other_id"), "situation", ["other_id"], unique=False)
    op.create_index(op.f("ix_situation_party_id"), "situation", ["party_id"], unique=False)


def _consent() -> None:
    op.create_table(
        "consent",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("party_id", types.WHOLE, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("given", types.Flag(), nullable=False),
        sa.Column("said_on", types.Day(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.CheckConstraint("channel = 'email' OR channel = 'post'", name=op.f("ck_consent_channel_known")),
        sa.CheckConstraint(
            "source = 'form' OR source = 'telephone' OR source = 'letter' OR source = 'office' OR source = 'import' OR source = 'erasure'",
            name=op.f("ck_consent_source_known"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_consent_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_consent_party_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_consent_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_consent_party_id"), "consent", ["party_id"], unique=False)


def _party_word() -> None:
    op.create_table(
        "party_word",
        sa.Column("party_id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("word", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_party_word_party_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("party_id", "word", name=op.f("pk_party_word")),
        sqlite_strict=True,
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_party_word_word_party_id"), "party_word", ["word", "party_id"], unique=False)


def _payment() -> None:
    op.create_table(
        "payment",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("payer_id", types.WHOLE, nullable=True),
        sa.Column("received_on", types.Day(), nullable=True),
        sa.Column("credited_on", types.Day(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("rate_source", sa.Text(), nullable=False),
        sa.Column("rate_on", types.Day(), nullable=True),
        sa.Column("cheque_number", sa.Text(), nullable=False),
        sa.Column("cheque_date", types.Day(), nullable=True),
        sa.Column("bank", sa.Text(), nullable=False),
        sa.Column("receipt_issued_by", sa.Text(), nullable=False),
        sa.Column("batch_id", types.WHOLE, nullable=True),
        sa.Column("reverses_id", types.WHOLE, nullable=True),
        sa.Column("refunds_id", types.WHOLE, nullable=True),
        sa.Column("reversal", sa.Text(), nullable=False),
        sa.Column("reversal_reason", sa.Text(), nullable=False),
        sa.Column("return_code", sa.Text(), nullable=False),
        sa.Column("fingerprint", types.Digest(), nullable=False),
        sa.Column("other_ref", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "method = 'cash' OR method = 'cheque' OR method = 'transfer' OR method = 'direct_debit' OR method = 'card' OR method = 'online' OR method = 'none'",
            name=op.f("ck_payment_method_known"),
        ),
        sa.CheckConstraint(
            "reversal = '' OR reversal IN ('correction', 'return', 'refund')",
            name=op.f("ck_payment_reversal_known"),
        ),
        sa.CheckConstraint(
            "((reverses_id IS NULL) = (refunds_id IS NULL) AND amount > 0)"
            " OR ((reverses_id IS NULL) <> (refunds_id IS NULL) AND amount < 0)",
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
            ["refunds_id", "office_id"],
            ["payment.id", "payment.office_id"],
            name=op.f("fk_payment_refunds_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["reverses_id", "office_id"],
            ["payment.id", "payment.office_id"],
            name=op.f("fk_payment_reverses_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_payment_id_office_id")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_payment_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_payment_amount_id"), "payment", ["amount", "id"], unique=False)
    op.create_index(
        "ix_payment_batch_id",
        "payment",
        ["batch_id"],
        unique=False,
        sqlite_where=sa.text("batch_id IS NOT NULL"),
        postgresql_where=sa.text("batch_id IS NOT NULL"),
    )
    op.create_index(
        "ix_payment_cheque_number",
        "payment",
        ["cheque_number"],
        unique=False,
        sqlite_where=sa.text("cheque_number <> ''"),
        postgresql_where=sa.text("cheque_number <> ''"),
    )
    op.create_index(
        "ix_payment_credited_on_id",
        "payment",
        ["credited_on", "id"],
        unique=False,
        sqlite_where=sa.text("credited_on IS NOT NULL"),
        postgresql_where=sa.text("credited_on IS NOT NULL"),
    )
    op.create_index(
        "ix_payment_on_id",
        "payment",
        [sa.text("coalesce(received_on, credited_on)"), "id"],
        unique=False,
    )
    op.create_index(
        op.f("ix_payment_payer_id_received_on_credited_on_amount"),
        "payment",
        ["payer_id", "received_on", "credited_on", "amount"],
        unique=False,
        postgresql_include=["id"],
    )
    op.create_index(op.f("ix_payment_received_on_id"), "payment", ["received_on", "id"], unique=False)
    op.create_index(
        "ix_payment_refunds_id",
        "payment",
        ["refunds_id"],
        unique=False,
        sqlite_where=sa.text("refunds_id IS NOT NULL"),
        postgresql_where=sa.text("refunds_id IS NOT NULL"),
    )
    op.create_index(
        "uq_payment_other_ref",
        "payment",
        ["other_ref", "office_id"],
        unique=True,
        sqlite_where=sa.text("other_ref <> ''"),
        postgresql_where=sa.text("other_ref <> ''"),
    )
    op.create_index(
        "uq_payment_reverses_id",
        "payment",
        ["reverses_id"],
        unique=True,
        sqlite_where=sa.text("reverses_id IS NOT NULL"),
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )


def _project_partner() -> None:
    op.create_table(
        "project_partner",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("budget_id", types.WHOLE, nullable=False),
        sa.Column("project_id", types.WHOLE, nullable=False),
        sa.Column("association_id", types.WHOLE, nullable=False),
        sa.Column("cost", types.Cents(), nullable=False),
        sa.Column("foreign_minor", types.WHOLE, nullable=True),
        sa.CheckConstraint("cost >= 0", name=op.f("ck_project_partner_cost_not_negative")),
        sa.ForeignKeyConstraint(
            ["association_id"],
            ["party.id"],
            name=op.f("fk_project_partner_association_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["budget_id", "office_id"],
            ["project_budget.id", "project_budget.office_id"],
            name=op.f("fk_project_partner_budget_id_office_id"),
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
            "budget_id", "association_id", name=op.f("uq_project_partner_budget_id_association_id")
        ),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_project_partner_association_id"), "project_partner", ["association_id"], unique=False
    )
    op.create_index(op.f("ix_project_partner_project_id"), "project_partner", ["project_id"], unique=False)


def _recurring_gift() -> None:
    op.create_table(
        "recurring_gift",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("payer_id", types.WHOLE, nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("frequency", sa.Text(), nullable=False),
        sa.Column("day", types.WHOLE, nullable=False),
        sa.Column("first_on", types.Day(), nullable=False),
        sa.Column("last_on", types.Day(), nullable=True),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("mandate_id", types.WHOLE, nullable=True),
        sa.Column("project_id", types.WHOLE, nullable=True),
        sa.Column("association_id", types.WHOLE, nullable=True),
        sa.Column("earmarked_by_donor", types.Flag(), nullable=False),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.Column("continues_id", types.WHOLE, nullable=True),
        sa.Column("fingerprint", types.Digest(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("other_ref", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "frequency = 'monthly' OR frequency = 'quarterly' OR frequency = 'half_yearly' OR frequency = 'yearly'",
            name=op.f("ck_recurring_gift_frequency_known"),
        ),
        sa.CheckConstraint(
            "method = 'cash' OR method = 'cheque' OR method = 'transfer' OR method = 'direct_debit' OR method = 'card' OR method = 'online' OR method = 'none'",
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
            ["continues_id"],
            ["recurring_gift.id"],
            name=op.f("fk_recurring_gift_continues_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_recurring_gift_mandate_id"), ondelete="RESTRICT"
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
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_recurring_gift_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_recurring_gift_mandate_id",
        "recurring_gift",
        ["mandate_id"],
        unique=False,
        sqlite_where=sa.text("mandate_id IS NOT NULL"),
        postgresql_where=sa.text("mandate_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_recurring_gift_payer_id"), "recurring_gift", ["payer_id"], unique=False)
    op.create_index(op.f("ix_recurring_gift_project_id"), "recurring_gift", ["project_id"], unique=False)
    op.create_index(
        "uq_recurring_gift_other_ref",
        "recurring_gift",
        ["other_ref", "office_id"],
        unique=True,
        sqlite_where=sa.text("other_ref <> ''"),
        postgresql_where=sa.text("other_ref <> ''"),
    )


def _mandate() -> None:
    op.create_table(
        "mandate",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("payer_id", types.WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("signed_on", types.Day(), nullable=True),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("used_on", types.Day(), nullable=True),
        sa.Column("suspended_on", types.Day(), nullable=True),
        sa.Column("suspended_reason", sa.Text(), nullable=False),
        sa.Column("ended_on", types.Day(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "ended_on IS NOT NULL OR end_reason = ''", name=op.f("ck_mandate_ended_with_reason")
        ),
        sa.CheckConstraint("kind = 'recurring' OR kind = 'one_off'", name=op.f("ck_mandate_kind_known")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_mandate_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["payer_id"], ["party.id"], name=op.f("fk_mandate_payer_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_mandate_id_office_id")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_mandate_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_mandate_payer_id"), "mandate", ["payer_id"], unique=False)


def _mandate_terms() -> None:
    op.create_table(
        "mandate_terms",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("mandate_id", types.WHOLE, nullable=False),
        sa.Column("since", types.Day(), nullable=True),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("bic", sa.Text(), nullable=False),
        sa.Column("creditor_id", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["mandate_id", "office_id"],
            ["mandate.id", "mandate.office_id"],
            name=op.f("fk_mandate_terms_mandate_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandate_terms")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_mandate_terms_mandate_id"), "mandate_terms", ["mandate_id"], unique=False)
    op.create_index(
        "ix_mandate_terms_reference",
        "mandate_terms",
        ["reference"],
        unique=False,
        sqlite_where=sa.text("reference <> ''"),
        postgresql_where=sa.text("reference <> ''"),
    )


def _collection_run() -> None:
    op.create_table(
        "collection_run",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("account_id", types.WHOLE, nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("collected_on", types.Day(), nullable=False),
        sa.Column("made_at", types.Stamp(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("count", types.WHOLE, nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("content", types.Packed(), nullable=False),
        sa.Column("sha256", types.Digest(), nullable=False),
        sa.Column("sent_on", types.Day(), nullable=True),
        sa.Column("sent_at", types.Stamp(), nullable=True),
        sa.Column("sent_by", sa.Text(), nullable=False),
        sa.Column("cancelled_on", types.Day(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "(cancelled_on IS NOT NULL) = (reason <> '')", name=op.f("ck_collection_run_reason_given")
        ),
        sa.CheckConstraint(
            "format = 'pain.008.001.08' OR format = 'pain.008.001.02'",
            name=op.f("ck_collection_run_format_known"),
        ),
        sa.CheckConstraint("count > 0 AND amount > 0", name=op.f("ck_collection_run_of_something")),
        sa.CheckConstraint(
            "sent_on IS NULL OR cancelled_on IS NULL", name=op.f("ck_collection_run_cancelled_before")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_collection_run_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_collection_run_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_run")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_collection_run_id_office_id")),
        sa.UniqueConstraint("number", name=op.f("uq_collection_run_number")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_collection_run_office_id_key")),
        sqlite_strict=True,
    )


def _collection_line() -> None:
    op.create_table(
        "collection_line",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("run_id", types.WHOLE, nullable=False),
        sa.Column("gift_id", types.WHOLE, nullable=False),
        sa.Column("due_on", types.Day(), nullable=False),
        sa.Column("mandate_id", types.WHOLE, nullable=False),
        sa.Column("end_to_end", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Text(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("iban", sa.Text(), nullable=False),
        sa.Column("bic", sa.Text(), nullable=False),
        sa.Column("creditor_id", sa.Text(), nullable=False),
        sa.Column("payment_id", types.WHOLE, nullable=True),
        sa.Column("released_on", types.Day(), nullable=True),
        sa.Column("released_reason", sa.Text(), nullable=False),
        sa.Column("returned_action", sa.Text(), nullable=False),
        sa.Column("fee", types.Cents(), nullable=False),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "sequence = 'RCUR' OR sequence = 'FNAL' OR sequence = 'OOFF'",
            name=op.f("ck_collection_line_sequence_known"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_collection_line_amount_positive")),
        sa.CheckConstraint(
            "returned_action = '' OR returned_action = 'again' OR returned_action = 'stop'"
            " OR returned_action = 'suspend' OR returned_action = 'end' OR returned_action = 'investigate'",
            name=op.f("ck_collection_line_returned_action_known"),
        ),
        sa.CheckConstraint(
            "fee >= 0 AND (fee = 0 OR returned_action <> '')", name=op.f("ck_collection_line_fee_of_return")
        ),
        sa.ForeignKeyConstraint(
            ["gift_id"], ["recurring_gift.id"], name=op.f("fk_collection_line_gift_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["mandate_id"], ["mandate.id"], name=op.f("fk_collection_line_mandate_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_collection_line_payment_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["run_id", "office_id"],
            ["collection_run.id", "collection_run.office_id"],
            name=op.f("fk_collection_line_run_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_line")),
        sa.UniqueConstraint("end_to_end", name=op.f("uq_collection_line_end_to_end")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_collection_line_mandate_id"), "collection_line", ["mandate_id"], unique=False)
    op.create_index(op.f("ix_collection_line_run_id"), "collection_line", ["run_id"], unique=False)
    op.create_index(
        "uq_collection_line_held",
        "collection_line",
        ["gift_id", "due_on"],
        unique=True,
        sqlite_where=sa.text("released_on IS NULL"),
        postgresql_where=sa.text("released_on IS NULL"),
    )
    op.create_index(
        "uq_collection_line_payment_id",
        "collection_line",
        ["payment_id"],
        unique=True,
        sqlite_where=sa.text("payment_id IS NOT NULL"),
        postgresql_where=sa.text("payment_id IS NOT NULL"),
    )


def _debit_notice() -> None:
    op.create_table(
        "debit_notice",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("gift_id", types.WHOLE, nullable=False),
        sa.Column("due_on", types.Day(), nullable=False),
        sa.Column("collected_on", types.Day(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("on", types.Day(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "channel = 'post' OR channel = 'email'", name=op.f("ck_debit_notice_channel_known")
        ),
        sa.CheckConstraint(
            "outcome = 'begun' OR outcome = 'sent' OR outcome = 'failed'",
            name=op.f("ck_debit_notice_outcome_known"),
        ),
        sa.ForeignKeyConstraint(
            ["gift_id"], ["recurring_gift.id"], name=op.f("fk_debit_notice_gift_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_debit_notice_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_debit_notice")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_debit_notice_gift_id_due_on"), "debit_notice", ["gift_id", "due_on"], unique=False
    )


def _recurring_pause() -> None:
    op.create_table(
        "recurring_pause",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("gift_id", types.WHOLE, nullable=False),
        sa.Column("first_on", types.Day(), nullable=False),
        sa.Column("last_on", types.Day(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["gift_id"], ["recurring_gift.id"], name=op.f("fk_recurring_pause_gift_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_recurring_pause_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recurring_pause")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_recurring_pause_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_recurring_pause_gift_id"), "recurring_pause", ["gift_id"], unique=False)


def _instalment_decision() -> None:
    op.create_table(
        "instalment_decision",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("gift_id", types.WHOLE, nullable=False),
        sa.Column("due_on", types.Day(), nullable=False),
        sa.Column("payment_id", types.WHOLE, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", types.Day(), nullable=False),
        sa.Column("taken_back_on", types.Day(), nullable=True),
        sa.Column("taken_back_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "payment_id IS NOT NULL OR reason <> ''",
            name=op.f("ck_instalment_decision_forgiven_with_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["gift_id"],
            ["recurring_gift.id"],
            name=op.f("fk_instalment_decision_gift_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_instalment_decision_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"],
            ["payment.id"],
            name=op.f("fk_instalment_decision_payment_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_instalment_decision")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_instalment_decision_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_instalment_decision_gift_id"), "instalment_decision", ["gift_id"], unique=False)
    op.create_index(
        op.f("ix_instalment_decision_payment_id"), "instalment_decision", ["payment_id"], unique=False
    )


def _tax_receipt() -> None:
    op.create_table(
        "tax_receipt",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
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
        sa.Column("content", types.Packed(), nullable=False),
        sa.Column("base_id", types.WHOLE, nullable=False),
        sa.Column("tail", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", types.Digest(), nullable=False),
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
        sa.UniqueConstraint("number", name=op.f("uq_tax_receipt_number")),
        sa.UniqueConstraint("series", "n", name=op.f("uq_tax_receipt_series_n")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_tax_receipt_payer_id"), "tax_receipt", ["payer_id"], unique=False)
    op.create_index(op.f("ix_tax_receipt_year_id"), "tax_receipt", ["year", "id"], unique=False)
    op.create_index(
        "uq_tax_receipt_replaces_id",
        "tax_receipt",
        ["replaces_id"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NOT NULL"),
        postgresql_where=sa.text("replaces_id IS NOT NULL"),
    )


def _dues_call() -> None:
    op.create_table(
        "dues_call",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("membership_id", types.WHOLE, nullable=False),
        sa.Column("year", types.WHOLE, nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("on", types.Day(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("channel = 'post' OR channel = 'email'", name=op.f("ck_dues_call_channel_known")),
        sa.CheckConstraint(
            "outcome = 'begun' OR outcome = 'sent' OR outcome = 'failed'",
            name=op.f("ck_dues_call_outcome_known"),
        ),
        sa.CheckConstraint(
            "step = 'call' OR step = 'first_reminder' OR step = 'second_reminder'",
            name=op.f("ck_dues_call_step_known"),
        ),
        sa.ForeignKeyConstraint(
            ["membership_id", "office_id"],
            ["membership.id", "membership.office_id"],
            name=op.f("fk_dues_call_membership_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dues_call")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_dues_call_membership_id"), "dues_call", ["membership_id"], unique=False)


def _circular() -> None:
    op.create_table(
        "circular",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("party_id", types.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", types.Digest(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("on", types.Day(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.CheckConstraint("channel = 'post' OR channel = 'email'", name=op.f("ck_circular_channel_known")),
        sa.CheckConstraint(
            "language = 'fr' OR language = 'en' OR language = 'ar'", name=op.f("ck_circular_language_known")
        ),
        sa.CheckConstraint(
            "outcome = 'begun' OR outcome = 'sent' OR outcome = 'failed'",
            name=op.f("ck_circular_outcome_known"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_circular_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_circular_party_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_circular")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_circular_name"), "circular", ["name"], unique=False)
    op.create_index(op.f("ix_circular_party_id"), "circular", ["party_id"], unique=False)


def _membership_pause() -> None:
    op.create_table(
        "membership_pause",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("membership_id", types.WHOLE, nullable=False),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("since", types.Day(), nullable=False),
        sa.Column("until", types.Day(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "standing = 'suspended' OR standing = 'honorary'", name=op.f("ck_membership_pause_standing_known")
        ),
        sa.ForeignKeyConstraint(
            ["membership_id", "office_id"],
            ["membership.id", "membership.office_id"],
            name=op.f("fk_membership_pause_membership_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_membership_pause")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_membership_pause_membership_id"), "membership_pause", ["membership_id"], unique=False
    )


def _dues_exemption() -> None:
    op.create_table(
        "dues_exemption",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("membership_id", types.WHOLE, nullable=False),
        sa.Column("year", types.WHOLE, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("undone_on", types.Day(), nullable=True),
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


def _expense_item() -> None:
    op.create_table(
        "expense_item",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
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


def _expense_trip() -> None:
    op.create_table(
        "expense_trip",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("claim_id", types.WHOLE, nullable=False),
        sa.Column("position", types.WHOLE, nullable=False),
        sa.Column("driven_on", types.Day(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("km", types.WHOLE, nullable=False),
        sa.Column("vehicle", sa.Text(), nullable=False),
        sa.Column("power", types.WHOLE, nullable=False),
        sa.Column("is_electric", types.Flag(), nullable=False),
        sa.Column("plate", sa.Text(), nullable=False),
        sa.Column("is_apart", types.Flag(), nullable=False),
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


def _payment_line() -> None:
    op.create_table(
        "payment_line",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
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
        sa.Column("valued_by", sa.Text(), nullable=False),
        sa.Column("article", sa.Text(), nullable=False),
        sa.Column("pass_through", types.Flag(), nullable=False),
        sa.Column("foreign_minor", types.WHOLE, nullable=True),
        sa.CheckConstraint(
            "counterpart_kind = '' OR counterpart_kind IN ('goods', 'symbolic')",
            name=op.f("ck_payment_line_counterpart_kind_known"),
        ),
        sa.CheckConstraint(
            "kind = 'donation' OR kind = 'dues' OR kind = 'sale' OR kind = 'participation' OR kind = 'subsidy' OR kind = 'grant' OR kind = 'collection' OR kind = 'in_kind' OR kind = 'waived_expenses' OR kind = 'securities' OR kind = 'skills'",
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
    op.create_index(
        "ix_payment_line_goods_back",
        "payment_line",
        ["id"],
        unique=False,
        sqlite_where=sa.text("counterpart_kind = 'goods'"),
        postgresql_where=sa.text("counterpart_kind = 'goods'"),
    )
    op.create_index(
        "ix_payment_line_in_kind",
        "payment_line",
        ["id"],
        unique=False,
        sqlite_where=sa.text("kind IN ('in_kind', 'waived_expenses', 'securities', 'skills')"),
        postgresql_where=sa.text("kind IN ('in_kind', 'waived_expenses', 'securities', 'skills')"),
    )
    op.create_index(
        "ix_payment_line_without_evidence",
        "payment_line",
        ["id"],
        unique=False,
        sqlite_where=sa.text(
            "evidence = '' AND kind IN ('in_kind', 'waived_expenses', 'securities', 'skills')"
        ),
        postgresql_where=sa.text(
            "evidence = '' AND kind IN ('in_kind', 'waived_expenses', 'securities', 'skills')"
        ),
    )


def _deposit_slip() -> None:
    op.create_table(
        "deposit_slip",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("series", sa.Text(), nullable=False),
        sa.Column("n", types.WHOLE, nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("account_id", types.WHOLE, nullable=False),
        sa.Column("method", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("made_on", types.Day(), nullable=False),
        sa.Column("made_at", types.Stamp(), nullable=False),
        sa.Column("made_by", sa.Text(), nullable=False),
        sa.Column("count", types.WHOLE, nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("content", types.Packed(), nullable=False),
        sa.Column("base_id", types.WHOLE, nullable=False),
        sa.Column("tail", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", types.Digest(), nullable=False),
        sa.Column("handed_in_on", types.Day(), nullable=True),
        sa.Column("credited_on", types.Day(), nullable=True),
        sa.Column("bank_reference", sa.Text(), nullable=False),
        sa.Column("cancelled_on", types.Day(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("method = 'cheque' OR method = 'cash'", name=op.f("ck_deposit_slip_method_known")),
        sa.CheckConstraint(
            "currency = 'EUR' OR currency = 'MAD'", name=op.f("ck_deposit_slip_currency_known")
        ),
        sa.CheckConstraint("n > 0 AND count > 0 AND amount > 0", name=op.f("ck_deposit_slip_of_something")),
        sa.CheckConstraint(
            "(cancelled_on IS NOT NULL) = (reason <> '')", name=op.f("ck_deposit_slip_reason_given")
        ),
        sa.CheckConstraint(
            "cancelled_on IS NULL OR credited_on IS NULL", name=op.f("ck_deposit_slip_cancelled_before")
        ),
        sa.CheckConstraint(
            "credited_on IS NULL OR handed_in_on IS NOT NULL", name=op.f("ck_deposit_slip_credited_after")
        ),
        sa.ForeignKeyConstraint(
            ["account_id"], ["account.id"], name=op.f("fk_deposit_slip_account_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["base_id"], ["document_base.id"], name=op.f("fk_deposit_slip_base_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_deposit_slip_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_slip")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_deposit_slip_id_office_id")),
        sa.UniqueConstraint("number", name=op.f("uq_deposit_slip_number")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_deposit_slip_office_id_key")),
        sa.UniqueConstraint("series", "n", name=op.f("uq_deposit_slip_series_n")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_deposit_slip_made_on_id"), "deposit_slip", ["made_on", "id"], unique=False)


def _year_closing() -> None:
    op.create_table(
        "year_closing",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("year", types.WHOLE, nullable=False),
        sa.Column("first_on", types.Day(), nullable=False),
        sa.Column("last_on", types.Day(), nullable=False),
        sa.Column("closed_on", types.Day(), nullable=False),
        sa.Column("closed_at", types.Stamp(), nullable=False),
        sa.Column("closed_by", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Text(), nullable=False),
        sa.Column("content", types.Packed(), nullable=False),
        sa.Column("base_id", types.WHOLE, nullable=False),
        sa.Column("tail", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", types.Digest(), nullable=False),
        sa.CheckConstraint("first_on < last_on AND last_on < closed_on", name=op.f("ck_year_closing_over")),
        sa.ForeignKeyConstraint(
            ["base_id"], ["document_base.id"], name=op.f("fk_year_closing_base_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_year_closing")),
        sa.UniqueConstraint("last_on", name=op.f("uq_year_closing_last_on")),
        sa.UniqueConstraint("year", name=op.f("uq_year_closing_year")),
        sqlite_strict=True,
    )


def _late_record() -> None:
    nouns = (
        "allocation", "allocation_decision", "contribution_outcome", "deposit_slip", "expense_outcome",
        "instalment_decision", "payment", "receipt_cancellation", "spending", "tax_receipt",
    )  # fmt: skip
    op.create_table(
        "late_record",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("noun", sa.Text(), nullable=False),
        sa.Column("record_id", types.WHOLE, nullable=False),
        sa.Column("entered_on", types.Day(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            " OR ".join(f"noun = '{noun}'" for noun in nouns), name=op.f("ck_late_record_noun_known")
        ),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_late_record_reason_given")),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_late_record_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_late_record")),
        sa.UniqueConstraint(
            "noun", "record_id", "entered_on", name=op.f("uq_late_record_noun_record_id_entered_on")
        ),
        sqlite_strict=True,
    )


def _deposit_line() -> None:
    op.create_table(
        "deposit_line",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("slip_id", types.WHOLE, nullable=False),
        sa.Column("payment_id", types.WHOLE, nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("in_place_of_id", types.WHOLE, nullable=True),
        sa.ForeignKeyConstraint(
            ["in_place_of_id"],
            ["payment.id"],
            name=op.f("fk_deposit_line_in_place_of_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_deposit_line_payment_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["slip_id", "office_id"],
            ["deposit_slip.id", "deposit_slip.office_id"],
            name=op.f("fk_deposit_line_slip_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_line")),
        sa.UniqueConstraint("slip_id", "payment_id", name=op.f("uq_deposit_line_slip_id_payment_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_deposit_line_payment_id"), "deposit_line", ["payment_id"], unique=False)
    op.create_index(
        "ix_deposit_line_in_place_of_id",
        "deposit_line",
        ["in_place_of_id"],
        unique=False,
        sqlite_where=sa.text("in_place_of_id IS NOT NULL"),
        postgresql_where=sa.text("in_place_of_id IS NOT NULL"),
    )


def _deposit_cash() -> None:
    op.create_table(
        "deposit_cash",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("slip_id", types.WHOLE, nullable=False),
        sa.Column("worth", types.WHOLE, nullable=False),
        sa.Column("count", types.WHOLE, nullable=False),
        sa.CheckConstraint("worth > 0 AND count > 0", name=op.f("ck_deposit_cash_of_something")),
        sa.ForeignKeyConstraint(
            ["slip_id", "office_id"],
            ["deposit_slip.id", "deposit_slip.office_id"],
            name=op.f("fk_deposit_cash_slip_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deposit_cash")),
        sa.UniqueConstraint("slip_id", "worth", name=op.f("uq_deposit_cash_slip_id_worth")),
        sqlite_strict=True,
    )


def _live_deposit() -> None:
    op.create_table(
        "live_deposit",
        sa.Column("payment_id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("slip_id", types.WHOLE, nullable=False),
        sa.ForeignKeyConstraint(
            ["payment_id"], ["payment.id"], name=op.f("fk_live_deposit_payment_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["slip_id"], ["deposit_slip.id"], name=op.f("fk_live_deposit_slip_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("payment_id", name=op.f("pk_live_deposit")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_live_deposit_slip_id"), "live_deposit", ["slip_id"], unique=False)


def _receipt_cancellation() -> None:
    op.create_table(
        "receipt_cancellation",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
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


def _receipt_delivery() -> None:
    op.create_table(
        "receipt_delivery",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("receipt_id", types.WHOLE, nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", types.Stamp(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("returned_on", types.Day(), nullable=True),
        sa.CheckConstraint(
            "channel = 'post' OR channel = 'email'", name=op.f("ck_receipt_delivery_channel_known")
        ),
        sa.CheckConstraint(
            "outcome = 'begun' OR outcome = 'sent' OR outcome = 'failed' OR outcome = 'returned' OR outcome = 'trusted'",
            name=op.f("ck_receipt_delivery_outcome_known"),
        ),
        sa.CheckConstraint(
            "(returned_on IS NOT NULL) = (outcome IN ('returned', 'trusted'))",
            name=op.f("ck_receipt_delivery_returned_on_given"),
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
    op.create_index(
        "ix_receipt_delivery_returned_on",
        "receipt_delivery",
        ["returned_on"],
        unique=False,
        sqlite_where=sa.text("returned_on IS NOT NULL"),
        postgresql_where=sa.text("returned_on IS NOT NULL"),
    )


def _allocation() -> None:
    op.create_table(
        "allocation",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("line_id", types.WHOLE, nullable=False),
        sa.Column("project_id", types.WHOLE, nullable=True),
        sa.Column("association_id", types.WHOLE, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("payer_kind", sa.Text(), nullable=False),
        sa.Column("money_origin", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("foreign_minor", types.WHOLE, nullable=True),
        sa.Column("decided_on", types.Day(), nullable=False),
        sa.Column("recorded_on", types.Day(), nullable=False),
        sa.Column("move_key", types.Key(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind = 'donation' OR kind = 'dues' OR kind = 'sale' OR kind = 'participation' OR kind = 'subsidy' OR kind = 'grant' OR kind = 'collection' OR kind = 'in_kind' OR kind = 'waived_expenses' OR kind = 'securities' OR kind = 'skills'",
            name=op.f("ck_allocation_kind_known"),
        ),
        sa.CheckConstraint(
            "money_origin = 'private' OR money_origin = 'public' OR money_origin = 'regranted'",
            name=op.f("ck_allocation_money_origin_known"),
        ),
        sa.CheckConstraint(
            "payer_kind = '' OR payer_kind = 'individual' OR payer_kind = 'couple' OR payer_kind = 'company' OR payer_kind = 'association' OR payer_kind = 'foundation' OR payer_kind = 'public_body'",
            name=op.f("ck_allocation_payer_kind_known"),
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
    op.create_index(
        "ix_allocation_facts",
        "allocation",
        [
            "project_id",
            "association_id",
            "kind",
            "payer_kind",
            "money_origin",
            "currency",
            "decided_on",
            "amount",
            "foreign_minor",
        ],
        unique=False,
        sqlite_where=sa.text("project_id IS NOT NULL"),
        postgresql_where=sa.text("project_id IS NOT NULL"),
    )
    op.create_index(op.f("ix_allocation_line_id"), "allocation", ["line_id"], unique=False)


def _expense_outcome() -> None:
    op.create_table(
        "expense_outcome",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("claim_id", types.WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("settled_on", types.Day(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("line_id", types.WHOLE, nullable=True),
        sa.CheckConstraint(
            "(kind = 'waived') = (line_id IS NOT NULL)", name=op.f("ck_expense_outcome_line_of_waived")
        ),
        sa.CheckConstraint(
            "kind = 'waived' OR kind = 'withdrawn'", name=op.f("ck_expense_outcome_kind_known")
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


def _live_receipt_line() -> None:
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


def _waiting() -> None:
    op.create_table(
        "waiting_payer",
        sa.Column("payer_id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("receipts", types.WHOLE, nullable=False),
        sa.Column("homeless", types.WHOLE, nullable=False),
        sa.Column("uncredited", types.WHOLE, nullable=False),
        sa.PrimaryKeyConstraint("payer_id", name=op.f("pk_waiting_payer")),
        sqlite_strict=True,
    )
    stamp = op.create_table(
        "waiting_stamp",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("year", types.WHOLE, nullable=False),
        sa.Column("rules", sa.Text(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_stamp")),
        sqlite_strict=True,
    )
    op.bulk_insert(stamp, [{"id": 1, "year": 0, "rules": "", "heads": "{}"}])


def _receipt_line() -> None:
    op.create_table(
        "receipt_line",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
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


def _programme() -> None:
    op.create_table(
        "programme",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("version", types.WHOLE, nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("title_fr", sa.Text(), nullable=False),
        sa.Column("title_en", sa.Text(), nullable=False),
        sa.Column("title_ar", sa.Text(), nullable=False),
        sa.Column("starts_on", types.Day(), nullable=True),
        sa.Column("ends_on", types.Day(), nullable=True),
        sa.CheckConstraint(
            "ends_on IS NULL OR starts_on IS NULL OR ends_on >= starts_on", name=op.f("ck_programme_period")
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_programme_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme")),
        sa.UniqueConstraint("code", name=op.f("uq_programme_code")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_programme_office_id_key")),
        sqlite_strict=True,
    )


def _project_budget() -> None:
    op.create_table(
        "project_budget",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("project_id", types.WHOLE, nullable=False),
        sa.Column("since", types.Day(), nullable=True),
        sa.Column("cost", types.Cents(), nullable=False),
        sa.Column("eligible", types.Cents(), nullable=True),
        sa.Column("cash", types.Cents(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("foreign_minor", types.WHOLE, nullable=True),
        sa.Column("unassigned", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_on", types.Day(), nullable=False),
        sa.Column("recorded_at", types.Stamp(), nullable=False),
        sa.CheckConstraint(
            "unassigned = 'project' OR unassigned = 'carrier' OR unassigned = 'parts'",
            name=op.f("ck_project_budget_unassigned_known"),
        ),
        sa.CheckConstraint(
            "cash IS NULL OR cash BETWEEN 0 AND cost", name=op.f("ck_project_budget_cash_within_cost")
        ),
        sa.CheckConstraint("cost > 0", name=op.f("ck_project_budget_cost_positive")),
        sa.CheckConstraint(
            "eligible IS NULL OR eligible BETWEEN 0 AND cost",
            name=op.f("ck_project_budget_eligible_within_cost"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_project_budget_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "office_id"],
            ["project.id", "project.office_id"],
            name=op.f("fk_project_budget_project_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_budget")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_project_budget_id_office_id")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_project_budget_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_project_budget_project_id_since_id"),
        "project_budget",
        ["project_id", "since", "id"],
        unique=False,
    )


def _funding_rule() -> None:
    op.create_table(
        "funding_rule",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("project_id", types.WHOLE, nullable=True),
        sa.Column("funder_id", types.WHOLE, nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("minimum", types.WHOLE, nullable=False),
        sa.Column("minimum_cash", types.WHOLE, nullable=False),
        sa.Column("maximum_in_kind", types.WHOLE, nullable=False),
        sa.Column("in_kind_of", sa.Text(), nullable=False),
        sa.Column("maximum_funder", types.WHOLE, nullable=True),
        sa.Column("maximum_public", types.WHOLE, nullable=True),
        sa.Column("minimum_other", types.WHOLE, nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("goods_back", sa.Text(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("since", types.Day(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_on", types.Day(), nullable=True),
        sa.Column("confirmed", types.Flag(), nullable=False),
        sa.Column("recorded_on", types.Day(), nullable=False),
        sa.Column("other_ref", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "base = 'cost' OR base = 'eligible' OR base = 'cash'", name=op.f("ck_funding_rule_base_known")
        ),
        sa.CheckConstraint(
            "basis = 'promised' OR basis = 'received' OR basis = 'spent'",
            name=op.f("ck_funding_rule_basis_known"),
        ),
        sa.CheckConstraint(
            "goods_back = 'deducted' OR goods_back = 'counted'", name=op.f("ck_funding_rule_goods_back_known")
        ),
        sa.CheckConstraint(
            "in_kind_of = 'cost' OR in_kind_of = 'contribution'",
            name=op.f("ck_funding_rule_in_kind_of_known"),
        ),
        sa.CheckConstraint(
            "scope = 'association' OR scope = 'project' OR scope = 'organisation'",
            name=op.f("ck_funding_rule_scope_known"),
        ),
        sa.CheckConstraint(
            "maximum_funder IS NULL OR maximum_funder BETWEEN 0 AND 10000",
            name=op.f("ck_funding_rule_maximum_funder_percent"),
        ),
        sa.CheckConstraint(
            "maximum_in_kind BETWEEN 0 AND 10000", name=op.f("ck_funding_rule_maximum_in_kind_percent")
        ),
        sa.CheckConstraint(
            "maximum_public IS NULL OR maximum_public BETWEEN 0 AND 10000",
            name=op.f("ck_funding_rule_maximum_public_percent"),
        ),
        sa.CheckConstraint("minimum BETWEEN 0 AND 10000", name=op.f("ck_funding_rule_minimum_percent")),
        sa.CheckConstraint(
            "minimum_cash BETWEEN 0 AND 10000", name=op.f("ck_funding_rule_minimum_cash_percent")
        ),
        sa.CheckConstraint(
            "minimum_other BETWEEN 0 AND 10000", name=op.f("ck_funding_rule_minimum_other_percent")
        ),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["party.id"], name=op.f("fk_funding_rule_funder_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_funding_rule_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id"], ["project.id"], name=op.f("fk_funding_rule_project_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_rule")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_funding_rule_id_office_id")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_funding_rule_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(
        "ix_funding_rule_project_id",
        "funding_rule",
        ["project_id"],
        unique=False,
        sqlite_where=sa.text("project_id IS NOT NULL"),
        postgresql_where=sa.text("project_id IS NOT NULL"),
    )
    op.create_index(
        "uq_funding_rule_other_ref",
        "funding_rule",
        ["other_ref", "office_id"],
        unique=True,
        sqlite_where=sa.text("other_ref <> ''"),
        postgresql_where=sa.text("other_ref <> ''"),
    )


def _funding_rule_end() -> None:
    op.create_table(
        "funding_rule_end",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("rule_id", types.WHOLE, nullable=False),
        sa.Column("last_on", types.Day(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_on", types.Day(), nullable=False),
        sa.ForeignKeyConstraint(
            ["rule_id", "office_id"],
            ["funding_rule.id", "funding_rule.office_id"],
            name=op.f("fk_funding_rule_end_rule_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_funding_rule_end")),
        sa.UniqueConstraint("rule_id", name=op.f("uq_funding_rule_end_rule_id")),
        sqlite_strict=True,
    )


def _financing() -> None:
    op.create_table(
        "financing",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("project_id", types.WHOLE, nullable=False),
        sa.Column("association_id", types.WHOLE, nullable=True),
        sa.Column("funder_id", types.WHOLE, nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("foreign_minor", types.WHOLE, nullable=True),
        sa.Column("stated_on", types.Day(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("replaces_id", types.WHOLE, nullable=True),
        sa.Column("recorded_on", types.Day(), nullable=False),
        sa.Column("other_ref", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "stage = 'promised' OR stage = 'agreed' OR stage = 'withdrawn'",
            name=op.f("ck_financing_stage_known"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_financing_amount_positive")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["party.id"], name=op.f("fk_financing_association_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["funder_id"], ["party.id"], name=op.f("fk_financing_funder_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_financing_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "office_id"],
            ["project.id", "project.office_id"],
            name=op.f("fk_financing_project_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["replaces_id", "office_id"],
            ["financing.id", "financing.office_id"],
            name=op.f("fk_financing_replaces_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_financing")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_financing_id_office_id")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_financing_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_financing_project_id"), "financing", ["project_id"], unique=False)
    op.create_index(
        "uq_financing_other_ref",
        "financing",
        ["other_ref", "office_id"],
        unique=True,
        sqlite_where=sa.text("other_ref <> ''"),
        postgresql_where=sa.text("other_ref <> ''"),
    )
    op.create_index(
        "uq_financing_replaces_id",
        "financing",
        ["replaces_id"],
        unique=True,
        sqlite_where=sa.text("replaces_id IS NOT NULL"),
        postgresql_where=sa.text("replaces_id IS NOT NULL"),
    )


def _contribution() -> None:
    op.create_table(
        "contribution",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("project_id", types.WHOLE, nullable=False),
        sa.Column("association_id", types.WHOLE, nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("given_on", types.Day(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("day_rate", types.WHOLE, nullable=True),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("rate", sa.Text(), nullable=False),
        sa.Column("foreign_minor", types.WHOLE, nullable=True),
        sa.Column("valued_by", sa.Text(), nullable=False),
        sa.Column("recorded_on", types.Day(), nullable=False),
        sa.Column("other_ref", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "kind = 'labour' OR kind = 'land' OR kind = 'materials' OR kind = 'transport'",
            name=op.f("ck_contribution_kind_known"),
        ),
        sa.CheckConstraint("amount > 0", name=op.f("ck_contribution_amount_positive")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["party.id"], name=op.f("fk_contribution_association_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_contribution_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "office_id"],
            ["project.id", "project.office_id"],
            name=op.f("fk_contribution_project_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution")),
        sa.UniqueConstraint("id", "office_id", name=op.f("uq_contribution_id_office_id")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_contribution_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_contribution_project_id"), "contribution", ["project_id"], unique=False)
    op.create_index(
        "uq_contribution_other_ref",
        "contribution",
        ["other_ref", "office_id"],
        unique=True,
        sqlite_where=sa.text("other_ref <> ''"),
        postgresql_where=sa.text("other_ref <> ''"),
    )


def _contribution_worker() -> None:
    op.create_table(
        "contribution_worker",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("contribution_id", types.WHOLE, nullable=False),
        sa.Column("position", types.WHOLE, nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("half_days", types.WHOLE, nullable=False),
        sa.CheckConstraint("half_days > 0", name=op.f("ck_contribution_worker_half_days_positive")),
        sa.ForeignKeyConstraint(
            ["contribution_id", "office_id"],
            ["contribution.id", "contribution.office_id"],
            name=op.f("fk_contribution_worker_contribution_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_worker")),
        sa.UniqueConstraint(
            "contribution_id", "position", name=op.f("uq_contribution_worker_contribution_id_position")
        ),
        sqlite_strict=True,
    )


def _contribution_outcome() -> None:
    op.create_table(
        "contribution_outcome",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("contribution_id", types.WHOLE, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("settled_on", types.Day(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("recorded_on", types.Day(), nullable=False),
        sa.CheckConstraint(
            "kind = 'attested' OR kind = 'withdrawn'", name=op.f("ck_contribution_outcome_kind_known")
        ),
        sa.CheckConstraint("words <> ''", name=op.f("ck_contribution_outcome_words_given")),
        sa.ForeignKeyConstraint(
            ["contribution_id", "office_id"],
            ["contribution.id", "contribution.office_id"],
            name=op.f("fk_contribution_outcome_contribution_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contribution_outcome")),
        sa.UniqueConstraint(
            "contribution_id", "kind", name=op.f("uq_contribution_outcome_contribution_id_kind")
        ),
        sqlite_strict=True,
    )


def _party_origin() -> None:
    op.create_table(
        "party_origin",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("party_id", types.WHOLE, nullable=False),
        sa.Column("money_origin", sa.Text(), nullable=False),
        sa.Column("since", types.Day(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("recorded_on", types.Day(), nullable=False),
        sa.Column("recorded_at", types.Stamp(), nullable=False),
        sa.CheckConstraint(
            "money_origin = '' OR money_origin = 'private' OR money_origin = 'public' OR money_origin = 'regranted'",
            name=op.f("ck_party_origin_money_origin_known"),
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_party_origin_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["party_id"], ["party.id"], name=op.f("fk_party_origin_party_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_party_origin")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_party_origin_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(
        op.f("ix_party_origin_party_id_since_id"), "party_origin", ["party_id", "since", "id"], unique=False
    )


def _allocation_decision() -> None:
    op.create_table(
        "allocation_decision",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("decided_on", types.Day(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("consent", sa.Text(), nullable=False),
        sa.Column("recorded_on", types.Day(), nullable=False),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_allocation_decision_office_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allocation_decision")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_allocation_decision_office_id_key")),
        sqlite_strict=True,
    )


def _spending() -> None:
    op.create_table(
        "spending",
        sa.Column("id", types.WHOLE, autoincrement=False, nullable=False),
        sa.Column("office_id", types.WHOLE, nullable=False),
        sa.Column("key", types.Key(), nullable=False),
        sa.Column("project_id", types.WHOLE, nullable=False),
        sa.Column("association_id", types.WHOLE, nullable=True),
        sa.Column("spent_on", types.Day(), nullable=False),
        sa.Column("amount", types.Cents(), nullable=False),
        sa.Column("earmarked", types.Cents(), nullable=False),
        sa.Column("origin", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("recorded_on", types.Day(), nullable=False),
        sa.CheckConstraint("abs(earmarked) <= abs(amount)", name=op.f("ck_spending_earmarked_within_amount")),
        sa.CheckConstraint("amount <> 0", name=op.f("ck_spending_amount_not_zero")),
        sa.ForeignKeyConstraint(
            ["association_id"], ["party.id"], name=op.f("fk_spending_association_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["office_id"], ["office.id"], name=op.f("fk_spending_office_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["project_id", "office_id"],
            ["project.id", "project.office_id"],
            name=op.f("fk_spending_project_id_office_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spending")),
        sa.UniqueConstraint("office_id", "key", name=op.f("uq_spending_office_id_key")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_spending_project_id"), "spending", ["project_id"], unique=False)
