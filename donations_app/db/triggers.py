"""Rules that the database itself keeps, whoever writes: the same on SQLite and on PostgreSQL.

What was issued or journalled never changes; what arrived is never edited; a line is never allocated
beyond its amount; a receipt's number is its counter's; a chain grows link by link.
"""

from collections.abc import Iterator
from typing import Final

from donations_app.db import closed_days
from donations_app.db.closed_years import rules
from donations_app.db.tables import all_tables

FROZEN: Final = (
    "link",
    "entry",
    "tax_receipt",
    "receipt_line",
    "receipt_cancellation",
    "document_base",
    "payment_line",
    "allocation",
    "expense_trip",
    "expense_item",
    "expense_outcome",
    "receipt_delivery",
    "declaration_filing",
    "deposit_line",
    "deposit_cash",
    "consent",
    "circular",
    "lost_numbers",
    "debit_notice",
    "year_closing",
    "late_record",
    "bank_file",
    "bank_file_aside",
    "bank_statement",
    "bank_line",
    "bank_match",
    "account_closing",
    "platform_fee",
)
# what an erasure takes of rows that never change otherwise
ERASABLE: Final = {
    "entry": ("content",),
    "tax_receipt": ("content", "tail"),
    "document_base": ("sample",),
    "circular": ("address", "answer"),
    "receipt_delivery": ("address", "answer"),
    "expense_trip": ("plate", "purpose"),
    "collection_line": ("iban", "bic"),
    "collection_run": ("content",),
    "debit_notice": ("address", "answer"),
}
# an entry that names lines which are erased was written in this transaction, whose link is not sealed yet
_ERASING: Final = (
    "EXISTS (SELECT 1 FROM entry e WHERE e.record = 'trail:erased'"
    " AND NOT EXISTS (SELECT 1 FROM link l WHERE l.id = e.link_id))"
)
PAYMENT_FROZEN: Final = (
    "id", "office_id", "key", "payer_id", "received_on", "method", "amount", "currency", "rate",
    "cheque_number", "cheque_date", "reverses_id", "refunds_id", "reversal", "reversal_reason", "fingerprint",
)  # fmt: skip
CLAIM_FROZEN: Final = (
    "id", "office_id", "key", "party_id", "stated_on", "amount", "project_id", "association_id",
    "earmarked_by_donor", "fingerprint",
)  # fmt: skip
SLIP_FROZEN: Final = (
    "id", "office_id", "key", "series", "n", "number", "account_id", "method", "made_on", "made_at", "made_by", "count",
    "amount", "content", "base_id", "tail", "sha256",
)  # fmt: skip
RUN_FROZEN: Final = (
    "id", "office_id", "key", "number", "account_id", "format", "collected_on", "made_at", "made_by", "count", "amount",
    "sha256",
)  # fmt: skip
COLLECTED_FROZEN: Final = (
    "id", "office_id", "run_id", "gift_id", "due_on", "mandate_id", "end_to_end", "sequence", "amount", "reference",
    "creditor_id",
)  # fmt: skip
UNDELETABLE: Final = (
    "payment", "party", "party_merge", "party_apart", "former_address", "situation", "officer", "project",
    "project_partner", "receipt_counter", "head", "origin", "legal_parameter", "deposit_slip", "import_file",
    "import_correction", "expense_claim", "mandate", "mandate_terms", "collection_run", "collection_line",
)  # fmt: skip

_BEYOND_LINE: Final = (
    "(SELECT (coalesce(sum(a.amount), 0) + NEW.amount) NOT BETWEEN"
    " (CASE WHEN l.amount < 0 THEN l.amount ELSE 0 END) AND (CASE WHEN l.amount > 0 THEN l.amount ELSE 0 END)"
    " FROM payment_line l LEFT JOIN allocation a ON a.line_id = l.id WHERE l.id = NEW.line_id"
    " GROUP BY l.id, l.amount)"
)

# a line of a refund gives back no more than is left of the line that arrived
_BEYOND_LEFT: Final = (
    "EXISTS (SELECT 1 FROM payment r"
    " JOIN payment_line l ON l.payment_id = r.refunds_id AND l.position = NEW.position"
    " WHERE r.id = NEW.payment_id AND r.reverses_id IS NULL AND l.amount + NEW.amount"
    " + coalesce((SELECT sum(o.amount) FROM payment_line o JOIN payment p ON p.id = o.payment_id"
    " WHERE p.refunds_id = r.refunds_id AND o.position = NEW.position), 0) < 0)"
)

