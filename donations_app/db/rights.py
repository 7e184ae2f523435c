"""Who may do what with each table of a server: the plan that the policies of the schema and the grants follow.

Three people work with the books. The treasurer answers for all of them; the clerk of an office records what that
office does; the auditor reads. Whoever owns the tables stands over all of it and cannot log in (``server setup``);
where books were made by a login of its own, that login is the owner and may do everything, as in a file.

Rows carry the office that wrote them, and policies compare it with that of the login: no client says who it is.
"""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, get_args

from msgspec import Struct

from donations_app.db.server import keyed_tables
from donations_app.db.tables import all_tables
from donations_app.db.triggers import FROZEN

Role = Literal[
    "treasurer", "clerk", "auditor", "backup"
]  # those of ``domain.authors``, and what makes copies
ROLES: Final[tuple[Role, ...]] = get_args(Role)
ALL: Final = "true"
NONE: Final = ""
OWN: Final = "office_id = (SELECT my_office())"
_OF_ORIGIN: Final = "{key} >> 36 IN (SELECT my_origins())"
_OF_ACCOUNT: Final = f"(office_id IS NULL OR {OWN})"  # one of no office is the association's: slips name it
_OF_SLIP: Final = "EXISTS (SELECT 1 FROM deposit_slip s WHERE s.id = slip_id)"
# somebody whom the office recorded, or who paid there
_OF_PARTY: Final = f"({OWN} OR EXISTS (SELECT 1 FROM payment y WHERE y.payer_id = party.id))"  # noqa: S608 -- words of our own
_OF_WORD: Final = f"EXISTS (SELECT 1 FROM party WHERE party.id = party_id AND {_OF_PARTY})"  # noqa: S608 -- words of our own
_OF_LINE: Final = "EXISTS (SELECT 1 FROM payment_line l WHERE l.id = line_id)"
_OF_NUMBER: Final = "EXISTS (SELECT 1 FROM receipt_line r WHERE r.receipt_id = tax_receipt.id)"
_OF_RECEIPT: Final = "EXISTS (SELECT 1 FROM tax_receipt t WHERE t.id = receipt_id)"


class Access(Struct, frozen=True):
    """Which rows of a table a clerk may read, add, change and delete, as conditions; what one names he must see."""

    reads: str = ALL
    adds: str = NONE
    changes: str = NONE
    deletes: str = NONE


_READ: Final = Access()
_OWN: Final = Access(OWN, OWN, OWN)
_ADDED: Final = Access(OWN, OWN)
_SHARED: Final = Access(ALL, OWN, OWN)
_SHARED_ADDED: Final = Access(ALL, OWN)
_HIDDEN: Final = Access(NONE)

CLERK: Final[Mapping[str, Access]] = {
    # what the office records
    "payment": _OWN, "payment_line": _ADDED, "platform_fee": _ADDED, "batch": _OWN,
    "deposit_slip": _OWN, "deposit_line": _ADDED, "deposit_cash": _ADDED,
    "live_deposit": Access(ALL, _OF_SLIP, NONE, _OF_SLIP),
    "document_base": Access(ALL, "(SELECT my_office()) IS NOT NULL"),  # the constant part of a printed slip
    "recurring_gift": _OWN, "recurring_pause": _OWN, "instalment_decision": _ADDED,
    "mandate": _OWN, "mandate_terms": _ADDED, "collection_run": _HIDDEN, "collection_line": _HIDDEN,
    "debit_notice": _HIDDEN,
    "expense_claim": _OWN, "expense_item": _ADDED, "expense_trip": _ADDED, "expense_outcome": _ADDED,
    "import_file": _OWN, "import_correction": _ADDED,
    # nobody is written to twice, whichever office wrote first
    "dues_call": _SHARED_ADDED, "circular": _SHARED_ADDED,
    # where the cents of all offices stand, without a name: shares are those of the association
    "allocation": _SHARED_ADDED, "allocation_decision": _SHARED_ADDED,
    "contribution": _SHARED, "contribution_outcome": _SHARED_ADDED, "contribution_worker": _ADDED,
    # people are those of the association, so that nobody is recorded twice
    "party": Access(ALL, OWN, _OF_PARTY), "party_word": Access(ALL, _OF_WORD, NONE, _OF_WORD),
    "former_address": _SHARED, "situation": _SHARED, "officer": _SHARED, "consent": _SHARED_ADDED,
    "party_apart": _SHARED_ADDED, "party_merge": _READ, "party_origin": _READ,
    "membership": _SHARED, "membership_pause": _SHARED, "dues_exemption": _READ,
    # what the treasurer answers for
    "office": _READ, "office_facts": _READ, "organisation": _READ, "origin": _READ, "signatory": _READ,
    "legal_parameter": _READ, "letter_template": _READ, "membership_kind": _READ,
    "programme": _READ, "project": _READ, "project_budget": _READ, "project_partner": _READ,
    "funding_rule": _READ, "funding_rule_end": _READ, "financing": _READ, "spending": _READ,
    "account": Access(_OF_ACCOUNT), "mail_account": _READ,  # letters go through it; its password is nowhere
    # who paid what from which account is the head office's alone
    "bank_file": _HIDDEN, "bank_file_aside": _HIDDEN, "bank_statement": _HIDDEN, "bank_line": _HIDDEN,
    "bank_match": _HIDDEN, "bank_rule": _HIDDEN, "account_closing": _HIDDEN,
    # receipts on what the office recorded: no payment is taken back on which one stands
    "live_receipt_line": _READ, "receipt_line": Access(_OF_LINE), "tax_receipt": Access(_OF_NUMBER),
    "receipt_cancellation": Access(_OF_RECEIPT), "receipt_delivery": Access(_OF_RECEIPT),
    "year_closing": _READ, "late_record": _SHARED_ADDED,
    "receipt_counter": _HIDDEN, "declaration_filing": _HIDDEN, "lost_numbers": _HIDDEN,
    "waiting_payer": _HIDDEN, "waiting_stamp": _HIDDEN, "field_book": _HIDDEN,  # keys
    # links and heads, by which chains are followed, and the entries of his own origin; ``seal`` alone writes the former
    "head": _READ, "link": _READ,
    "entry": Access(*2 * [_OF_ORIGIN.format(key="link_id")]),
}  # fmt: skip
SEALED: Final = frozenset(("link", "head", "receipt_counter"))  # written by functions of the owner alone
DERIVED: Final = frozenset(
    ("party_word", "live_deposit", "live_receipt_line", "waiting_payer", "waiting_stamp")
)
# who records whom, and the version of the schema: no office's, and nobody's to write
OTHERS: Final = ("alembic_version", "office_login")