# what a line is found to be comes to no more than the line, but for a fee that was kept of a payout; what is taken
# back is of the other sign
_BEYOND_BANK_LINE: Final = (
    "(SELECT (coalesce(sum(CASE WHEN m.kind <> 'fee' OR l.amount < 0 THEN m.amount END), 0)"
    " + (CASE WHEN NEW.kind <> 'fee' OR l.amount < 0 THEN NEW.amount ELSE 0 END)) NOT BETWEEN"
    " (CASE WHEN l.amount < 0 THEN l.amount ELSE 0 END) AND (CASE WHEN l.amount > 0 THEN l.amount"
    " - coalesce(sum(CASE WHEN m.kind = 'fee' THEN m.amount END), 0)"
    " - (CASE WHEN NEW.kind = 'fee' THEN NEW.amount ELSE 0 END) ELSE 0 END)"
    " FROM bank_line l LEFT JOIN bank_match m ON m.line_id = l.id WHERE l.id = NEW.line_id"
    " GROUP BY l.id, l.amount)"
)
# a payment comes in lines of its own currency or of euros, never of both; a slip in those of its own
_MIXED_CURRENCIES: Final = (
    "NEW.takes_back_id IS NULL AND EXISTS (SELECT 1 FROM bank_line l WHERE l.id = NEW.line_id AND ("
    "EXISTS (SELECT 1 FROM deposit_slip d WHERE d.id = NEW.slip_id AND d.currency <> l.currency)"
    " OR EXISTS (SELECT 1 FROM payment p WHERE p.id = NEW.payment_id AND l.currency NOT IN ('EUR', p.currency))"
    " OR EXISTS (SELECT 1 FROM bank_match m JOIN bank_line k ON k.id = m.line_id"
    " WHERE m.payment_id = NEW.payment_id AND k.currency <> l.currency"
    " GROUP BY k.currency HAVING sum(m.amount) <> 0)))"
)

# what lies on one slip is of its currency
_SLIP_MIXED: Final = (
    "EXISTS (SELECT 1 FROM payment p JOIN deposit_slip d ON d.id = NEW.slip_id"
    " WHERE p.id = NEW.payment_id AND p.currency <> d.currency)"
)

# nothing is said of a line whose file was set aside; what was said of its lines is taken back before
_LINE_ASIDE: Final = (
    "EXISTS (SELECT 1 FROM bank_line l JOIN bank_statement s ON s.id = l.statement_id"
    " JOIN bank_file_aside a ON a.file_id = s.file_id WHERE l.id = NEW.line_id)"
)
_FILE_MATCHED: Final = (
    "EXISTS (SELECT 1 FROM bank_statement s JOIN bank_line l ON l.statement_id = s.id"
    " JOIN bank_match m ON m.line_id = l.id WHERE s.file_id = NEW.file_id AND m.takes_back_id IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM bank_match b WHERE b.takes_back_id = m.id))"
)