def policies() -> Iterator[str]:
    """Yield the statements that let each role see and write its rows of every table, the owner's included."""
    for table in sorted(all_tables().tables):
        clerk = CLERK[table]
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"
        yield f"CREATE POLICY reads ON {table} FOR SELECT USING {_rows('sees_all', clerk.reads)}"
        yield f"CREATE POLICY adds ON {table} FOR INSERT WITH CHECK {_rows('writes_all', *_added(table))}"
        changed = _rows("writes_all", clerk.changes or _locked(table))
        yield f"CREATE POLICY changes ON {table} FOR UPDATE USING {changed} WITH CHECK {changed}"
        yield f"CREATE POLICY deletes ON {table} FOR DELETE USING {_rows('writes_all', clerk.deletes)}"


def _added(table: str) -> tuple[str, ...]:
    """Return what a row that a clerk adds must be: its key is one that ``take_keys`` gave his origin."""
    adds = CLERK[table].adds
    return (adds, _OF_ORIGIN.format(key="id")) if adds and table in keyed_tables() else (adds,)


def _locked(table: str) -> str:
    """Return which rows that never change are locked while others are added that name them."""
    return OWN if table in FROZEN and CLERK[table].adds == OWN else NONE


def _rows(whole: str, *conditions: str) -> str:
    """Return the condition that the login has all rows, or that this is one of those that a clerk may have."""
    if conditions == (ALL,):
        return "(true)"
    own = " AND ".join(filter(None, conditions))
    # his own first: then nobody asks which roles the login is in, which takes longer
    return f"(({own}) OR (SELECT {whole}()))" if own else f"((SELECT {whole}()))"


class Grant(Struct, frozen=True):
    """What a role may try on a table; policies say on which rows."""

    role: Role
    table: str
    verbs: tuple[str, ...]  # of SQL, in their order


def grants() -> Iterator[Grant]:
    """Yield what each role is granted, table by table."""
    for table in sorted((*all_tables().tables, *OTHERS)):
        if table == "office_login":
            yield Grant("backup", table, ("SELECT",))  # a dump holds all or nothing
            continue
        for role in ROLES:
            yield Grant(role, table, ("SELECT", *_written(role, table)))


def _written(role: Role, table: str) -> Iterator[str]:
    if table in OTHERS or table in SEALED or role in ("auditor", "backup"):
        return
    clerk = CLERK[table]
    does_all = role == "treasurer"
    if does_all or clerk.adds:
        yield "INSERT"
    if table in FROZEN:
        # to lock a row one needs the right to change some column of it; a trigger refuses the change itself
        if does_all or _locked(table):
            yield "UPDATE"
    elif does_all or clerk.changes:
        yield "UPDATE"
    if table in DERIVED and (does_all or clerk.deletes):
        yield "DELETE"