# Conditions under which an INSERT is refused; the same SQL on both databases.
_INSERT_RULES: Final = (
    (
        "link",
        "in_sequence",
        "NEW.n <> (SELECT coalesce(max(l.n), 0) + 1 FROM link l WHERE l.origin_id = NEW.origin_id)",
    ),
    (
        "entry",
        "before_its_link",
        "EXISTS (SELECT 1 FROM link l WHERE l.id = NEW.link_id)",
    ),
    (
        "tax_receipt",
        "number_of_counter",
        "NEW.n <> coalesce((SELECT c.last FROM receipt_counter c WHERE c.series = NEW.series), 0)",
    ),
    (
        "live_receipt_line",
        "not_cancelled",
        "EXISTS (SELECT 1 FROM receipt_cancellation c WHERE c.receipt_id = NEW.receipt_id)",
    ),
    (
        "payment",
        "receipted",
        (
            "EXISTS (SELECT 1 FROM live_receipt_line r"
            " JOIN payment_line l ON l.id = r.line_id WHERE l.payment_id = NEW.reverses_id)"
        ),
    ),
    (
        "payment",
        "refund_receipted",
        (
            "EXISTS (SELECT 1 FROM live_receipt_line r"
            " JOIN payment_line l ON l.id = r.line_id WHERE l.payment_id = NEW.refunds_id)"
        ),
    ),
    ("payment_line", "beyond_refund", _BEYOND_LEFT),
    (
        "allocation",
        "within_line",
        _BEYOND_LINE,
    ),
    ("bank_match", "within_bank_line", _BEYOND_BANK_LINE),
    ("bank_match", "of_currency", _MIXED_CURRENCIES),
    ("bank_match", "file_counts", _LINE_ASIDE),
    ("bank_file_aside", "unmatched", _FILE_MATCHED),
    (
        "deposit_slip",
        "in_sequence",
        "NEW.n <> (SELECT coalesce(max(s.n), 0) + 1 FROM deposit_slip s WHERE s.series = NEW.series)",
    ),
    ("deposit_line", "of_currency", _SLIP_MIXED),
    (
        "live_deposit",
        "not_cancelled",
        "EXISTS (SELECT 1 FROM deposit_slip s WHERE s.id = NEW.slip_id AND s.cancelled_on IS NOT NULL)",
    ),
)
# of which rows a rule is asked at all, told by the row itself: a server then calls nothing for the others
_ONLY: Final = {
    "receipted": "NEW.reverses_id IS NOT NULL",
    "refund_receipted": "NEW.refunds_id IS NOT NULL",
    "beyond_refund": "NEW.amount < 0",
}
_COUNTER_STEP: Final = "NEW.last <> OLD.last + 1 OR NEW.series <> OLD.series"
_LIVE_DELETE: Final = "NOT EXISTS (SELECT 1 FROM receipt_cancellation c WHERE c.receipt_id = OLD.receipt_id)"
_SLIP_STEP: Final = (
    # a wrong day is put right, never taken away; that of the bank is held by its credit, which builds on it
    "(OLD.handed_in_on IS NOT NULL AND (NEW.handed_in_on IS NULL"
    " OR (OLD.credited_on IS NOT NULL AND NEW.handed_in_on <> OLD.handed_in_on)))"
    # only with the match that wrote it
    " OR (OLD.credited_on IS NOT NULL AND NEW.credited_on IS NULL AND NOT EXISTS (SELECT 1 FROM bank_match m"
    " WHERE m.slip_id = OLD.id AND m.takes_back_id IS NOT NULL))"
    " OR (OLD.cancelled_on IS NOT NULL AND (NEW.cancelled_on IS NULL OR NEW.cancelled_on <> OLD.cancelled_on"
    " OR NEW.handed_in_on IS DISTINCT FROM OLD.handed_in_on))"  # it goes nowhere any more
    " OR (OLD.reason <> '' AND NEW.reason <> OLD.reason)"
)
# what went to the bank went there once, and what was cancelled never goes
_RUN_STEP: Final = (
    "(OLD.sent_on IS NOT NULL AND (NEW.sent_on IS NULL OR NEW.sent_on <> OLD.sent_on OR NEW.sent_by <> OLD.sent_by))"
    " OR (OLD.cancelled_on IS NOT NULL AND (NEW.cancelled_on IS NULL OR NEW.cancelled_on <> OLD.cancelled_on))"
)
# a debit becomes one payment, and is let go of once
_COLLECTED_STEP: Final = (
    "(OLD.payment_id IS NOT NULL AND (NEW.payment_id IS NULL OR NEW.payment_id <> OLD.payment_id))"
    " OR (OLD.released_on IS NOT NULL AND (NEW.released_on IS NULL OR NEW.released_on <> OLD.released_on))"
    " OR (OLD.returned_action <> '' AND (NEW.returned_action <> OLD.returned_action OR NEW.fee <> OLD.fee))"
)
_DEPOSIT_DELETE: Final = (
    "EXISTS (SELECT 1 FROM deposit_slip s WHERE s.id = OLD.slip_id AND s.cancelled_on IS NULL)"
)
# what an import brought gives the reference of others back when it is taken back, and never takes another one
_REFERENCE_STEP: Final = "NEW.other_ref <> OLD.other_ref AND NEW.other_ref <> ''"
_HEAD_STEP: Final = (
    "NEW.origin_id <> OLD.origin_id"
    " OR NEW.n <> (SELECT coalesce(max(l.n), 0) FROM link l WHERE l.origin_id = NEW.origin_id)"
)


def frozen_columns(table: str) -> str:
    """Return the columns that never change of a table of which an erasure takes some; else nothing."""
    columns = all_tables().tables[table].columns.keys() if table in ERASABLE else ()
    return ", ".join(f'"{name}"' for name in columns if name not in ERASABLE[table])


def statements(dialect: str) -> Iterator[str]:
    """Yield the CREATE statements of every trigger for ``sqlite`` or ``postgresql``."""
    refuse = _refuse_sqlite if dialect == "sqlite" else _refuse_postgresql
    for table in FROZEN:
        kept = frozen_columns(table)
        yield from refuse(table, "frozen_update", f"UPDATE OF {kept}" if kept else "UPDATE", "")
    for table, columns in ERASABLE.items():
        yield from refuse(table, "erased_update", f"UPDATE OF {', '.join(columns)}", f"NOT {_ERASING}")
    for table in (*FROZEN, *UNDELETABLE):
        yield from refuse(table, "frozen_delete", "DELETE", "")
    yield from refuse("payment", "frozen_update", f"UPDATE OF {', '.join(PAYMENT_FROZEN)}", "")
    yield from refuse("expense_claim", "frozen_update", f"UPDATE OF {', '.join(CLAIM_FROZEN)}", "")
    for table in ("payment", "expense_claim"):
        yield from refuse(table, "reference_given_back", "UPDATE OF other_ref", _REFERENCE_STEP)
    for table, rule, condition in _INSERT_RULES:
        yield from refuse(table, rule, "INSERT", condition)
    yield from refuse("receipt_counter", "by_one", "UPDATE", _COUNTER_STEP)
    yield from refuse("head", "of_last_link", "UPDATE", _HEAD_STEP)
    yield from refuse("live_receipt_line", "frozen_update", "UPDATE", "")
    yield from refuse("live_receipt_line", "live_delete", "DELETE", _LIVE_DELETE)
    yield from refuse("deposit_slip", "frozen_update", f"UPDATE OF {', '.join(SLIP_FROZEN)}", "")
    yield from refuse("deposit_slip", "one_way", "UPDATE", _SLIP_STEP)
    yield from refuse("live_deposit", "frozen_update", "UPDATE", "")
    yield from refuse("collection_run", "frozen_update", f"UPDATE OF {', '.join(RUN_FROZEN)}", "")
    yield from refuse("collection_run", "one_way", "UPDATE", _RUN_STEP)
    yield from refuse("collection_line", "frozen_update", f"UPDATE OF {', '.join(COLLECTED_FROZEN)}", "")
    yield from refuse("collection_line", "one_way", "UPDATE", _COLLECTED_STEP)
    yield from refuse("live_deposit", "live_delete", "DELETE", _DEPOSIT_DELETE)
    for locked in (*rules(), *closed_days.rules(dialect)):
        yield from refuse(*locked)
    if dialect == "postgresql":
        yield from _postgresql_extras()


def _refuse_sqlite(table: str, rule: str, event: str, condition: str) -> Iterator[str]:
    asked = " AND ".join(filter(None, (_ONLY.get(rule), condition)))
    when = f" WHEN {asked}" if asked else ""
    # SQLite fires INSERT rules before the row stands, as PostgreSQL's BEFORE triggers do
    yield (
        f"CREATE TRIGGER {table}_{rule} BEFORE {event} ON {table}{when}"
        f" BEGIN SELECT RAISE(ABORT, '{table}: {rule}'); END"
    )


def _refuse_postgresql(table: str, rule: str, event: str, condition: str) -> Iterator[str]:
    test = f"IF {condition} THEN" if condition else "IF true THEN"
    # writers of one line must see each other's allocations before the sum is taken
    lock = "PERFORM 1 FROM payment_line WHERE id = NEW.line_id FOR UPDATE; " if rule == "within_line" else ""
    back = "OLD" if event == "DELETE" else "NEW"
    yield (
        f"CREATE FUNCTION {table}_{rule}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {lock}{test}"
        f" RAISE EXCEPTION '{table}: {rule}' USING ERRCODE = 'integrity_constraint_violation'; END IF;"
        f" RETURN {back}; END $$"
    )
    only = f" WHEN ({_ONLY[rule]})" if rule in _ONLY else ""
    yield (
        f"CREATE TRIGGER {table}_{rule} BEFORE {event} ON {table} FOR EACH ROW{only}"
        f" EXECUTE FUNCTION {table}_{rule}()"
    )


def _postgresql_extras() -> Iterator[str]:
    """Yield what only PostgreSQL needs: TRUNCATE refused."""
    yield (
        "CREATE FUNCTION refuse_truncate() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION 'truncate refused' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in (*FROZEN, *UNDELETABLE, "live_receipt_line", "live_deposit"):
        yield (
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table}"
            " FOR EACH STATEMENT EXECUTE FUNCTION refuse_truncate()"
        )
